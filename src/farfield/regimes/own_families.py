"""Families without a package: items that name a family and tell their levels, `family` and `axis_NAME`, and a declared
support that says what the axes are."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, ClassVar, cast

import polars as pl

from farfield.families import Exercise, Family, get_family
from farfield.families import family_names as installed_names
from farfield.families.answer_kinds import AnswerKind
from farfield.families.axes import ATOM_SEPARATOR, Axis, Kind, Level, Point
from farfield.logs.spellings import folded
from farfield.records import FarfieldError, Support
from farfield.registry import near_names
from farfield.results.score_notices import UndeclaredFamily

FAMILY, AXIS = "family", "axis_"
KINDS: tuple[Kind, ...] = ("ordered", "categorical", "compositional")
LEVELS_SHOWN = 3


class OwnFamily(Family):
    """A family of items that are there already: nothing is drawn from it, and no text is searched for it."""

    answer: ClassVar[AnswerKind] = "line"
    witnesses = ()

    def __init__(self, name: str, axes: Sequence[Axis]) -> None:
        self.name, self.title, self.axes = name, name, tuple(axes)  # type: ignore[misc]

    def draw(self, point: Point, rng: random.Random) -> Exercise:  # noqa: ARG002
        raise FarfieldError(f"no package brings the family {self.name!r}: no item can be drawn from it")


def own_family(support: Support | None) -> OwnFamily | None:
    """The family whose axes a support declares; None where a package brings it."""
    if support is None or not support.own_axes:
        return None
    return OwnFamily(support.family, [Axis(**axis) for axis in support.own_axes])


def family_names(items: pl.DataFrame) -> list[str]:
    """The families that items name in their column of that name, sorted; none where there is no such column of text."""
    if FAMILY not in items.columns or items[FAMILY].dtype != pl.String:
        return []
    return items[FAMILY].drop_nulls().unique().sort().to_list()


def installed(name: str) -> Family | None:
    """The family that a package brings under this name, None where none does."""
    try:
        return get_family(name)
    except FarfieldError:
        return None


def axis_columns(items: pl.DataFrame) -> list[str]:
    """The columns `axis_NAME` in which some item tells a level."""
    return [
        name
        for name in items.columns
        if name.startswith(AXIS) and len(name) > len(AXIS) and items[name].null_count() < items.height
    ]


def own_items(items: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The items of each family that no package brings, by its name."""
    names = [name for name in family_names(items) if installed(name) is None]
    return {name: items.filter(pl.col(FAMILY) == name) for name in names}


def undeclared(name: str, own: pl.DataFrame) -> UndeclaredFamily:
    """That items of a family have no regime, why there is no such family here, and what could be done about it."""
    axes = axis_columns(own)
    problem = _problem(name)
    close = [] if problem else get_close_matches(name, installed_names(), n=1)
    return UndeclaredFamily(
        family=name,
        items=own.height,
        problem=problem,
        like=close[0] if close else None,
        example=_example(own, axes) if axes else None,
    )


def _problem(name: str) -> str | None:
    """Why a family that a package brings cannot be used; None where none brings one of this name."""
    try:
        get_family(name)
    except FarfieldError as error:
        return None if error.what.startswith("there is no family") else error.what
    return None


def how_to_declare(items: pl.DataFrame | None) -> str:
    """The remedy where items name no family: which columns to add."""
    axes = [] if items is None else axis_columns(items)
    there = f" beside {', '.join(axes)}" if axes else ", and its levels in columns axis_NAME"
    return f"Name the family of each item in a column `family`{there}."


def own_axes(name: str, told: Any, rows: pl.DataFrame, path: str) -> list[Axis]:
    """The axes of a family as its items tell them and the declaration does. Raises FarfieldError where they differ."""
    columns = axis_columns(rows)
    axes = [column.removeprefix(AXIS) for column in columns]
    if not axes:
        raise FarfieldError(
            f"declares axes of {name}, and its items have no columns axis_NAME",
            where=path,
            remedy="Give each item its level on each axis, as axis_digits=3.",
        )
    if not isinstance(told, Mapping):
        raise FarfieldError(
            f"declares no axes of {name}", where=path, remedy=f"Write {_example(rows, columns)}."
        )
    unknown = [axis for axis in told if axis not in axes]
    if unknown:
        raise FarfieldError(
            f"declares the axis {unknown[0]!r} of {name}, and its items have no column {AXIS}{unknown[0]}",
            where=path,
            remedy=near_names(unknown[0], axes),
        )
    lacking = [axis for axis in axes if axis not in told]
    if lacking:
        raise FarfieldError(
            f"does not declare the axis {lacking[0]!r} of {name}, on which its items have levels",
            where=path,
            remedy=f"Write {_example(rows, columns)}.",
        )
    return [_axis(axis, told[axis], rows[f"{AXIS}{axis}"].drop_nulls(), path) for axis in axes]


def levels_told(told: Any) -> Any:
    """The levels of a declaration, which may also tell the kind; truth values as a table writes them."""
    levels = told.get("levels") if isinstance(told, Mapping) else told
    if not isinstance(levels, list):
        return levels
    return [str(level).lower() if isinstance(level, bool) else level for level in levels]


def _axis(name: str, told: Any, held: pl.Series, path: str) -> Axis:
    levels, kind = levels_told(told), _kind(name, told, held, path)
    if not isinstance(levels, list) or not levels:
        raise FarfieldError(
            f"tells no levels of the axis {name}",
            where=path,
            remedy=f'Write {{"{name}": [level, level]}}. {_as_names(name)}',
        )
    if kind == "ordered":
        numbers = sorted({int(level) for level in [*levels, *held.cast(pl.Float64).unique().to_list()]})
        return Axis(name, kind, tuple(numbers), max(int(level) for level in levels), "as its items tell it")
    texts = held.cast(pl.String).str.replace(r"^(-?\d+)\.0+$", "$1").unique().sort().to_list()
    declared: list[Level] = [str(level) for level in levels]
    _check_spelling(name, declared, held.cast(pl.String), path)
    return Axis(name, kind, tuple(dict.fromkeys([*declared, *texts])), declared[0], "as its items tell it")


def _check_spelling(name: str, declared: Sequence[Level], held: pl.Series, path: str) -> None:
    """Raises FarfieldError where an item's level is a declared one but for case, blanks or hyphens."""
    known = {folded(str(level)): str(level) for level in declared}
    for level in held.unique().sort().to_list():
        other = known.get(folded(level))
        if level not in declared and other is not None:
            raise FarfieldError(
                f"the level {other!r} of the axis {name} stands as {level!r} in {(held == level).sum():,} items, which "
                "would count as a level that was never shown",
                where=path,
                remedy="Write them alike; or, if they are two levels, give one of them another name.",
            )


def _kind(name: str, told: Any, held: pl.Series, path: str) -> Kind:
    """As declared; else ordered where all levels are whole numbers, compositional where some are joined by `+`."""
    levels = levels_told(told)
    named = told.get("kind") if isinstance(told, Mapping) else None
    if named is not None and named not in KINDS:
        raise FarfieldError(
            f"calls the axis {name} {named!r}", where=path, remedy=f"An axis is {', '.join(KINDS)}."
        )
    kinds = {type(level) for level in levels} if isinstance(levels, list) else set()
    if named is None and len(kinds) > 1:
        raise FarfieldError(f"mixes numbers and names on the axis {name}", where=path, remedy=_as_names(name))
    whole = kinds == {int}
    if named == "ordered" or (named is None and whole):
        _check_whole(name, levels if isinstance(levels, list) else [], held, path)
        return "ordered"
    if named is not None:
        return cast(Kind, named)
    texts = [*(levels if isinstance(levels, list) else []), *held.cast(pl.String).unique().to_list()]
    parts = [str(text).split(ATOM_SEPARATOR) for text in texts]
    return "compositional" if any(len(atoms) > 1 and all(atoms) for atoms in parts) else "categorical"


def _check_whole(name: str, levels: Sequence[Any], held: pl.Series, path: str) -> None:
    numbers = held.cast(pl.Float64, strict=False)
    wrong = held.filter(
        numbers.is_null() | (numbers != numbers.round()).fill_null(True) | ~numbers.is_finite()
    )
    strange = [level for level in levels if type(level) is not int] or wrong.to_list()
    if strange:
        raise FarfieldError(
            f"the axis {name} is ordered, and {strange[0]!r} is no whole number",
            where=path,
            remedy=f"Levels of an ordered axis are whole numbers (write tenths for 0.5). {_as_names(name)}",
        )


def _as_names(axis: str) -> str:
    return f'Names are declared as {{"{axis}": {{"kind": "categorical", "levels": [...]}}}}.'


def _example(rows: pl.DataFrame, columns: Sequence[str]) -> str:
    """A declaration with levels that these items have."""
    parts = []
    for column in columns:
        levels = rows[column].drop_nulls().unique().sort().to_list()[:LEVELS_SHOWN]
        shown = ", ".join(f'"{level}"' if isinstance(level, str) else f"{level}" for level in levels)
        parts.append(f'"{column.removeprefix(AXIS)}": [{shown}]')
    return f"{{{', '.join(parts)}}}"
