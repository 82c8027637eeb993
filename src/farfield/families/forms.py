"""Parts of patterns that several families' witnesses share."""

from __future__ import annotations

ANSWER = r"\s{0,3}(?:(?:Answer|A):)?\s{0,3}"
"""Between a question and what answers it."""

COUNTS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
}  # fmt: skip

COUNT = rf"(\d{{1,4}}|{'|'.join(COUNTS)})"
"""A number in digits, or a small one in words; one group, which `count` reads."""


def count(text: str) -> int:
    """How many a text says, as a numeral or as a word."""
    return COUNTS[text.lower()] if text.lower() in COUNTS else int(text)
