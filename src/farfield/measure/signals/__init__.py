"""Signals for models whose training data nobody can search. None of them shows that an item was trained on."""

from __future__ import annotations

import polars as pl

from farfield.measure.signals.completion import completion
from farfield.measure.signals.exchangeability import exchangeability
from farfield.measure.signals.probes import recall_probes, split_probes
from farfield.measure.signals.recitation import recitation
from farfield.options.measuring import MeasureOptions
from farfield.results.checks import Signal

__all__ = ["find_signals", "split_probes"]


def find_signals(items: pl.DataFrame, probes: pl.DataFrame, options: MeasureOptions) -> list[Signal]:
    """The `signals` of one subject on one task: those for which its log has the columns.

    `items`: its items, scored or not; `probes`: what `split_probes` set apart, of the same subject and task.
    """
    found = [
        *exchangeability(items, options),
        completion(probes, options),
        recitation(items, options),
        recall_probes(probes, options),
    ]
    return [signal for signal in found if signal is not None]
