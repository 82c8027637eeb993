"""What the cutoff does not touch: items of another source or another subject, in the same window of dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from farfield.measure.fits.logistic import NotIdentified
from farfield.measure.interrupted.dated import DAYS, control_series
from farfield.measure.interrupted.named_controls import named_controls
from farfield.measure.interrupted.series import (
    Segmented,
    Series,
    Tested,
    Window,
    change,
    check_sides,
    fit_segmented,
    jackknifed,
)
from farfield.options.measuring import MeasureOptions
from farfield.results import series as results

SUBJECT = "subject"


@dataclass(frozen=True)
class Control:
    """A control by its name, `COL=VALUE`, with its whole series."""

    name: str
    series: Series


def outside_controls(items: pl.DataFrame, options: MeasureOptions) -> pl.Series:
    """Which of a subject's items are of no control, and so of its own series."""
    own = pl.Series(np.ones(items.height, bool))
    for column, value in named_controls(options):
        if column != SUBJECT:
            own &= ~(items[column].cast(pl.String) == value).fill_null(False)
    return own


def find_controls(subject: str, task: pl.DataFrame, options: MeasureOptions) -> list[Control]:
    """The controls of one subject; a subject is none of its own. `task`: the scored items of all subjects."""
    found = []
    for column, value in named_controls(options):
        if column == SUBJECT and value == subject:
            continue
        matches = (pl.col(column).cast(pl.String) == value).fill_null(False)
        mine = pl.lit(True) if column == SUBJECT else pl.col(SUBJECT) == subject
        items = task.filter(matches & mine & pl.col(DAYS).is_not_null())
        found.append(Control(f"{column}={value}", control_series(items, options)))
    return found


def usable(controls: Sequence[Control], window: Window | None = None) -> list[Series]:
    """The series of those controls that have items enough on both sides."""
    found = []
    for control in controls:
        try:
            check_sides(window.of(control.series) if window else control.series)
        except NotIdentified:
            continue
        found.append(control.series)
    return found


def beside(control: Control, fit: Segmented, window: Window, confidence: float) -> results.Control:
    """A control's own break in the window of the subject's `fit`, and the subject's break minus it.

    `moves`: its own break is clear, up or down. The cutoff cannot have done that, so it is no control.
    """
    series = window.of(control.series)
    try:
        check_sides(series)
        other = fit_segmented(series)
    except NotIdentified as problem:
        return results.Control(control.name, len(series.scores), None, None, None, None, why=problem.why)
    own = change(float(other.coefficients[2]), float(other.covariance[2, 2]), other.freedom, confidence)
    gap = _difference(fit, other, confidence)
    return results.Control(
        control=control.name,
        items=len(series.scores),
        level_change=own.told(),
        difference=results.ChangeDifference(gap.value, gap.low, gap.high, gap.p, gap.fall_p),
        moves=own.p < 1 - confidence,
        note=None,
    )


def _difference(fit: Segmented, other: Segmented, confidence: float) -> Tested:
    """Break of the series minus break of the control; a cluster in both, as a day's items, counts once."""
    value = float(fit.coefficients[2] - other.coefficients[2])
    moved = np.concatenate([fit.moved[:, 2], -other.moved[:, 2]])
    labels = np.concatenate([fit.labels, other.labels])
    variance = float(jackknifed(moved[:, None], labels)[0, 0])
    return change(value, variance, min(fit.freedom, other.freedom), confidence)
