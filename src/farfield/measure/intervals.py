"""Intervals of a mean score that hold near 0 and 1, with few items, and where items share a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.special_functions import ndtri, stdtrit

FEWEST_CLUSTERS = 5
"""Of fewer clusters that hold several items, how far they differ cannot be estimated: one that happens to agree with
another would make an interval of rounding noise."""
SHARED = 0.3
"""The correlation of two items of a cluster, where the scores do not tell it."""
ROUNDING = 1e-9
"""An error of a mean below this is that of values which are all alike."""
PAIRS = 6.0
"""So many pairs of right answers (of wrong ones, where these are fewer) tell as much of it as is assumed before."""


class Interval(NamedTuple):
    """A mean; `low` and `high` are None where nothing tells how far it would differ with other clusters."""

    mean: float
    low: float | None
    high: float | None


def bear_interval(items: int, clusters: int) -> bool:
    """Whether so many clusters tell how much clusters differ; items of their own always do."""
    return clusters >= FEWEST_CLUSTERS or clusters == items


def mean_interval(
    scores: Floats, clusters: Codes, confidence: float = 0.95, weights: Floats | None = None
) -> Interval:
    """The mean of scores in [0, 1] (n > 0) with its Wilson (1927) score interval at the effective sample size.

    The effective size is n / D, where the design effect D = n V / (p (1 - p)) comes from V, the cluster-robust variance
    of the mean (Miller 2024), `V = G / (G - 1) * sum over clusters (sum of residuals)^2 / n^2` (with `weights`: of
    weighted residuals, and n their sum); the quantile is Student's with G - 1 degrees of freedom (Korn & Graubard
    1998; Dean & Pagano 2015). Near 0 and 1, where few right or few wrong answers cannot show which clusters they
    come from, D is drawn towards that of clusters whose items are correlated by SHARED: by all at none or one, by
    little at a dozen. So the interval has no jump at 0 and 1, and no width of zero. For right-or-wrong scores D is at
    least 1; those of one weight with a cluster each have the classic Wilson interval.
    Without ends where fewer than FEWEST_CLUSTERS clusters hold several items each.
    """
    n = len(scores)
    heavy = np.ones(n) if weights is None else weights
    mean = min(1.0, max(0.0, float((scores * heavy).sum() / heavy.sum())))
    groups = int(np.count_nonzero(np.bincount(clusters)))
    if not bear_interval(n, groups):
        return Interval(mean, None, None)
    tail = 0.5 + confidence / 2
    binary = bool(np.all((scores == 0) | (scores == 1)))
    if n == 1 or (binary and groups == n and weights is None):
        return wilson(mean, n, float(ndtri(tail)))
    design, told = design_effect(scores, clusters, heavy, mean, groups)
    quantile = float(stdtrit(groups - 1, tail))
    if (
        groups == n
    ):  # an assumed variance of items of their own is that of right-or-wrong ones, and has no freedom
        quantile = told * quantile + (1 - told) * float(ndtri(tail))
    return wilson(mean, n / max(design, 1.0) if binary else n / design, quantile)


def design_effect(
    scores: Floats, clusters: Codes, heavy: Floats, mean: float, groups: int
) -> tuple[float, float]:
    """The variance of the mean over that of as many independent right-or-wrong items of one weight; and the part of
    it, 0 to 1, that the scores tell. `heavy`: weights; `groups`: clusters among them."""
    n, total = len(scores), float(heavy.sum())
    sizes = np.bincount(clusters, heavy)
    assumed = n * float((1 - SHARED) * heavy @ heavy + SHARED * sizes @ sizes) / total**2
    fewer = n * min(mean, 1 - mean)
    pairs = fewer * max(fewer - 1, 0.0)
    if pairs <= 0:
        return assumed, 0.0
    residuals = np.bincount(clusters, heavy * (scores - mean))
    variance = groups / (groups - 1) * float(residuals @ residuals) / total**2
    told = pairs / (pairs + PAIRS)
    return told * n * variance / (mean * (1 - mean)) + (1 - told) * assumed, told


def wilson(p: float, n: float, quantile: float) -> Interval:
    """Wilson's interval of a mean `p` of `n` items, or as many as they are worth."""
    shrink = 1 + quantile**2 / n
    centre = (p + quantile**2 / (2 * n)) / shrink
    half = quantile / shrink * float(np.sqrt(p * (1 - p) / n + quantile**2 / (4 * n**2)))
    return Interval(p, max(0.0, min(p, centre - half)), min(1.0, max(p, centre + half)))


def student_interval(values: Sequence[float], confidence: float = 0.95) -> Interval:
    """The mean of values of any size (n > 0), each by itself, with Student's t interval.

    Without ends where all are alike: they tell nothing of how far another would be from them.
    """
    n, mean = len(values), float(np.mean(values))
    error = float(np.std(values, ddof=1)) / n**0.5 if n > 1 else 0.0
    if error < ROUNDING:
        return Interval(mean, None, None)
    half = float(stdtrit(n - 1, 0.5 + confidence / 2)) * error
    return Interval(mean, mean - half, mean + half)
