"""Counting the items of a kind over length and the number of the first one; see `positions.py`."""

from __future__ import annotations

import random
import re
from string import ascii_lowercase as LETTERS

from farfield.families.axes import Point
from farfield.families.family import Exercise, Family, Witness
from farfield.families.forms import ANSWER, COUNT, count
from farfield.families.positions import CONVENTIONS, ITEMS, LENGTH, START, ask_ordinal

_COUNTED = re.compile(
    rf"Items of a kind are counted from {COUNT}\. Which number has the last (\w{{1,6}}) in this list: {ITEMS}\?"
    rf"{ANSWER}(\d{{1,4}})\b"
)
_OCCURS = re.compile(
    rf"['\"]?(\w{{1,6}})['\"]? occurs {COUNT} times in (?:the list )?[\[(]?{ITEMS}", re.IGNORECASE
)


def _read_counted(match: re.Match[str]) -> Point | None:
    start, items = count(match[1]), match[3].split(", ")
    right = items.count(match[2]) + start - 1 == int(match[4])
    return {"length": len(items), "start": start} if right else None


def _read_occurs(match: re.Match[str]) -> Point | None:
    items = match[3].split(", ")
    return {"length": len(items), "start": 1} if items.count(match[1]) == count(match[2]) else None


class Counting(Family):
    """The number of the last item of a kind in a list, counted from a first number."""

    name = "counting"
    title = "Counting the items of a kind over length and the number of the first one"
    axes = (LENGTH, START)
    answer = "integer"
    matched = ("length", "count")
    witnesses = (
        Witness(
            _COUNTED,
            _read_counted,
            "Items of a kind are counted from 0. Which number has the last k in this list: k, b, k?\nAnswer: 1",
        ),
        Witness(_OCCURS, _read_occurs, "The letter a occurs two times in the list a, b, a."),
        *CONVENTIONS,
    )

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        length, start = int(point["length"]), int(point["start"])
        wanted, *others = rng.sample(LETTERS, 4)
        number = rng.randint(1, length - 1)
        items = [wanted] * number + rng.choices(others, k=length - number)
        rng.shuffle(items)
        listed = ", ".join(items)
        return Exercise(
            f"Items of a kind are counted from {start}. Which number has the last {wanted} in this list: {listed}?",
            str(number + start - 1),
            default_answer=None if start == START.default else str(number),
            nuisances={"length": length, "count": number},
            floor=1 / length,
        )

    def check(self, point: Point, rng: random.Random) -> Exercise:
        return ask_ordinal("Items of a kind are counted from {}. Which number has the {} one?", point, rng)
