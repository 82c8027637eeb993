"""Shift ciphers over length, shift and direction.

A shift of 13 forward, rot13, is the usual world: the one that texts on the web show most (McCoy et al. 2023, arXiv
2309.13638). Twins move the same letters by another shift or in the other direction. The letters are drawn at random, so
that no answer is a word that could be guessed from a part of it.
"""

from __future__ import annotations

import random
import re
from string import ascii_lowercase as LETTERS

from farfield.families.axes import Axis, Point
from farfield.families.family import Exercise, Family, Witness
from farfield.families.forms import ANSWER, COUNT, count

_ASKED = re.compile(
    rf"'([a-z]{{1,64}})' become when each letter moves {COUNT} places? (forward|backward)[^?\n]{{0,60}}\?"
    rf"{ANSWER}'?([a-z]{{1,64}})\b"
)
_PAIR = re.compile(
    r"\b([a-z]{4,32})['\"]? ?(?:->|=>|→|becomes|is encoded as|encodes to) ?['\"]?([a-z]{4,32})\b"
)
_ROT = re.compile(r"\brot[- ]?([1-9]|1\d|2[0-5])\b", re.IGNORECASE)
_PLACES = re.compile(
    rf"\b(?:shift|mov|rotat)(?:s|ed|e|ing)?\b[^.\n]{{0,40}}?\b(?:letters?|alphabet)\b[^.\n]{{0,20}}?"
    rf"\b{COUNT} (?:places|positions|letters|steps)(?: to the)?(?: (forwards?|right|backwards?|left))?",
    re.IGNORECASE,
)
_CAESAR = re.compile(
    rf"\b(?:Caesar|shift) cipher (?:with|using|of) (?:an? )?(?:shift|key|offset) (?:of )?{COUNT}\b", re.I
)


def shifted(text: str, shift: int) -> str:
    """Lower-case letters moved `shift` places on, from z on to a."""
    turn = shift % 26
    return text.translate(str.maketrans(LETTERS, LETTERS[turn:] + LETTERS[:turn]))


def _read_asked(match: re.Match[str]) -> Point | None:
    text, shift, direction, answer = match[1], count(match[2]), match[3], match[4]
    if shifted(text, shift if direction == "forward" else -shift) != answer:
        return None
    return {"length": len(text), "shift": shift, "direction": direction}


def _read_pair(match: re.Match[str]) -> Point | None:
    """Two words of which one is the other moved; which way is a matter of words, so it is told as forward."""
    moved = {(ord(b) - ord(a)) % 26 for a, b in zip(match[1], match[2], strict=False)}
    if len(match[1]) != len(match[2]) or len(moved) != 1 or moved == {0}:
        return None
    return {"length": len(match[1]), "shift": moved.pop(), "direction": "forward"}


def _read_shift(match: re.Match[str]) -> Point | None:
    shift = count(match[1])
    return {"shift": shift} if 1 <= shift <= 25 else None


def _read_places(match: re.Match[str]) -> Point | None:
    shift, way = _read_shift(match), (match[2] or "").lower()
    if shift is None or not way:
        return shift
    return {**shift, "direction": "forward" if way.startswith(("forward", "right")) else "backward"}


class ShiftCipher(Family):
    """A word with each letter moved along the alphabet, to be written or read."""

    name = "shift_cipher"
    title = "Shift ciphers over length, shift and direction"
    axes = (
        Axis("length", "ordered", (2, 3, 4, 5, 6, 8, 12, 16), 3, "letters of the text"),
        Axis(
            "shift",
            "categorical",
            (1, 2, 3, 5, 8, 11, 12, 13, 14, 19, 25),
            13,
            "places that each letter moves",
        ),
        Axis("direction", "categorical", ("forward", "backward"), "forward", "the way in which it moves"),
    )
    answer = "word"
    matched = ("length",)
    witnesses = (
        Witness(
            _ASKED,
            _read_asked,
            "What does 'dig' become when each letter moves 2 places forward in the alphabet?\nAnswer: fki",
        ),
        Witness(_PAIR, _read_pair, "the word hello -> khoor"),
        Witness(_ROT, _read_shift, "posted in ROT13, as usual"),
        Witness(_PLACES, _read_places, "It shifts every letter of the text by three places to the right."),
        Witness(_CAESAR, _read_shift, "a Caesar cipher with a shift of 7"),
    )

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        return self._exercise("".join(rng.choices(LETTERS, k=int(point["length"]))), point)

    def check(self, point: Point, rng: random.Random) -> Exercise:
        """One letter from the middle of the alphabet, so that no shift but a long one passes z or a."""
        return self._exercise(rng.choice(LETTERS[8:18]), point)

    def _exercise(self, text: str, point: Point) -> Exercise:
        shift, direction = int(point["shift"]), point["direction"]
        target = shifted(text, shift if direction == "forward" else -shift)
        recited = shifted(text, 13)
        return Exercise(
            f"What does '{text}' become when each letter moves {shift} place{'s' if shift > 1 else ''} {direction} "
            "in the alphabet, where a and z are neighbours?",
            target,
            default_answer=None if recited == target else recited,
            nuisances={"length": len(text), "wraps": self._wraps(text, target, direction == "forward")},
            floor=26.0 ** -len(text),
        )

    @staticmethod
    def _wraps(text: str, target: str, forward: bool) -> int:
        """Letters that pass from z to a, or from a to z."""
        return sum((b < a) == forward for a, b in zip(text, target, strict=True))
