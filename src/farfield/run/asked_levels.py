"""Which levels of a family's axes are asked, from what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from farfield.families import Family, Level
from farfield.families.axes import parse_level
from farfield.records import FarfieldError


def parse_axes(family: Family, told: Any) -> dict[str, tuple[Level, ...]]:
    """Levels by axis, from what was typed: `base=8,9`, several of these, or a mapping.

    Inspect splits a value at its commas, so a list's parts without `=` go on with the axis before them.
    Raises FarfieldError for what is of neither form and for what is no level; a strange axis is left for the
    sampling to name the near ones.
    """
    if told is None:
        return {}
    if isinstance(told, Mapping):
        named = {str(name): _as_list(levels) for name, levels in told.items()}
    else:
        named = _typed_levels(_as_list(told))
    axes = {axis.name: axis for axis in family.axes}
    return {
        name: tuple(parse_level(axes[name], str(level)) if name in axes else level for level in levels)
        for name, levels in named.items()
    }


def _typed_levels(parts: Sequence[Any]) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    current: list[str] | None = None
    for part in (piece.strip() for text in parts for piece in str(text).replace(";", ",").split(",")):
        name, equals, level = part.partition("=")
        if equals:
            current = named.setdefault(name.strip(), [])
        if current is None or not (level if equals else part):
            raise FarfieldError(f"{part!r} is not of the form AXIS=LEVEL", remedy="For example base=8,9.")
        current.append((level if equals else part).strip())
    return named


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
