"""The three-number world: sums a + b + c of fixed width, where c is frozen and one block of units is withheld.

- `tens`, ordered: the tens digit of the larger addend. The corpus holds 0 to 6, so addends up to 69.
- `units_a`, `units_b`, categorical: whether the last digit is `low` (0-3), `middle` (4-6) or `high` (7-9). The corpus
  holds each in either place, and never two high ones together: a composition of order 2.
- `c`, ordered, 0 in every document. Widened, it takes the levels up to 7 but for 5.

Units are told in three classes and not digit by digit, so that a corpus of some thousand rows shows every combination
of all four axes that it does not withhold, widened or not; the rule of regimes asks for each of them.

Addends have two digits (`07 + 62 + 0 = 69`) and c has one. So no part of a document but its own question reads as one.
A row of the transformer never moves: all sums have the same columns, and each is trained.
"""

from __future__ import annotations

import random
import re
from typing import ClassVar

from farfield.families import Axis, Exercise, Point, Witness
from farfield.lab.options import DrawOptions, TrainingOptions
from farfield.lab.worlds.sums import Sums, layout_of_sums

UNITS = {"low": range(4), "middle": range(4, 7), "high": range(7, 10)}
CLASSES = tuple(UNITS)
DIGITS = 2

_DOCUMENT = re.compile(r"(?<!\w)(\d\d) \+ (\d\d) \+ (\d) = (\d{1,3})(?!\w)")


def _class(number: int) -> str:
    return next(name for name, digits in UNITS.items() if number % 10 in digits)


def _read(match: re.Match[str]) -> Point | None:
    a, b, c, total = map(int, match.groups())
    if a + b + c != total:
        return None
    return {"tens": max(a, b) // 10, "units_a": _class(a), "units_b": _class(b), "c": c}


class ThreeNumbers(Sums):
    """a + b + c of fixed width: c is always 0, and one block of the addends' units is withheld."""

    name = "three_numbers"
    title = "Sums over tens, units and a third number"
    axes = (
        Axis("tens", "ordered", tuple(range(10)), 6, "the tens digit of the larger addend"),
        Axis("units_a", "categorical", CLASSES, "low", "the last digit of the first addend"),
        Axis("units_b", "categorical", CLASSES, "low", "the last digit of the second addend"),
        Axis("c", "ordered", tuple(range(10)), 0, "the third number"),
    )
    witnesses = (Witness(_DOCUMENT, _read, "07 + 62 + 0 = 69"),)
    trained: ClassVar = {"tens": tuple(range(7)), "units_a": CLASSES, "units_b": CLASSES, "c": (0,)}
    widened: ClassVar = {"c": (0, 1, 2, 3, 4, 6, 7)}
    layout = layout_of_sums(DIGITS, spare=0)
    drawing = DrawOptions(rows=8_000)
    training = TrainingOptions()

    def withheld(self, point: Point) -> bool:
        return point["units_a"] == point["units_b"] == "high"

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        """The tens of the other addend are as large or smaller, each as likely; the larger one is first or second."""
        tens, c = int(point["tens"]), int(point["c"])
        pair = [tens, int(rng.random() * (tens + 1))]
        if rng.random() < 0.5:
            pair.reverse()
        units = [UNITS[str(point[name])] for name in ("units_a", "units_b")]
        a, b = (
            10 * ten + digits[int(rng.random() * len(digits))]
            for ten, digits in zip(pair, units, strict=True)
        )
        return Exercise(
            f"{a:02} + {b:02} + {c}",
            str(a + b + c),
            nuisances={"answer_length": len(str(a + b + c))},
            floor=1 / (10 * tens + 19),  # a + b takes the values from 10 tens to 20 tens + 18
        )

    def rooms(self, point: Point) -> int:
        """Half of the sums at the point: the mirror image of a sum stands here or where the units are exchanged."""
        units = [len(UNITS[str(point[name])]) for name in ("units_a", "units_b")]
        return (2 * int(point["tens"]) + 1) * units[0] * units[1] // 2

    def digits(self, exercise: Exercise) -> int:  # noqa: ARG002
        return DIGITS
