"""Items with dates → the series that is fitted: times, scores, and the covariates that are held equal."""

from __future__ import annotations

import numpy as np
import polars as pl

from farfield.measure.interrupted.series import YEAR, Series
from farfield.measure.outcomes import Outcomes, outcomes_of
from farfield.options.measuring import MeasureOptions

DAYS = "ruler_time"


def dated_series(items: pl.DataFrame, outcomes: Outcomes, options: MeasureOptions) -> tuple[Series, int]:
    """The series of items that have a date, and how many were left out for want of a covariate.

    Errors are clustered by `--cluster`, else by date: items of one day share its events.
    """
    complete = np.ones(len(outcomes), bool)
    for values in outcomes.covariates.values():
        complete &= np.isfinite(values)
    label = items["_cluster"].cast(pl.String).fill_null(items["item_id"]) if options.cluster else items[DAYS]
    series = Series(
        items[DAYS].to_numpy() / YEAR,
        outcomes.scores,
        label.cast(pl.String).to_numpy().astype(np.str_),
        outcomes.weights,
        outcomes.covariates,
    )
    return series.take(complete), int((~complete).sum())


def control_series(items: pl.DataFrame, options: MeasureOptions) -> Series:
    """The items of a control as the series that is fitted: times, scores and the covariates held equal."""
    return dated_series(items, outcomes_of(items, options), options)[0]
