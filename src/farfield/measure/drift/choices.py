"""Answers that are letters of choices: the text of the choice that the question gives for it."""

from __future__ import annotations

import re

from farfield.logs.offered_choices import LETTERS, lettered

_LETTER = re.compile(r"(?i)(?:(?:the )?(?:correct |final )?answer(?: is)?:?\s*)?\W*([A-Z])\W*")


def in_words(output: str, question: str) -> str:
    """The text of the choice whose letter the output is; else the output as it is."""
    letter = _LETTER.fullmatch(output.strip())
    texts = lettered(question) if letter else []
    at = LETTERS.index(letter[1].upper()) if letter else 0
    return texts[at] if at < len(texts) else output
