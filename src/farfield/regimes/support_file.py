"""A support that a person declares, where no corpus can be searched: what a subject is taken to have been shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import polars as pl

from farfield.families import Family
from farfield.families.axes import Axis, Level
from farfield.records import FarfieldError, Support
from farfield.regimes.own_families import (
    OwnFamily,
    how_to_declare,
    levels_told,
    own_axes,
    own_items,
)
from farfield.storage import read_json

MOST_LEVELS = 100_000
LARGEST = 2**63 - 1  # that a table of points can hold
EXAMPLE = 'Write each axis as a list of its levels, or as [low, high]: {"digits": [1, 4], "base": [10]}.'


def read_support(
    path: str, families: Sequence[Family], items: pl.DataFrame | None = None
) -> dict[str, Support]:
    """The declared support of each family, by name.

    The file is JSON: axis → list of supported levels, or [low, high] of an ordered axis, which stands for all between;
    or {"kind": ..., "levels": [...]}, which also says what kind of axis it is. For several families these stand under
    their names. All combinations count as supported. `items`: those of families that no package brings are read for
    their axes (`own_axes`). Raises FarfieldError where the file tells something else.
    """
    told = read_json(Path(path))
    if not isinstance(told, dict):
        raise FarfieldError("is not a JSON object", where=path, remedy=EXAMPLE)
    own = {} if items is None else own_items(items)
    names = [*(family.name for family in families), *own]
    if not names:
        raise FarfieldError(
            "declares what was shown of a family, and no item is of one",
            where=path,
            remedy=how_to_declare(items),
        )
    if not set(told) & set(names):  # it may tell of families that this log does not ask
        if len(names) > 1:
            raise FarfieldError(
                f"does not say which family it is of: the items are of {', '.join(names)}",
                where=path,
                remedy='Put each family\'s axes under its name: {"addition": {"digits": [1, 4], "base": [10]}}.',
            )
        told = {names[0]: told}
    found = {
        family.name: _support(family, told[family.name], path) for family in families if family.name in told
    }
    for name, rows in own.items():
        if name in told:
            found[name] = _own_support(name, told[name], rows, path)
    return found


def _own_support(name: str, told: Any, rows: pl.DataFrame, path: str) -> Support:
    """Of a family that no package brings: its axes are the columns `axis_NAME` of its items."""
    axes = own_axes(name, told, rows, path)
    family = OwnFamily(name, axes)
    support = _support(family, {axis.name: levels_told(told[axis.name]) for axis in axes}, path)
    return replace(support, own_axes=tuple(asdict(axis) for axis in axes))


def _support(family: Family, told: Any, path: str) -> Support:
    axes = [axis.name for axis in family.axes]
    if not isinstance(told, Mapping) or sorted(told) != sorted(axes):
        raise FarfieldError(
            f"does not declare the axes of {family.name}, which are {', '.join(axes)}",
            where=path,
            remedy=EXAMPLE,
        )
    frames = []
    for axis in family.axes:
        levels = pl.Series(axis.name, _levels(axis, told[axis.name], path), _type(axis))
        frames.append(levels.to_frame())
    schema = {axis.name: _type(axis) for axis in family.axes}
    points = pl.concat([pl.DataFrame(schema=schema), *frames], how="diagonal")
    return Support(
        family=family.name,
        axes=tuple(axes),
        points=points.with_columns(count=pl.lit(None, pl.Int64), documents=pl.lit(None, pl.Int64)),
        told=frozenset([frozenset(axes)]),
        declared=path,
    )


def _type(axis: Axis) -> Any:
    return pl.Int64 if axis.kind == "ordered" else pl.String


def _levels(axis: Axis, told: Any, path: str) -> list[Level]:
    plain = isinstance(told, list) and told and all(type(level) in (int, str) for level in told)
    if axis.kind == "ordered":
        plain = plain and all(type(level) is int and abs(level) <= LARGEST for level in told)
    if not plain:
        raise FarfieldError(f"does not tell levels of the axis {axis.name}", where=path, remedy=EXAMPLE)
    if axis.kind != "ordered":
        return list(dict.fromkeys(str(level) for level in told))
    if len(told) == 2 and told[0] < told[1]:
        if told[1] - told[0] >= MOST_LEVELS:
            raise FarfieldError(
                f"declares more than {MOST_LEVELS:,} levels of {axis.name}",
                where=path,
                remedy="Narrow the range.",
            )
        return list(range(told[0], told[1] + 1))
    return sorted(set(told))
