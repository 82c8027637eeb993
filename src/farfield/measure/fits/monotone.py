"""A specification check: is it the logistic curve along which the score falls, or only some falling curve?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.measure.fits.curve import Binned, Curves, bounds_of, slopes_at
from farfield.measure.near_far.bands import band_codes
from farfield.measure.outcomes import Outcomes
from farfield.results.rulers import Monotone, MonotonePoint

MOST_CELLS = 20
"""More cells have few items each: a fall back to the chance of one cell would look like a rise."""
FEWEST_CELLS = 3
"""Two cells either fall or rise, and a curve of three parameters follows either."""
TINY = 1e-9
"""Squared differences below it are rounding."""
SHARP = np.log(1e-6)
"""Log width of a step."""
MOST_BLOCKS = 500
"""Of more clusters, several share a sign: their sums are as independent, and the draws are quick."""
DRAWS = 399
"""With the seen one 400, so that p-values are multiples of 1/400 and .05 is one of them."""
SIX_POINTS = np.sqrt([0.5, 1.0, 1.5])
"""Webb's multipliers, with both signs: two signs alone give few different draws with few clusters."""


@dataclass(frozen=True)
class Cells:
    """Neighbouring distances together, nearest first: the cell of each item, its weight, and the cells' weights."""

    codes: Codes
    each: Floats
    weights: Floats

    def means(self, values: Floats) -> Floats:
        return np.asarray(np.bincount(self.codes, self.each * values, len(self.weights)) / self.weights)


def fit_monotone(
    distances: Floats,
    scaled: Floats,
    data: Binned,
    outcomes: Outcomes,
    best: Curves,
    near: float,
    seed: int,
) -> Monotone | None:
    """The never-rising fit beside the logistic curve, and how likely their difference is if the curve is right.

    None with fewer than three distances: any curve passes through two.

    `points`: mean distance and never-rising mean score (pool adjacent violators) of at most MOST_CELLS cells.
    `reach`: where it first falls to half of `near`, the near field's score above the floor; None where it doesn't.
    `p`: of the squared distance between the two, by a wild cluster bootstrap (Cameron, Gelbach & Miller 2008; Webb
    2013) in which both fits are made anew, the curve by one linear step.
    """
    codes = band_codes(distances, MOST_CELLS)
    if codes.max() < FEWEST_CELLS - 1:
        return None
    cells = Cells(codes, outcomes.weights, np.bincount(codes, outcomes.weights).astype(np.float64))
    at, bounds = np.array([best.ceiling[0], best.halfway[0], np.log(best.width[0])]), bounds_of(data)
    if at[2] <= bounds.lowest[2] + 1e-6:
        at[2] = SHARP  # as steep as is fitted: what it misses of a step is the bound's doing
    one = Binned(scaled, outcomes.chance, outcomes.weights[None], (outcomes.weights * outcomes.scores)[None])
    expected, slopes = (found[0] for found in slopes_at(one, at[None]))
    slopes = slopes[:, (at > bounds.lowest + 1e-6) & (at < bounds.highest - 1e-6)]
    floor, curve = cells.means(outcomes.chance), cells.means(expected)
    falling = never_rising(cells.means(outcomes.scores)[None] - floor, cells.weights)[0]
    noise, follows = _redraw(cells, outcomes, expected, slopes, seed)
    refitted = never_rising(curve - floor + noise, cells.weights) - (curve - floor + follows)
    strange, seen = refitted**2 @ cells.weights, float((falling - curve + floor) ** 2 @ cells.weights)
    middles = cells.means(distances)
    half = np.flatnonzero(falling <= near / 2)
    return Monotone(
        points=[MonotonePoint(float(d), float(m)) for d, m in zip(middles, falling + floor, strict=True)],
        reach=float(middles[half[0]]) if len(half) and near > 0 else None,
        p=float((1 + np.count_nonzero(strange >= seen - TINY * cells.weights.sum())) / (1 + DRAWS)),
    )


def never_rising(means: Floats, weights: Floats) -> Floats:
    """The least-squares never-rising fit of each row of means (r, c), by the min-max formula of isotonic regression.

    Robertson, Wright & Dykstra (1988), section 1.4: the least, over the cells up to here, of the greatest mean from
    that cell to one from here on. All rows at once: scipy's isotonic_regression takes them one by one, which gives the
    same numbers and for rulers of few levels takes ten times as long.
    """
    zero = np.zeros((len(means), 1))
    up_to = np.concatenate([zero, np.cumsum(means * weights, axis=1)], axis=1)
    held = np.concatenate([[0.0], np.cumsum(weights)])
    first, last = np.meshgrid(np.arange(len(weights)), np.arange(len(weights)), indexing="ij")
    spans = np.where(last >= first, held[last + 1] - held[first], 1.0)
    between = (up_to[:, last + 1] - up_to[:, first]) / spans
    greatest = np.maximum.accumulate(between[:, :, ::-1], axis=2)[:, :, ::-1]
    return np.asarray(np.where(first <= last, greatest, np.inf).min(axis=1))


def _redraw(
    cells: Cells, outcomes: Outcomes, expected: Floats, slopes: Floats, seed: int
) -> tuple[Floats, Floats]:
    """Redrawn deviations of the cells' means from the curve, and the step that it takes after them, (draws, cells)."""
    groups = outcomes.groups
    missed = outcomes.weights * (outcomes.scores - expected) * np.sqrt(groups / max(groups - 3, 1))
    block = np.unique(outcomes.clusters, return_inverse=True)[1] % MOST_BLOCKS
    blocks, count = int(block.max()) + 1, len(cells.weights)
    sums = np.bincount(block * count + cells.codes, missed, blocks * count).reshape(blocks, count)
    variance = expected * (1 - expected)
    information = (slopes * (outcomes.weights / variance)[:, None]).T @ slopes
    scores, along = np.zeros((blocks, slopes.shape[1])), np.zeros((slopes.shape[1], count))
    for number, slope in enumerate(slopes.T):
        scores[:, number] = np.bincount(block, missed / variance * slope)
        along[number] = cells.means(slope)
    steps = scores @ np.linalg.pinv(information, rcond=1e-10, hermitian=True)
    generator = np.random.default_rng(seed)
    signs = generator.choice(np.concatenate([-SIX_POINTS, SIX_POINTS]), (DRAWS, blocks))
    return signs @ (sums / cells.weights), signs @ steps @ along
