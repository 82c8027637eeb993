"""Which items are twins, and which of them stands far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from farfield.arrays import Codes, Floats, Rows
from farfield.measure.columns import numeric_column, require_column
from farfield.measure.twins.nuisances import nuisances
from farfield.options.measuring import MeasureOptions
from farfield.records import REGIMES, FarfieldError
from farfield.registry import near_names

SIDES: dict[str, float] = {
    "near": 0.0,
    "far": 1.0,
    **{str(name): float(at) for at, name in enumerate(REGIMES) if name != "unknown"},
}
"""What a column of sides may say in words: `near` and `far`, or regimes, nearest first."""


AXIS = "axis_"


@dataclass(frozen=True)
class Sets:
    """The members of all complete sets: rows of the scored items (m,) and, for each, set code and distance.

    `near` and `far` (m,): the members at the least and at the greatest distance of their set.
    """

    rows: Codes
    codes: Codes
    distances: Floats
    near: Rows
    far: Rows

    @property
    def count(self) -> int:
        return int(self.codes.max(initial=-1)) + 1

    def mean_by_set(self, values: Floats, members: Rows) -> Floats:
        """The mean of values (m,) over the chosen members of each set, (count,); not-a-number where there are none."""
        known = members & np.isfinite(values)
        held = np.bincount(self.codes[known], minlength=self.count)
        total = np.bincount(self.codes[known], values[known], minlength=self.count)
        return np.where(held > 0, total / np.maximum(held, 1), np.nan)


@dataclass(frozen=True)
class Left:
    """What could not be compared: sets without a scored near or far member, sets at one distance, items in no set."""

    incomplete: int
    tied: int
    items: int
    score: float | None


def split_twins(name: str, columns: list[str]) -> tuple[str, str | None]:
    """`COL` or `COL:SIDE` → the column of the sets, and the one that says which side an item is on."""
    if name in columns or ":" not in name:
        return name, None
    column, _, side = name.rpartition(":")
    return column, side


def check_twins(items: pl.DataFrame, options: MeasureOptions) -> None:
    """Raise FarfieldError for columns of `--twins` that are missing or do not tell sides."""
    if options.twins is None:
        return
    column, side = split_twins(options.twins, items.columns)
    require_column(items, column, "--twins")
    if side is not None:
        _sides(items, side)
    elif not options.rulers:
        raise FarfieldError(
            "--twins: nothing says which twin is far",
            remedy="Name a ruler, or a column of sides: --twins COL:SIDE.",
        )


def add_twins(items: pl.DataFrame, options: MeasureOptions) -> pl.DataFrame:
    """The items with `_twins` (the set), `_side` (distance) and a column `_nuisance:NAME` for each thing to balance.

    Far is the side of greater distance by the column SIDE of `--twins COL:SIDE` (numbers, `near` and `far`, or
    regimes), else by the first ruler.
    """
    if options.twins is None:
        return items
    check_twins(items, options)
    column, side = split_twins(options.twins, items.columns)
    distance = items[f"ruler_{options.rulers[0]}"] if side is None else _sides(items, side)
    key = items[column].cast(pl.String).alias("_twins")
    balanced = nuisances(items, options, {column, side or ""})
    return items.with_columns(
        key.set(key == "", None),
        distance.cast(pl.Float64).alias("_side"),
        *(values.alias(f"_nuisance:{name}") for name, values in balanced.items()),
    )


def _sides(items: pl.DataFrame, side: str) -> pl.Series:
    column = require_column(items, side, "--twins")
    if column.dtype != pl.String:
        return numeric_column(items, side, "--twins")
    words = column.str.strip_chars().str.to_lowercase()
    if words.drop_nulls().is_in(list(SIDES)).all():
        return words.replace_strict(SIDES, default=None, return_dtype=pl.Float64)
    try:
        return numeric_column(items, side, "--twins")
    except FarfieldError:
        raise FarfieldError(
            f"--twins: the column {side!r} does not say which side is far",
            remedy=f"It holds near and far, numbers, or regimes. {near_names(side, items.columns)}",
        ) from None


def said_by(options: MeasureOptions, columns: list[str]) -> str | None:
    """What says which twin is far: the first ruler, or `column:` and the column of sides."""
    _, side = split_twins(options.twins or "", columns)
    return f"column:{side}" if side is not None else next(iter(options.rulers), None)


def differing_axes(scored: pl.DataFrame, sets: Sets) -> list[str]:
    """The axes of a family in which near and far members of any set differ, by name."""
    rows = sets.rows.tolist()
    ends = pl.DataFrame({"set": sets.codes, "near": sets.near, "far": sets.far})
    found = []
    for column in (name for name in scored.columns if name.startswith(AXIS)):
        ends = ends.with_columns(level=scored[column].gather(rows).cast(pl.String))
        near, far = (
            ends.filter(pl.col(side)).group_by("set").agg(pl.col("level").unique().sort())
            for side in ("near", "far")
        )
        both = near.join(far, on="set", suffix="_far")
        if (both["level"] != both["level_far"]).any():
            found.append(column.removeprefix(AXIS))
    return found


def find_sets(items: pl.DataFrame) -> tuple[Sets, Left]:
    """The complete sets among one subject's items on one task, and what is left out of them.

    A partner without a score or a distance is a missing partner. `items`: all of them, scored or not.
    """
    scored = items.filter(pl.col("score").is_not_null()).with_row_index("_row")
    usable = scored.filter(pl.col("_twins").is_not_null() & pl.col("_side").is_not_null())
    side = pl.col("_side")
    spread = usable.with_columns(
        low=side.min().over("_twins"),
        high=side.max().over("_twins"),
        members=pl.col("item_id").n_unique().over("_twins"),
    )
    complete = spread.filter(pl.col("low") < pl.col("high"))
    tied = spread.filter((pl.col("low") == pl.col("high")) & (pl.col("members") > 1))["_twins"].n_unique()
    held = complete["_twins"].n_unique()
    distances = complete["_side"].to_numpy()
    sets = Sets(
        complete["_row"].cast(pl.Int64).to_numpy(),
        (complete["_twins"].rank("dense").cast(pl.Int64) - 1).to_numpy(),
        distances,
        distances == complete["low"].to_numpy(),
        distances == complete["high"].to_numpy(),
    )
    alone = scored.filter(~pl.col("_row").is_in(complete["_row"].to_list()))
    mean = alone["score"].mean()
    return sets, Left(
        incomplete=items["_twins"].drop_nulls().n_unique() - held - tied,
        tied=tied,
        items=scored["_twins"].null_count(),
        score=float(mean) if isinstance(mean, float) else None,
    )
