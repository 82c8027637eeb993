"""Worlds by name: each a family of tasks whose corpus is ours, one file each."""

from __future__ import annotations

from farfield.lab.worlds.world import World
from farfield.registry import Registry

WORLDS: Registry[World] = Registry(
    "world",
    {
        "carry_in": "farfield.lab.worlds.carry_in:CarryIn",
        "grid_world": "farfield.lab.worlds.grid_world:GridWorld",
        "three_numbers": "farfield.lab.worlds.three_numbers:ThreeNumbers",
        "command_language": "farfield.lab.worlds.command_language:CommandLanguage",
        "affine_maps": "farfield.lab.worlds.affine_maps:AffineMaps",
    },
    group="farfield.worlds",
)
"""Each is also a family by the entry point of the same name in pyproject.toml."""


def get_world(name: str) -> World:
    """Raises FarfieldError with the near names where there is none of this name."""
    return WORLDS.get(name)


__all__ = ["WORLDS", "World", "get_world"]
