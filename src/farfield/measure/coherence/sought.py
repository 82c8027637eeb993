"""Whether items declare tuples of questions that hang together: told before a scan, so without what measures them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from farfield.families.relations import known_check
from farfield.logs.stated import probability
from farfield.logs.stated_names import usual_columns

TUPLE = ("tuple", "check", "role")
SAME = 5e-7
"""Two probabilities that differ by less are one, written twice."""


def coherence_sought(items: pl.DataFrame) -> bool:
    """Whether the items declare tuples of questions that hang together."""
    columns = columns_of(items)
    if not set(TUPLE) <= set(columns):
        return False
    told = items.filter(pl.col(columns["tuple"]).is_not_null())
    known = any(known_check(name) for name in told[columns["check"]].cast(pl.String).unique().drop_nulls())
    return bool(told.height) and (known or "prob" in columns)


def columns_of(items: pl.DataFrame) -> dict[str, str]:
    """The column of each field of a tuple. A column of probabilities that are the targets holds what is right, not what
    was stated: it is none."""
    columns = usual_columns(items.columns)
    if "prob" in columns:
        given, right = numbers_of(items[columns["prob"]].to_list()), numbers_of(items["target"].to_list())
        both = given.is_not_null() & right.is_not_null()
        if both.any() and ((given - right).abs().filter(both) <= SAME).all():
            columns.pop("prob")
    return columns


def numbers_of(values: Sequence[object]) -> pl.Series:
    """The probabilities that values state, null where one states none."""
    return pl.Series([probability(value) for value in values], dtype=pl.Float64)
