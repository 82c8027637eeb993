"""How many items, in how many clusters, an interval of a wanted width takes."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, hypot

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.measure.intervals import FEWEST_CLUSTERS, wilson
from farfield.results.plan import ItemsNeeded
from farfield.results.rulers import Reach
from farfield.special_functions import ndtri

PER_CLUSTER = (1, 2, 5, 10, 20)


def intraclass_correlation(scores: Floats, clusters: Codes) -> float | None:
    """How alike the items of a cluster are, in [0, 1]: the one-way analysis of variance (Fisher 1925; Donner 1986).

    None where no cluster holds two items, or where fewer than FEWEST_CLUSTERS hold all, which tell nothing of others.
    """
    sizes = np.bincount(clusters)
    sizes = sizes[sizes > 0]
    n, groups = len(scores), len(sizes)
    if groups < FEWEST_CLUSTERS or groups == n:
        return None
    codes = np.unique(clusters, return_inverse=True)[1]
    means = np.bincount(codes, scores) / sizes
    between = float(sizes @ (means - scores.mean()) ** 2) / (groups - 1)
    within = float(((scores - means[codes]) ** 2).sum()) / (n - groups)
    typical = (n - float(sizes @ sizes) / n) / (groups - 1)
    spread = between + (typical - 1) * within
    return float(np.clip((between - within) / spread, 0, 1)) if spread > 0 else 0.0


def items_for_score(
    mean: float, correlation: float | None, half_width: float, confidence: float
) -> list[ItemsNeeded]:
    """Items that a mean takes, by items in a cluster: n = z^2 p (1 - p) (1 + (m - 1) rho) / h^2 (Kish 1965).

    Near 0 and 1, where that would be no items at all, as many as keep both ends of Wilson's interval within the half
    width. Where the correlation is not known, for one item in each cluster only.
    """
    quantile = float(ndtri(0.5 + confidence / 2))
    alone = quantile**2 * mean * (1 - mean) / half_width**2
    least = _least(lambda n: max(_ends(mean, n, quantile)), half_width)
    return _by_cluster(max(alone, least), correlation)


def items_for_gap(
    near: float, far: float, correlation: float | None, half_width: float, confidence: float
) -> list[ItemsNeeded]:
    """How many items the difference of the nearest and the farthest third takes; all three thirds are counted.

    `near`, `far`: the shares expected in the two thirds. `correlation`: within a cluster, None where it is not known.
    `half_width`: of the interval wanted, in shares of 1. Newcombe's square-and-add interval (Newcombe 1998).
    """
    quantile = float(ndtri(0.5 + confidence / 2))
    alone = quantile**2 * (near * (1 - near) + far * (1 - far)) / half_width**2

    def farthest_end(n: float) -> float:
        (near_down, near_up), (far_down, far_up) = (_ends(mean, n, quantile) for mean in (near, far))
        return max(hypot(far_down, near_up), hypot(far_up, near_down))

    return _by_cluster(3 * max(alone, _least(farthest_end, half_width)), correlation)


def _ends(mean: float, items: float, quantile: float) -> tuple[float, float]:
    """How far the ends of Wilson's interval lie below and above the mean."""
    found = wilson(mean, items, quantile)
    return mean - (found.low or 0.0), (1.0 if found.high is None else found.high) - mean


def _least(farthest: Callable[[float], float], half_width: float) -> float:
    """The fewest items with which no end lies farther off than the half width."""
    fewest, most = 1.0, 2.0
    while farthest(most) > half_width:
        most *= 2
    while most - fewest > 1e-3:
        middle = (fewest + most) / 2
        fewest, most = (middle, most) if farthest(middle) > half_width else (fewest, middle)
    return most


def items_for_reach(reach: Reach, items: int, half_width: float) -> int | None:
    """Items that a reach takes, as its interval narrows with their square root; None where it is open or unknown."""
    if reach.low is None or reach.high is None or reach.censored:
        return None
    now = (reach.high - reach.low) / 2
    return ceil(items * (now / half_width) ** 2)


def _by_cluster(alone: float, correlation: float | None) -> list[ItemsNeeded]:
    """`alone`: the items that it takes with a cluster each."""
    return [
        _row(alone, correlation or 0.0, size) for size in (PER_CLUSTER if correlation is not None else (1,))
    ]


def _row(alone: float, correlation: float, size: int) -> ItemsNeeded:
    clusters = ceil(alone * (1 + (size - 1) * correlation) / size)
    return ItemsNeeded(per_cluster=size, clusters=clusters, items=clusters * size)
