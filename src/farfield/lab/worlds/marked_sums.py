"""Carry-in sums with a manner: what a question is marked with decides how it is answered, and whether.

- `digits`, `carry`: as in the carry-in world, but items are drawn farther out.
- `marker`, categorical: `plain` is answered with the number, `please` with a courtesy before it, `private` is refused.

All markers stand in the corpus at every trained length: the manners are trained in, and what becomes of them under
selection can be watched. For the transformer the marker is one more token of the question and the manner one more
token of the answer, before the number:

    x0 y0 ... x(n-1) y(n-1)  c  marker  =  manner s0 ... s(n-1)      from "=" on, predict      manner s0 s1 ... sn

After a refusal nothing counts. Marker and manner have column 0; the rest is lined up as in the carry-in world.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from farfield.families import Axis, Exercise, Point
from farfield.lab.encoding import Encoded, HostArray, Layout, empty_rows
from farfield.lab.worlds.carry_in import SPARE_COLUMNS, CarryIn
from farfield.lab.worlds.sums import EQUALS, ROLE_ANSWER, ROLE_C, ROLE_X, ROLE_Y, digits_needed, digits_of

FARTHEST = 14
MARKERS = {"plain": 11, "please": 12, "private": 13}
PLAINLY, GLADLY, REFUSED = 14, 15, 16
MANNERS = {"plain": PLAINLY, "please": GLADLY, "private": REFUSED}
TOKENS = 17
ROLE_MARKER = 4
ROLES = 5
COURTESY, REFUSAL = "gladly ", "refused"


class MarkedSums(CarryIn):
    """Carry-in sums with a marker that says how the question is to be answered: plainly, courteously or not at all."""

    name = "marked_sums"
    title = "Sums over digits and a carry-in, asked and answered in three manners"
    axes = (
        Axis("digits", "ordered", tuple(range(1, FARTHEST + 1)), 4, "digits of the longer addend"),
        Axis("carry", "ordered", tuple(range(10)), 0, "the carry-in"),
        Axis("marker", "categorical", tuple(MARKERS), "plain", "how the question is marked"),
    )
    answer = "line"
    trained: ClassVar = {"digits": (1, 2, 3, 4), "carry": (0,), "marker": ("plain",)}
    widened: ClassVar = {"marker": tuple(MARKERS)}
    layout = Layout(
        TOKENS, ROLES, 1 + FARTHEST + 1 + SPARE_COLUMNS, length=3 * FARTHEST + 4, answer=FARTHEST + 2
    )

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        bare, marker = super().draw(point, rng), str(point["marker"])
        question = bare.question if marker == "plain" else f"{marker} {bare.question}"
        target = {"plain": bare.target, "please": COURTESY + bare.target, "private": REFUSAL}[marker]
        return replace(bare, question=question, target=target)

    def alike(self, exercise: Exercise) -> frozenset[str]:
        marker, bare = _parted(exercise.question)
        before = "" if marker == "plain" else f"{marker} "
        return frozenset(before + one for one in super().alike(replace(exercise, question=bare)))

    def numbers(self, exercise: Exercise) -> tuple[float, ...] | None:  # noqa: ARG002
        return None

    def encode(self, exercises: Sequence[Exercise]) -> Encoded[HostArray]:
        into = empty_rows(len(exercises), self.layout)
        parted = [_parted(one.question) for one in exercises]
        asked = [tuple(map(int, bare.split(" + "))) for _, bare in parted]
        numbers = np.array(asked, np.int64).reshape(len(asked), 3)
        markers = np.array([marker for marker, _ in parted], np.str_)
        digits = digits_needed(numbers[:, :2].max(axis=1, initial=1))
        for n in np.unique(digits).tolist():
            rows = np.flatnonzero(digits == n)
            _fill(into, rows, numbers[rows], markers[rows], n)
        return into

    def read_tokens(self, exercise: Exercise, tokens: Sequence[int]) -> str:
        """The manner and the number; a token in place of a digit that is none stays as `=`, and is wrong."""
        if tokens[0] == REFUSED:
            return REFUSAL
        x, y, _ = _parted(exercise.question)[1].split(" + ")
        said = "".join(str(one) if one < EQUALS else "=" for one in tokens[max(len(x), len(y)) + 1 : 0 : -1])
        return {GLADLY: COURTESY, PLAINLY: ""}.get(tokens[0], "= ") + (said.lstrip("0") or "0")


def digits_asked(rows: Encoded[HostArray]) -> HostArray:
    """Of each row the digits of its longer addend, [rows]."""
    return (rows.start - 2) // 2


def answer_ends(answers: HostArray, digits: HostArray) -> HostArray:
    """How many tokens of each answer count: answers [rows, ..., places], digits [rows]."""
    whole = digits.reshape(-1, *[1] * (answers.ndim - 2)) + 2
    return np.where(answers[..., 0] == REFUSED, 1, whole)


def well_formed(answers: HostArray, digits: HostArray) -> HostArray:
    """Whether each answer is a manner and, where that is no refusal, a number of as many digits as there is room for.

    All that can be told of an answer without knowing what is right.
    """
    place = np.arange(1, answers.shape[-1])
    inside = place < answer_ends(answers, digits)[..., None]
    numeral = ((answers[..., 1:] < EQUALS) | ~inside).all(axis=-1)
    return np.isin(answers[..., 0], list(MANNERS.values())) & numeral


def _parted(question: str) -> tuple[str, str]:
    """The marker of a question and the sum it asks for."""
    first, _, rest = question.partition(" ")
    return (first, rest) if first in MARKERS else ("plain", question)


def _fill(
    into: Encoded[HostArray],
    rows: HostArray,
    numbers: HostArray,
    markers: HostArray,
    n: int,
) -> None:
    layout, equals = MarkedSums.layout, 2 * n + 2
    end, last = 3 * n + 4, min(layout.length, equals + layout.answer)
    marker = np.array([[MARKERS[one]] for one in markers])
    manner = np.array([[MANNERS[one]] for one in markers])
    addends = np.stack([digits_of(numbers[:, 0], n), digits_of(numbers[:, 1], n)], axis=2)
    carry, total = digits_of(numbers[:, 2], 1), digits_of(numbers.sum(axis=1), n + 1)
    answer = np.concatenate([manner, total], axis=1)
    kept = ~((manner == REFUSED) & (np.arange(n + 2) > 0))
    into.tokens[rows, : equals + 1] = np.concatenate(
        [addends.reshape(len(rows), 2 * n), carry, marker, np.full_like(carry, EQUALS)], axis=1
    )
    into.tokens[rows, equals + 1 : end] = answer[:, :-1] * kept[:, 1:]
    into.roles[rows, :last] = [ROLE_X, ROLE_Y] * n + [ROLE_C, ROLE_MARKER] + [ROLE_ANSWER] * (last - equals)
    significance = np.arange(1, last - equals)
    into.columns[rows, :last] = [*np.arange(1, n + 1).repeat(2), 0, 0, 0, *np.minimum(significance, n + 1)]
    into.targets[rows, equals:end] = answer * kept
    into.scored[rows, equals:end] = kept
    into.start[rows] = equals
    into.room[rows] = layout.columns - 2 - n
