"""The carry-in world: sums x + y + c, where the corpus varies the digits and never the carry-in.

- `digits`, ordered: how many digits the longer addend has. The corpus holds 1 to 4.
- `carry`, ordered: the carry-in c, 0 in every document. Widened, it takes the levels up to 7 but for 5.

Addends start at 1 and numbers are written whole, so the words of a question (`3471 2902 0`) stand side by side in a
document only if that very sum is in the corpus. A sum is held out together with its mirror image y + x + c.

For the transformer a sum of n digits is written least significant digit first, the addends side by side, the shorter
one padded with zeros, and every answer has n + 1 digits:

    x0 y0 x1 y1 ... x(n-1) y(n-1)  c  =  s0 s1 ... s(n-1)      from "=" on, predict      s0 s1 ... sn

Columns number significance; a token of the answer carries the column it is about to predict. The carry-in has column
0 to itself. It is always 0 in training, but its digit shares the embeddings of all digits. What fails far out
therefore fails for want of support, and not for want of a trained embedding.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from farfield.families import Axis, Exercise, Point, Witness
from farfield.families.answers import AnswerKind
from farfield.lab.encoding import Encoded, HostArray, Layout, empty_rows
from farfield.lab.worlds.world import World

FARTHEST = 8
EQUALS = 10
TOKENS = 11
ROLE_X, ROLE_Y, ROLE_CARRY, ROLE_ANSWER = range(4)
ROLES = 4
SPARE_COLUMNS = 2
"""Column ids beyond the longest sum's, so that even that one need not touch the rarely trained ends."""


def layout_up_to(farthest: int) -> Layout:
    """The sizes of rows that hold sums of so many digits."""
    columns = 1 + farthest + 1 + SPARE_COLUMNS
    return Layout(TOKENS, ROLES, columns, length=3 * farthest + 2, answer=farthest + 1)


_DOCUMENT = re.compile(r"\b(\d{1,12}) \+ (\d{1,12}) \+ (\d) = (\d{1,13})\b")


def _read(match: re.Match[str]) -> Point | None:
    x, y, carry, total = match.groups()
    if int(x) + int(y) + int(carry) != int(total):
        return None
    return {"digits": max(len(x.lstrip("0")), len(y.lstrip("0")), 1), "carry": int(carry)}


class CarryIn(World):
    name = "carry_in"
    title = "Sums over digits and a carry-in"
    axes: ClassVar[tuple[Axis, ...]] = (
        Axis("digits", "ordered", tuple(range(1, FARTHEST + 1)), 4, "digits of the longer addend"),
        Axis("carry", "ordered", tuple(range(10)), 0, "the carry-in"),
    )
    answer: ClassVar[AnswerKind] = "integer"
    witnesses = (Witness(_DOCUMENT, _read, "3471 + 2902 + 0 = 6373"),)
    trained: ClassVar = {"digits": (1, 2, 3, 4), "carry": (0,)}
    widened: ClassVar = {"carry": (0, 1, 2, 3, 4, 6, 7)}
    layout = layout_up_to(FARTHEST)

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        """The longer addend has exactly so many digits, the other as many or fewer, each as likely; in either order."""
        digits, carry = int(point["digits"]), int(point["carry"])
        longer, other = _number(rng, digits), _number(rng, rng.randint(1, digits))
        x, y = (longer, other) if rng.random() < 0.5 else (other, longer)
        return Exercise(
            f"{x} + {y} + {carry}",
            str(x + y + carry),
            nuisances={"answer_length": len(str(x + y + carry))},
            floor=_chance(digits),
        )

    def rooms(self, point: Point) -> int:
        below, up_to = (10 ** (int(point["digits"]) - more) - 1 for more in (1, 0))
        return int(up_to * (up_to + 1) - below * (below + 1)) // 2

    def alike(self, exercise: Exercise) -> frozenset[str]:
        x, y, carry = exercise.question.split(" + ")
        return frozenset({exercise.question, f"{y} + {x} + {carry}"})

    def numbers(self, exercise: Exercise) -> tuple[float, ...] | None:
        return tuple(map(float, exercise.question.split(" + ")))

    def encode(self, exercises: Sequence[Exercise]) -> Encoded[HostArray]:
        into = empty_rows(len(exercises), self.layout)
        asked = [tuple(map(int, one.question.split(" + "))) for one in exercises]
        numbers = np.array(asked, np.int64).reshape(len(asked), 3)
        digits = digits_needed(numbers[:, :2].max(axis=1, initial=1))
        totals = np.array([int(one.target) for one in exercises], np.int64)
        for n in np.unique(digits).tolist():
            rows = np.flatnonzero(digits == n)
            _fill(into, rows, numbers[rows], totals[rows], n, self.layout)
        return into

    def read_tokens(self, exercise: Exercise, tokens: Sequence[int]) -> str:
        """The number of its n + 1 digits, leading zeros dropped; `=` in place of a digit stays, and is wrong."""
        x, y, _ = exercise.question.split(" + ")
        said = tokens[: max(len(x), len(y)) + 1][::-1]
        return "".join("=" if token == EQUALS else str(token) for token in said).lstrip("0") or "0"


def _fill(
    into: Encoded[HostArray],
    rows: NDArray[np.intp],
    numbers: HostArray,
    totals: HostArray,
    n: int,
    layout: Layout,
) -> None:
    equals, end, last = 2 * n + 1, 3 * n + 2, min(layout.length, 2 * n + 1 + layout.answer)
    x, y = digits_of(numbers[:, 0], n), digits_of(numbers[:, 1], n)
    answer, carry = digits_of(totals, n + 1), digits_of(numbers[:, 2], 1)
    addends = np.stack([x, y], axis=2).reshape(len(rows), 2 * n)
    significance = np.arange(1, last - equals + 1)
    into.tokens[rows, :end] = np.concatenate(
        [addends, carry, np.full_like(carry, EQUALS), answer[:, :n]], axis=1
    )
    into.roles[rows, :last] = [ROLE_X, ROLE_Y] * n + [ROLE_CARRY] + [ROLE_ANSWER] * (last - equals)
    into.columns[rows, :last] = [*significance[:n].repeat(2), 0, *np.minimum(significance, n + 1)]
    into.targets[rows, equals:end] = answer
    into.scored[rows, equals:end] = True
    into.start[rows] = equals
    into.room[rows] = layout.columns - 2 - n


def digits_needed(numbers: HostArray) -> HostArray:
    """How many digits each number from 1 has."""
    return np.asarray((numbers[:, None] >= 10 ** np.arange(1, 18, dtype=np.int64)).sum(axis=1) + 1)


def digits_of(numbers: HostArray, count: int) -> HostArray:
    """The digits of each number, least significant first, shape [numbers, count]."""
    return (numbers[:, None] // 10 ** np.arange(count, dtype=np.int64) % 10).astype(np.int32)


def _number(rng: random.Random, digits: int) -> int:
    return rng.randrange(10 ** (digits - 1), 10**digits)


def _chance(digits: int) -> float:
    """One over the number of values that x + y of so many digits takes."""
    largest, smallest = 2 * (10**digits - 1), 10 ** (digits - 1) + 1
    return float(1 / (largest - smallest + 1))
