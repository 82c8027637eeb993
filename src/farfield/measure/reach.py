"""Curve and reach of a ruler with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from farfield.measure.bins import bin_items
from farfield.measure.curve import Curves, fit_curve
from farfield.measure.monotone import fit_monotone
from farfield.measure.options import MeasureOptions
from farfield.measure.outcomes import Outcomes
from farfield.measure.plausible import draw_curves
from farfield.measure.scale import Scale
from farfield.measure.slopes import FEWEST_ITEMS

Floats = NDArray[np.float64]

POINTS = 41
PLATEAU = 0.9
"""The ceiling counts as seen where the curve has come this near to it at the nearest item."""
NEAR_SHARE = 0.05
"""Where it doesn't, the near field is where this share of the items lies nearest: a lone item is no near field."""
FEWEST_BEYOND = 5
"""So many items must lie beyond a reach to show it (a tenth of them, of fewer than 50)."""
NEVER_HALVES = "the score does not fall to half its near-field value among these items"
NEARER = "the score is below half of the declared ceiling already at the nearest item"


@dataclass(frozen=True)
class Fit:
    """The fitted curve and those drawn about it, on their scale, with the floor along POINTS.

    `tails` (2,): quantiles of the drawn curves that end an interval. `declared`: whether the ceiling is.
    """

    scale: Scale
    best: Curves
    drawn: Curves
    floor: Floats
    tails: tuple[float, float]
    declared: bool


def fit_reach(
    distances: Floats, scale: Scale | None, outcomes: Outcomes, options: MeasureOptions
) -> tuple[dict[str, Any] | None, dict[str, Any], dict[str, Any] | None]:
    """The `curve`, the `reach` and the `monotone` of a ruler.

    Reach is the distance at which the score above the floor falls to half its near-field value. That value is the
    ceiling where it is declared, or where the curve comes within a tenth of it at the nearest item (then reach =
    d50), and otherwise the fitted score where the nearest twentieth of the items ends: a ceiling that the data do
    not show is not credited. Where the score never halves among the items, the reach is censored: `distance` is
    the largest distance seen and `low` the least reach that the data leave plausible.
    """
    problem = _problem(distances, scale, outcomes, options.confidence)
    if scale is None or problem is not None:
        return None, {"distance": None, "low": None, "high": None, "censored": False, "note": problem}, None
    if np.ptp(outcomes.scores) < 1e-12:
        return *_level_curve(scale, outcomes, options.confidence), None
    scaled = scale.into(distances)
    data = bin_items(scaled, outcomes, options.ceiling)
    best = fit_curve(data)
    drawn = draw_curves(data, scaled, outcomes, best, options.draws, options.seed)
    floor = np.interp(np.linspace(0, 1, POINTS), data.at, data.floor)
    tails = ((1 - options.confidence) / 2, (1 + options.confidence) / 2)
    fit = Fit(scale, best, drawn, floor, tails, options.ceiling is not None)
    monotone = fit_monotone(distances, scaled, data, outcomes, best, options.seed)
    return _curve(fit, float(outcomes.chance.mean())), _reach(fit, distances), monotone


def _problem(distances: Floats, scale: Scale | None, outcomes: Outcomes, confidence: float) -> str | None:
    """Why no curve can be fitted, if so."""
    if not len(outcomes):
        return "no item has this distance"
    if len(outcomes) < FEWEST_ITEMS:
        return f"fewer than {FEWEST_ITEMS} items"
    if scale is None:
        return "all items have the same distance"
    if outcomes.groups < 2:
        return "all items share one cluster, so nothing tells how a curve would differ elsewhere"
    floor = near_floor(distances, outcomes, confidence)
    return (
        None
        if floor is None
        else f"the score nearest the data cannot be told from the floor ({100 * floor:.3g}\u202f%)"
    )


def near_floor(distances: Floats, outcomes: Outcomes, confidence: float) -> float | None:
    """The score of a guess nearest the data, where the score there cannot be told from it; None where it can."""
    floor = 0.0
    for share in (1 / 3, 1 / 10):
        near = outcomes.take(distances <= np.quantile(distances, share, method="higher"))
        floor = float(near.chance.mean())
        if near.mean(confidence).low > floor:
            return None
    return floor


def halving(curves: Curves, near: float, declared: bool = False) -> Floats:
    """Scaled distance at which each curve's score above the floor is half its near-field value.

    `near`: scaled distance where the near field ends for a curve whose ceiling is neither seen nor `declared`.
    """
    at_near = (curves.halfway - near) / curves.width
    unseen = curves.halfway + curves.width * np.logaddexp(
        0, np.log(2) - at_near
    )  # sigmoid there = half of that at near
    return np.where(declared | ceiling_seen(curves), curves.halfway, unseen)


def ceiling_seen(curves: Curves) -> NDArray[np.bool_]:
    """Whether each curve comes within a tenth of its ceiling at the nearest item."""
    return np.asarray(expit(curves.halfway / curves.width) >= PLATEAU)


def _curve(fit: Fit, floor: float) -> dict[str, Any]:
    along = np.linspace(0, 1, POINTS)
    means = fit.best.at(along, fit.floor)[0]
    low, high = np.quantile(fit.drawn.at(along, fit.floor), fit.tails, axis=0)
    ceilings = np.quantile(fit.drawn.ceiling, fit.tails)
    seen = fit.declared or bool(ceiling_seen(fit.best)[0])
    return {
        "floor": floor, "ceiling": float(fit.best.ceiling[0]), "ceiling_seen": seen,
        "ceiling_low": min(float(ceilings[0]), float(fit.best.ceiling[0])),
        "ceiling_high": max(float(ceilings[1]), float(fit.best.ceiling[0])),
        "d50": fit.scale.out_of(float(fit.best.halfway[0])), "width": float(fit.best.width[0]) * fit.scale.span,
        "points": _points(fit.scale, means, np.minimum(low, means), np.maximum(high, means)),
    }  # fmt: skip


def _points(scale: Scale, means: Floats, low: Floats, high: Floats) -> list[dict[str, float]]:
    along = np.linspace(0, 1, POINTS)
    return [
        {"distance": scale.out_of(float(d)), "mean": float(m), "low": float(a), "high": float(b)}
        for d, m, a, b in zip(along, means, low, high, strict=True)
    ]


def _reach(fit: Fit, distances: Floats) -> dict[str, Any]:
    ordered = np.sort(distances)
    seen = fit.scale.into(ordered)
    near = float(np.quantile(seen, NEAR_SHARE, method="higher"))
    last = float(seen[-max(1, min(FEWEST_BEYOND, len(seen) // 10))])
    halved = float(halving(fit.best, near, fit.declared)[0])
    low, high = (float(v) for v in np.quantile(halving(fit.drawn, near, fit.declared), fit.tails))
    censored = halved >= last
    # Where between two distances with items the score falls, only the model knows: the interval spans such a gap.
    below = int(np.searchsorted(seen, min(low, halved), side="right")) - 1
    above = min(len(seen) - 1, int(np.searchsorted(seen, max(high, halved))))
    return {
        "distance": float(ordered[-1]) if censored else fit.scale.out_of(halved),
        "low": fit.scale.out_of(min(low, halved)) if below < 0 else float(ordered[below]),
        "high": None if max(high, halved) >= last else float(ordered[above]),
        "censored": censored,
        "note": NEVER_HALVES if censored else NEARER if halved < 0 else None,
    }  # fmt: skip


def _level_curve(
    scale: Scale, outcomes: Outcomes, confidence: float
) -> tuple[dict[str, Any], dict[str, Any]]:
    """All scores are the same and above the floor: a level line, and a reach beyond the data."""
    found = outcomes.mean(confidence)
    level = [np.full(POINTS, value) for value in (found.mean, found.low, found.high)]
    curve = {
        "floor": float(outcomes.chance.mean()), "ceiling": found.mean, "ceiling_seen": True,
        "ceiling_low": found.low, "ceiling_high": found.high, "d50": None, "width": None,
        "points": _points(scale, *level),
    }  # fmt: skip
    note = "all items have the same score, so it falls nowhere among them"
    return curve, {"distance": scale.high, "low": None, "high": None, "censored": True, "note": note}
