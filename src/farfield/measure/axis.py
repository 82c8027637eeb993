"""The axis that rows declare: its name, their level on it, and how far that is."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from farfield.options.measuring import MeasureOptions

LEVEL, AXIS, DISTANCE = "level", "axis", "distance"
NUMBER = r"\d+(?:\.\d+)?"
DAYS_A_YEAR = 365.25


def axis_names(items: pl.DataFrame, options: MeasureOptions) -> pl.Expr:
    """The name of the axis that each row is on: its column `axis`, unless another column of levels was named."""
    if AXIS in items.columns and options.axis == LEVEL:
        return pl.col(AXIS).cast(pl.String).fill_null(LEVEL)
    return pl.lit(options.axis)


def distances_of(items: pl.DataFrame, options: MeasureOptions) -> pl.Expr | pl.Series:
    """The first ruler that is a column, else the column `distance`, else what the levels themselves say.

    That is their number, where all are numbers or the same words with one (`16 turns`); or, where all are dates, the
    years since the first.
    """
    named = [name.removeprefix("column:") for name in options.rulers if name.startswith("column:")]
    for name in (*named, DISTANCE):
        if name in items.columns and items[name].dtype.is_numeric():
            return pl.col(name).cast(pl.Float64)
    levels = items[options.axis]
    numbers = levels.cast(pl.Float64, strict=False)
    if numbers.null_count() == levels.null_count():
        return pl.col(options.axis).cast(pl.Float64)
    return _told_by_levels(levels.cast(pl.String))


def _told_by_levels(levels: pl.Series) -> pl.Series:
    """Years since the first of dates, the number that stands in the same words; null for other names."""
    names = levels.drop_nulls().unique()
    dates = levels.str.to_date("%Y-%m-%d", strict=False)
    if dates.null_count() == levels.null_count() and len(names):
        return (dates - dates.min()).dt.total_days() / DAYS_A_YEAR
    worded = names.str.replace_all(NUMBER, "#").str.strip_chars().str.to_lowercase()
    if worded.n_unique() == 1 and (names.str.count_matches(NUMBER) == 1).all():
        return levels.str.extract(f"({NUMBER})").cast(pl.Float64)
    return pl.Series([None] * len(levels), dtype=pl.Float64)


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
