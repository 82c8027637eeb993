"""Small draws of the lab's worlds, and exercises of the carry-in world written down."""

from __future__ import annotations

import re

from farfield.families import Exercise
from farfield.lab.drawing import Drawn, draw_world
from farfield.lab.options import DrawOptions
from farfield.lab.worlds import get_world

SMALL = DrawOptions(
    rows=400,
    items={"recall": 40, "interpolation": 60, "extrapolation": 20, "hyperpolation": 36},
    checks=30,
)


def carry_in(seed: int, options: DrawOptions = SMALL) -> Drawn:
    return draw_world(get_world("carry_in"), options, seed)


def summing(x: int, y: int, carry: int = 0) -> Exercise:
    return Exercise(f"{x} + {y} + {carry}", str(x + y + carry))


def spelled(text: str) -> str:
    """The words of a text as the scan sees them, each between spaces."""
    return " ".join(["", *re.findall(r"\w+", text), ""])
