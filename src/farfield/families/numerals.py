"""Numerals in any base up to 36, and how a text names a base."""

from __future__ import annotations

import re

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "sixteen": 16, "twenty": 20, "octal": 8, "nonary": 9,
    "undecimal": 11, "duodecimal": 12, "hexadecimal": 16, "vigesimal": 20,
}  # fmt: skip
_NAMES = [word for word in WORDS if word.endswith(("al", "ary"))]
_COUNTS = "|".join(word for word in WORDS if word not in _NAMES)

BASE_PHRASE = re.compile(rf"\bbase[- ]?(\d{{1,2}}|{_COUNTS})\b|\b({'|'.join(_NAMES)})\b", re.IGNORECASE)
"""`base 9`, `base-nine`, `octal`."""


def numeral(value: int, base: int) -> str:
    """The digits of a number of at least 0."""
    if base == 10:
        return str(value)
    digits: list[str] = []
    while value or not digits:
        value, digit = divmod(value, base)
        digits.append(SIGNS[digit])
    return "".join(reversed(digits))


def named_base(match: re.Match[str]) -> int | None:
    """The base that a match of BASE_PHRASE names; None where there is no such base."""
    name = (match[1] or match[2]).lower()
    base = int(name) if name.isdigit() else WORDS[name]
    return base if 2 <= base <= 36 else None


def stands_in(base: int, *numerals: str) -> bool:
    """Whether each is a numeral of the base, in upper case."""
    return all(sign in SIGNS[:base] for text in numerals for sign in text)
