"""Categories that are held equal: a column of names becomes a column of 0 and 1 for each level but one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from farfield.arrays import Floats
from farfield.measure.columns import numeric_column, require_column
from farfield.records import FarfieldError

PREFIX = "category:"
"""`--covariate category:NAME`: the numbers of the column are names, as those of topics are."""
FEWEST_OF_LEVEL = 5
"""Scored items of a subject at a level, below which it is lumped with other such levels: fewer carry no coefficient."""
MOST_LEVELS = 60
"""More names than this are of items, not of topics."""
OTHER = "other"


@dataclass(frozen=True)
class Category:
    """A category as a subject's scored items have it.

    `columns`: names of its columns of 0 and 1, `NAME=LEVEL`, and the level of each; at `reference`, the most common
    level, all of them are 0. `lumped`: sparse levels that are one column, `NAME=other`; `left_out`: items at sparse
    levels that are too few even together.
    """

    name: str
    reference: str
    columns: dict[str, str]
    lumped: tuple[str, ...] = ()
    left_out: int = 0


def covariate_column(items: pl.DataFrame, name: str, role: str) -> pl.Series:
    """The column to hold equal: Float64 where it is numbers, String where it is names of few levels.

    Raises FarfieldError for a column that isn't there or is empty, that holds numbers beside names, or that has so many
    levels that nothing could be compared within one.
    """
    plain = covariate_name(name)
    column = require_column(items, plain, role)
    if plain == name and not _of_names(column):
        names = _unread(column)[1] if column.dtype == pl.String else pl.Series()
        if len(names):
            raise FarfieldError(
                f"{role}: column {plain!r} holds numbers and {names[0]!r} ({len(names)} such values): it is neither "
                "numeric nor a category",
                remedy=f"Leave empty what is unknown; or, if they are all names, say {role} {PREFIX}{plain}.",
            )
        return numeric_column(items, plain, role)
    levels = _levels(column)
    held = items.filter(levels.is_not_null())
    count, asked = levels.drop_nulls().n_unique(), held.select("task", "item_id").n_unique()
    if not asked:
        raise FarfieldError(f"{role}: column {plain!r} holds no value", remedy="Name another column.")
    if count > MOST_LEVELS or 2 * count > asked:
        raise FarfieldError(
            f"{role}: column {plain!r} is {'' if column.dtype.is_numeric() else 'not numeric, and '}no category: "
            f"it has {count:,} levels for {asked:,} items",
            remedy=f"A category has at most {MOST_LEVELS} levels, and several items at each.",
        )
    return levels.alias(plain)


def covariate_name(name: str) -> str:
    """The column's own name, as results tell it."""
    return name.removeprefix(PREFIX)


def expand_category(name: str, levels: pl.Series) -> tuple[Category, dict[str, Floats]]:
    """The category of these levels (n,), and its columns (n,) of 0 and 1, not-a-number where there is no level."""
    counts = (
        levels.drop_nulls()
        .value_counts(sort=False, name="_rows")
        .sort("_rows", levels.name, descending=[True, False])
    )
    names: list[str] = counts[levels.name].to_list()
    sizes: list[int] = counts["_rows"].to_list()
    large = [level for level, size in zip(names, sizes, strict=True) if size >= FEWEST_OF_LEVEL]
    sparse = tuple(level for level, size in zip(names, sizes, strict=True) if size < FEWEST_OF_LEVEL)
    few = sum(size for size in sizes if size < FEWEST_OF_LEVEL)
    lump = few >= FEWEST_OF_LEVEL and len(large) > 0
    missing = levels.is_null() | (levels.is_in(list(sparse)) if not lump else False)
    columns = {f"{name}={level}": levels == level for level in large[1:]}
    if lump:
        columns[f"{name}={_free(OTHER, names)}"] = levels.is_in(list(sparse))
    category = Category(
        name,
        large[0] if large else "",
        {column: column.removeprefix(f"{name}=") for column in columns},
        sparse if lump else (),
        0 if lump else few,
    )
    return category, {
        column: rows.cast(pl.Float64)
        .set(missing.fill_null(True), float("nan"))
        .fill_null(float("nan"))
        .to_numpy()
        for column, rows in columns.items()
    }


def _free(name: str, taken: Sequence[str]) -> str:
    return name if name not in taken else _free(f"{name} levels", taken)


def _levels(column: pl.Series) -> pl.Series:
    """The values as names; blank is none."""
    if column.dtype.is_float():
        whole = column.drop_nulls().drop_nans()
        column = column.fill_nan(None)
        if (whole == whole.round()).all():
            column = column.cast(pl.Int64, strict=False)
    names = column.cast(pl.String).str.strip_chars()
    blank = (names == "") | names.cast(
        pl.Float64, strict=False
    ).is_nan()  # "nan", as tables write what is missing
    return names.set(blank.fill_null(False), None)


def _unread(column: pl.Series) -> tuple[int, pl.Series]:
    """How many values there are, and those that are no numbers."""
    said = _levels(column).drop_nulls()
    return len(said), said.filter(said.cast(pl.Float64, strict=False).is_null())


def _of_names(column: pl.Series) -> bool:
    """Whether it is text of which nothing reads as a number."""
    if column.dtype not in (pl.String, pl.Categorical, pl.Enum):
        return False
    values, names = _unread(column)
    return 0 < values == len(names)
