"""Curve and reach of a ruler with their intervals."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from msgspec import structs

from farfield.arrays import Floats, Rows
from farfield.measure.fits.curve import Binned, Curves, fit_curve
from farfield.measure.fits.logistic import NotIdentified
from farfield.measure.fits.monotone import fit_monotone
from farfield.measure.fits.plausible import draw_curves
from farfield.measure.intervals import Interval, bear_interval
from farfield.measure.near_far.bins import bin_items
from farfield.measure.near_far.gap import crude_gap
from farfield.measure.near_far.near import Field, near_and_far
from farfield.measure.near_far.scale import Scale
from farfield.measure.near_far.slopes import FEWEST_ITEMS, crude_slope
from farfield.measure.outcomes import Outcomes
from farfield.options.measuring import MeasureOptions
from farfield.results import reasons as why
from farfield.results.reasons import AnyWhy
from farfield.results.rulers import Curve, CurvePoint, Monotone, Reach
from farfield.special_functions import expit, logit

POINTS = 41
PLATEAU = 0.9
"""The ceiling counts as seen where the curve has come this near to it at the nearest item."""
FEWEST_BEYOND = 5
"""So many items must lie beyond a reach to show it (a tenth of them, of fewer than 50)."""


@dataclass(frozen=True)
class Fit:
    """The fitted curve and those drawn about it, on their scale, with the floor along POINTS.

    `tails` (2,): quantiles of the drawn curves that end an interval. `declared`: whether the ceiling is. `halved`:
    the scaled distance at which the fitted curve has half the near field's height above the floor, and (r,) that at
    which each drawn one has.
    """

    scale: Scale
    best: Curves
    drawn: Curves
    floor: Floats
    tails: tuple[float, float]
    declared: bool
    halved: tuple[float, Floats]


def fit_reach(
    distances: Floats, scale: Scale | None, outcomes: Outcomes, options: MeasureOptions
) -> tuple[Curve | None, Reach, Monotone | None]:
    """The `curve`, the `reach` and the `monotone` of a ruler.

    Reach is the distance at which the score above the floor falls to half its near-field value, which is what the
    nearest third of the items score (`near_and_far`; the ceiling, where it is declared). There is one only where a
    fall with distance is established. Where the fitted curve never halves among the items, the reach is censored:
    `distance` is the largest distance seen and `low` the least reach that the data leave plausible.
    """
    near = _near(distances, outcomes, options.confidence)
    problem = reach_problem(distances, scale, outcomes, near)
    if problem is not None:
        return None, _no_reach(near, problem.why), None
    if scale is None or near is None:  # never, as `reach_problem` says so
        return None, _no_reach(near, why.OneDistance()), None
    if np.ptp(outcomes.scores) < 1e-12:
        return *_level_curve(scale, near, outcomes, options.confidence), None
    trend = find_trend(distances, scale, outcomes, options.confidence)
    if trend == "rises" and options.ceiling is None:
        # A curve that can only fall would be flat here, and its height nobody's near field.
        return None, _told(near, why.Rises(), float(distances.max()), censored=True), None
    if options.ceiling is not None:
        near = replace(near, score=Interval(options.ceiling, options.ceiling, options.ceiling))
    scaled = scale.into(distances)
    data = bin_items(scaled, outcomes, options.ceiling)
    best = fit_curve(data)
    fit = _fit(scale, scaled, data, best, near, outcomes, options)
    monotone = fit_monotone(distances, scaled, data, outcomes, best, near.above, options.seed)
    return _curve(fit, float(outcomes.chance.mean())), _reach(fit, distances, near, trend), monotone


def _near(distances: Floats, outcomes: Outcomes, confidence: float) -> Field | None:
    try:
        return near_and_far(distances, outcomes, confidence)[0] if len(outcomes) else None
    except NotIdentified:
        return None


def _fit(
    scale: Scale,
    scaled: Floats,
    data: Binned,
    best: Curves,
    near: Field,
    outcomes: Outcomes,
    options: MeasureOptions,
) -> Fit:
    drawn = draw_curves(data, scaled, outcomes, best, options.draws, options.seed)
    floor = np.interp(np.linspace(0, 1, POINTS), data.at, data.floor)
    tails = ((1 - options.confidence) / 2, (1 + options.confidence) / 2)
    declared = options.ceiling is not None
    near_to = float(scaled[near.rows].max())
    own = near_height(best, data, near_to)
    # What each drawn curve has in the near field, about what was seen there: the fit may miss that a little.
    above = np.full(len(drawn.ceiling), near.above)
    above = above if declared else above + near_height(drawn, data, near_to) - own
    halved = (
        float(halving(best, np.array([near.above]), near.chance)[0]),
        halving(drawn, above, near.chance),
    )
    return Fit(scale, best, drawn, floor, tails, declared, halved)


def find_trend(distances: Floats, scale: Scale, outcomes: Outcomes, confidence: float) -> str:
    """`falls` or `rises` where the crude slope or the crude gap clearly does and neither clearly does the opposite."""
    along = np.log(distances) if scale.logarithmic else distances
    slope = crude_slope(along, outcomes, confidence)
    gap = crude_gap(*near_and_far(distances, outcomes, confidence), outcomes, confidence)
    highs = [high for high in (slope.high, gap.high) if high is not None]
    lows = [low for low in (slope.low, gap.low) if low is not None]
    falls, rises = any(high < 0 for high in highs), any(low > 0 for low in lows)
    return "unclear" if falls == rises else "falls" if falls else "rises"


def reach_problem(
    distances: Floats, scale: Scale | None, outcomes: Outcomes, near: Field | None
) -> NotIdentified | None:
    """Why no curve can be fitted, if so."""
    n = len(outcomes)
    if not n:
        return NotIdentified(why.NoItems())
    if n < FEWEST_ITEMS:
        return NotIdentified(why.FewItems(FEWEST_ITEMS))
    if scale is None or near is None:
        return NotIdentified(why.OneDistance())
    counts = np.sort(np.unique(distances, return_counts=True)[1])
    if n - counts[-2:].sum() < fewest_beyond(n) and len(counts) < n:
        return NotIdentified(why.TwoDistances(all=len(counts) == 2))
    if not bear_interval(n, outcomes.groups):
        return NotIdentified(why.FewClusters(outcomes.groups))
    if near.score.low is None:
        return NotIdentified(why.FewNearClusters(outcomes.take(near.rows).groups))
    if not near.told_from_chance:
        return NotIdentified(why.NearFloor(near.chance))
    return None


def fewest_beyond(items: int) -> int:
    """How many items must lie beyond a reach to show it."""
    return max(1, min(FEWEST_BEYOND, items // 10))


def near_height(curves: Curves, data: Binned, near_to: float) -> Floats:
    """The mean height of each curve (r,) above the floor over the items up to the scaled distance `near_to`."""
    inside = data.at <= max(near_to, float(data.at[0]))
    above = curves.at(data.at[inside], data.floor[inside]) - data.floor[inside]
    return np.asarray(np.average(above, axis=1, weights=data.weights[0, inside]))


def halving(curves: Curves, near: Floats, chance: float) -> Floats:
    """Scaled distance (r,) at which each curve's height above the floor is half of `near` (r,), the near field's."""
    height = np.maximum(curves.ceiling - chance, 1e-9)
    share = np.clip(near / 2 / height, 1e-9, 1 - 1e-9)
    return np.asarray(curves.halfway - curves.width * logit(share))


def ceiling_seen(curves: Curves) -> Rows:
    """Whether each curve comes within a tenth of its ceiling at the nearest item."""
    return np.asarray(expit(curves.halfway / curves.width) >= PLATEAU)


def _curve(fit: Fit, floor: float) -> Curve:
    along = np.linspace(0, 1, POINTS)
    means = fit.best.at(along, fit.floor)[0]
    low, high = np.quantile(fit.drawn.at(along, fit.floor), fit.tails, axis=0)
    ceilings = np.quantile(fit.drawn.ceiling, fit.tails)
    seen = fit.declared or bool(ceiling_seen(fit.best)[0])
    return Curve(
        floor=floor, ceiling=float(fit.best.ceiling[0]), ceiling_seen=seen,
        ceiling_low=min(float(ceilings[0]), float(fit.best.ceiling[0])),
        ceiling_high=max(float(ceilings[1]), float(fit.best.ceiling[0])),
        d50=fit.scale.out_of(float(fit.best.halfway[0])), width=float(fit.best.width[0]) * fit.scale.span,
        points=_points(fit.scale, means, np.minimum(low, means), np.maximum(high, means)),
    )  # fmt: skip


def _points(scale: Scale, means: Floats, low: Floats, high: Floats) -> list[CurvePoint]:
    along = np.linspace(0, 1, POINTS)
    return [
        CurvePoint(scale.out_of(float(d)), float(m), float(a), float(b))
        for d, m, a, b in zip(along, means, low, high, strict=True)
    ]


def _reach(fit: Fit, distances: Floats, near: Field, trend: str) -> Reach:
    ordered = np.sort(distances)
    seen = fit.scale.into(ordered)
    last = float(seen[-fewest_beyond(len(seen))])
    halved, drawn = fit.halved
    low, high = (float(v) for v in np.quantile(drawn, fit.tails))
    censored = halved >= last
    if not censored and trend != "falls" and not fit.declared:
        return _no_reach(near, why.NoFall())
    # Where between two distances with items the score falls, only the model knows: the interval spans such a gap.
    below = int(np.searchsorted(seen, min(low, halved), side="right")) - 1
    above = min(len(seen) - 1, int(np.searchsorted(seen, max(high, halved))))
    reason = why.NeverHalves() if censored else why.Nearer() if halved < 0 else None
    found = _told(
        near, reason, float(ordered[-1]) if censored else fit.scale.out_of(halved), censored=censored
    )
    return structs.replace(
        found,
        half=None if found.half is None else _half_height(fit, near, halved),
        low=fit.scale.out_of(min(low, halved)) if below < 0 else float(ordered[below]),
        high=None if max(high, halved) >= last else float(ordered[above]),
    )


def _half_height(fit: Fit, near: Field, halved: float) -> float:
    """The score at the reach: of what can be scored above a guess there, half the share that is scored near.

    Where a guess scores the same everywhere it is that guess and half of what is scored above it near.
    """
    guess = float(np.interp(halved, np.linspace(0, 1, POINTS), fit.floor))
    if abs(guess - near.chance) < 1e-9:
        return near.chance + near.above / 2
    ceiling = float(fit.best.ceiling[0])
    return guess + (ceiling - guess) * near.above / 2 / max(ceiling - near.chance, 1e-9)


def _no_reach(near: Field | None, reason: AnyWhy) -> Reach:
    return _told(near, reason, None, censored=False)


def _told(near: Field | None, because: AnyWhy | None, distance: float | None, *, censored: bool) -> Reach:
    """A reach without its interval; `near` is what it is reckoned from, `half` the score at it."""
    score = near.score if near is not None else None
    reached = near is not None and distance is not None and not censored
    return Reach(
        distance=distance, low=None, high=None, censored=censored,
        near=score.mean if score else None, near_low=score.low if score else None,
        near_high=score.high if score else None,
        half=near.chance + near.above / 2 if near is not None and reached else None,
        note=None, reason=because.reason if because else None, why=because,
    )  # fmt: skip


def _level_curve(scale: Scale, near: Field, outcomes: Outcomes, confidence: float) -> tuple[Curve, Reach]:
    """All scores are the same and above the floor: a level line, and a reach beyond the data."""
    found = outcomes.mean(confidence)
    level = [np.full(POINTS, value, np.float64) for value in (found.mean, found.low, found.high)]
    curve = Curve(
        floor=float(outcomes.chance.mean()), ceiling=found.mean, ceiling_seen=True,
        ceiling_low=found.low, ceiling_high=found.high, d50=None, width=None,
        points=_points(scale, *level),
    )  # fmt: skip
    return curve, _told(near, why.OnlyOneLevel(), scale.high, censored=True)
