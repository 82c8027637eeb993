"""The `interrupted` of the ruler time."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from farfield.measure.columns import near_names, require_column
from farfield.measure.interrupted.series import (
    YEAR,
    Change,
    Segmented,
    Series,
    Window,
    change,
    check_sides,
    choose_window,
    clustered,
    fit_segmented,
)
from farfield.measure.intervals import mean_interval
from farfield.measure.logistic import NotIdentified
from farfield.measure.options import MeasureOptions
from farfield.measure.outcomes import Outcomes
from farfield.records import FarfieldError

DAYS = "ruler_time"
PLACEBO_DATES = 7
"""Dates tried on each side, between its first and its last fifth."""


def check_controls(items: pl.DataFrame, options: MeasureOptions) -> None:
    """Raise FarfieldError for controls that are not of the form COL=VALUE or that no item has."""
    for control in options.control:
        column, equals, value = control.partition("=")
        if not (column and equals and value):
            raise FarfieldError(
                f"--control {control} is not of the form COL=VALUE",
                remedy="For example --control source=arxiv.",
            )
        values = require_column(items, column, "--control").cast(pl.String)
        if not (values == value).any():
            raise FarfieldError(
                f"--control: no item has {value!r} in {column!r}",
                remedy=near_names(value, sorted(values.drop_nulls().unique())),
            )


def fit_interrupted(
    scored: pl.DataFrame, outcomes: Outcomes, task: pl.DataFrame, options: MeasureOptions
) -> dict[str, Any]:
    """The break of one subject's series at the cutoff, and of the controls beside it.

    `scored`: its scored items on one task with the ruler time; `outcomes`: theirs; `task`: the scored items of all
    subjects on it. An item dated on the cutoff counts as before. Items of a control are no part of the series.
    """
    controls = [control.partition("=")[::2] for control in options.control]
    own = pl.Series(np.ones(scored.height, bool))
    for column, value in controls:
        if column != "subject":
            own &= ~(scored[column].cast(pl.String) == value).fill_null(False)
    dated = (own & scored[DAYS].is_not_null()).to_numpy()
    series = _series(scored.filter(dated), options, outcomes.weights[dated])
    floor = float(outcomes.chance[dated].mean()) if dated.any() else 0.0
    try:
        check_sides(series)
        window = choose_window(series)
        fit = fit_segmented(window.of(series))
    except NotIdentified as problem:
        return _unknown(series, str(problem), options)
    subject = str(scored["subject"][0])
    beside = [_beside(*pair, fit, window, subject, task, options) for pair in controls]
    return _told(series, window, fit, floor, [one for one in beside if one], options)


def _series(items: pl.DataFrame, options: MeasureOptions, weights: Any = None) -> Series:
    """Errors are clustered by `--cluster`, else by date: items of one day share its events."""
    label = items["_cluster"].cast(pl.String).fill_null(items["item_id"]) if options.cluster else items[DAYS]
    return Series(
        items[DAYS].to_numpy() / YEAR,
        items["score"].to_numpy(),
        label.cast(pl.String).to_numpy().astype(np.str_),
        np.ones(items.height) if weights is None else weights,
    )


def _beside(
    column: str,
    value: str,
    fit: Segmented,
    window: Window,
    subject: str,
    task: pl.DataFrame,
    options: MeasureOptions,
) -> dict[str, Any] | None:
    """A control in the same window of dates; None for the subject as its own control."""
    if column == "subject" and value == subject:
        return None
    matches = (task[column].cast(pl.String) == value).fill_null(False)
    mine = pl.lit(True) if column == "subject" else pl.col("subject") == subject
    items = task.filter(matches & pl.col(DAYS).is_not_null()).filter(mine)
    series = window.of(_series(items, options))
    told = {"control": f"{column}={value}", "items": len(series.scores)}
    try:
        check_sides(series)
        other = fit_segmented(series)
    except NotIdentified as problem:
        return {**told, "level_change": None, "difference": None, "note": str(problem)}
    return {
        **told,
        "level_change": _change_of(other, 2, options).told(),
        "difference": _difference(fit, other, options).told(),
        "note": None,
    }


def _difference(fit: Segmented, other: Segmented, options: MeasureOptions) -> Change:
    """Break of the series minus break of the control; a cluster in both, as a day's items, counts once."""
    value = float(fit.coefficients[2] - other.coefficients[2])
    moved = np.concatenate([fit.influence[:, 2], -other.influence[:, 2]])
    labels = np.concatenate([fit.series.clusters, other.series.clusters])
    variance = float(clustered(moved[:, None], labels)[0, 0])
    return change(value, variance, min(fit.freedom, other.freedom), options.confidence)


def _change_of(fit: Segmented, term: int, options: MeasureOptions) -> Change:
    variance = float(fit.covariance()[term, term])
    return change(float(fit.coefficients[term]), variance, fit.freedom, options.confidence)


def _told(
    series: Series,
    window: Window,
    fit: Segmented,
    floor: float,
    controls: list[dict[str, Any]],
    options: MeasureOptions,
) -> dict[str, Any]:
    level, trend, jump, turn = (_change_of(fit, term, options) for term in range(4))
    curved = _curved(fit.series, options)
    state, last = _state_before(series, floor, options)
    inside = fit.series
    risen = _mean(inside.take(inside.after), options)["low"] > last["high"]
    return {
        "cutoff": options.cutoff, **_sides(series, options),
        "window": {
            "days_before": window.before * YEAR, "days_after": window.after * YEAR, "share": window.share,
            "items_before": int((~inside.after).sum()), "items_after": int(inside.after.sum()),
        },
        "level_before": level.told(), "trend_before": trend.told(),
        "level_change": jump.told(), "trend_change": turn.told(),
        "level_change_curved": curved.told() if curved else None,
        "state_before": state, "last_before": last,
        "placebo": _placebo(series, fit, options), "controls": controls,
        "finding": _finding([jump, curved or jump], state, risen, controls), "note": None,
    }  # fmt: skip


def _curved(series: Series, options: MeasureOptions) -> Change | None:
    try:
        return _change_of(fit_segmented(series, degree=2), 2, options)
    except NotIdentified:
        return None


def _finding(jumps: list[Change], state: str, risen: bool, controls: list[dict[str, Any]]) -> str:
    """In a word: break, shared break (a control's may be as large), rise, nothing to fall, or no break.

    A break must be clear with straight trends and with curved ones; a rise from a floor must also end above what was
    there before, since a line that has met the floor runs on below it.
    """
    if all(jump.high < 0 for jump in jumps):
        shared = any(one["difference"]["high"] >= 0 for one in controls if one["difference"])
        return "shared break" if shared else "break"
    if all(jump.low > 0 for jump in jumps) and (state == "level" or risen):
        return "rise"
    return "no break" if state == "level" else "nothing to fall"


def _state_before(series: Series, floor: float, options: MeasureOptions) -> tuple[str, dict[str, float]]:
    """Whether there was anything left to fall at the cutoff (`floor`, `fallen` or `level`), and the score just before.

    `floor`: the last third of the items before it cannot be told from the floor, nor could the first; `fallen`: the
    last third cannot while the first could, or it has clearly lost half of what the first third was above the floor.
    """
    years, rows = series.years, ~series.after
    first, last = np.quantile(years[rows], (1 / 3, 2 / 3))
    at_first = _mean(series.take(rows & (years <= first)), options)
    at_last = _mean(series.take(rows & (years >= last)), options)
    half = floor + (at_first["mean"] - floor) / 2
    if at_last["low"] <= floor:
        return ("fallen" if at_first["low"] > max(floor, at_last["mean"]) else "floor"), at_last
    lost = at_last["mean"] < half and at_last["high"] < at_first["low"]
    return ("fallen" if lost else "level"), at_last


def _placebo(series: Series, fit: Segmented, options: MeasureOptions) -> dict[str, int]:
    """Breaks at dates that mean nothing, within one side each: how many are as clear a fall as that at the cutoff."""
    seen = _change_of(fit, 2, options)
    tried = larger = 0
    for side in (series.take(~series.after), series.take(series.after)):
        for at in np.unique(np.quantile(side.years, np.linspace(0.2, 0.8, PLACEBO_DATES), method="lower")):
            moved = Series(side.years - at, side.scores, side.clusters, side.weights)
            try:
                check_sides(moved)
                found = _change_of(fit_segmented(moved), 2, options)
            except NotIdentified:
                continue
            tried += 1
            larger += found.value < 0 and found.value * seen.error <= seen.value * found.error
    return {"dates": tried, "as_large": larger}


def _sides(series: Series, options: MeasureOptions) -> dict[str, Any]:
    return {
        name: {"items": int(rows.sum()), **_mean(series.take(rows), options)} if rows.any() else None
        for name, rows in (("before", ~series.after), ("after", series.after))
    }


def _mean(series: Series, options: MeasureOptions) -> dict[str, float]:
    codes = np.unique(series.clusters, return_inverse=True)[1]
    even = bool(np.ptp(series.weights) == 0)
    found = mean_interval(series.scores, codes, options.confidence, None if even else series.weights)
    return {"mean": found.mean, "low": found.low, "high": found.high}


def _unknown(series: Series, note: str, options: MeasureOptions) -> dict[str, Any]:
    null = (
        "window",
        "level_before",
        "trend_before",
        "level_change",
        "trend_change",
        "state_before",
        "placebo",
    )
    return {
        "cutoff": options.cutoff, **_sides(series, options), **dict.fromkeys(null),
        "controls": [], "finding": "unknown", "note": note,
    }  # fmt: skip
