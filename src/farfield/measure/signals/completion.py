"""Verbatim completion: does the subject continue an item in the item's own words?"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np
import polars as pl

from farfield.measure.signals.probes import COMPLETION
from farfield.measure.signals.shares import more_often, share_signal
from farfield.options.measuring import MeasureOptions
from farfield.results.checks import VERBATIM_WORDS, Signal
from farfield.text.words import split_words

SHORTEST = 4
"""Words below which a continuation tells nothing."""
MOST = 2000
"""Probes that are compared, evenly spaced among more."""


def completion(probes: pl.DataFrame, options: MeasureOptions) -> Signal | None:
    """Share of outputs that hold a verbatim span of their item's continuation, against continuations of other items.

    A completion probe asks with the first part of an item; its target is the rest. Carlini (2021, 2023) call such text
    extractable. Others' continuations show what common phrases alone reach; they do not show what a reader could
    have foreseen.
    """
    if probes.is_empty():
        return None
    asked = probes.filter(pl.col("probe") == COMPLETION) if "probe" in probes.columns else probes
    pairs = [
        (split_words(output), split_words(target))
        for output, target in zip(asked["output"].fill_null(""), asked["target"].fill_null(""), strict=True)
    ]
    pairs = [pair for pair in pairs if len(pair[1]) >= SHORTEST]
    if not pairs:
        return None
    pairs = [pairs[at] for at in np.unique(np.linspace(0, len(pairs) - 1, min(MOST, len(pairs))).astype(int))]
    targets = [target for _, target in pairs]
    own = np.array([_verbatim(output, target) for output, target in pairs], bool)
    others = np.array(
        [[_verbatim(o, t) for (o, _), t in zip(pairs, _turned(targets, by), strict=True)] for by in (1, 2, 3)]
    )
    p = more_often(own, others[0]) if len(pairs) > 1 else None
    return share_signal("verbatim completion", own, others.mean(axis=0), p, options.confidence)


def longest_span(first: Sequence[str], second: Sequence[str]) -> int:
    """Words of the longest run that both hold."""
    return SequenceMatcher(None, first, second, autojunk=False).find_longest_match().size


def _verbatim(output: Sequence[str], target: Sequence[str]) -> bool:
    return longest_span(output, target) >= min(VERBATIM_WORDS, len(target))


def _turned(targets: Sequence[Sequence[str]], by: int) -> list[Sequence[str]]:
    """For each item the continuation of another, `by` places on."""
    return [targets[(at + by) % len(targets)] for at in range(len(targets))]
