"""A share as a signal: beside what would be expected without it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.arrays import Floats
from farfield.measure.intervals import mean_interval
from farfield.results.checks import Signal

Hits = NDArray[np.bool_]


def share_signal(
    name: str,
    hits: Hits,
    others: Floats,
    p: float | None,
    confidence: float,
) -> Signal:
    """A share of hits (n,) against the share expected, the mean of `others`."""
    found = mean_interval(hits.astype(np.float64), np.arange(len(hits)), confidence)
    expected = float(others.mean())
    return Signal(
        name=name, value=found.mean, low=found.low, high=found.high, expected=expected,
        p=p, n=len(hits), sentence="",
    )  # fmt: skip


def more_often(own: Hits, other: Hits) -> float:
    """One-sided exact McNemar test that own hits are no more frequent than others."""
    own_only, other_only = int((own & ~other).sum()), int((other & ~own).sum())
    if not own_only + other_only:
        return 1.0
    from scipy.stats import binomtest

    return float(binomtest(own_only, own_only + other_only, alternative="greater").pvalue)
