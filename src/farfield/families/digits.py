"""Addition and multiplication over the number of digits and the base.

Twins are the same numerals in another base. Their digits stand in every base, and in a sum each column carries in all
bases or in none, so that twins have the same carries and answers of the same length. In base 16, where two digits up
to 7 never carry, a column that carries has 8 added to its upper digit. The conditions follow Wu et al. 2024
(arXiv 2307.02477), and so does the check: what comes next after a numeral that ends in the base's highest digit.
"""

from __future__ import annotations

import operator
import random
import re
from collections.abc import Callable
from functools import partial
from typing import ClassVar

from farfield.families.axes import Axis, Point
from farfield.families.family import Exercise, Family, Witness
from farfield.families.numerals import BASE_PHRASE, named_base, numeral, stands_in

BASES = (8, 9, 10, 11, 16)
BASE = Axis("base", "categorical", BASES, 10, "the base in which all numbers are written")

QUIET = tuple((a, b) for a in range(7) for b in range(7) if a + b <= 6)
"""Pairs of digits that carry in no base, whatever comes from the right."""
LEADING = tuple((a, b) for a, b in QUIET if a and b)
CARRYING = tuple((a, b) for a in range(8) for b in range(8) if a + b >= 11)
"""Pairs of digits that carry in every base up to 11."""

Calculate = Callable[[int, int], int]


def _witnesses(signs: str, calculate: Calculate, example: str) -> tuple[Witness, ...]:
    """Calculations that are true in the base named beside them, or else in base 10; and the names of bases."""
    number = r"([0-9A-F]{1,24})(?:_\{?\d\d?\}?)?"
    equals = r"\s?(?:=|is|equals|makes|\?\s{0,2}(?:Answer:)?)\s?"
    said = rf"(?<![\w.,]){number}\s?(?:{signs})\s?{number}{equals}{number}(?!\w|[.,]\d)"
    return (
        Witness(re.compile(said), partial(_read_calculation, calculate), example),
        Witness(BASE_PHRASE, _read_phrase, "how to count in base 9"),
    )


def _read_phrase(match: re.Match[str]) -> Point | None:
    base = named_base(match)
    return None if base is None else {"base": base}


def _read_calculation(calculate: Calculate, match: re.Match[str]) -> Point | None:
    x, y, z = match.groups()
    for base in (*_bases_beside(match), 10):
        if stands_in(base, x, y, z) and calculate(int(x, base), int(y, base)) == int(z, base):
            return {"digits": max(len(x.lstrip("0")), len(y.lstrip("0")), 1), "base": base}
    return None


def _bases_beside(match: re.Match[str]) -> list[int]:
    """Bases that are named in the 60 characters before, the 20 after, or as subscripts; the nearest first."""
    text, start, end = match.string, match.start(), match.end()
    marked = [int(base) for base in re.findall(r"_\{?(\d\d?)", match[0]) if 2 <= int(base) <= 36]
    after = re.match(r"_\{?(\d\d?)|\W{0,3}(?:\bin |using )?", text[end : end + 10])
    tail = BASE_PHRASE.match(text, end + (after.end() if after else 0), end + 20)
    before = list(BASE_PHRASE.finditer(text, max(0, start - 60), start))
    named = [named_base(one) for one in ([tail] if tail else []) + before[::-1]]
    return marked + [base for base in named if base is not None]


class _Digits(Family):
    """What sums and products share: the question, the answer in base 10, the check."""

    sign: ClassVar[str]
    answer = "integer"
    note = "Digits above 9 are written A, B, C, D, E, F."

    def ask(self, x: str, y: str, base: int, calculate: Calculate, **nuisances: float) -> Exercise:
        target = numeral(calculate(int(x, base), int(y, base)), base)
        recited = str(calculate(int(x), int(y))) if (x + y).isdigit() else None
        least = base ** (len(x) - 1)
        return Exercise(
            f"All numbers are written in base {base}. What is {x} {self.sign} {y}?",
            target,
            default_answer=None if recited == target else recited,
            nuisances={"numeral_length": len(x), "answer_length": len(target), **nuisances},
            floor=1 / (calculate(least * base - 1, least * base - 1) - calculate(least, least) + 1),
        )

    def check(self, point: Point, rng: random.Random) -> Exercise:
        base = int(point["base"])
        last = rng.randint(1, 7) * base + base - 1
        if rng.random() < 0.5:
            last = rng.randint(1, 7) * base**2 + last
        before, after = numeral(last, base), numeral(last + 1, base)
        return Exercise(
            f"All numbers are written in base {base}. Which number comes next after {before}?",
            after,
            default_answer=str(int(before) + 1) if before.isdigit() and base != 10 else None,
        )


class Addition(_Digits):
    """The sum of two numbers of so many digits in a base."""

    name = "addition"
    title = "Addition over digits and base"
    sign = "+"
    axes = (Axis("digits", "ordered", (1, 2, 3, 4, 5, 6, 8, 12), 2, "digits of each number"), BASE)
    witnesses = _witnesses(r"\+|plus|and", operator.add, "We know that 345 + 271 = 616.")
    matched = ("numeral_length", "answer_length", "carries")

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        digits, base = int(point["digits"]), int(point["base"])
        carries = [rng.random() < 0.5 for _ in range(digits)]
        if digits > 1:
            carries[rng.randrange(digits)] = True  # without a carry the sum is the same in every base
        columns = [_column(rng, carry, leading=place == 0) for place, carry in enumerate(carries)]
        raised = 8 if base > 11 else 0
        upper = "".join(
            numeral(a + raised * carry, base) for (a, _), carry in zip(columns, carries, strict=True)
        )
        lower = "".join(str(b) for _, b in columns)
        return self.ask(upper, lower, base, operator.add, carries=sum(carries))


class Multiplication(_Digits):
    """The product of two numbers of so many digits in a base."""

    name = "multiplication"
    title = "Multiplication over digits and base"
    sign = "×"
    axes = (Axis("digits", "ordered", (1, 2, 3, 4, 5, 6), 1, "digits of each number"), BASE)
    witnesses = _witnesses(
        r"[×x*·]|\\times|\\cdot|times|multiplied by", operator.mul, "So 12 x 34 = 408, of course."
    )
    matched = ("numeral_length",)

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        digits, base = int(point["digits"]), int(point["base"])
        while True:
            x, y = (_numeral(rng, digits) for _ in range(2))
            if len({numeral(int(x, b) * int(y, b), b) for b in BASES}) == len(
                BASES
            ):  # told apart from the usual answer
                return self.ask(x, y, base, operator.mul)


def _column(rng: random.Random, carry: bool, *, leading: bool) -> tuple[int, int]:
    return rng.choice(CARRYING if carry else LEADING if leading else QUIET)


def _numeral(rng: random.Random, digits: int) -> str:
    """Digits that stand in every base."""
    return str(rng.randint(1, 7)) + "".join(str(rng.randint(0, 7)) for _ in range(digits - 1))
