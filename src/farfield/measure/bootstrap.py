"""Items and their bootstrap replicates, summed over bins of neighbouring distances."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtrit

from farfield.measure.curve import Binned
from farfield.measure.outcomes import Outcomes

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Weights = NDArray[np.float32]

MOST_BINS = 150


def draw_weights(groups: int, draws: int, seed: int) -> Weights:
    """How often each cluster is drawn in each replicate, (draws, groups); one set serves all rulers of a profile."""
    generator = np.random.default_rng(seed)
    weights = np.empty((draws, groups), np.float32)
    for row in weights:
        row[:] = np.bincount(generator.integers(0, groups, groups), minlength=groups)
    return weights


def bin_items(scaled: Floats, outcomes: Outcomes, weights: Weights) -> tuple[Binned, Binned]:
    """The items (one row) and each replicate (a row) over at most MOST_BINS bins; equal distances are never split."""
    order = np.argsort(scaled, kind="stable")
    at, scores = scaled[order], outcomes.scores[order]
    starts = _bin_starts(at)
    counts = np.diff(np.append(starts, len(at))).astype(np.float64)
    middles = np.add.reduceat(at, starts) / counts
    floor = np.add.reduceat(outcomes.chance[order], starts) / counts
    drawn = weights[:, outcomes.clusters[order]]
    held = np.add.reduceat(drawn, starts, axis=1).astype(np.float64)
    right = np.add.reduceat(drawn * scores.astype(np.float32), starts, axis=1).astype(np.float64)
    data = Binned(middles, floor, counts[None], np.add.reduceat(scores, starts)[None])
    return data, Binned(middles, floor, held, np.minimum(right, held))


def _bin_starts(ordered: Floats) -> Codes:
    """Where bins begin among ordered distances: at each new value, or, of too many, at evenly spaced ones."""
    new = np.flatnonzero(np.diff(ordered, prepend=-np.inf) > 0)
    if len(new) <= MOST_BINS:
        return new
    wanted = np.linspace(0, len(ordered), MOST_BINS, endpoint=False)
    return np.unique(new[np.searchsorted(new, wanted, side="right") - 1])


def interval_ranks(draws: int, groups: int, confidence: float) -> tuple[int, int]:
    """Which of the ordered replicates end an interval: the expanded percentile bootstrap (Hesterberg 2015).

    Its percentiles are more extreme than the nominal ones by as much as Student's t with few clusters exceeds the
    normal; of two neighbouring replicates the outer one counts.
    """
    freedom = max(groups - 1, 1)
    expanded = np.sqrt(groups / freedom) * stdtrit(freedom, 0.5 + confidence / 2)
    outside = min(int(draws * ndtr(-expanded)), (draws - 1) // 2)
    return outside, draws - 1 - outside
