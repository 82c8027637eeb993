"""Items of a profile that state probabilities of questions that hang together → their tables, axis by axis."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from farfield.logs.stated import STRAYS, WORDS
from farfield.measure.axis import LEVEL, axis_names, distances_of, level_names
from farfield.measure.coherence.levels import MOST_NAMES
from farfield.measure.coherence.sought import TUPLE, columns_of, numbers_of
from farfield.options.measuring import MeasureOptions
from farfield.schemas import STATED_SCHEMA

_LAST = re.compile(r"(?:^|[\s:=*])([0-9]*\.?[0-9]+ ?%?)\W*$")
"""The number that an answer ends with, as in "The probability is 0.35." """


@dataclass(frozen=True)
class StatedRows:
    """The rows on one axis, which follow STATED_SCHEMA; `axis`: None where they have neither level nor distance.

    `without`: rows without a probability; `several`: tuples whose roles stand at several levels. `strays`: whether too
    many probabilities lie outside 0 to 1.
    """

    axis: str | None
    rows: pl.DataFrame
    without: int
    several: int
    strays: bool


def stated_rows(items: pl.DataFrame, options: MeasureOptions) -> list[StatedRows]:
    """The rows of each axis, in order of appearance."""
    columns = columns_of(items)
    told = items.filter(pl.col(columns["tuple"]).is_not_null())
    axis, level, distance = _axis(told, options)
    rows = told.select(
        pl.col("subject", "task", "epoch"),
        *(pl.col(columns[name]).cast(pl.String).fill_null("(none)").alias(name) for name in TUPLE),
        _probabilities(told, columns).alias("prob"),
        _resolutions(told, columns).alias("resolution"),
        _questions(told, columns).alias("question"),
        axis.alias("axis"),
        level.alias("level"),
        distance.alias("distance"),
    )
    parts = rows.partition_by("axis", maintain_order=True)
    return [_of_axis(part, LEVEL not in told.columns and options.axis == LEVEL) for part in parts]


def _axis(items: pl.DataFrame, options: MeasureOptions) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Name of the axis, level and distance of each row. Without levels the distance is the axis, if there is one."""
    distance = (
        items.select(distances_of(items, options).alias("d"))["d"] if options.axis in items.columns else None
    )
    if distance is not None:
        return axis_names(items, options), pl.lit(level_names(items, options)), pl.lit(distance)
    for name in options.rulers:
        found = items[f"ruler_{name}"] if f"ruler_{name}" in items.columns else None
        if found is not None and found.null_count() < len(found):
            at = found.cast(pl.Float64)
            return pl.lit(name.removeprefix("column:")), pl.lit(at.cast(pl.String)), pl.lit(at)
    nothing = pl.lit(None, pl.String)
    return nothing, nothing, pl.lit(None, pl.Float64)


def _of_axis(rows: pl.DataFrame, by_distance: bool) -> StatedRows:
    """One axis: each asking of a tuple is a tuple of its own, at the one level of its roles."""
    without = int(rows["prob"].is_null().sum())
    given = rows["prob"].drop_nulls()
    outside = int(((given < 0) | (given > 1)).sum())
    named = _named(rows.filter(pl.col("prob").is_between(0, 1)))
    key = ["subject", "tuple", "check"]
    several = pl.col("level").n_unique().over(key) > 1
    mean = pl.col("distance").mean().over(key)
    level = (
        pl.when(~several)
        .then("level")
        .otherwise(mean.cast(pl.String) if by_distance else pl.lit(None, pl.String))
    )
    placed = named.with_columns(_several=several, level=level, distance=mean)
    mixed = 0 if by_distance else placed.filter("_several").select(key).n_unique()
    names = placed["level"].drop_nulls().unique()
    numbers = names.cast(pl.Float64, strict=False).null_count() == 0
    leveled = len(names) > 0 and (len(names) <= MOST_NAMES or numbers or placed["distance"].null_count() == 0)
    return StatedRows(
        str(rows["axis"][0]) if leveled else None,
        placed.select(STATED_SCHEMA.keys()),
        without + outside,
        mixed if leveled else 0,
        outside > STRAYS * len(given),
    )


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with a name for each asking of a tuple: its task where there are several, its level where a role of it
    is asked at several, its number where all roles were asked equally often."""
    several_tasks = rows["task"].n_unique() > 1
    one = ["subject", "task", "tuple", "check"]
    levels = pl.col("level").n_unique().over([*one, "role"]).max().over(one) > 1
    rows = rows.with_columns(_at=pl.when(levels).then("level"))
    place = [*one, "_at"]
    counts = rows.sort("epoch", maintain_order=True).with_columns(
        _nth=pl.int_range(pl.len()).over([*place, "role"]) + 1, _times=pl.len().over([*place, "role"])
    )
    again = (pl.col("_times").n_unique().over(place) == 1) & (pl.col("_times") > 1)
    told = counts.with_columns(_nth=pl.when(again).then(pl.col("_nth").cast(pl.String)))
    parts = ["task"] * several_tasks + ["tuple", "_at", "_nth"]
    return told.with_columns(tuple=pl.concat_str(parts, separator=" · ", ignore_nulls=True))


def _probabilities(items: pl.DataFrame, columns: Mapping[str, str]) -> pl.Series:
    """What was stated: the column of probabilities, else the number that the output is or ends with."""
    if "prob" in columns:
        return numbers_of(items[columns["prob"]].to_list())
    return numbers_of([_answered(text) for text in items["output"].fill_null("").to_list()])


def _answered(text: str) -> str | None:
    found = _LAST.search(text.strip())
    return found[1] if found else None


def _resolutions(items: pl.DataFrame, columns: Mapping[str, str]) -> pl.Series:
    if "resolution" not in columns:
        return pl.Series([None] * items.height, dtype=pl.Boolean)
    told = items[columns["resolution"]].cast(pl.String).str.strip_chars().str.to_lowercase()
    return told.replace_strict(WORDS, default=None, return_dtype=pl.Boolean)


def _questions(items: pl.DataFrame, columns: Mapping[str, str]) -> pl.Series:
    """What tells that two tuples ask the same; null where nothing does."""
    if "question" not in columns:
        return pl.Series([None] * items.height, dtype=pl.String)
    return items[columns["question"]].cast(pl.String).replace("", None)
