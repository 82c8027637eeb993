"""Families by name."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import entry_points

from farfield.families.family import Family
from farfield.records import FarfieldError

FAMILIES: dict[str, str] = {
    "addition": "farfield.families.digits:Addition",
    "calendar": "farfield.families.calendar:Calendar",
    "clock": "farfield.families.clock:Clock",
    "code_completion": "farfield.families.code_completion:CodeCompletion",
    "commands": "farfield.families.commands:Commands",
    "counting": "farfield.families.counting:Counting",
    "indexing": "farfield.families.indexing:Indexing",
    "linear": "farfield.families.linear:LinearFunctions",
    "multiplication": "farfield.families.digits:Multiplication",
    "reversing": "farfield.families.reversing:Reversing",
    "shift_cipher": "farfield.families.ciphers:ShiftCipher",
    "sorting": "farfield.families.sorting:Sorting",
    "string_functions": "farfield.families.compositions:StringFunctions",
}
"""Name → `module:Class`, imported when asked for."""

ENTRY_POINTS = "farfield.families"
"""The group of entry points in which an installed package declares families of its own, in the same form."""

REASONING_GYM = "reasoning_gym:"


def family_names() -> list[str]:
    """Those of Farfield and of installed packages; `reasoning_gym:DATASET` comes beside them."""
    return sorted({**_installed(), **FAMILIES})


def get_family(name: str) -> Family:
    """Raises FarfieldError with the near names where there is none of this name."""
    if name.startswith(REASONING_GYM):
        from farfield.families.reasoning_gym import reasoning_gym_family

        return reasoning_gym_family(name.removeprefix(REASONING_GYM))
    known = {**_installed(), **FAMILIES}
    if name not in known:
        near = get_close_matches(name, known, n=3, cutoff=0.5) or sorted(known)
        raise FarfieldError(f"there is no family {name!r}", remedy=f"Did you mean {', '.join(near)}?")
    module, _, symbol = known[name].partition(":")
    family: Family = getattr(import_module(module), symbol)()
    return family


def _installed() -> dict[str, str]:
    return {entry.name: entry.value for entry in entry_points(group=ENTRY_POINTS)}
