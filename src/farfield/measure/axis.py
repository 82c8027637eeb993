"""The axis that rows declare: its name, their level on it, and how far that is."""

from __future__ import annotations

import polars as pl

from farfield.options.measuring import MeasureOptions

LEVEL, AXIS, DISTANCE = "level", "axis", "distance"


def axis_names(items: pl.DataFrame, options: MeasureOptions) -> pl.Expr:
    """The name of the axis that each row is on: its column `axis`, unless another column of levels was named."""
    if AXIS in items.columns and options.axis == LEVEL:
        return pl.col(AXIS).cast(pl.String).fill_null(LEVEL)
    return pl.lit(options.axis)


def distances_of(items: pl.DataFrame, options: MeasureOptions) -> pl.Expr:
    """The first ruler that is a column, else the column `distance`, else the levels themselves if they are numbers."""
    named = [name.removeprefix("column:") for name in options.rulers if name.startswith("column:")]
    for name in (*named, DISTANCE):
        if name in items.columns and items[name].dtype.is_numeric():
            return pl.col(name).cast(pl.Float64)
    levels = items[options.axis]
    numbers = levels.cast(pl.Float64, strict=False)
    if numbers.null_count() == levels.null_count():
        return pl.col(options.axis).cast(pl.Float64)
    return pl.lit(None, pl.Float64)
