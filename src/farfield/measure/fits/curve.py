"""The curve acc(d) = g + (A - g) sigmoid((d50 - d) / w) with its floor g known.

Distances are scaled so that 0 is the nearest and 1 the farthest. Projected Fisher scoring with Levenberg-Marquardt
damping climbs from every start of a grid side by side, and the highest (quasi-)likelihood wins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.special_functions import expit

HALFWAY = (0.0, 2.0)
"""d50 lies among the items or up to their range beyond: a ceiling above twice what is seen nearest isn't credited."""
HALFWAY_DECLARED = (-1.0, 2.0)
"""Where the ceiling is declared, it may lie nearer than the nearest item."""
NARROWEST = 0.005
"""Least width, as a share of the span of the middle 80 % of the items; the most is WIDEST ranges."""
WIDEST = 2.0
"""Most width in ranges: a wider curve is a straight line among the items."""
START_SHARES = (0.02, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.98)
START_WIDTHS = (0.02, 0.1, 0.3, 0.8)
CLIP = 1e-9
"""Expected scores keep this far from 0 and 1, whose logarithms and weights are infinite."""
STEPS = 60
"""Most damped steps from one start; of all starts the best is taken."""
SETTLED = 1e-7
"""Relative gain of a step in log-likelihood below which it is the last."""


@dataclass(frozen=True)
class Binned:
    """Scores summed over bins of equal or nearly equal distance.

    `at` (b,): mean scaled distance; `floor` (b,): mean score of a guess; `weights` and `totals` (r, b): items and
    the sum of their scores in each row. `ceiling`: the near-field score where it is known, None to fit it.
    """

    at: Floats
    floor: Floats
    weights: Floats
    totals: Floats
    ceiling: float | None = None

    def rows(self, chosen: Codes) -> Binned:
        return Binned(self.at, self.floor, self.weights[chosen], self.totals[chosen], self.ceiling)


@dataclass(frozen=True)
class Curves:
    """Fitted curves, one a row: ceiling A, halfway point d50 and width w (scaled), log-likelihood, each (r,)."""

    ceiling: Floats
    halfway: Floats
    width: Floats
    likelihood: Floats

    def at(self, distances: Floats, floor: Floats) -> Floats:
        """Expected scores (r, m) at scaled distances (m,) where a guess scores `floor` (m,)."""
        rise = expit((self.halfway[:, None] - distances) / self.width[:, None])
        return floor + (self.ceiling[:, None] - floor) * rise

    def best(self) -> Curves:
        """The most likely row alone."""
        row = slice(int(self.likelihood.argmax()), int(self.likelihood.argmax()) + 1)
        return Curves(self.ceiling[row], self.halfway[row], self.width[row], self.likelihood[row])


@dataclass(frozen=True)
class Bounds:
    """Least and greatest ceiling, d50 and log width, each (3,); and the grid of starts, (s, 2) d50 and width."""

    lowest: Floats
    highest: Floats
    grid: Floats


def fit_curve(data: Binned) -> Curves:
    """The maximum likelihood curve of one row of data, from every start of the grid."""
    bounds = bounds_of(data)
    heights = _heights(data, bounds)[0][0]
    starts = np.column_stack([heights, bounds.grid[:, 0], np.log(bounds.grid[:, 1])])
    return _climb(data.rows(np.zeros(len(starts), np.int64)), starts, bounds).best()


def bounds_of(data: Binned) -> Bounds:
    """Starts stand where the items are, so that a ruler with a long tail is searched as finely as an even one."""
    held = data.weights.sum(axis=0)
    up_to = np.cumsum(held) / held.sum()
    quantiles = data.at[np.searchsorted(up_to, np.array([*START_SHARES, 0.1, 0.9])).clip(0, len(up_to) - 1)]
    span = float(quantiles[-1] - quantiles[-2]) or 1.0
    halfway = np.append(np.unique(quantiles[:-2]), 1.3 if data.ceiling is None else (-0.3, 1.3))
    grid = np.stack(np.meshgrid(halfway, span * np.array(START_WIDTHS)), axis=-1).reshape(-1, 2)
    ceilings, halfways = (data.floor.min(), 1.0), HALFWAY
    if data.ceiling is not None:
        ceilings, halfways = (data.ceiling, data.ceiling), HALFWAY_DECLARED
    lowest, highest = zip(ceilings, halfways, np.log([NARROWEST * span, WIDEST]), strict=True)
    return Bounds(np.array(lowest), np.array(highest), grid)


def _heights(data: Binned, bounds: Bounds) -> tuple[Floats, Floats]:
    """For each row and start the ceiling of least squares, and what it takes off the sum of squares, (r, s) each."""
    rise = expit((bounds.grid[:, :1] - data.at) / bounds.grid[:, 1:])
    above = (data.totals - data.weights * data.floor) @ rise.T + (data.weights * data.floor) @ (rise**2).T
    squares = data.weights @ (rise**2).T
    ceilings = np.clip(above / np.maximum(squares, CLIP), bounds.lowest[0] + 1e-3, bounds.highest[0])
    return ceilings, 2 * ceilings * above - ceilings**2 * squares - _floor_alone(data, rise)


def _floor_alone(data: Binned, rise: Floats) -> Floats:
    """The part of the sum of squares that the floor alone accounts for, which differs between starts."""
    below = data.floor * (1 - rise)
    return data.weights @ (below**2).T - 2 * data.totals @ below.T


def _climb(data: Binned, starts: Floats, bounds: Bounds) -> Curves:
    found = np.clip(starts, bounds.lowest, bounds.highest)
    likelihood = _likelihood(data, found)
    damping = np.full(len(found), 1e-2)
    moving = np.arange(len(found))
    for _ in range(STEPS):
        part = data.rows(moving)
        step = _scoring_step(part, found[moving], damping[moving], bounds)
        tried = np.clip(found[moving] + step, bounds.lowest, bounds.highest)
        reached = _likelihood(part, tried)
        gained = reached - likelihood[moving]
        better = gained >= 0
        settled = (better & (gained < SETTLED * (1 + np.abs(reached)))) | (damping[moving] > 1e6)
        damping[moving] *= np.where(better, 0.2, 10.0)
        found[moving[better]] = tried[better]
        likelihood[moving[better]] = reached[better]
        moving = moving[~settled]
        if not len(moving):
            break
    return Curves(found[:, 0], found[:, 1], np.exp(found[:, 2]), likelihood)


def _scoring_step(data: Binned, at: Floats, damping: Floats, bounds: Bounds) -> Floats:
    """A damped Fisher scoring step; a coordinate at its bound that would leave it stays."""
    expected, slopes = slopes_at(data, at)
    variance = expected * (1 - expected)
    score = np.einsum("rb,rbk->rk", (data.totals - data.weights * expected) / variance, slopes)
    information = (slopes * (data.weights / variance)[:, :, None]).transpose(0, 2, 1) @ slopes
    stuck = ((at <= bounds.lowest) & (score < 0)) | ((at >= bounds.highest) & (score > 0))
    score[stuck] = 0
    information[stuck[:, :, None] | stuck[:, None, :]] = 0
    diagonal = np.einsum("rkk->rk", information) * (1 + damping[:, None]) + np.where(stuck, 1.0, 1e-9)
    information[:, range(3), range(3)] = diagonal
    return np.asarray(np.linalg.solve(information, score[:, :, None])[:, :, 0])


def slopes_at(data: Binned, at: Floats) -> tuple[Floats, Floats]:
    """Expected scores (r, b) and their derivatives (r, b, 3) by ceiling, halfway point and log width."""
    height, width = at[:, :1] - data.floor, np.exp(at[:, 2:])
    along = (at[:, 1:2] - data.at) / width
    rise = expit(along)
    steep = height * rise * (1 - rise)
    return np.clip(data.floor + height * rise, CLIP, 1 - CLIP), np.stack(
        [rise, steep / width, -steep * along], axis=-1
    )


def likelihoods(data: Binned, ceilings: Floats, falls: Floats) -> Floats:
    """Log-likelihood (a, f) of the one row of data for each ceiling (a,) with each d50 and log width (f, 2)."""
    rise = expit((falls[:, :1] - data.at) / np.exp(falls[:, 1:]))
    right, wrong = data.totals[0], data.weights[0] - data.totals[0]
    found = np.empty((len(ceilings), len(falls)))
    for row, ceiling in zip(found, ceilings, strict=True):
        expected = np.clip(data.floor + (ceiling - data.floor) * rise, CLIP, 1 - CLIP)
        row[:] = np.log(expected) @ right + np.log1p(-expected) @ wrong
    return found


def _likelihood(data: Binned, at: Floats) -> Floats:
    rise = expit((at[:, 1:2] - data.at) / np.exp(at[:, 2:]))
    expected = np.clip(data.floor + (at[:, :1] - data.floor) * rise, CLIP, 1 - CLIP)
    misses = data.weights - data.totals
    return np.asarray((data.totals * np.log(expected) + misses * np.log1p(-expected)).sum(axis=1))
