"""Composition of named string functions over depth and the set of functions that meet.

A question defines two functions and applies them in turn. Which two they are is a compositional axis: a corpus may show
each of them and never both together. Every definition has seven words and no function changes the length, so that twins
are questions of equal length with answers of equal length.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from itertools import combinations
from string import ascii_lowercase as LETTERS

from farfield.families.axes import ATOM_SEPARATOR, Axis, Point
from farfield.families.ciphers import shifted
from farfield.families.family import Exercise, Family, Witness
from farfield.families.forms import ANSWER

WORD_LENGTH = 5


def _pairs(text: str) -> str:
    return re.sub(r"(.)(.)", r"\2\1", text)


FUNCTIONS: dict[str, tuple[str, Callable[[str], str]]] = {
    "rev": ("puts all letters in the reverse order", lambda text: text[::-1]),
    "rot": ("moves the first letter to the end", lambda text: text[1:] + text[:1]),
    "back": ("moves the last letter to the front", lambda text: text[-1:] + text[:-1]),
    "flip": ("exchanges the first and the last letter", lambda text: text[-1] + text[1:-1] + text[0]),
    "pair": ("exchanges the letters of each neighbouring pair", _pairs),
    "next": ("puts the next letter for each letter", lambda text: shifted(text, 1)),
}
"""What each does, in words and to a text of at least two letters."""

SETS = tuple(ATOM_SEPARATOR.join(pair) for pair in combinations(FUNCTIONS, 2))

_NAME = rf"(?:{'|'.join(FUNCTIONS)})"
_CALLS = rf"((?:{_NAME}\(){{1,32}})'([a-z]{{2,32}})'\){{1,32}}"
_ASKED = re.compile(
    rf"Let ({_NAME}) be what [a-z ]{{10,60}}, and ({_NAME}) what [a-z ]{{10,60}}\. What is {_CALLS}\?"
    rf"{ANSWER}'?([a-z]{{1,32}})"
)
_EQUATION = re.compile(rf"(?<!\w){_CALLS} ?(?:==?|is|gives) ?'([a-z]{{2,32}})'")


def apply(names: list[str], text: str) -> str:
    """The functions in turn, the last one first, as calls are written."""
    for name in reversed(names):
        text = FUNCTIONS[name][1](text)
    return text


def _read_calls(calls: str, text: str, result: str, defined: set[str]) -> Point | None:
    names = calls.strip("(").split("(")
    if apply(names, text) != result or not set(names) <= (defined or set(names)):
        return None
    atoms = defined or set(names)
    return {"depth": len(names), "set": ATOM_SEPARATOR.join(name for name in FUNCTIONS if name in atoms)}


class StringFunctions(Family):
    """What named string functions make of a word, one after the other."""

    name = "string_functions"
    title = "Composition of string functions over depth and set"
    axes = (
        Axis("depth", "ordered", (1, 2, 3, 4, 5, 6, 8), 2, "how often a function is applied"),
        Axis("set", "compositional", SETS, SETS[0], "which functions meet"),
    )
    answer = "word"
    matched = ("answer_length", "words")
    witnesses = (
        Witness(
            _ASKED,
            lambda match: _read_calls(match[3], match[4], match[5], {match[1], match[2]}),
            "Let rev be what puts all letters in the reverse order, and rot what moves the first letter to the end. "
            "What is rot(rev('abcde'))?\nAnswer: dcbae",
        ),
        Witness(
            _EQUATION,
            lambda match: _read_calls(match[1], match[2], match[3], set()),
            "then rev(next('abc')) = 'dcb', as it should be",
        ),
    )

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        depth, pair = int(point["depth"]), str(point["set"]).split(ATOM_SEPARATOR)
        slots = [rng.randrange(2) for _ in range(depth)]
        if depth > 1 and len(set(slots)) == 1:
            slots[rng.randrange(depth)] ^= 1  # both of them are needed
        text = "".join(rng.sample(LETTERS, WORD_LENGTH))
        return self._exercise(pair, [pair[slot] for slot in slots], text)

    def check(self, point: Point, rng: random.Random) -> Exercise:
        """One of the two, once, on a short text."""
        pair = str(point["set"]).split(ATOM_SEPARATOR)
        return self._exercise(pair, [rng.choice(pair)], "".join(rng.sample(LETTERS, 3)))

    def _exercise(self, pair: list[str], names: list[str], text: str) -> Exercise:
        first, second = (f"{name} be what {FUNCTIONS[name][0]}" for name in pair)
        question = (
            f"Let {first}, and {second.replace(' be', '')}. "
            f"What is {'('.join(names)}('{text}'{')' * len(names)}?"
        )
        return Exercise(
            question,
            apply(names, text),
            nuisances={"answer_length": len(text), "words": len(question.split())},
            floor=26.0 ** -len(text) if "next" in pair else 1 / 120,
        )
