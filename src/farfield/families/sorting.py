"""Sorting a part of a list over length, order and the number of the first position; see `positions.py`."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from farfield.families.axes import Axis, Point
from farfield.families.family import Witness
from farfield.families.positions import CONVENTIONS, LENGTH, ORDERS, START, PositionFamily, said
from farfield.families.reversing import BECOMES


def sort(items: Sequence[str], place: int, point: Point) -> str:
    """By value where all items are numbers."""
    key = int if all(item.isdecimal() for item in items) else str
    rest = sorted(items[place:], key=key, reverse=point["order"] == "descending")
    return ", ".join([*items[:place], *rest])


def _read(match: re.Match[str]) -> Point | None:
    items = match[1].split(", ")
    for order in ORDERS:
        if match[2] == sort(items, 0, {"order": order}) != match[1]:
            return {"length": len(items), "order": order}
    return None


class Sorting(PositionFamily):
    """A list with its items from a position on sorted, where order and first number may be other than the usual
    ones.
    """

    name = "sorting"
    title = "Sorting a part of a list over length, order and the number of the first position"
    axes = (LENGTH, START, Axis("order", "categorical", ORDERS, "ascending", "which item comes first"))
    answer = "list"
    solve = staticmethod(sort)
    witnesses = (
        said(
            "sorted",
            sort,
            "Positions are counted from 0. What is this list with its items from position 1 on sorted in ascending "
            "order: 31, 62, 45?\nAnswer: 31, 45, 62",
        ),
        Witness(BECOMES, _read, "sorted([4, 7, 1]) = [1, 4, 7]"),
        *CONVENTIONS,
    )

    def ask(self, position: int, point: Point) -> str:
        return (
            f"What is this list with its items from position {position} on sorted in {point['order']} order"
        )

    def items(self, length: int, rng: random.Random) -> list[str]:
        """Numbers of two digits, each once."""
        return [str(number) for number in rng.sample(range(10, 100), length)]
