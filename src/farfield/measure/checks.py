"""What the items cannot serve is said before a long scan, not after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from farfield.measure.categories import covariate_column
from farfield.measure.columns import require_column
from farfield.measure.difficulty.others import difficulty_column
from farfield.measure.interrupted.named_controls import check_controls
from farfield.measure.outcomes import COVARIATE, weight_column
from farfield.measure.rulers import add_rulers, check_ruler, find_ruler
from farfield.measure.twins import check_twins
from farfield.measure.values import check_values, values_sought
from farfield.measure.views import check_views
from farfield.options.measuring import MeasureOptions
from farfield.records import FarfieldError, TaskGroup


def check_options(items: pl.DataFrame, options: MeasureOptions, groups: Sequence[TaskGroup] = ()) -> None:
    """Raise FarfieldError for a ruler that there isn't and for a column that the options name and the items lack.

    `items`: as read; rulers of the corpus are taken on trust, the scan adds their columns. `groups`: what the logs
    tell of tasks that belong together.
    """
    for name in options.rulers:
        check_ruler(name, options)
    rulers = tuple(name for name in options.rulers if not find_ruler(name).of_corpus)
    add_rulers(items, replace(options, rulers=rulers))
    if options.difficulty is not None:
        column = difficulty_column(items, options.difficulty)
        if options.reliability is not None and column.dtype == pl.String:
            raise FarfieldError(
                f"--reliability is of a difficulty in numbers, and {options.difficulty!r} is a category",
                remedy="Leave out --reliability, or name a numeric column with --difficulty.",
            )
    for name in options.covariates:
        covariate_column(items, name, COVARIATE)
    if options.weight is not None:
        weight_column(items, options.weight)
    if options.cluster is not None:
        require_column(items, options.cluster, "--cluster")
    check_twins(items, options)
    check_values(items, options)
    if not values_sought(items, options) or "time" in options.rulers:  # else controls are those of values
        check_controls(items, options.control)
    check_views(items, options, groups)
