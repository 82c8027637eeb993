"""Worlds by name: each a family of tasks whose corpus is ours, one file each."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module

from farfield.lab.worlds.world import World
from farfield.records import FarfieldError

WORLDS: dict[str, str] = {
    "carry_in": "farfield.lab.worlds.carry_in:CarryIn",
    "grid_world": "farfield.lab.worlds.grid_world:GridWorld",
    "three_numbers": "farfield.lab.worlds.three_numbers:ThreeNumbers",
    "command_language": "farfield.lab.worlds.command_language:CommandLanguage",
    "affine_maps": "farfield.lab.worlds.affine_maps:AffineMaps",
}
"""Name → `module:Class`. Each is also a family by the entry point of the same name in pyproject.toml."""


def get_world(name: str) -> World:
    """Raises FarfieldError with the near names where there is none of this name."""
    if name not in WORLDS:
        near = get_close_matches(name, WORLDS, n=3, cutoff=0.5) or sorted(WORLDS)
        raise FarfieldError(f"there is no world {name!r}", remedy=f"Did you mean {', '.join(near)}?")
    module, _, symbol = WORLDS[name].partition(":")
    world: World = getattr(import_module(module), symbol)()
    return world


__all__ = ["WORLDS", "World", "get_world"]
