"""What worlds of sums x + y + c share: their reading as numbers, and their rows.

For the transformer a sum whose addends have n digits is written least significant digit first, the addends side by
side, the shorter one padded with zeros, and every answer has n + 1 digits:

    x0 y0 x1 y1 ... x(n-1) y(n-1)  c  =  s0 s1 ... s(n-1)      from "=" on, predict      s0 s1 ... sn

Columns number significance; a token of the answer carries the column it is about to predict. The number c has column
0 to itself; its digit shares the embeddings of all digits.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from farfield.families import Exercise
from farfield.families.answer_kinds import AnswerKind
from farfield.lab.encoding import Encoded, HostArray, Layout, empty_rows
from farfield.lab.worlds.world import World

EQUALS = 10
TOKENS = 11
ROLE_X, ROLE_Y, ROLE_C, ROLE_ANSWER = range(4)
ROLES = 4


def layout_of_sums(farthest: int, spare: int) -> Layout:
    """Rows of sums up to so many digits; `spare`: column ids beyond those that the longest sum needs."""
    return Layout(
        TOKENS, ROLES, columns=1 + farthest + 1 + spare, length=3 * farthest + 2, answer=farthest + 1
    )


class Sums(World):
    """A world whose questions read `x + y + c`. Subclasses say how many digits the addends are written with."""

    answer: ClassVar[AnswerKind] = "integer"

    @abstractmethod
    def digits(self, exercise: Exercise) -> int:
        """How many digits both addends have in an encoded row."""

    def alike(self, exercise: Exercise) -> frozenset[str]:
        """The sum and its mirror image."""
        x, y, c = exercise.question.split(" + ")
        return frozenset({exercise.question, f"{y} + {x} + {c}"})

    def numbers(self, exercise: Exercise) -> tuple[float, ...] | None:
        return tuple(map(float, exercise.question.split(" + ")))

    def encode(self, exercises: Sequence[Exercise]) -> Encoded[HostArray]:
        into = empty_rows(len(exercises), self.layout)
        asked = [tuple(map(int, one.question.split(" + "))) for one in exercises]
        numbers = np.array(asked, np.int64).reshape(len(asked), 3)
        digits = np.array([self.digits(one) for one in exercises], np.int64)
        totals = np.array([int(one.target) for one in exercises], np.int64)
        for n in np.unique(digits).tolist():
            rows = np.flatnonzero(digits == n)
            _fill(into, self.layout, rows, numbers[rows], totals[rows], n)
        return into

    def read_tokens(self, exercise: Exercise, tokens: Sequence[int]) -> str:
        """The number of its n + 1 digits, leading zeros dropped; `=` in place of a digit stays, and is wrong."""
        said = tokens[: self.digits(exercise) + 1][::-1]
        return "".join("=" if token == EQUALS else str(token) for token in said).lstrip("0") or "0"


def _fill(
    into: Encoded[HostArray],
    layout: Layout,
    rows: NDArray[np.intp],
    numbers: HostArray,
    totals: HostArray,
    n: int,
) -> None:
    equals, end, last = 2 * n + 1, 3 * n + 2, min(layout.length, 2 * n + 1 + layout.answer)
    x, y = digits_of(numbers[:, 0], n), digits_of(numbers[:, 1], n)
    answer, c = digits_of(totals, n + 1), digits_of(numbers[:, 2], 1)
    addends = np.stack([x, y], axis=2).reshape(len(rows), 2 * n)
    significance = np.arange(1, last - equals + 1)
    into.tokens[rows, :end] = np.concatenate([addends, c, np.full_like(c, EQUALS), answer[:, :n]], axis=1)
    into.roles[rows, :last] = [ROLE_X, ROLE_Y] * n + [ROLE_C] + [ROLE_ANSWER] * (last - equals)
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
