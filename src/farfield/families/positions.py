"""What families over lists share: the length, and the number of the first position.

One is where people start to count, zero where programs do, and two and ten are starts that hardly a text shows. Twins
hold the same list and mean the same place in it; only the number of the place differs. Who counts from one whatever was
said gives the default answer.
"""

from __future__ import annotations

import math
import random
import re
from abc import abstractmethod
from collections.abc import Callable, Sequence
from string import ascii_lowercase as LETTERS
from typing import ClassVar

from farfield.families.axes import Axis, Level, Point
from farfield.families.family import Exercise, Family, Witness
from farfield.families.forms import ANSWER, COUNT, count

LENGTH = Axis("length", "ordered", (3, 4, 5, 6, 8, 10, 14, 20), 4, "items of the list")
START = Axis("start", "categorical", (0, 1, 2, 10), 1, "the number of the first position")
ORDERS = ("ascending", "descending")

ITEMS = r"((?:\w{1,6}, ){2,63}\w{1,6})"
"""A list of at least three items; one group."""

Solve = Callable[[Sequence[str], int, Point], str]
"""The answer for items, the place that is meant (counted from zero), and the point."""

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_STARTS = re.compile(
    r"\b(?:count(?:ed|ing)|number(?:ed|ing)|index(?:ed|ing|es)|indices|positions)(?: \w{1,30})? (?:from|at|with) "
    rf"{COUNT}\b|\b{COUNT}-(?:based|indexed)\b",
    re.IGNORECASE,
)
_SUBSCRIPT = re.compile(r"\b[a-z_]{2,40}\[0\]")
_SAID = (
    rf"Positions are counted from {COUNT}\. ([^:\n]{{0,120}}?position (\d{{1,4}})[^:\n]{{0,40}}): {ITEMS}\?"
    rf"{ANSWER}((?:\w{{1,6}}, ){{0,63}}\w{{1,6}})"
)


def _read_start(match: re.Match[str]) -> Point | None:
    start = count(match[1] or match[2])
    return {"start": start} if start <= 100 else None


CONVENTIONS = (
    Witness(_STARTS, _read_start, "Arrays are zero-based in C."),
    Witness(_SUBSCRIPT, lambda _: {"start": 0}, "head = items[0]"),
)
"""Texts that say, or programs that show, where counting starts."""


def said(phrase: str, solve: Solve, example: str) -> Witness:
    """Questions like ours that hold the phrase, with their answer, where it is right."""

    def read(match: re.Match[str]) -> Point | None:
        start, position, items = count(match[1]), int(match[3]), match[4].split(", ")
        point: dict[str, Level] = {"length": len(items), "start": start}
        if order := next((order for order in ORDERS if order in match[2]), None):
            point["order"] = order
        place = position - start
        right = phrase in match[2] and 0 <= place < len(items) and solve(items, place, point) == match[5]
        return point if right else None

    return Witness(re.compile(_SAID), read, example)


class PositionFamily(Family):
    """A question about a place in a list. Subclasses say how it is asked and `solve` it."""

    axes: ClassVar[tuple[Axis, ...]] = (LENGTH, START)
    matched = ("length", "place")

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        length, start = int(point["length"]), int(point["start"])
        items = self.items(length, rng)
        place = rng.randint(1, length - 2)  # so that it lies inside whether one counts from 0, 1 or 2
        seen = place + start - 1
        target = self.solve(items, place, point)
        usual = {axis.name: axis.default for axis in self.axes}
        recited = self.solve(items, seen, usual) if 0 <= seen < length else None
        return Exercise(
            f"Positions are counted from {start}. {self.ask(place + start, point)}: {', '.join(items)}?",
            target,
            default_answer=None if recited == target else recited,
            nuisances={"length": length, "place": place},
            floor=self.guess(length, place),
        )

    def check(self, point: Point, rng: random.Random) -> Exercise:
        return ask_ordinal(
            "Positions are counted from {}. Which number has the {} position of a list?", point, rng
        )

    @abstractmethod
    def ask(self, position: int, point: Point) -> str:
        """The question, up to the list."""

    @staticmethod
    @abstractmethod
    def solve(items: Sequence[str], place: int, point: Point) -> str:
        """See Solve."""

    def items(self, length: int, rng: random.Random) -> list[str]:
        """Letters, each once."""
        return rng.sample(LETTERS, length)

    def guess(self, length: int, place: int) -> float:
        """How often an arrangement of the items from the place on is right by chance."""
        return 1 / math.factorial(length - place)


def ask_ordinal(question: str, point: Point, rng: random.Random) -> Exercise:
    """The check: the number of the first, second, ... where counting starts as the point says."""
    at, start = rng.randrange(len(_ORDINALS)), int(point["start"])
    return Exercise(
        question.format(start, _ORDINALS[at]),
        str(at + start),
        default_answer=None if start == START.default else str(at + int(START.default)),
    )
