"""Spearman's rank correlation with an interval that knows clusters."""

from __future__ import annotations

from math import atanh, sqrt, tanh

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.measure.intervals import Interval, bear_interval
from farfield.special_functions import stdtrit

NEARLY_ONE = 1 - 1e-9


def rank_correlation(first: Floats, second: Floats, clusters: Codes, confidence: float = 0.95) -> Interval:
    """The rank correlation of two columns (n > 3, neither all alike), equal values at their mean rank.

    The interval is one of Fisher's z. Its variance comes from the influence of each value on the correlation of the
    ranks, summed by cluster, and is at least that of independent values, (1 + rho^2 / 2) / (n - 3) (Bonett & Wright
    2000); the quantile is Student's with G - 1 degrees of freedom. Without ends where too few clusters hold several
    values each.
    """
    x, y = _standard(first), _standard(second)
    n, rho = len(x), float(np.mean(x * y))
    groups = int(np.count_nonzero(np.bincount(clusters)))
    if not bear_interval(n, groups):
        return Interval(rho, None, None)
    rho = min(NEARLY_ONE, max(-NEARLY_ONE, rho))
    sums = np.bincount(clusters, x * y - rho * (x**2 + y**2) / 2)
    variance = groups / (groups - 1) * float(sums @ sums) / (n * (1 - rho**2)) ** 2
    error = sqrt(max(variance, (1 + rho**2 / 2) / (n - 3)))
    half = float(stdtrit(groups - 1, 0.5 + confidence / 2)) * error
    return Interval(rho, tanh(atanh(rho) - half), tanh(atanh(rho) + half))


def mean_ranks(values: Floats) -> Floats:
    """The rank of each value from 1 on, equal ones at the mean of theirs."""
    _, codes, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[codes])


def _standard(values: Floats) -> Floats:
    """Ranks with mean 0 and variance 1."""
    ranks = mean_ranks(values)
    return np.asarray((ranks - ranks.mean()) / ranks.std())
