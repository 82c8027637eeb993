"""The room of a lead: how its words and numbers are counted, and what goes first where there is too little."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

MOST_WORDS = 100
MOST_NUMBERS = 12
STEP = (
    2  # how much more a text is worth for each time that it was made shorter, so that all give way by turns
)

Part = Literal["what", "where", "more"]
PARTS: tuple[Part, ...] = ("what", "where", "more")

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Telling:
    """One thing that a lead says, from the fullest text to the barest; an empty last one may be left out.

    `worth`: how late it gives way to others.
    """

    part: Part
    texts: tuple[str, ...]
    worth: int


def count_words(text: str) -> int:
    """Words as they stand between spaces: a percent sign after its number is one."""
    return len(text.split())


def count_numbers(text: str) -> int:
    """Numbers in digits, those in names too."""
    return len(_NUMBER.findall(text))


def fits(text: str) -> bool:
    """Whether a lead may be as long as this and hold as many numbers."""
    return count_words(text) <= MOST_WORDS and count_numbers(text) <= MOST_NUMBERS


def fit(tellings: Sequence[Telling]) -> list[str]:
    """A text for each, the fullest for which there is room: the least worth gives way first, step by step.

    What gave way in vain, as another step made more room than was needed, comes back: the most worth first.
    """
    taken = [0] * len(tellings)
    while not fits(" ".join(_chosen(tellings, taken))):
        able = [at for at, one in enumerate(tellings) if taken[at] + 1 < len(one.texts)] or _spare(
            tellings, taken
        )
        taken[min(able, key=lambda at: (tellings[at].worth + STEP * taken[at], -at))] += 1
    for at in sorted(range(len(tellings)), key=lambda at: -tellings[at].worth):
        taken[at] = next(
            (step for step in range(taken[at]) if _fits_with(tellings, taken, at, step)), taken[at]
        )
    return _chosen(tellings, taken)


def _fits_with(tellings: Sequence[Telling], taken: Sequence[int], at: int, step: int) -> bool:
    """Whether there is room with another text of one of them."""
    return fits(" ".join(_chosen(tellings, [*taken[:at], step, *taken[at + 1 :]])))


def _spare(tellings: Sequence[Telling], taken: Sequence[int]) -> list[int]:
    """Where all are as bare as can be: those that can be left out, as another one answers the same question."""
    told = [at for at, one in enumerate(tellings) if taken[at] < len(one.texts)]
    answered = [tellings[at].part for at in told]
    return [at for at in told if answered.count(tellings[at].part) > 1] or told


def _chosen(tellings: Sequence[Telling], taken: Sequence[int]) -> list[str]:
    """The text that each has come to; empty where it was left out."""
    return ["".join(one.texts[at : at + 1]) for one, at in zip(tellings, taken, strict=True)]
