"""Reversing a part of a list over length and the number of the first position; see `positions.py`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from farfield.families.axes import Point
from farfield.families.family import Witness
from farfield.families.positions import CONVENTIONS, ITEMS, PositionFamily, said

BECOMES = re.compile(
    rf"{ITEMS}[\])}}]{{0,3}}(?:\[::-1\])?(?: reversed| sorted)? ?(?:->|→|=>|==?|becomes|is|gives|into) ?[\[({{]?{ITEMS}"
)
"""A list and what is made of it."""


def reverse(items: Sequence[str], place: int, point: Point) -> str:  # noqa: ARG001
    """The list with its items from a place on in reverse order, written with commas."""
    return ", ".join([*items[:place], *reversed(items[place:])])


def _read(match: re.Match[str]) -> Point | None:
    items, result = match[1].split(", "), match[2].split(", ")
    return {"length": len(items)} if result == items[::-1] != items else None


class Reversing(PositionFamily):
    """A list with its items from a position on reversed, where the first has a number other than the usual one."""

    name = "reversing"
    title = "Reversing a part of a list over length and the number of the first position"
    answer = "list"
    solve = staticmethod(reverse)
    witnesses = (
        said(
            "reversed",
            reverse,
            "Positions are counted from 0. What is this list with its items from position 1 on reversed: a, b, c?\n"
            "Answer: a, c, b",
        ),
        Witness(BECOMES, _read, "list(reversed([4, 7, 1])) = [1, 7, 4]"),
        *CONVENTIONS,
    )

    def ask(self, position: int, point: Point) -> str:  # noqa: ARG002
        return f"What is this list with its items from position {position} on reversed"
