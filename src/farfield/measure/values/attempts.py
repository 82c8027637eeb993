"""Whether scores are the best of several attempts."""

from __future__ import annotations

import polars as pl

from farfield.logs.attempts import ATTEMPTS, SAMPLED, best_of
from farfield.logs.formats.table_names import plain_name
from farfield.measure.axis import AXIS, LEVEL

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
    told = [found for name in rows.columns if (found := _attempts(rows, name)) is not None]
    best = [((attempts > 1) & (attempts > there)).fill_null(False).any() for attempts in told]
    along = any((levels == attempts).fill_null(False).all() for attempts in told)
    return any(best) and not along and not _of_attempts(rows)


def _of_attempts(rows: pl.DataFrame) -> bool:
    """Whether the axis itself is called a number of attempts."""
    names = rows[AXIS].drop_nulls().unique().to_list() if AXIS in rows.columns else []
    return bool(names) and all(plain_name(name) in (*ATTEMPTS, *SAMPLED) for name in names)


def _attempts(rows: pl.DataFrame, name: str) -> pl.Series | None:
    """How many a column says that each score is the best of, infinite where it doesn't say how many; None where it says
    nothing of that."""
    plain, dtype = plain_name(name), rows.schema[name]
    marks = ((rows["score"] == 0) | (rows["score"] == 1)).all()
    if plain in ATTEMPTS or (plain in SAMPLED and marks):
        return rows[name].cast(pl.Float64, strict=False)
    if dtype != pl.String or name in (*TEXTS, LEVEL):
        return None
    texts = rows[name].unique().drop_nulls()
    if len(texts) > MOST_NAMES:
        return None
    told = {text: number for text in texts.to_list() if (number := best_of(text)) is not None}
    return rows[name].replace_strict(told, default=None, return_dtype=pl.Float64) if told else None
