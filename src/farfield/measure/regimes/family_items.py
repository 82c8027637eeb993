"""Items of families in a table: which families they are of, and on which point each stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from farfield.families import Family, get_family
from farfield.families.axes import Axis, hash_axes
from farfield.measure.wording import count
from farfield.records import FarfieldError

FAMILY, HASH, AXIS = "family", "axes_hash", "axis_"
UNORDERED = "axes_off_default"
"""How many unordered axes of its family an item leaves the default of: which of its twins is far."""


def families_of(items: pl.DataFrame) -> list[Family]:
    """The families of the items, as far as they are installed, by name."""
    return [family for name in _names(items) if (family := _installed(name)) is not None]


def family_warnings(items: pl.DataFrame) -> Iterator[str]:
    """Sentences on families that are not installed, or were declared otherwise when the items were made."""
    for name in _names(items):
        family, own = _installed(name), items.filter(pl.col(FAMILY) == name)
        if family is None:
            items_of_it = count(own.height, "item")
            yield f"{_why_not(name)}: {items_of_it} of it have no regime but the one that their log declares."
            continue
        hashes = own[HASH].drop_nulls().unique().sort().to_list() if HASH in own.columns else []
        if others := [told for told in hashes if str(told) != hash_axes(family.axes)]:
            yield (
                f"The axes of {name} were declared as {', '.join(map(str, others))} when its items were made and are "
                f"{hash_axes(family.axes)} here: its regimes rest on the axes as they are here."
            )
        missing = [axis.name for axis in family.axes if f"{AXIS}{axis.name}" not in own.columns]
        if missing:
            yield f"Items of {name} tell no {' and no '.join(AXIS + one for one in missing)}: their regime is unknown."


def read_points(items: pl.DataFrame, axes: Sequence[Axis]) -> pl.DataFrame:
    """The level of each item on each axis: Int64 on ordered axes, String on others, null where it isn't told."""
    return items.select(
        _level(axis).alias(axis.name) if f"{AXIS}{axis.name}" in items.columns else _untold(axis)
        for axis in axes
    )


def add_sides(items: pl.DataFrame) -> pl.DataFrame:
    """The items with UNORDERED; null for items of no family."""
    if FAMILY not in items.columns:
        return items
    sides = pl.Series([None] * items.height, dtype=pl.Int64)
    for family in families_of(items):
        rows = (items[FAMILY] == family.name).fill_null(False)
        unordered = [axis for axis in family.axes if axis.kind != "ordered"]
        points = read_points(items, unordered)
        off = points.select(
            pl.sum_horizontal(
                pl.lit(0, pl.Int64),
                *((pl.col(axis.name) != str(axis.default)).cast(pl.Int64) for axis in unordered),
            ).alias("off")
        )["off"]
        sides = sides.zip_with(
            ~rows, off if len(off) == items.height else pl.repeat(0, items.height, eager=True)
        )
    return items.with_columns(sides.alias(UNORDERED))


def varying_axes(items: pl.DataFrame) -> list[str]:
    """Columns of ordered axes on which the items of some family differ."""
    found: dict[str, None] = {}
    for family in families_of(items):
        own = items.filter(pl.col(FAMILY) == family.name)
        ordered = [axis for axis in family.axes if axis.kind == "ordered"]
        points = read_points(own, ordered)
        found |= {
            f"{AXIS}{axis.name}": None for axis in ordered if points[axis.name].drop_nulls().n_unique() > 1
        }
    return list(found)


def _names(items: pl.DataFrame) -> list[str]:
    if FAMILY not in items.columns or items[FAMILY].dtype != pl.String:
        return []
    return items[FAMILY].drop_nulls().unique().sort().to_list()


def _installed(name: str) -> Family | None:
    try:
        return get_family(name)
    except FarfieldError:
        return None


def _why_not(name: str) -> str:
    """Why there is no such family here, as the beginning of a sentence."""
    try:
        get_family(name)
    except FarfieldError as error:
        if not error.what.startswith("there is no family"):
            return f"The family {name!r} cannot be used here, {error.what}"
    return f"There is no family {name!r} here"


def _level(axis: Axis) -> pl.Expr:
    column = pl.col(f"{AXIS}{axis.name}")
    if axis.kind == "ordered":
        return column.cast(pl.Float64, strict=False).cast(pl.Int64, strict=False)
    return column.cast(pl.String).str.replace(r"^(-?\d+)\.0+$", "$1")


def _untold(axis: Axis) -> pl.Expr:
    return pl.lit(None, pl.Int64 if axis.kind == "ordered" else pl.String).alias(axis.name)
