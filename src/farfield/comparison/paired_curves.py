"""Two subjects over the same items: how their near and far fields differ, and how their reaches do, apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from msgspec import UNSET
from msgspec.structs import asdict, replace

from farfield.arrays import Floats
from farfield.comparison.answers import Pair
from farfield.comparison.contrasts import contrast, of_scores, unknown
from farfield.measure.fits.curve import Binned, Curves, fit_curve, slopes_at
from farfield.measure.fits.logistic import NotIdentified
from farfield.measure.near_far.bins import bin_items
from farfield.measure.near_far.near import Field, near_and_far
from farfield.measure.near_far.reach import ceiling_seen, fewest_beyond, find_trend, halving, reach_problem
from farfield.measure.near_far.scale import Scale, choose_scale
from farfield.measure.near_far.slopes import FEWEST_ITEMS
from farfield.measure.outcomes import Outcomes
from farfield.results import reasons as why
from farfield.results.differences import AdjustedDifference, Difference, JudgedDifference, ReachDifference

STEP = 1e-4
"""Of central differences, in scaled distance or score: their error goes by its square, rounding by its inverse."""
FIRST_AND_SECOND = ("the first subject", "the second subject")


class Fields(NamedTuple):
    """Differences of two subjects, second less first: in the near field, in the far field, in how far they fall from
    the one to the other, in the ceiling of their curves, and in reach. Their p values are not corrected yet."""

    near: JudgedDifference
    far: JudgedDifference
    fall: AdjustedDifference
    ceiling: JudgedDifference
    reach: ReachDifference


def compare_fields(
    pair: Pair, band: float, confidence: float, names: tuple[str, str] = FIRST_AND_SECOND
) -> Fields:
    """The differences in near and far field, ceiling and reach, second less first, paired item by item.

    Near and far field are what each subject's nearest and farthest third of the items score (`near_and_far`), each at
    the distance from its own corpus. Each item's influences on both subjects' figures are added before they are
    summed within clusters, so that what they share cancels. Contamination shows as a near field that is higher
    and a far field that is lower. The ceiling is compared where both curves fall and show one (`ceiling_seen`): the
    near field also moves where a curve falls within the nearest third.
    On a logarithmic ruler the reaches' natural logarithms differ (`ratio` is then the factor). Where either subject
    has no reach, or one beyond the data, the difference is unknown, and `why` names the one (of `names`). `band`:
    scores that differ by less count as equivalent.
    """
    scale = choose_scale(pair.distances.ravel()) if len(pair) else None
    sides = [_outcomes(pair, side) for side in (0, 1)]
    try:
        if len(pair) < FEWEST_ITEMS:
            raise NotIdentified(why.FewItems(FEWEST_ITEMS))
        if scale is None:
            raise NotIdentified(why.OneDistance())
        found = [near_and_far(pair.distances[:, side], sides[side], confidence) for side in (0, 1)]
    except NotIdentified as problem:
        nothing = unknown(problem.why)
        score = of_scores(nothing, band)
        return Fields(score, score, _fall(nothing), score, _reach_difference(nothing))
    near, far = ([fields[at] for fields in found] for at in (0, 1))
    moves = [_influences(pair, fields) for fields in (near, far)]
    ceiling, reach = _compare_curves(sides, near, pair, scale, band, confidence, names)
    return Fields(
        _difference(near, moves[0], pair, band, confidence),
        _difference(far, moves[1], pair, band, confidence),
        _fall(_turn(near, far, moves, pair, confidence)),
        ceiling,
        reach,
    )


def _outcomes(pair: Pair, side: int) -> Outcomes:
    return Outcomes(pair.scores[:, side], pair.clusters, pair.chance[:, side], {})


def _influences(pair: Pair, fields: list[Field]) -> list[Floats]:
    """Each item's influence (n,) on either subject's mean score in its field."""
    return [
        np.where(one.rows, (pair.scores[:, side] - one.score.mean) / one.rows.sum(), 0.0)
        for side, one in enumerate(fields)
    ]


def _difference(
    fields: list[Field], moved: list[Floats], pair: Pair, band: float, confidence: float
) -> JudgedDifference:
    rows = fields[0].rows | fields[1].rows
    first, second = (one.score.mean for one in fields)
    found = contrast(second - first, (moved[1] - moved[0])[rows], pair.clusters[rows], confidence)
    items = [int(one.rows.sum()) for one in fields]
    return of_scores(_bounded(found), band, first, second, items)


def _turn(
    near: list[Field], far: list[Field], moves: list[list[Floats]], pair: Pair, confidence: float
) -> Difference:
    """How much farther the second falls from near to far than the first: near difference less far difference."""
    value = sum(sign * (far[side].score.mean - near[side].score.mean) for side, sign in ((0, 1.0), (1, -1.0)))
    moved = (moves[0][1] - moves[0][0]) - (moves[1][1] - moves[1][0])
    rows = np.any([one.rows for one in (*near, *far)], axis=0)
    return contrast(float(value), moved[rows], pair.clusters[rows], confidence)


def _bounded(found: Difference) -> Difference:
    """Scores differ by at most 1."""
    if found.low is None or found.high is None:
        return found
    return replace(found, low=max(found.low, -1.0), high=min(found.high, 1.0))


def _fall(found: Difference) -> AdjustedDifference:
    return AdjustedDifference(**asdict(found), p_holm=None)


def _reach_difference(found: Difference, ratio: float | None = None) -> ReachDifference:
    return ReachDifference(**asdict(found), ratio=UNSET if ratio is None else ratio, p_holm=None)


def _compare_curves(
    sides: list[Outcomes],
    near: list[Field],
    pair: Pair,
    scale: Scale,
    band: float,
    confidence: float,
    names: tuple[str, str],
) -> tuple[JudgedDifference, ReachDifference]:
    """Of ceiling and of reach."""
    fits = []
    for side, name in enumerate(names):
        try:
            fits.append(_Fit(pair.distances[:, side], scale, sides[side], near[side], confidence))
        except NotIdentified as problem:
            return (
                of_scores(unknown(why.NoCeilingOf(name, problem.why)), band),
                _reach_difference(unknown(why.NoReachOf(name, problem.why))),
            )
    return (
        _compare_ceilings(fits, pair, band, confidence, names),
        _compare_reaches(fits, pair, scale, confidence, names),
    )


def _compare_ceilings(
    fits: list[_Fit], pair: Pair, band: float, confidence: float, names: tuple[str, str]
) -> JudgedDifference:
    unseen = [name for fit, name in zip(fits, names, strict=True) if not (fit.seen and fit.falls)]
    if unseen:
        return of_scores(unknown(why.CeilingUnseen(unseen[0])), band)
    first, second = (fit.ceiling for fit in fits)
    moved = fits[1].ceiling_influence - fits[0].ceiling_influence
    found = contrast(second - first, moved, pair.clusters, confidence)
    return of_scores(_bounded(found), band, first, second)


def _compare_reaches(
    fits: list[_Fit], pair: Pair, scale: Scale, confidence: float, names: tuple[str, str]
) -> ReachDifference:
    beyond = [fit.reach >= fit.last for fit in fits]
    if any(beyond):
        whose = None if all(beyond) else names[beyond.index(True)]
        return _reach_difference(unknown(why.ReachBeyond(whose)))
    flat = [name for fit, name in zip(fits, names, strict=True) if not fit.falls]
    if flat:
        return _reach_difference(unknown(why.NoReachOf(flat[0], why.NoFall())))
    moved = (fits[1].influence - fits[0].influence) * scale.span
    difference = (fits[1].reach - fits[0].reach) * scale.span
    found = contrast(difference, moved, pair.clusters, confidence)
    return _reach_difference(found, float(np.exp(difference)) if scale.logarithmic else None)


class _Fit:
    """One subject's curve on the shared scale: its ceiling and reach, and each item's influence on them (n,)."""

    def __init__(
        self, distances: Floats, scale: Scale, outcomes: Outcomes, near: Field, confidence: float
    ) -> None:
        problem = reach_problem(distances, scale, outcomes, near)
        if problem is not None:
            raise problem
        trend = find_trend(distances, scale, outcomes, confidence)
        if trend == "rises":
            raise NotIdentified(why.Rises())
        scaled = scale.into(distances)
        ordered = np.sort(scaled)
        self.last = float(ordered[-fewest_beyond(len(ordered))])
        self.falls = trend == "falls"
        if np.ptp(outcomes.scores) < 1e-12:
            self.reach, self.influence, self.seen = np.inf, np.zeros(len(outcomes)), False
            return
        best = fit_curve(bin_items(scaled, outcomes))
        at = np.array([best.ceiling[0], best.halfway[0], np.log(best.width[0])])
        scores = outcomes.scores
        one = Binned(scaled, outcomes.chance, np.ones((1, len(scores))), scores[None])
        self.reach, self.seen = _reach(at, near.above, near.chance), bool(ceiling_seen(best)[0])
        on_curve = _influence(at, one)
        self.ceiling, self.ceiling_influence = float(at[0]), on_curve[:, 0]
        by_curve = on_curve @ reach_gradient(at, lambda _: near.above, near.chance)
        step = [_reach(at, near.above + side * STEP, near.chance) for side in (-1, 1)]
        by_near = np.where(near.rows, (scores - near.score.mean) / near.rows.sum(), 0.0)
        self.influence = by_curve + by_near * (step[1] - step[0]) / (2 * STEP)


def _influence(at: Floats, one: Binned) -> Floats:
    """One step of Fisher scoring; also a ceiling at 1 could have come out lower, so none is held fast."""
    expected, slopes = (found[0] for found in slopes_at(one, at[None]))
    variance = expected * (1 - expected)
    information = (slopes / variance[:, None]).T @ slopes
    missed = (one.totals[0] - expected) / variance
    few = np.sqrt(len(missed) / max(len(missed) - slopes.shape[1], 1))
    return np.asarray(
        few * (slopes * missed[:, None]) @ np.linalg.pinv(information, hermitian=True, rcond=1e-10)
    )


def _curve(at: Floats) -> Curves:
    return Curves(at[:1], at[1:2], np.exp(at[2:]), np.zeros(1))


def _reach(at: Floats, near: float, chance: float) -> float:
    return float(halving(_curve(at), np.array([near]), chance)[0])


def reach_gradient(at: Floats, near: Callable[[Curves], float], chance: float) -> Floats:
    """Of the scaled reach by ceiling, d50 and log width (3,). `near`: a curve's height of the near field above the
    floor, or what was seen there."""
    steps = STEP * np.eye(3)
    ends = [
        [_reach(at + side * step, near(_curve(at + side * step)), chance) for side in (-1, 1)]
        for step in steps
    ]
    return np.array([(high - low) / (2 * STEP) for low, high in ends])
