"""The curve acc(d) = g + (A - g) sigmoid((d50 - d) / w) with its floor g known, fitted to many data sets at once.

Distances are scaled so that 0 is the nearest and 1 the farthest. All rows (bootstrap replicates) are fitted side
by side: a grid search by least squares finds a start for each row, and projected Fisher scoring with
Levenberg-Marquardt damping brings it to the maximum of the (quasi-)likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]

HALFWAY = (0.0, 2.0)
"""d50 lies among the items or up to their range beyond: a ceiling above twice what is seen nearest isn't credited."""
WIDTH = (0.005, 2.0)
CLIP = 1e-9
STEPS = 60
SETTLED = 1e-7


@dataclass(frozen=True)
class Binned:
    """Scores summed over bins of equal or nearly equal distance.

    `at` (b,): mean scaled distance; `weights` and `totals` (r, b): items and the sum of their scores in each row.
    """

    at: Floats
    weights: Floats
    totals: Floats


@dataclass(frozen=True)
class Curves:
    """Fitted curves, one a row: ceiling A, halfway point d50 and width w (scaled), each (r,)."""

    floor: float
    ceiling: Floats
    halfway: Floats
    width: Floats
    likelihood: Floats

    def at(self, distances: Floats) -> Floats:
        """Expected scores (r, m) at scaled distances (m,)."""
        rise = expit((self.halfway[:, None] - distances) / self.width[:, None])
        return self.floor + (self.ceiling[:, None] - self.floor) * rise

    def best(self) -> Curves:
        row = slice(int(self.likelihood.argmax()), int(self.likelihood.argmax()) + 1)
        return Curves(self.floor, self.ceiling[row], self.halfway[row], self.width[row], self.likelihood[row])


def fit_curves(data: Binned, floor: float) -> Curves:
    """The maximum likelihood curve of each row, from the best start of a grid."""
    return _climb(data, floor, _best_starts(data, floor))


def fit_curve(data: Binned, floor: float) -> Curves:
    """The maximum likelihood curve of one row of data, from every start of the grid."""
    shapes = _grid()
    rise = expit((shapes[:, :1] - data.at) / shapes[:, 1:])
    heights = _heights(data, floor, rise)[0][0]
    starts = np.column_stack([floor + heights, shapes[:, 0], np.log(shapes[:, 1])])
    every = Binned(data.at, *(np.repeat(a, len(shapes), axis=0) for a in (data.weights, data.totals)))
    return _climb(every, floor, starts).best()


def _grid() -> Floats:
    halfway = np.array([0.03, 0.12, 0.25, 0.4, 0.55, 0.7, 0.85, 0.97, 1.3])
    width = np.array([0.01, 0.06, 0.2, 0.6])
    return np.stack(np.meshgrid(halfway, width), axis=-1).reshape(-1, 2)


def _heights(data: Binned, floor: float, rise: Floats) -> tuple[Floats, Floats]:
    """For each row and shape the height A - g of least squares, and what it takes off the sum of squares."""
    above = (data.totals - floor * data.weights) @ rise.T
    squares = data.weights @ (rise**2).T
    heights = np.clip(above / np.maximum(squares, CLIP), 1e-3 * (1 - floor), 1 - floor)
    return heights, 2 * heights * above - heights**2 * squares


def _best_starts(data: Binned, floor: float) -> Floats:
    shapes = _grid()
    heights, gains = _heights(data, floor, expit((shapes[:, :1] - data.at) / shapes[:, 1:]))
    best = gains.argmax(axis=1)
    rows = np.arange(len(best))
    return np.column_stack([floor + heights[rows, best], shapes[best, 0], np.log(shapes[best, 1])])


def _climb(data: Binned, floor: float, starts: Floats) -> Curves:
    lowest = np.array([floor, HALFWAY[0], np.log(WIDTH[0])])
    highest = np.array([1.0, HALFWAY[1], np.log(WIDTH[1])])
    found = np.clip(starts, lowest, highest)
    likelihood = _likelihood(data, floor, found)
    damping = np.full(len(found), 1e-2)
    moving = np.arange(len(found))
    for _ in range(STEPS):
        part = Binned(data.at, data.weights[moving], data.totals[moving])
        step = _scoring_step(part, floor, found[moving], damping[moving], lowest, highest)
        tried = np.clip(found[moving] + step, lowest, highest)
        reached = _likelihood(part, floor, tried)
        gained = reached - likelihood[moving]
        better = gained >= 0
        settled = (better & (gained < SETTLED * (1 + np.abs(reached)))) | (damping[moving] > 1e6)
        damping[moving] *= np.where(better, 0.2, 10.0)
        found[moving[better]] = tried[better]
        likelihood[moving[better]] = reached[better]
        moving = moving[~settled]
        if not len(moving):
            break
    return Curves(floor, found[:, 0], found[:, 1], np.exp(found[:, 2]), likelihood)


def _scoring_step(
    data: Binned, floor: float, at: Floats, damping: Floats, lowest: Floats, highest: Floats
) -> Floats:
    """A damped Fisher scoring step; a coordinate at its bound that would leave it stays."""
    expected, slopes = _slopes(data.at, floor, at)
    variance = expected * (1 - expected)
    score = np.einsum("rb,rbk->rk", (data.totals - data.weights * expected) / variance, slopes)
    information = (slopes * (data.weights / variance)[:, :, None]).transpose(0, 2, 1) @ slopes
    stuck = ((at <= lowest) & (score < 0)) | ((at >= highest) & (score > 0))
    score[stuck] = 0
    information[stuck[:, :, None] | stuck[:, None, :]] = 0
    scale = np.einsum("rkk->rk", information)
    information[:, range(3), range(3)] = scale * (1 + damping[:, None]) + np.where(stuck, 1.0, 1e-9)
    return np.asarray(np.linalg.solve(information, score[:, :, None])[:, :, 0])


def _slopes(distances: Floats, floor: float, at: Floats) -> tuple[Floats, Floats]:
    """Expected scores (r, b) and their derivatives (r, b, 3) by ceiling, halfway point and log width."""
    height, width = at[:, :1] - floor, np.exp(at[:, 2:])
    along = (at[:, 1:2] - distances) / width
    rise = expit(along)
    steep = height * rise * (1 - rise)
    return np.clip(floor + height * rise, CLIP, 1 - CLIP), np.stack(
        [rise, steep / width, -steep * along], axis=-1
    )


def _likelihood(data: Binned, floor: float, at: Floats) -> Floats:
    rise = expit((at[:, 1:2] - data.at) / np.exp(at[:, 2:]))
    expected = np.clip(floor + (at[:, :1] - floor) * rise, CLIP, 1 - CLIP)
    misses = data.weights - data.totals
    return np.asarray((data.totals * np.log(expected) + misses * np.log1p(-expected)).sum(axis=1))
