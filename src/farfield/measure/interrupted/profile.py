"""The `interrupted` of the ruler time."""

from __future__ import annotations

import numpy as np
import polars as pl
from msgspec import structs

from farfield.arrays import Rows
from farfield.measure.fits.logistic import NotIdentified
from farfield.measure.interrupted.controls import Control, beside, find_controls, outside_controls, usable
from farfield.measure.interrupted.dated import DAYS, dated_series
from farfield.measure.interrupted.series import (
    YEAR,
    Segmented,
    Series,
    Tested,
    Window,
    change,
    check_sides,
    choose_window,
    fit_segmented,
)
from farfield.measure.interrupted.shape import break_over_smooth, is_abrupt
from farfield.measure.intervals import Interval, mean_interval
from farfield.measure.near_far.columns_of_fit import covariate_names
from farfield.measure.outcomes import Outcomes
from farfield.options.measuring import MeasureOptions
from farfield.results import series as results
from farfield.results.reasons import AnyWhy
from farfield.results.series import Interrupted
from farfield.results.structs import ItemsMean, Mean
from farfield.special_functions import ndtri, stdtrit

PLACEBO_DATES = 7
"""Dates tried on each side, between its first and its last fifth."""
POWER = 0.8
"""The power of the larger of the two breaks that are told to have been detectable; the other has .5."""


def fit_interrupted(
    scored: pl.DataFrame, outcomes: Outcomes, task: pl.DataFrame, options: MeasureOptions
) -> Interrupted:
    """The break of one subject's series at the cutoff, and of the controls beside it.

    `scored`: its scored items on one task with the ruler time; `outcomes`: theirs; `task`: the scored items of all
    subjects on it. An item dated on the cutoff counts as before. Items of a control are no part of the series.
    """
    dated = (outside_controls(scored, options) & scored[DAYS].is_not_null()).to_numpy()
    series, missing = dated_series(scored.filter(dated), outcomes.take(dated), options)
    floor = float(outcomes.chance[dated].mean()) if dated.any() else 0.0
    try:
        check_sides(series)
        controls = find_controls(str(scored["subject"][0]), task, options)
        series, window, fit, why = _fit_held(series, controls)
    except NotIdentified as problem:
        return _unknown(series, missing, problem.why, options)
    told = [beside(control, fit, window, options.confidence) for control in controls]
    return structs.replace(
        _told(series, window, fit, floor, told, options),
        covariates=covariate_names(outcomes, fit.series.varying()),
        unadjusted_why=why,
        left_out=missing,
    )


def _fit_held(series: Series, controls: list[Control]) -> tuple[Series, Window, Segmented, AnyWhy | None]:
    """The series, its window and its fit at equal covariates; without any, and why, where these can't be held equal."""
    try:
        window = choose_window(series, *usable(controls))
        return series, window, fit_segmented(window.of(series)), None
    except NotIdentified as problem:
        if not len(series.covariates):
            raise
        bare = series.alone()
        window = choose_window(bare, *usable(controls))
        return bare, window, fit_segmented(window.of(bare)), problem.why


def _change_of(fit: Segmented, term: int, options: MeasureOptions) -> Tested:
    variance = float(fit.covariance[term, term])
    return change(float(fit.coefficients[term]), variance, fit.freedom, options.confidence)


def _told(
    series: Series,
    window: Window,
    fit: Segmented,
    floor: float,
    controls: list[results.Control],
    options: MeasureOptions,
) -> Interrupted:
    level, trend, jump, turn = (_change_of(fit, term, options) for term in range(4))
    curved = _curved(fit.series, options)
    state, last = _state_before(series, floor, options)
    inside = fit.series
    over_smooth = break_over_smooth(fit)
    fallen = jump.fall_p < 1 - options.confidence and is_abrupt(fit, window, over_smooth)
    jumps = [jump, curved or jump]
    risen = _ends(_mean(inside.take(inside.after), options))[0] > _ends(last)[1]
    before, after = _sides(series, options)
    clear = float(stdtrit(jump.freedom, options.confidence))
    return Interrupted(
        cutoff=options.cutoff, before=before, after=after,
        window=results.Window(
            days_before=window.before * YEAR, days_after=window.after * YEAR, share=window.share,
            items_before=int((~inside.after).sum()), items_after=int(inside.after.sum()),
        ),
        level_before=level.told(), trend_before=trend.told(),
        level_change=jump.told(), trend_change=turn.told(),
        level_change_curved=curved.told() if curved else None,
        state_before=state, last_before=Mean(*last),
        fall_p=jump.fall_p, fall_at_least=jump.highest(options.confidence),
        significance=1 - options.confidence, over_smooth=over_smooth,
        seen_in_half=clear * jump.error, seen_in_most=(clear + float(ndtri(POWER))) * jump.error,
        placebo=_placebo(series, fit, options), controls=controls,
        finding=_finding(fallen, jumps, state, risen, controls, 1 - options.confidence), note=None,
        covariates=inside.varying(), unadjusted=None, left_out=0,
    )  # fmt: skip


def _curved(series: Series, options: MeasureOptions) -> Tested | None:
    try:
        return _change_of(fit_segmented(series, degree=2), 2, options)
    except NotIdentified:
        return None


def _finding(
    fallen: bool, jumps: list[Tested], state: str, risen: bool, controls: list[results.Control], level: float
) -> str:
    """In a word: break, shared break (a control's may be as large), rise, nothing to fall, or no break.

    A cutoff predicts a fall, so a fall is tested on one side, and must fit better than a smooth one. A rise is not
    predicted: it must be clear on two sides, with straight trends and with curved ones; from a floor it must also end
    above what was there before, since a line that has met the floor runs on below it.
    """
    if fallen:
        differences = [one.difference for one in controls if one.difference]
        return "shared break" if any(one.fall_p >= level for one in differences) else "break"
    if all(jump.low > 0 for jump in jumps) and (state == "level" or risen):
        return "rise"
    return "no break" if state == "level" else "nothing to fall"


def _state_before(series: Series, floor: float, options: MeasureOptions) -> tuple[str, Interval]:
    """Whether there was anything left to fall at the cutoff (`floor`, `fallen` or `level`), and the score just before.

    `floor`: the last third of the items before it cannot be told from the floor, nor could the first; `fallen`: the
    last third cannot while the first could, or it has clearly lost half of what the first third was above the floor.
    """
    years, rows = series.years, ~series.after
    first, last = np.quantile(years[rows], (1 / 3, 2 / 3))
    at_first = _mean(series.take(rows & (years <= first)), options)
    at_last = _mean(series.take(rows & (years >= last)), options)
    first_low, (last_low, last_high) = _ends(at_first)[0], _ends(at_last)
    if last_low <= floor:
        return ("fallen" if first_low > max(floor, at_last.mean) else "floor"), at_last
    lost = at_last.mean < floor + (at_first.mean - floor) / 2 and last_high < first_low
    return ("fallen" if lost else "level"), at_last


def _ends(found: Interval) -> tuple[float, float]:
    """Where too few clusters tell an interval, any score is possible."""
    return 0.0 if found.low is None else found.low, 1.0 if found.high is None else found.high


def _placebo(series: Series, fit: Segmented, options: MeasureOptions) -> results.Placebo:
    """Breaks at dates that mean nothing, within one side each: how many are as clear a fall as that at the cutoff."""
    seen = _change_of(fit, 2, options)
    tried = larger = 0
    for side in (series.take(~series.after), series.take(series.after)):
        for at in np.unique(np.quantile(side.years, np.linspace(0.2, 0.8, PLACEBO_DATES), method="lower")):
            moved = side.moved(at)
            try:
                check_sides(moved)
                found = _change_of(fit_segmented(moved), 2, options)
            except NotIdentified:
                continue
            tried += 1
            larger += found.value < 0 and found.value * seen.error <= seen.value * found.error
    return results.Placebo(tried, larger)


def _sides(series: Series, options: MeasureOptions) -> tuple[ItemsMean | None, ItemsMean | None]:
    """The items before, and those after."""
    return _side(series, ~series.after, options), _side(series, series.after, options)


def _side(series: Series, rows: Rows, options: MeasureOptions) -> ItemsMean | None:
    return ItemsMean(int(rows.sum()), *_mean(series.take(rows), options)) if rows.any() else None


def _mean(series: Series, options: MeasureOptions) -> Interval:
    """Without ends where a few dates or clusters hold all items."""
    codes = np.unique(series.clusters, return_inverse=True)[1]
    even = bool(np.ptp(series.weights) == 0)
    return mean_interval(series.scores, codes, options.confidence, None if even else series.weights)


def _unknown(series: Series, missing: int, why: AnyWhy, options: MeasureOptions) -> Interrupted:
    before, after = _sides(series, options)
    return Interrupted(
        cutoff=options.cutoff, before=before, after=after, window=None,
        level_before=None, trend_before=None, level_change=None, trend_change=None, level_change_curved=None,
        state_before=None, last_before=None, fall_p=None, fall_at_least=None, significance=None, over_smooth=None,
        seen_in_half=None, seen_in_most=None, placebo=None, controls=[], finding="unknown", note=None, why=why,
        covariates=[], unadjusted=None, left_out=missing,
    )  # fmt: skip
