"""Code completion over the number of statements and the names of identifiers.

A short Python function and the beginning of an assertion about its result. Twins are the same program with other names:
single letters, strings without sense, or the usual names with the two parameters' exchanged. Who reads the exchanged
names as usual gives the default answer. Programs are carried out by `run`, on the statements that they were written
from; text is never executed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import NamedTuple

from farfield.families.axes import Axis, Point
from farfield.families.family import Exercise, Family, Witness


class Names(NamedTuple):
    """The identifiers of a program: its function, two parameters and the variable of the result."""

    function: str
    first: str
    second: str
    result: str


class Statement(NamedTuple):
    """`result = result SIGN operand`; the operand is a number, or a parameter by its place."""

    sign: str
    operand: int
    parameter: int | None = None


USUAL = (
    Names("total_price", "price", "count", "total"),
    Names("perimeter", "width", "height", "length"),
    Names("final_score", "points", "bonus", "score"),
    Names("travel_time", "distance", "delay", "time"),
    Names("net_income", "salary", "tax", "income"),
    Names("room_size", "rows", "seats", "size"),
)
_CONSONANTS = "bcdfghjklmnpqrstvwxz"


def rename(usual: Names, world: str, rng: random.Random) -> Names:
    """The names of a program in another world. Draws the same from `rng` whatever the world."""
    nonsense = Names(*("".join(rng.sample(_CONSONANTS, 5)) for _ in usual))
    if world == "letters":
        return Names("f", "a", "b", "c")
    if world == "exchanged":
        return Names(usual.function, usual.second, usual.first, usual.result)
    return nonsense if world == "nonsense" else usual


def run(statements: Sequence[Statement], arguments: tuple[int, int]) -> int:
    """What a program returns: the first parameter, changed by one statement after another."""
    value = arguments[0]
    for sign, number, parameter in statements:
        operand = number if parameter is None else arguments[parameter]
        value = value + operand if sign == "+" else value - operand if sign == "-" else value * operand
    return value


def write(names: Names, statements: Sequence[Statement]) -> str:
    """The program as Python, a statement a line."""
    lines = [f"def {names.function}({names.first}, {names.second}):", f"    {names.result} = {names.first}"]
    for sign, number, parameter in statements:
        operand = number if parameter is None else (names.first, names.second)[parameter]
        lines.append(f"    {names.result} = {names.result} {sign} {operand}")
    return "\n".join([*lines, f"    return {names.result}"])


_NAME = r"[a-z_]{1,40}"
_PROGRAM = re.compile(
    rf"def ({_NAME})\(({_NAME}), ?({_NAME})\):\n"
    rf"((?: {{2,8}}{_NAME} = [^\n=]{{1,80}}\n){{1,40}}) {{2,8}}return ({_NAME})\b"
)


def _read(match: re.Match[str]) -> Point | None:
    names = Names(match[1], match[2], match[3], match[5])
    lines = match[4].count("\n") - 1
    if any(Names(one.function, one.second, one.first, one.result) == names for one in USUAL):
        world = "exchanged"
    elif all(len(name) == 1 for name in names):
        world = "letters"
    elif not any(set(name) & set("aeiouy_") for name in names):
        world = "nonsense"
    else:
        world = "usual"
    return {"statements": lines, "names": world} if lines else None


class CodeCompletion(Family):
    """What a short function returns, over how many statements it has and what its names are."""

    name = "code_completion"
    title = "Code completion over statements and the names of identifiers"
    axes = (
        Axis("statements", "ordered", (1, 2, 3, 4, 6, 8, 12), 2, "statements that change the result"),
        Axis(
            "names",
            "categorical",
            ("usual", "letters", "nonsense", "exchanged"),
            "usual",
            "how things are called",
        ),
    )
    answer = "integer"
    matched = ("statements", "answer_length", "result")
    note = "Complete the last line with the number that makes it true."
    witnesses = (
        Witness(
            _PROGRAM,
            _read,
            "def perimeter(width, height):\n    length = width\n    length = length * 2\n    return length\n",
        ),
    )

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        statements = self._statements(int(point["statements"]), rng)
        usual = rng.choice(USUAL)
        first, second = rng.sample(range(2, 20), 2)
        return self._exercise(point, rename(usual, str(point["names"]), rng), statements, (first, second))

    def check(self, point: Point, rng: random.Random) -> Exercise:
        """A program that returns its first argument and does nothing to it."""
        usual = rng.choice(USUAL)
        first, second = rng.sample(range(2, 20), 2)
        return self._exercise(point, rename(usual, str(point["names"]), rng), [], (first, second))

    @staticmethod
    def _statements(number: int, rng: random.Random) -> list[Statement]:
        """Each adds, subtracts or doubles; one of them takes the second parameter."""
        found: list[Statement] = []
        for _ in range(number):
            sign = rng.choice("++-*") if len(found) < 4 else rng.choice("+-")  # so that results stay small
            found.append(Statement(sign, 2 if sign == "*" else rng.randint(1, 9)))
        found[rng.randrange(number)] = Statement(rng.choice("+-"), 0, parameter=1)
        return found

    @staticmethod
    def _exercise(
        point: Point, names: Names, statements: Sequence[Statement], arguments: tuple[int, int]
    ) -> Exercise:
        target = run(statements, arguments)
        recited = run(statements, arguments[::-1]) if point["names"] == "exchanged" else target
        call = f"{names.function}({arguments[0]}, {arguments[1]})"
        return Exercise(
            f"{write(names, statements)}\n\nassert {call} ==",
            str(target),
            default_answer=None if recited == target else str(recited),
            nuisances={
                "statements": len(statements),
                "answer_length": len(str(abs(target))),
                "result": target,
            },
            floor=0.01,
        )
