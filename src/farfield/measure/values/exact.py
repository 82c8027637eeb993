"""Scores of a column that is named for a comparison with the one right answer: nobody judged, so nobody can drift."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from farfield.measure.values.rows import GRADER, grader_column
from farfield.records import Items
from farfield.results.values import by_exact_match

PARTS = ("value", "mean")
"""Steps of a place in a log that say nothing of who scored."""


def name_exact(items: Items) -> Items:
    """The items with the column of scores as their grader, where it is one that compares, as `exact_match`, in all of
    the files, and no column says who scored."""
    scored = {_last(taken.fields.get("score", "")) for taken in items.columns}
    name = next(iter(scored), "")
    if len(scored) != 1 or not by_exact_match(name) or grader_column(items.table) is not None:
        return items
    return replace(items, table=items.table.with_columns(pl.lit(name).alias(GRADER)))


def _last(place: str) -> str:
    """The name of a column or scorer at the end of a place, as `match` of `scores.match.value`."""
    steps = [step for step in place.split(" (", maxsplit=1)[0].split(".") if step not in PARTS]
    return steps[-1] if steps else ""
