"""The axis that rows declare: its name, their level on it, and how far that is."""

from __future__ import annotations

from collections.abc import Sequence

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


def level_names(items: pl.DataFrame, options: MeasureOptions) -> pl.Series:
    """The levels as names: whole numbers without a decimal point, which tables with gaps give them; null for none."""
    levels = items[options.axis]
    if not levels.dtype.is_float():
        return levels.cast(pl.String)
    whole = (levels.floor() == levels).fill_null(False) & (levels.abs() < 2**53).fill_null(False)
    numbers = pl.select(pl.when(whole).then(levels.fill_nan(0).cast(pl.Int64, strict=False).cast(pl.String)))
    return pl.select(pl.coalesce(numbers.to_series(), levels.fill_nan(None).cast(pl.String))).to_series()


def named_level(level: str, levels: Sequence[str]) -> str:
    """A level as it stands among these names, where it is written as another spelling of the same number."""
    if level in levels:
        return level
    try:
        number = float(level)
    except ValueError:
        return level
    return next((name for name in levels if _number(name) == number), level)


def _number(name: str) -> float | None:
    try:
        return float(name)
    except ValueError:
        return None
