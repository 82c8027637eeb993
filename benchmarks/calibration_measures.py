"""What calibration.py counts in a simulated data set: 1 where an interval holds the truth or a test rejects, else 0."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from calibration_cells import FARTHEST, Cell, Drawn
from farfield.measure.near_far.bands import falling_p, fit_bands
from farfield.measure.near_far.gap import fit_gap
from farfield.measure.near_far.increment import fit_increment
from farfield.measure.near_far.reach import fit_reach
from farfield.measure.near_far.scale import choose_scale
from farfield.measure.near_far.slopes import fit_slopes
from farfield.options.measuring import MeasureOptions

OPTIONS = MeasureOptions(draws=500)
POPULATION = 400_000
SAVINGS = 300
A_HAIR = 0.002
"""A score this near to an interval's end counts as inside: no interval of a curve ends at exactly 0."""


def measure(drawn: Drawn) -> dict[str, float]:
    return _curve(drawn) if drawn.cell.effect is None else _slope(drawn)


def _curve(drawn: Drawn) -> dict[str, float]:
    cell, far, outcomes = drawn.cell, drawn.far, drawn.outcomes
    score, gap = outcomes.mean(0.95), fit_gap(far, outcomes, 0.95)
    found = {"interval": float(score.low is not None)}
    if score.low is not None and score.high is not None:
        found["score"] = float(score.low <= mean_score(cell) <= score.high)
    if gap.near_low is not None:
        found["near"] = float(gap.near_low <= cell.near <= gap.near_high)
    curve, reach, monotone = fit_reach(far, choose_scale(far), outcomes, OPTIONS)
    found["fitted"] = float(curve is not None)
    found["reach told"] = float(reach.distance is not None and not reach.censored)
    if curve is None or monotone is None or cell.link in ("level", "rising"):
        return found
    at = np.array([point.distance for point in curve.points])
    truth = cell.expected(at)
    found["curve"] = float(
        np.mean([p.low - A_HAIR <= t <= p.high + A_HAIR for p, t in zip(curve.points, truth, strict=True)])
    )
    if cell.link == "logistic":
        found["ceiling"] = float(curve.ceiling_low <= cell.ceiling <= curve.ceiling_high)
    if reach.distance is not None:
        found["reach"] = float(reach.low <= cell.reach and (reach.high or np.inf) >= cell.reach)
    found["censored"] = float(reach.censored)
    found["misfit p < .05"] = float(monotone.p < 0.05)
    bands = fit_bands(far, outcomes, OPTIONS.bands, len(outcomes), 0.95)
    p = falling_p(bands, 0.95)
    found["unsteady p < .05"] = float(p is not None and p < 0.05)
    return found


def _slope(drawn: Drawn) -> dict[str, float]:
    cell, far, outcomes = drawn.cell, drawn.far, drawn.outcomes
    crude_truth, truth, gap_truth = slope_truths(cell)
    if (
        cell.apart is not None
    ):  # without an effect there is no gap and no slope at equal difficulty, whatever is fitted
        truth, gap_truth = 0.0, 0.0
    score, slopes, gap = outcomes.mean(0.95), fit_slopes(far, outcomes, 0.95), fit_gap(far, outcomes, 0.95)
    found = {"score": float((score.low or 0) <= mean_score(cell) <= (score.high or 1))}
    for name, slope, expected in (
        ("crude", slopes.crude, crude_truth),
        ("adjusted", slopes.adjusted, truth),
    ):
        if slope.low is not None:
            found[f"{name} slope"] = float(slope.low <= expected <= slope.high)
            found[f"{name} slope ≠ 0"] = float(not slope.low <= 0 <= slope.high)
    found["gap adjusted"] = float(gap.adjusted)
    if gap.adjusted:
        found["gap"] = float(gap.low <= gap_truth <= gap.high)
    for name, distances in (("ruler", far), ("noise", drawn.noise)):
        told = fit_increment(distances, outcomes, 0.95, 0)
        if told.low is not None:
            found[f"{name} saves > 0"] = float(told.low > 0)
            if name == "ruler":
                found["saving"] = float(told.low <= mean_saving(cell) <= told.high)
    return found


@cache
def mean_score(cell: Cell) -> float:
    if cell.effect is not None:
        return float(_population(cell).outcomes.scores.mean())
    return float(cell.expected(np.linspace(0, FARTHEST, 20_001)).mean())


@cache
def slope_truths(cell: Cell) -> tuple[float, float, float]:
    """Crude and adjusted slope and the adjusted gap in a population too large to matter."""
    drawn = _population(cell)
    slopes, gap = fit_slopes(drawn.far, drawn.outcomes, 0.95), fit_gap(drawn.far, drawn.outcomes, 0.95)
    return slopes.crude.log_odds_per_sd, slopes.adjusted.log_odds_per_sd, gap.difference


@cache
def mean_saving(cell: Cell) -> float:
    """What the ruler saves on average in data sets of this size."""
    others = (cell.draw(np.random.default_rng([number, cell.seed + 1])) for number in range(SAVINGS))
    found = [fit_increment(drawn.far, drawn.outcomes, 0.95, 0).log_loss_saved for drawn in others]
    return float(np.mean([saved for saved in found if saved is not None]))


@cache
def _population(cell: Cell) -> Drawn:
    many = replace(cell, clusters=POPULATION // cell.each, unequal=False)
    return many.draw(np.random.default_rng(0))
