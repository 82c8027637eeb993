"""Choosing among options: how they are asked, and which one an answer chooses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_uppercase as LETTERS

from farfield.families.plain import unmark

_AT_START = re.compile(
    r"^\W{0,4}(?:(?:option|choice|letter)\s+)?([A-Z])(?:\s*$|\)?\s*[).,](?!\w))", re.IGNORECASE
)
_NAMED = re.compile(
    r"\b(?:is|be|choose|pick|option|choice|letter|select)\s+\(?([A-Z])\b(?:\)|\s*[.,;:]|\s*$)"
)
_LONGEST = 200


def listed(options: Sequence[str]) -> str:
    """The options below each other: `A) ...`."""
    return "\n".join(f"{letter}) {option}" for letter, option in zip(LETTERS, options, strict=False))


def read_choice(text: str, *, told: bool) -> str | None:
    """The letter that stands where an answer begins, or that is named; without one the text, which may be an option's.

    None where several letters stand there, as where the options are said again.
    """
    lines = [unmark(line).strip() for line in text.splitlines() if line.strip()]
    lines = lines[:1] if told else lines
    for letters in (
        {match[1].upper() for line in lines if (match := _AT_START.match(line))},
        {found for line in lines for found in _NAMED.findall(line)},
    ):
        if letters:
            return letters.pop() if len(letters) == 1 else None
    return " ".join(lines)[:_LONGEST] or None


def chosen(answer: str | None, options: Sequence[str]) -> int | None:
    """Which of the options an answer of `read_choice` names, by its letter or by its text; None for none or several."""
    if answer is None:
        return None
    if len(answer) == 1 and answer.upper() in LETTERS[: len(options)]:
        return LETTERS.index(answer.upper())
    said = [
        at
        for at, option in enumerate(options)
        if re.search(rf"(?<!\w){re.escape(option)}(?!\w)", answer, re.IGNORECASE)
    ]
    return said[0] if len(said) == 1 else None
