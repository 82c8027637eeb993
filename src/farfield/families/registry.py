"""Families by name."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module

from farfield.families.family import Family
from farfield.records import FarfieldError

FAMILIES: dict[str, str] = {
    "addition": "digits:Addition",
    "multiplication": "digits:Multiplication",
}
"""Name → `module:Class` within this package; imported when asked for."""


def family_names() -> list[str]:
    return sorted(FAMILIES)


def get_family(name: str) -> Family:
    """Raises FarfieldError with the near names where there is none of this name."""
    if name not in FAMILIES:
        near = get_close_matches(name, FAMILIES, n=3, cutoff=0.5) or family_names()
        raise FarfieldError(f"there is no family {name!r}", remedy=f"Did you mean {', '.join(near)}?")
    module, _, symbol = FAMILIES[name].partition(":")
    family: Family = getattr(import_module(f"farfield.families.{module}"), symbol)()
    return family
