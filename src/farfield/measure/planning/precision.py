"""How many items, in how many clusters, an interval of a wanted width takes."""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from farfield.results.plan import ItemsNeeded
from farfield.results.rulers import Reach

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

PER_CLUSTER = (1, 2, 5, 10, 20)


def intraclass_correlation(scores: Floats, clusters: Codes) -> float | None:
    """How alike the items of a cluster are, in [0, 1]: the one-way analysis of variance (Fisher 1925; Donner 1986).

    None where no cluster holds two items, or all items share one.
    """
    sizes = np.bincount(clusters)
    sizes = sizes[sizes > 0]
    n, groups = len(scores), len(sizes)
    if groups < 2 or groups == n:
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

    Where the correlation is not known, for one item in each cluster only.
    """
    return _by_cluster(mean * (1 - mean), correlation, half_width, confidence, 1)


def items_for_gap(
    near: float, far: float, correlation: float | None, half_width: float, confidence: float
) -> list[ItemsNeeded]:
    """The same for the difference between the nearest and the farthest third; all three thirds are counted."""
    return _by_cluster(near * (1 - near) + far * (1 - far), correlation, half_width, confidence, 3)


def items_for_reach(reach: Reach, items: int, half_width: float) -> int | None:
    """Items that a reach takes, as its interval narrows with their square root; None where it is open or unknown."""
    if reach.low is None or reach.high is None or reach.censored:
        return None
    now = (reach.high - reach.low) / 2
    return ceil(items * (now / half_width) ** 2)


def _by_cluster(
    variance: float, correlation: float | None, half_width: float, confidence: float, parts: int
) -> list[ItemsNeeded]:
    quantile = float(ndtri(0.5 + confidence / 2))
    alone = parts * quantile**2 * variance / half_width**2
    return [
        _row(alone, correlation or 0.0, size) for size in (PER_CLUSTER if correlation is not None else (1,))
    ]


def _row(alone: float, correlation: float, size: int) -> ItemsNeeded:
    clusters = ceil(alone * (1 + (size - 1) * correlation) / size)
    return ItemsNeeded(per_cluster=size, clusters=clusters, items=clusters * size)
