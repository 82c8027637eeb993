"""The tables of `farfield.text.ranges`, made from Unicode's data as the package `regex` has it.

`python tests/unicode_ranges.py` prints them for a newer Unicode; tests/test_words.py compares them.
"""

from __future__ import annotations

import regex
from regex import _regex_core

SPACELESS_SCRIPTS = ("Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar")

Ranges = list[tuple[int, int]]


def matching(pattern: str) -> list[int]:
    """The code points whose character a pattern of one character matches."""
    match = regex.compile(pattern, regex.V1).fullmatch
    return [code for code in range(0x110000) if match(chr(code))]


def as_ranges(codes: list[int]) -> Ranges:
    found: Ranges = []
    for code in codes:
        if found and found[-1][1] == code - 1:
            found[-1] = found[-1][0], code
        else:
            found.append((code, code))
    return found


def spaceless_ranges() -> Ranges:
    """Characters whose Script is one of these, and of the Common ones those that belong to no other script."""
    own = "".join(rf"\p{{Script={name}}}" for name in SPACELESS_SCRIPTS)
    extended = "".join(rf"\p{{scx={name}}}" for name in SPACELESS_SCRIPTS)
    shared = matching(rf"[\p{{Script=Common}}&&[{extended}]]")
    others = [regex.compile(rf"\p{{scx={name}}}") for name in _other_scripts()]
    alone = [code for code in shared if not any(other.fullmatch(chr(code)) for other in others)]
    return as_ranges(sorted({*matching(f"[{own}]"), *alone}))


def invisible_ranges() -> Ranges:
    return as_ranges(matching(r"\p{Default_Ignorable_Code_Point}"))


def _other_scripts() -> list[str]:
    """One name for each script of Unicode but these."""
    numbers: dict[str, int] = _regex_core.PROPERTIES["SCRIPTEXTENSIONS"][1]
    left_out = {numbers[name.upper()] for name in (*SPACELESS_SCRIPTS, "Common", "Inherited", "Unknown")}
    return list({number: name for name, number in numbers.items() if number not in left_out}.values())


def show(name: str, ranges: Ranges) -> str:
    pairs = [f"({first:#x}, {last:#x})," for first, last in ranges]
    lines = ["    " + " ".join(pairs[at : at + 5]) for at in range(0, len(pairs), 5)]
    return "\n".join([f"{name}: Ranges = (", *lines, ")  # fmt: skip"])


if __name__ == "__main__":
    print(show("SPACELESS", spaceless_ranges()), show("INVISIBLE", invisible_ranges()), sep="\n\n")
