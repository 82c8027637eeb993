"""The curves that the data leave plausible: what the intervals of a curve and its reach are read from.

The likelihood of the curve, weighed down by as much as the clusters say that it overstates its certainty, times a
vague prior, is laid over a grid, and curves are drawn from it. Resampling whole clusters instead would say of
clusters that all fail that the score there is certainly 0, and is too narrow by far below some hundred clusters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from farfield.arrays import Floats
from farfield.measure.fits.curve import Binned, Bounds, Curves, bounds_of, likelihoods, slopes_at
from farfield.measure.outcomes import Outcomes

GRID = (14, 20, 16)
"""Cells of the grid along ceiling, d50 and log width."""
PASSES = 8
"""The most; the last is the first after which the box of the grid keeps more than .4 of its room."""
LEFT_OUT = 1e-3
"""Share of the weight beyond either side of the grid's box, at most, when the box closes in on the likely curves."""
PARAMETERS = 3
"""Ceiling, d50 and log width."""


@dataclass(frozen=True)
class Overstatement:
    """How much the likelihood overstates its certainty in each direction away from its maximum `best` (3,).

    `axes`: for each estimate of the scores' covariance a matrix (3, 3) that turns a step into its length along
    principal axes, and the factors (3,) by which the covariance exceeds the information along them. `freedom`:
    degrees of freedom of that estimate, infinite where nothing was estimated.
    """

    best: Floats
    axes: tuple[tuple[Floats, Floats], ...]
    freedom: float

    def log_weights(self, points: Floats, likelihood: Floats, most: float) -> Floats:
        """Logarithm of the weight of the parameters (n, 3) with these log-likelihoods; `most`: that of the best."""
        deviance = 2 * np.maximum(most - likelihood, 0)
        if not np.isfinite(self.freedom):
            return np.asarray(-deviance / 2)
        kept = np.full(len(points), np.inf)
        for turn, factors in self.axes:
            squares = ((points - self.best) @ turn) ** 2
            kept = np.minimum(kept, (squares / factors).sum(axis=1) / np.maximum(squares.sum(axis=1), 1e-300))
        return np.asarray(-(self.freedom + PARAMETERS) / 2 * np.log1p(kept * deviance / self.freedom))


def draw_curves(
    data: Binned, scaled: Floats, outcomes: Outcomes, best: Curves, draws: int, seed: int
) -> Curves:
    """`draws` curves from the adjusted likelihood. `scaled` (n,): distances of the outcomes; `best`: the fitted curve.

    The deviance of a curve is divided by the ratio of the scores' covariance to their information in the direction
    of that curve (the vertical adjustment of Chandler & Bate 2007), and its weight is Student's t of clusters - 1
    degrees of freedom in it. The covariance is the larger, curve by curve, of the cluster sandwich and of one with
    the same correlation between any two items of a cluster (Liang & Zeger 1986), each times G / (G - 3). The prior
    is uniform in d50 and in the logarithm of the width, and Jeffreys' for a share in the ceiling.
    """
    bounds = bounds_of(data)
    overstated = _overstatement(scaled, outcomes, best)
    low, high = bounds.lowest, bounds.highest
    for _ in range(PASSES):
        axes = _axes_of(low, high)
        points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, PARAMETERS)
        likelihood = likelihoods(data, axes[0], points[: GRID[1] * GRID[2], 1:]).ravel()
        weights = overstated.log_weights(points, likelihood, float(best.likelihood[0]))
        weights = np.exp(weights - weights.max()) * _prior(points, data, bounds)
        closer = _close_in(weights.reshape(GRID), low, high, bounds)
        if np.prod((closer[1] - closer[0]) / np.where(high > low, high - low, 1)[None]) > 0.4:
            break
        low, high = closer
    return _draw(points, weights, (high - low) / np.array(GRID), draws, seed)


def _axes_of(low: Floats, high: Floats) -> list[Floats]:
    """The middles of the cells along each axis."""
    return [
        start + (np.arange(cells) + 0.5) / cells * (end - start)
        for start, end, cells in zip(low, high, GRID, strict=True)
    ]


def _prior(points: Floats, data: Binned, bounds: Bounds) -> Floats:
    if data.ceiling is not None:
        return np.ones(len(points))
    share = (points[:, 0] - bounds.lowest[0]) / (bounds.highest[0] - bounds.lowest[0])
    return np.asarray(1 / np.sqrt(np.clip(share * (1 - share), 1e-6, None)))


def _close_in(weights: Floats, low: Floats, high: Floats, bounds: Bounds) -> tuple[Floats, Floats]:
    """The box with all but LEFT_OUT of the weight on either side along each axis; wider where it has few cells."""
    closer_low, closer_high = low.copy(), high.copy()
    for axis, cells in enumerate(GRID):
        up_to = np.cumsum(weights.sum(axis=tuple({0, 1, 2} - {axis})))
        first, last = np.searchsorted(up_to, up_to[-1] * np.array([LEFT_OUT, 1 - LEFT_OUT]))
        beside = 1 if last - first < 6 else 0
        cell = (high[axis] - low[axis]) / cells
        closer_low[axis] = max(bounds.lowest[axis], low[axis] + (first - beside) * cell)
        closer_high[axis] = min(bounds.highest[axis], low[axis] + (last + 1 + beside) * cell)
    return closer_low, closer_high


def _draw(points: Floats, weights: Floats, cell: Floats, draws: int, seed: int) -> Curves:
    """Evenly spaced draws along the summed weights, each anywhere in its cell."""
    generator = np.random.default_rng(seed)
    up_to = np.cumsum(weights)
    at = (np.arange(draws) + generator.random()) / draws * up_to[-1]
    chosen = np.searchsorted(up_to, at).clip(0, len(points) - 1)
    found = points[chosen] + (generator.random((draws, PARAMETERS)) - 0.5) * cell
    return Curves(found[:, 0], found[:, 1], np.exp(found[:, 2]), np.zeros(draws))


def _overstatement(scaled: Floats, outcomes: Outcomes, best: Curves) -> Overstatement:
    at = np.array([best.ceiling[0], best.halfway[0], np.log(best.width[0])])
    one = Binned(scaled, outcomes.chance, outcomes.weights[None], (outcomes.weights * outcomes.scores)[None])
    expected, slopes = (found[0] for found in slopes_at(one, at[None]))
    variance = expected * (1 - expected)
    missed, groups = outcomes.weights * (outcomes.scores - expected), outcomes.groups
    binary = bool(np.all((outcomes.scores == 0) | (outcomes.scores == 1)))
    if binary and groups == len(outcomes) and outcomes.given_weights is None:
        return Overstatement(at, (), np.inf)
    scattered = outcomes.weights**2 * variance
    dispersion = 1.0 if binary else float(missed @ missed / scattered.sum())
    few = groups / max(groups - PARAMETERS, 1)
    sandwich = few * _covariance(slopes * (missed / variance)[:, None], outcomes)
    shared = _shared(missed, dispersion * scattered, few, outcomes)
    alike = slopes * (outcomes.weights * np.sqrt(dispersion / variance))[:, None]
    model = (1 - shared) * alike.T @ alike + shared * _covariance(alike, outcomes)
    information = (slopes * (outcomes.weights / variance)[:, None]).T @ slopes
    least = dispersion * float(scattered.sum() / (outcomes.weights @ variance))
    axes = tuple(_axes(information, covariance, least) for covariance in (sandwich, model))
    return Overstatement(at, axes, max(groups - 1, 1))


def _shared(missed: Floats, scattered: Floats, few: float, outcomes: Outcomes) -> float:
    """The correlation of two items of a cluster, from the squared sums of the clusters' residuals, in [0, 1]."""
    pairs = (np.bincount(outcomes.clusters, np.sqrt(scattered)) ** 2).sum() - scattered.sum()
    together = few * (np.bincount(outcomes.clusters, missed) ** 2).sum() - scattered.sum()
    return float(np.clip(together / pairs, 0, 1)) if pairs > 1e-12 else 0.0


def _covariance(parts: Floats, outcomes: Outcomes) -> Floats:
    """Sum over the clusters of the squares of their sums."""
    sums = np.stack([np.bincount(outcomes.clusters, part) for part in parts.T], axis=1)
    return np.asarray(sums.T @ sums)


def _axes(information: Floats, covariance: Floats, least: float) -> tuple[Floats, Floats]:
    """Directions in which covariance and information are both diagonal, and their ratio there, at least `least`."""
    steady = information + np.eye(PARAMETERS) * 1e-9 * max(float(np.trace(information)), 1e-9)
    root = np.linalg.cholesky(steady)
    inverse = np.linalg.inv(root)
    factors, turn = np.linalg.eigh(inverse @ covariance @ inverse.T)
    return root @ turn, np.maximum(factors, least)
