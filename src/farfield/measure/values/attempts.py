"""Whether scores are the best of several attempts."""

from __future__ import annotations

import polars as pl

from farfield.logs.attempts import ATTEMPTS, BEST_OF, SAMPLED
from farfield.logs.formats.table_names import plain_name
from farfield.measure.axis import LEVEL

TEXTS = ("question", "target", "output")
MOST_NAMES = 20
"""Of more different texts a column describes items, and not how they were scored."""


def several_attempts(rows: pl.DataFrame) -> bool:
    """Whether a column says that scores are the best of several attempts, and the levels are not their number.

    A column of that name, or one of a few texts such as `best of 20`; or one that says how many answers were sampled,
    where a single right or wrong stands for them. Rows that are so many are the attempts themselves.
    """
    levels = rows[LEVEL].str.extract(r"(\d+(?:\.\d+)?)").cast(pl.Float64, strict=False)
    there = rows.select(pl.len().over("cluster", LEVEL)).to_series()
    for name in rows.columns:
        attempts = _attempts(rows, name)
        if attempts is None:
            continue
        best = ((attempts > 1) & (attempts > there)).fill_null(False)
        if best.any() and not (levels == attempts).fill_null(False).all():
            return True
    return False


def _attempts(rows: pl.DataFrame, name: str) -> pl.Series | None:
    """How many a column says that each score is the best of; None where it says nothing of that."""
    plain, dtype = plain_name(name), rows.schema[name]
    marks = ((rows["score"] == 0) | (rows["score"] == 1)).all()
    if plain in ATTEMPTS or (plain in SAMPLED and marks):
        return rows[name].cast(pl.Float64, strict=False)
    if dtype == pl.String and name not in (*TEXTS, LEVEL) and rows[name].n_unique() <= MOST_NAMES:
        return rows[name].str.extract(BEST_OF).cast(pl.Float64, strict=False)
    return None
