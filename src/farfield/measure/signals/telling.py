"""A signal: its value beside what would be expected without it, and a sentence that claims no more."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from farfield.arrays import Floats
from farfield.measure.intervals import mean_interval
from farfield.results.checks import Signal
from farfield.words.numbers import count, interval, percent

Hits = NDArray[np.bool_]

SIGNIFICANT = 0.05


def share_signal(
    name: str,
    hits: Hits,
    others: Floats,
    p: float | None,
    told: tuple[str, str],
    confidence: float,
) -> Signal:
    """A share of hits (n,) against the share expected, the mean of `others`.

    `told`: the sentence up to the share of n, and what is expected, each without its numbers.
    """
    found = mean_interval(hits.astype(np.float64), np.arange(len(hits)), confidence)
    expected = float(others.mean())
    return Signal(
        name=name, value=found.mean, low=found.low, high=found.high, expected=expected,
        p=p, n=len(hits),
        sentence=(
            f"{told[0]} {percent(found.mean)} {interval(found.low, found.high)} of "
            f"{count(len(hits), 'item')}; {told[1]} {percent(expected)}: {verdict(p)}."
        ),
    )  # fmt: skip


def verdict(p: float | None) -> str:
    """Whether a p value speaks of a signal, in words: "a signal, p = .012"."""
    if p is None:
        return "too few to tell"
    shown = "p < .001" if p < 0.001 else f"p = {p:.3f}".replace("0.", ".", 1)
    return f"a signal, {shown}" if p <= SIGNIFICANT else f"no signal, {shown}"


def more_often(own: Hits, other: Hits) -> float:
    """One-sided exact McNemar test that own hits are no more frequent than others."""
    own_only, other_only = int((own & ~other).sum()), int((other & ~own).sum())
    if not own_only + other_only:
        return 1.0
    return float(binomtest(own_only, own_only + other_only, alternative="greater").pvalue)
