"""Intervals of a mean score that hold near 0 and 1, with few items, and where items share a cluster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Interval:
    mean: float
    low: float
    high: float


def mean_interval(
    scores: Floats, clusters: Codes, confidence: float = 0.95, weights: Floats | None = None
) -> Interval:
    """The mean of scores in [0, 1] (n > 0) with its Wilson (1927) score interval at the effective sample size.

    The effective size is p (1 - p) / V, with V the cluster-robust variance of the mean (Miller 2024),
    `V = G / (G - 1) * sum over clusters (sum of residuals)^2 / n^2` (with `weights`: of weighted residuals, and n
    their sum), and the quantile is Student's with G - 1 degrees of freedom (Korn & Graubard 1998; Dean & Pagano
    2015). The size never exceeds n for right-or-wrong scores, whose variance cannot be below the binomial but by
    luck. Right-or-wrong scores of one weight with a cluster each
    have the classic Wilson interval. Where V cannot be estimated (one cluster, or all scores the same) every
    cluster counts as one item, so that the interval never has zero width.
    """
    n = len(scores)
    heavy = np.ones(n) if weights is None else weights
    mean = float(np.average(scores, weights=heavy))
    sizes = np.bincount(clusters)
    groups = int(np.count_nonzero(sizes))
    tail = 0.5 + confidence / 2
    normal = float(ndtri(tail))
    if groups < 2 or np.ptp(scores) < 1e-12:
        return _wilson(mean, groups, normal)
    binary = bool(np.all((scores == 0) | (scores == 1)))
    if binary and groups == n and weights is None:
        return _wilson(mean, n, normal)
    residuals = np.bincount(clusters, heavy * (scores - mean))
    variance = groups / (groups - 1) * float(residuals @ residuals) / float(heavy.sum()) ** 2
    effective = mean * (1 - mean) / variance if variance > 1e-18 else float(groups)
    return _wilson(mean, min(effective, n) if binary else effective, float(stdtrit(groups - 1, tail)))


def _wilson(p: float, n: float, quantile: float) -> Interval:
    shrink = 1 + quantile**2 / n
    centre = (p + quantile**2 / (2 * n)) / shrink
    half = quantile / shrink * float(np.sqrt(p * (1 - p) / n + quantile**2 / (4 * n**2)))
    return Interval(p, max(0.0, min(p, centre - half)), min(1.0, max(p, centre + half)))
