"""Axes, their levels, and points on them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from farfield.records import FarfieldError

Level = int | str

Point = Mapping[str, Level]
"""A level for each axis, by the axis's name. A witness's point may be partial: it leaves out what it doesn't tell."""

Kind = Literal["ordered", "categorical", "compositional"]


ATOM_SEPARATOR = "+"
"""Between the atoms in a level of a compositional axis: `rev+rot`."""


def atoms(level: Level) -> tuple[str, ...]:
    """What is combined in a level of a compositional axis."""
    return tuple(str(level).split(ATOM_SEPARATOR))


@dataclass(frozen=True, slots=True)
class Axis:
    """One dimension along which the items of a family vary.

    `levels`: those that items are drawn at. Of an ordered axis integers, from near to far; of a compositional one the
    names of combinations, their atoms joined by `+`. `default`: the level of the usual world; of an ordered axis, where
    its near region ends.
    """

    name: str
    kind: Kind
    levels: tuple[Level, ...]
    default: Level
    meaning: str

    def __post_init__(self) -> None:
        if self.default not in self.levels:
            raise ValueError(f"the default {self.default!r} of axis {self.name} is none of its levels")
        if self.kind == "ordered" and not all(isinstance(level, int) for level in self.levels):
            raise ValueError(f"the levels of the ordered axis {self.name} are not integers")


def check_point(axes: Sequence[Axis], point: Point) -> None:
    """Raise FarfieldError unless the point gives every axis a level, and nothing else."""
    names = [axis.name for axis in axes]
    if sorted(point) != sorted(names):
        raise FarfieldError(
            f"the point {dict(point)} does not give each axis a level",
            remedy=f"The axes are {', '.join(names)}.",
        )


def parse_level(axis: Axis, text: str) -> Level:
    """A level as it stands in a point's key or on a command line. Raises FarfieldError where the axis has none such."""
    for level in axis.levels:
        if str(level) == text:
            return level
    if axis.kind == "ordered" and text.removeprefix("-").isdigit():
        return int(text)
    raise FarfieldError(
        f"{text!r} is no level of the axis {axis.name}",
        remedy=f"Its levels are {', '.join(map(str, axis.levels))}.",
    )


def point_key(axes: Sequence[Axis], point: Point) -> str:
    """`digits=3,base=9`: the point in the order of the axes."""
    return ",".join(f"{axis.name}={point[axis.name]}" for axis in axes)


def parse_key(axes: Sequence[Axis], key: str) -> Point:
    """The point of a `point_key`. Raises FarfieldError where it is none of these axes'."""
    told = dict(part.partition("=")[::2] for part in key.split(","))
    check_point(axes, told)
    return {axis.name: parse_level(axis, told[axis.name]) for axis in axes}


def hash_axes(axes: Sequence[Axis]) -> str:
    """16 hex digits of SHA-256 over the declaration: what a result is stamped with before anything is scored."""
    told = [[axis.name, axis.kind, list(axis.levels), axis.default] for axis in axes]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
