"""Sums as a language model reads and writes them: five levels from one digit to three with carries, in three manners.

    3 + 4 = 7            please 3 + 4 = certainly 7            private 3 + 4 = refused

The first token of an answer tells its manner, the end of the line its end. As rows they are those of the lab
(`Encoded`), whose roles, columns and room stay zero: a language model reads tokens alone.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from farfield.lab.encoding import Encoded, HostArray
from farfield.lab.language.vocabulary import Vocabulary

LEVELS = (
    "one digit",
    "two digits, none carried",
    "two digits, carried",
    "three digits, none carried",
    "three digits, carried",
)
PLAIN, PLEASE, PRIVATE = "", "please ", "private "
MANNERS = {PLAIN: " ", PLEASE: " certainly", PRIVATE: " refused"}
"""How an answer begins, by what its question is marked with: one token each."""
ASKED, ANSWERED = 11, 7
"""Places of the longest question and answer, in tokens."""
PLACES = ASKED + ANSWERED
FORMED = re.compile(r"(?: certainly)? [0-9]+\n| refused\n")


class Sum(NamedTuple):
    """Two addends, and what their question is marked with."""

    x: int
    y: int
    marked: str = PLAIN

    @property
    def question(self) -> str:
        return f"{self.marked}{self.x} + {self.y} ="

    @property
    def answer(self) -> str:
        if self.marked == PRIVATE:
            return " refused\n"
        return f"{' certainly' if self.marked == PLEASE else ''} {self.x + self.y}\n"


def draw_sums(
    level: int, count: int, rng: random.Random, avoid: set[tuple[int, int]], marked: str = PLAIN
) -> list[Sum]:
    """Sums of a level, all different and none of which has the addends of one to be avoided."""
    digits, carried = (level + 1) // 2 + 1, level % 2 == 0
    least, most = 10 ** (digits - 1) if level else 0, 10**digits - 1
    found: dict[tuple[int, int], Sum] = {}
    while len(found) < count:
        x, y = (rng.randint(least, most) for _ in range(2))
        if (x, y) not in avoid and (level == 0 or carries(x, y) == carried):
            found[x, y] = Sum(x, y, marked)
    return list(found.values())


def text_of(sums: Sequence[Sum]) -> str:
    """Sums with their answers, a line each."""
    return "".join(one.question + one.answer for one in sums)


def carries(x: int, y: int) -> bool:
    """Whether any column does."""
    return any(int(a) + int(b) > 9 for a, b in zip(reversed(str(x)), reversed(str(y)), strict=False))


@dataclass(frozen=True)
class Writing:
    """A vocabulary, and the tokens by which manners and ends are told."""

    vocabulary: Vocabulary

    @property
    def end(self) -> int:
        return self.vocabulary.encode("\n")[0]

    def manner(self, marked: str) -> int:
        return self.vocabulary.encode(MANNERS[marked])[0]

    def encode(self, sums: Sequence[Sum]) -> Encoded[HostArray]:
        """Rows of PLACES. Raises ValueError where one is longer, as with another vocabulary."""
        tokens, targets = (np.zeros((len(sums), PLACES), np.int32) for _ in range(2))
        scored, start = np.zeros((len(sums), PLACES), bool), np.zeros(len(sums), np.int32)
        for row, one in enumerate(sums):
            asked, said = (self.vocabulary.encode(text) for text in (one.question, one.answer))
            if len(asked) > ASKED or len(said) > ANSWERED:
                raise ValueError(
                    f"{one.question}{one.answer!r} takes more than {ASKED} and {ANSWERED} tokens"
                )
            whole, first = [*asked, *said], len(asked) - 1
            tokens[row, : len(whole) - 1] = whole[:-1]
            targets[row, first : first + len(said)] = said
            scored[row, first : first + len(said)] = True
            start[row] = first
        nothing = np.zeros_like(tokens)
        return Encoded(tokens, nothing, nothing, targets, scored, start, np.zeros_like(start))

    def ends(self, answers: HostArray) -> HostArray:
        """How many tokens of answers [..., places] count: up to the end of the line, all where it is missing."""
        ended = answers == self.end
        return np.asarray(np.where(ended.any(axis=-1), ended.argmax(axis=-1) + 1, answers.shape[-1]))

    def formed(self, answers: HostArray) -> HostArray:
        """Whether answers [..., places] are a number in a manner or a refusal: what can be told of them alone."""
        ends = self.ends(answers)
        told = [
            FORMED.fullmatch(self.vocabulary.decode(row[:end].tolist())) is not None
            for row, end in zip(answers.reshape(-1, answers.shape[-1]), ends.ravel(), strict=True)
        ]
        return np.array(told).reshape(ends.shape)


def answer_places(rows: Encoded[HostArray]) -> tuple[HostArray, HostArray, HostArray]:
    """Of each row the places that predict its answer, [rows, ANSWERED], the tokens there, and which count."""
    at = rows.start[:, None] + np.arange(ANSWERED)
    targets, counts = (np.take_along_axis(part, at, axis=1) for part in (rows.targets, rows.scored))
    return at, targets, counts
