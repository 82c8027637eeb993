"""What twins should share: length, size of numbers, the answer, and every number that the log keeps of an item."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import numpy as np
import polars as pl

from farfield.measure.categories import expand_category
from farfield.measure.columns import count_words
from farfield.measure.outcomes import held_columns
from farfield.measure.rulers import COLUMN_PREFIX
from farfield.options.measuring import MeasureOptions
from farfield.regimes.own_families import FAMILY
from farfield.schemas import ITEM_SCHEMA, SCAN_COLUMNS

STANDING = ("axis_", "axes_off_default", "support_distance_", "composition_order", "far")
"""Columns of an item of a family that tell where it stands: what twins are to differ in."""
DECLARED = "nuisance_"
"""Columns in which a family says what else makes its items hard; in the numbers of its questions twins may differ."""
_NUMBER = re.compile(r"\d[\d,]*\.?\d*")


def nuisances(items: pl.DataFrame, options: MeasureOptions, taken: set[str]) -> dict[str, pl.Series]:
    """By name, a number for each item, null where it has none. `taken`: columns that say set and side.

    Metadata count where they are numbers and belong to the item: a column that differs between subjects or epochs
    of one item is an outcome. So is one that equals the score. Names count where `--difficulty` or `--covariate` holds
    them equal.
    """
    texts = {
        "words": count_words(items, options.field).fill_null(0),
        "numbers": _of_text(items["question"], lambda text: float(len(_NUMBER.findall(text)))),
        "number_size": _of_text(items["question"], number_size),
        "target_characters": _of_text(items["target"], lambda text: float(len(text))),
        "target_size": _of_text(items["target"], number_size),
        "target_surprisal": _surprisal(items),
    }
    if any(name.startswith(DECLARED) for name in items.columns):
        texts = {name: texts[name] for name in ("words", "target_characters")}
    own = {name: items[name].cast(pl.Float64) for name in _metadata(items, options, taken)}
    every = {**texts, **own, **_categories(items, options, taken)}
    return {name: values for name, values in every.items() if values.n_unique() > 1}


def _categories(items: pl.DataFrame, options: MeasureOptions, taken: set[str]) -> dict[str, pl.Series]:
    """The categories that are to be held equal: 0 or 1 for each level but the most common one."""
    found: dict[str, pl.Series] = {}
    for name, column in held_columns(options).items():
        if name not in taken and column in items.columns and items[column].dtype == pl.String:
            columns = expand_category(name, items[column])[1]
            found |= {level: pl.Series(values).fill_nan(None) for level, values in columns.items()}
    return found


def number_size(text: str) -> float:
    """Mean decimal logarithm of 1 + the numbers in the text; not-a-number where it holds none."""
    found = [float(number.replace(",", "")) for number in _NUMBER.findall(text)]
    return sum(math.log10(1 + number) for number in found) / len(found) if found else math.nan


def _of_text(texts: pl.Series, measure: Callable[[str], float]) -> pl.Series:
    distinct = texts.fill_null("").unique()
    values = pl.Series([measure(text) for text in distinct], dtype=pl.Float64)
    found = texts.fill_null("").replace_strict(distinct, values, return_dtype=pl.Float64)
    return found.fill_nan(None)


def _surprisal(items: pl.DataFrame) -> pl.Series:
    """Bits of the target among the targets of its task's items: what a guesser of targets would have to find."""
    distinct = items.select("task", "item_id", "target").unique()
    bits = -(pl.len().over("task", "target") / pl.len().over("task")).log(2)
    found = distinct.with_columns(bits=bits)
    joined = items.select("task", "item_id", "target").join(
        found, on=["task", "item_id", "target"], how="left", maintain_order="left", nulls_equal=True
    )
    return joined["bits"]


def _metadata(items: pl.DataFrame, options: MeasureOptions, taken: set[str]) -> list[str]:
    rulers = {name.removeprefix(COLUMN_PREFIX).removeprefix("-") for name in options.rulers}
    known = {*ITEM_SCHEMA, *SCAN_COLUMNS, *rulers, *taken, options.cluster} - {"chance"}
    names = [
        name
        for name, dtype in items.schema.items()
        if (dtype.is_numeric() or dtype == pl.Boolean)
        and name not in known
        and not name.startswith(("ruler_", "_", *(STANDING if FAMILY in items.columns else ())))
    ]
    if not names:
        return []
    varies = items.group_by("task", "item_id").agg(pl.col(name).n_unique() > 1 for name in names)
    return [name for name in names if not varies[name].any() and not _equals_score(items, name)]


def _equals_score(items: pl.DataFrame, name: str) -> bool:
    same = (items[name].cast(pl.Float64) - items["score"]).abs().max()
    return same is not None and not np.isnan(float(str(same))) and float(str(same)) < 1e-12
