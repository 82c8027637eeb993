"""Rows of one item, level, kind and grader: repeated answers, or several scores of one."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from farfield.schemas import ITEM_SCHEMA

ITEM = ("item_id", "level")
MOST_NAMES = 20
"""Of more different values no column says who scored."""


class Repeats(NamedTuple):
    """`rows` beyond the first of their item; `differing`: items that the same output scored differently; `told_apart`:
    a column of names that differ within each of these."""

    rows: int
    differing: int
    told_apart: str | None


def repeats_of(value: pl.DataFrame) -> Repeats:
    """Of the rows of a value by one grader."""
    several = value.filter(pl.len().over(ITEM) > 1)
    rows = several.height - several.select(ITEM).n_unique()
    said = pl.col("output").fill_null("") if "output" in value.columns else pl.lit("")
    same = said.n_unique().over(ITEM) == 1
    twice = several.filter(same & (pl.col("score").n_unique().over(ITEM) > 1))
    return Repeats(rows, twice.select(ITEM).n_unique(), _told_apart(twice))


def _told_apart(twice: pl.DataFrame) -> str | None:
    for name, dtype in twice.schema.items():
        if dtype != pl.String or name in ITEM_SCHEMA or name.startswith("_") or not twice.height:
            continue
        if twice[name].null_count() or twice[name].n_unique() > MOST_NAMES:
            continue
        if twice.select((pl.col(name).n_unique().over(ITEM) == pl.len().over(ITEM)).all()).item():
            return name
    return None
