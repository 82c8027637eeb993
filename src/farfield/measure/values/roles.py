"""Which rows are a value, which a capability, and which a control of what kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from farfield.logs.where import rows_with
from farfield.measure.axis import LEVEL
from farfield.measure.columns import require_column
from farfield.options.measuring import MeasureOptions
from farfield.records import FarfieldError
from farfield.text.nouns import number_of

KIND, VALUE, CAPABILITY, COMPREHENSION = "kind", "value", "capability", "comprehension"
CONTROLS = ("flipped", "benign", "ablated")
"""Kinds of a control where none is named, best first: the norm the other way round, a harmless twin, the same model
without the value. Their score is 1 where the behaviour rightly did not show."""
KINDS = (VALUE, CAPABILITY, *CONTROLS, COMPREHENSION)
"""The kinds that are read where no option names others."""


@dataclass(frozen=True)
class Roles:
    """Which rows are what, each (n,); `controls`: the rows of each control by its name, best first."""

    value: pl.Series
    capability: pl.Series
    capability_name: str
    controls: Sequence[tuple[str, pl.Series]]
    understood: pl.Series


def roles_of(items: pl.DataFrame, options: MeasureOptions) -> Roles:
    """As the options name them, else by their kind. Raises FarfieldError for conditions of another form."""
    kinds = kinds_of(items)
    named = [(told, meets(items, told, "--control")) for told in options.control]
    declared = [(f"{KIND}={kind}", _is(kinds, kind)) for kind in CONTROLS]
    return Roles(
        meets(items, options.value, "--value") if options.value else _is(kinds, VALUE),
        meets(items, options.against, "--against") if options.against else _is(kinds, CAPABILITY),
        options.against or f"{KIND}={CAPABILITY}",
        named or declared,
        _is(kinds, COMPREHENSION),
    )


def check_roles(items: pl.DataFrame, options: MeasureOptions) -> None:
    """Raise FarfieldError for conditions that no item meets, and for rows that would be set against themselves."""
    roles = roles_of(items, options)
    for option, told in (("value", options.value), ("against", options.against), ("shown", options.shown)):
        if told is not None and not meets(items, told, f"--{option}").any():
            raise FarfieldError(f"--{option}: no item meets {told}", remedy="Check the column's values.")
    if options.control and not any(rows.any() for _, rows in roles.controls):
        raise FarfieldError(
            f"--control: no item meets {' or '.join(options.control)}", remedy="Check the column's values."
        )
    for name, rows in ((roles.capability_name, roles.capability), *roles.controls):
        both = int((rows & roles.value).sum())
        if both:
            raise FarfieldError(
                f"{number_of(both, 'item is', 'items are')} the value and {name} as well, and nothing is set "
                "against itself",
                remedy="Let --value, --against and --control name different rows: conditions that must hold together "
                "are apart by commas.",
            )


def unread_kinds(items: pl.DataFrame, options: MeasureOptions) -> dict[str, dict[str, int]]:
    """By subject, rows of kinds that are no value, control or capability by their name, where no option names any."""
    if options.value is not None or options.against is not None or options.control:
        return {}
    kinds = kinds_of(items).fill_null(VALUE)
    rest = items.select("subject", kind=kinds).filter(~kinds.is_in((*KINDS, "")))
    found: dict[str, dict[str, int]] = {}
    for subject, kind, rows in rest.group_by("subject", "kind", maintain_order=True).len().iter_rows():
        found.setdefault(subject, {})[kind] = rows
    return found


def other_kinds(items: pl.DataFrame) -> list[str]:
    """The kinds of rows at levels of which none is a value."""
    kinds = kinds_of(items).drop_nulls().unique(maintain_order=True).to_list()
    return kinds if LEVEL in items.columns and VALUE not in kinds else []


def kinds_of(items: pl.DataFrame) -> pl.Series:
    """The kind of each row in small letters; null where it has none."""
    if KIND not in items.columns:
        return pl.Series([None] * items.height, dtype=pl.String)
    return items[KIND].cast(pl.String).str.strip_chars().str.to_lowercase()


def _is(kinds: pl.Series, kind: str) -> pl.Series:
    return (kinds == kind).fill_null(False)


def meets(items: pl.DataFrame, condition: str, option: str) -> pl.Series:
    """Which items meet all of `COL=VALUE,COL=VALUE`. Raises FarfieldError for another form and a missing column."""
    found = pl.Series([True] * items.height, dtype=pl.Boolean)
    for part in condition.split(","):
        column, equals, value = part.partition("=")
        if not (column.strip() and equals):
            raise FarfieldError(
                f"{option} {condition} is not of the form COL=VALUE",
                remedy=f"For example {option} kind=benign; several that must hold together are apart by commas.",
            )
        found &= rows_with(require_column(items, column.strip(), option), value.strip())
    return found
