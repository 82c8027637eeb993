"""Progress between two models, split: items that moved nearer, and a curve that moved.

The exact two-fold split of Kitagawa (1955) and Oaxaca & Blinder, with the average of both as weights:
dA = sum 1/2 (a0 + a1)(p1 - p0) + sum 1/2 (p0 + p1)(a1 - a0), over bands of distance with shares p and accuracies a.
It is accounting, not causation.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.results.comparison import Progress
from farfield.results.differences import Moved


class Split(NamedTuple):
    """What of a difference in score comes from items that moved nearer, and what from the curve; they sum to it."""

    nearer: Floats
    curve: Floats


def band_edges(first: Floats, second: Floats, bands: int) -> Floats:
    """Borders between at most `bands` bands, quantiles of both models' distances together; values are never split."""
    pooled = np.concatenate([first, second])
    return np.unique(np.quantile(pooled, np.linspace(0, 1, bands + 1)[1:-1], method="higher"))


def split_progress(shares: Floats, scores: Floats) -> Split:
    """The split of sum(p1 a1) - sum(p0 a0). `shares`, `scores` (..., 2, bands): before and after.

    A band that only one of the two has takes the score of that one for both: its items can only have moved.
    """
    before, after = scores[..., 0, :], scores[..., 1, :]
    before, after = np.where(np.isnan(before), after, before), np.where(np.isnan(after), before, after)
    p0, p1 = shares[..., 0, :], shares[..., 1, :]
    empty = p0 + p1 == 0
    nearer = np.where(empty, 0, (before + after) / 2 * (p1 - p0)).sum(axis=-1)
    curve = np.where(empty, 0, (p0 + p1) / 2 * (after - before)).sum(axis=-1)
    return Split(np.asarray(nearer), np.asarray(curve))


def fit_split(
    scores: Floats, distances: Floats, clusters: Codes, bands: int, draws: int, confidence: float, seed: int
) -> Progress:
    """The split with percentile intervals from a bootstrap of whole clusters.

    `scores`, `distances` (n, 2): of the same items, before and after, each at the distance from its own corpus.
    """
    edges = band_edges(distances[:, 0], distances[:, 1], bands)
    places = np.searchsorted(edges, distances, side="right")
    weights = _cluster_weights(clusters, draws, seed)
    count = len(edges) + 1
    held = np.stack([_sums(places[:, k], np.ones(len(scores)), clusters, weights, count) for k in (0, 1)], 1)
    right = np.stack([_sums(places[:, k], scores[:, k], clusters, weights, count) for k in (0, 1)], 1)
    with np.errstate(invalid="ignore"):
        found = split_progress(held / held.sum(axis=-1, keepdims=True), right / held)
    tails = ((1 - confidence) / 2, (1 + confidence) / 2)
    return Progress(
        bands=[float(edge) for edge in edges],
        moved_nearer=_interval(found.nearer, tails),
        curve_moved=_interval(found.curve, tails),
        total=float(found.nearer[0] + found.curve[0]),
    )


def _cluster_weights(clusters: Codes, draws: int, seed: int) -> Floats:
    """(1 + draws, G): ones first, then how often a resample of the clusters holds each."""
    groups = int(clusters.max()) + 1
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(groups, np.full(groups, 1 / groups), size=draws)
    return np.vstack([np.ones(groups), drawn])


def _sums(places: Codes, values: Floats, clusters: Codes, weights: Floats, bands: int) -> Floats:
    """(1 + draws, bands): for each replicate the sum of the values in each band."""
    groups = weights.shape[1]
    table = np.bincount(clusters * bands + places, values, minlength=groups * bands).reshape(groups, bands)
    return np.asarray(weights @ table)


def _interval(found: Floats, tails: tuple[float, float]) -> Moved:
    low, high = np.quantile(found[1:], tails)
    return Moved(float(found[0]), float(low), float(high))
