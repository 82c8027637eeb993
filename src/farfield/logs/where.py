"""`--where COL=VALUE`: the rows of the logs that are kept, so that nobody has to cut files."""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from farfield.logs.columns import near_names, shown
from farfield.logs.formats.table_names import field_called
from farfield.logs.intake import Intake
from farfield.logs.spellings import folded, told
from farfield.records import FarfieldError, ItemsChosen

ROLE = "--where"
TRUE, FALSE = ("true", "yes", "1"), ("false", "no", "0")
VALUES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Condition:
    """What an item's column must be, or with `unequal` must not be. An empty `value` stands for no value."""

    column: str
    value: str
    unequal: bool

    def __str__(self) -> str:
        return f"{self.column}{'!=' if self.unequal else '='}{self.value}"


def choose_items(
    items: pl.DataFrame, where: Sequence[str], taken: Sequence[tuple[Mapping[str, str], Sequence[str]]] = ()
) -> tuple[pl.DataFrame, ItemsChosen | None]:
    """The rows that meet the conditions, and what was chosen; all rows and None where there are no conditions.

    Values of one column by `=` are alternatives; different columns, and every `!=`, must hold together. A row without
    a value meets `COL!=VALUE`. `taken`: the columns of the logs that became fields of the items. Raises FarfieldError
    for conditions of another form, for columns and values that no item has, and where nothing is left.
    """
    if not where:
        return items, None
    conditions = [parse_condition(text) for text in where]
    matches = [(one, _matching(items, one, taken)) for one in conditions]
    kept = pl.Series(None, [True] * items.height, pl.Boolean)
    for column in dict.fromkeys(one.column for one in conditions):
        alternatives = [rows for one, rows in matches if one.column == column and not one.unequal]
        if alternatives:
            kept &= _any(alternatives)
        for one, rows in matches:
            if one.column == column and one.unequal:
                kept &= ~rows
    if not kept.any():
        counts = "; ".join(f"{one}: {_count(rows, one)} of {items.height:,} rows" for one, rows in matches)
        raise FarfieldError(f"{ROLE}: no row meets all conditions ({counts})", remedy="Ask for less at once.")
    return items.filter(kept), ItemsChosen(tuple(map(str, conditions)), int(kept.sum()), items.height)


def parse_condition(text: str) -> Condition:
    """`COL=VALUE` or `COL!=VALUE`. Raises FarfieldError for anything else."""
    column, equals, value = text.partition("=")
    unequal = column.endswith("!")
    column = column.removesuffix("!").strip()
    if not (column and equals):
        raise FarfieldError(
            f"{ROLE} {text} is not of the form COL=VALUE or COL!=VALUE",
            remedy="For example --where domain=law.",
        )
    return Condition(column, value.strip(), unequal)


def rows_with(column: pl.Series, value: str) -> pl.Series:
    """Which entries of a column are the value as it was typed: numbers by value, texts as they are, booleans by name.

    The empty value stands for none. Never null.
    """
    if not value:
        blank = column.is_null()
        return (
            blank | (column.str.strip_chars() == "").fill_null(False) if column.dtype == pl.String else blank
        )
    number = _number(value)
    if column.dtype == pl.Boolean:
        wanted = value.casefold()
        said = True if wanted in TRUE else False if wanted in FALSE else None
        same = column == said if said is not None else pl.Series([False] * len(column))
    elif column.dtype.is_numeric():
        same = column.cast(pl.Float64) == number if number is not None else pl.Series([False] * len(column))
    else:
        same = column.cast(pl.String) == value
        if number is not None and not same.any():
            same = column.cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False) == number
    return same.fill_null(False)


def tell_left_out(items: pl.DataFrame, where: Sequence[str], intake: Intake) -> None:
    """Warn of rows that a condition leaves out or keeps by mere spelling: `Garden` where `garden` was asked for."""
    conditions = [parse_condition(text) for text in where]
    asked = {(one.column, one.value) for one in conditions}
    for one in conditions:
        if one.column not in items.columns or items[one.column].dtype != pl.String:
            continue
        counts = dict(items[one.column].drop_nulls().value_counts().iter_rows())
        others = [
            name
            for name in counts
            if name != one.value and folded(name) == folded(one.value) and (one.column, name) not in asked
        ]
        if others and one.value in counts:
            does, mark = ("keeps", "!=") if one.unequal else ("leaves out", "=")
            more = shlex.quote(f"{one.column}{mark}{others[0]}")
            intake.warn(
                ROLE,
                "spellings_left_out",
                f"{one} {does} {told(others, counts)}: only case, blanks or hyphens differ (as well: {ROLE} {more})",
            )


def _matching(
    items: pl.DataFrame, condition: Condition, taken: Sequence[tuple[Mapping[str, str], Sequence[str]]]
) -> pl.Series:
    if condition.column not in items.columns:
        raise FarfieldError(
            f"{ROLE}: the items have no column {condition.column!r}",
            remedy=f"{_renamed(condition, items, taken)}There are: {shown(items.columns)}.",
        )
    column = items[condition.column]
    rows = rows_with(column, condition.value)
    if not rows.any() and condition.value:
        raise FarfieldError(
            f"{ROLE}: no item has {condition.value!r} in {condition.column!r}",
            remedy=_values(column, condition.value),
        )
    return rows


def _renamed(
    condition: Condition, items: pl.DataFrame, taken: Sequence[tuple[Mapping[str, str], Sequence[str]]]
) -> str:
    """What became of a column that the log has and the items don't, else the nearest names."""
    fields = [
        field
        for mapping, _ in taken
        for field, column in mapping.items()
        if condition.column in (column, *column.split(" + ")) and field in items.columns
    ]
    field = next(iter(fields), None) or field_called(condition.column)
    if field is not None and field in items.columns:
        mark = "!=" if condition.unequal else "="
        said = f"{ROLE} {shlex.quote(f'{field}{mark}{condition.value}')}"
        return f"It is read as {field}: {said}. "
    near = near_names(condition.column, items.columns)
    return f"Did you mean {' or '.join(near)}? " if near else ""


def _values(column: pl.Series, wanted: str) -> str:
    """What stands in the column: its near values first, or of many numbers the range."""
    counts = column.drop_nulls().value_counts(sort=True, name="_rows")
    if column.dtype.is_numeric() and counts.height > VALUES_SHOWN:
        return f"Its numbers go from {column.min()!r} to {column.max()!r}."
    names = [str(value) for value in counts[column.name].to_list()]
    near = near_names(wanted, names)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    more = f" and {len(names) - VALUES_SHOWN:,} more" if len(names) > VALUES_SHOWN else ""
    first = list(zip(names, counts["_rows"].to_list(), strict=True))[:VALUES_SHOWN]
    listed = ", ".join(f"{name} ({rows:,})" for name, rows in first)
    return f"{hint}It holds {listed or 'nothing'}{more}."


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _any(rows: Sequence[pl.Series]) -> pl.Series:
    found = rows[0]
    for more in rows[1:]:
        found = found | more
    return found


def _count(rows: pl.Series, condition: Condition) -> str:
    return f"{int((~rows if condition.unequal else rows).sum()):,}"
