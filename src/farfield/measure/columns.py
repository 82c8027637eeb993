"""Columns that the user names: found, or an error that lists what there is."""

from __future__ import annotations

import numpy as np
import polars as pl

from farfield.arrays import Codes, Floats, Rows
from farfield.records import FarfieldError, Field
from farfield.registry import NAMES_SHOWN, near_names
from farfield.text.words import split_words

READ_AS = {
    **dict.fromkeys(("model", "model_name", "model_id", "engine", "llm"), "subject"),
    **dict.fromkeys(("id", "sample_id", "question_id", "doc_id", "task_id"), "item_id"),
    **dict.fromkeys(("prompt", "input", "problem", "query", "instruction"), "question"),
    **dict.fromkeys(("gold", "expected", "reference", "ground_truth"), "target"),
    **dict.fromkeys(("response", "completion", "prediction", "generation"), "output"),
    **dict.fromkeys(("correct", "is_correct", "acc", "accuracy", "exact_match", "passed"), "score"),
    **dict.fromkeys(("trial", "attempt"), "epoch"),
}
"""What logs usually call the fields of items."""


def require_column(items: pl.DataFrame, name: str, role: str) -> pl.Series:
    """The column that the user named as `role`. Raises FarfieldError where it isn't there."""
    if name not in items.columns:
        field = READ_AS.get(name.casefold())
        read = f"A log's {name} is read as {field}. " if field in items.columns else ""
        raise FarfieldError(
            f"{role}: the items have no column {name!r}", remedy=f"{read}{near_names(name, items.columns)}"
        )
    return items[name]


def numeric_column(items: pl.DataFrame, name: str, role: str) -> pl.Series:
    """The column as floats; not-a-number and infinities become null.

    Booleans count as 0 and 1; text is accepted where all of it reads as numbers (CSV).
    Raises FarfieldError for a column that isn't there, isn't numeric, or is empty.
    """
    column = require_column(items, name, role)
    if column.dtype == pl.String:
        numbers = column.str.strip_chars().replace("", None).cast(pl.Float64, strict=False)
        unread = column.filter(numbers.is_null() & column.is_not_null() & (column.str.strip_chars() != ""))
        if not unread.is_empty():
            raise FarfieldError(
                f"{role}: column {name!r} is not numeric, it holds {unread[0]!r} ({len(unread)} such values)",
                remedy=_numeric_names(items),
            )
    elif column.dtype.is_numeric() or column.dtype in (pl.Boolean, pl.Null):
        numbers = column.cast(pl.Float64)
    else:
        raise FarfieldError(
            f"{role}: column {name!r} is not numeric but {column.dtype}", remedy=_numeric_names(items)
        )
    finite = numbers.set(~numbers.is_finite().fill_null(False), None)
    if finite.null_count() == len(finite):
        raise FarfieldError(f"{role}: column {name!r} holds no number", remedy=_numeric_names(items))
    return finite.alias(name)


def rows_that_have(items: pl.DataFrame, name: str) -> pl.DataFrame:
    """The rows that have a value in a column; where all have one, the table itself."""
    return items.filter(pl.col(name).is_not_null()) if items[name].null_count() else items


def held_rows(column: pl.Series) -> Rows:
    """Which rows have a value."""
    if not column.null_count():
        return np.ones(len(column), bool)
    return column.is_not_null().to_numpy()


def floats_of(column: pl.Series) -> Floats:
    """The column as floats, not-a-number where null."""
    numbers = column.cast(pl.Float64)
    return (numbers.fill_null(float("nan")) if numbers.null_count() else numbers).to_numpy()


def _numeric_names(items: pl.DataFrame) -> str:
    names = [name for name, dtype in items.schema.items() if dtype.is_numeric()]
    return f"Numeric columns are: {', '.join(names[:NAMES_SHOWN])}." if names else "No column is numeric."


def cluster_codes(column: pl.Series) -> Codes:
    """A number from 0 for each distinct value; an item without a value is a cluster of its own."""
    if column.dtype.is_float():
        column = column.fill_nan(None)
    codes = column.rank("dense").cast(pl.Int64) - 1
    if not codes.null_count():
        return codes.to_numpy()
    missing = codes.is_null()
    start = codes.max()
    alone = missing.cast(pl.Int64).cum_sum() + (start if isinstance(start, int) else -1)
    return pl.select(pl.when(missing).then(alone).otherwise(codes)).to_series().to_numpy()


def count_words(items: pl.DataFrame, field: Field) -> pl.Series:
    """Words of the field: from the scan where it was scanned, else counted here as the scan would."""
    if f"{field}_words" in items.columns:
        return items[f"{field}_words"].cast(pl.Float64)
    texts = items[field].fill_null("")
    counts = {text: len(split_words(text)) for text in texts.unique()}
    return pl.Series(f"{field}_words", [counts[text] for text in texts], pl.Float64)
