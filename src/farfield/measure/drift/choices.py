"""Answers that are letters of choices: the text of the choice that the question gives for it."""

from __future__ import annotations

import re

_LETTER = re.compile(r"(?i)(?:(?:the )?(?:correct |final )?answer(?: is)?:?\s*)?\W*([A-H])\W*")
_CHOICE = re.compile(r"(?m)^\s*\(?([A-H])[).:]\s*(\S.*?)\s*$|\(([A-H])\)\s*([^()\n]+)")
FEWEST = 2


def choices_of(question: str) -> dict[str, str]:
    """Letter → text of the choices in a question; empty where it has none."""
    found = {(one[1] or one[3]): (one[2] or one[4]).strip() for one in _CHOICE.finditer(question)}
    return found if len(found) >= FEWEST else {}


def in_words(output: str, question: str) -> str:
    """The text of the choice whose letter the output is; else the output as it is."""
    letter = _LETTER.fullmatch(output.strip())
    return choices_of(question).get(letter[1].upper(), output) if letter else output
