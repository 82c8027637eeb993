"""Items of families in a table: which families they are of, and on which point each stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import polars as pl

from farfield.families import Family
from farfield.families.axes import Axis, hash_axes
from farfield.records import Support
from farfield.regimes.own_families import (
    AXIS,
    FAMILY,
    axis_columns,
    family_names,
    installed,
    own_family,
    undeclared,
)
from farfield.results.score_notices import (
    AxesUntold,
    AxesWithoutFamily,
    LevelsUntold,
    OtherAxes,
    RegimeNotice,
)

HASH = "axes_hash"
UNORDERED = "axes_off_default"
"""How many unordered axes of its family an item leaves the default of: which of its twins is far."""


def families_of(items: pl.DataFrame, supports: Mapping[str, Support] | None = None) -> list[Family]:
    """The families of the items, by name: those that are installed or, without a package, declared in `supports`."""
    found = (installed(name) or own_family((supports or {}).get(name)) for name in family_names(items))
    return [family for family in found if family is not None]


def family_notices(items: pl.DataFrame, declared: Collection[str] = ()) -> Iterator[RegimeNotice]:
    """Notices on families that are not installed, or were declared otherwise when the items were made.

    `declared`: names of families whose axes a support declares.
    """
    yield from _without_family(items)
    for name in family_names(items):
        family, own = installed(name), items.filter(pl.col(FAMILY) == name)
        if family is None:
            yield from _untold_levels(name, own) if name in declared else [undeclared(name, own)]
            continue
        hashes = own[HASH].drop_nulls().unique().sort().to_list() if HASH in own.columns else []
        if others := [told for told in hashes if str(told) != hash_axes(family.axes)]:
            yield OtherAxes(name, [str(one) for one in others], hash_axes(family.axes))
        columns = [f"{AXIS}{axis.name}" for axis in family.axes]
        if missing := [column for column in columns if column not in own.columns]:
            yield AxesUntold(name, missing)


def _without_family(items: pl.DataFrame) -> Iterator[RegimeNotice]:
    axes = axis_columns(items)
    if axes and FAMILY not in items.columns:
        yield AxesWithoutFamily(axes)


def _untold_levels(name: str, own: pl.DataFrame) -> Iterator[RegimeNotice]:
    for column in axis_columns(own):
        if missing := own[column].null_count():
            yield LevelsUntold(name, column, missing)


def read_points(items: pl.DataFrame, axes: Sequence[Axis]) -> pl.DataFrame:
    """The level of each item on each axis: Int64 on ordered axes, String on others, null where it isn't told."""
    return items.select(
        _level(axis).alias(axis.name) if f"{AXIS}{axis.name}" in items.columns else _untold(axis)
        for axis in axes
    )


def add_sides(items: pl.DataFrame, supports: Mapping[str, Support] | None = None) -> pl.DataFrame:
    """The items with UNORDERED; null for items of no family. `supports`: they declare families without a package."""
    if FAMILY not in items.columns:
        return items
    sides = pl.Series([None] * items.height, dtype=pl.Int64)
    for family in families_of(items, supports):
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


def varying_axes(items: pl.DataFrame, supports: Mapping[str, Support] | None = None) -> list[str]:
    """Columns of ordered axes on which the items of some family differ."""
    found: dict[str, None] = {}
    for family in families_of(items, supports):
        own = items.filter(pl.col(FAMILY) == family.name)
        ordered = [axis for axis in family.axes if axis.kind == "ordered"]
        points = read_points(own, ordered)
        found |= {
            f"{AXIS}{axis.name}": None for axis in ordered if points[axis.name].drop_nulls().n_unique() > 1
        }
    return list(found)


def _level(axis: Axis) -> pl.Expr:
    column = pl.col(f"{AXIS}{axis.name}")
    if axis.kind == "ordered":
        number = column.cast(pl.Float64, strict=False)
        return pl.when(number == number.round()).then(number).cast(pl.Int64, strict=False)  # 2.5 is no level
    return column.cast(pl.String).str.replace(r"^(-?\d+)\.0+$", "$1")


def _untold(axis: Axis) -> pl.Expr:
    return pl.lit(None, pl.Int64 if axis.kind == "ordered" else pl.String).alias(axis.name)
