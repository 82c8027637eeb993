"""Indexing over length and the number of the first position; see `positions.py`."""

from __future__ import annotations

from collections.abc import Sequence

from farfield.families.axes import Point
from farfield.families.positions import CONVENTIONS, PositionFamily, said


def index(items: Sequence[str], place: int, point: Point) -> str:  # noqa: ARG001
    """The item at a place in the list, counted from 0."""
    return items[place]


class Indexing(PositionFamily):
    """Which item stands at a position, where the first has a number other than the usual one."""

    name = "indexing"
    title = "Indexing over length and the number of the first position"
    answer = "word"
    solve = staticmethod(index)
    witnesses = (
        said(
            "Which item stands at",
            index,
            "Positions are counted from 0. Which item stands at position 1 of this list: q, b, x?\nAnswer: b",
        ),
        *CONVENTIONS,
    )

    def ask(self, position: int, point: Point) -> str:  # noqa: ARG002
        return f"Which item stands at position {position} of this list"

    def guess(self, length: int, place: int) -> float:  # noqa: ARG002
        return 1 / length
