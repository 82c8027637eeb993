"""What a word is: exactly Python's `[w.casefold() for w in re.findall(r"\\w+", text)]`, in every script.

Items are split here, by Python itself; documents by the compiled twin in `split.py`.
"""

from __future__ import annotations

import re

from farfield.records import Unit

WORD = re.compile(r"\w+")


def split_words(text: str, unit: Unit = "word") -> list[str]:
    """The words of a text, case-folded; with unit "byte", one Latin-1 character for each UTF-8 byte."""
    if unit == "byte":
        return list(text.encode("utf-8", "surrogatepass").decode("latin-1"))
    if text.isascii():  # one fold for all, as what is no letter stays as it is
        return WORD.findall(text.lower())
    return [word.casefold() for word in WORD.findall(text)]


def word_spans(text: str, unit: Unit = "word") -> list[tuple[int, int]]:
    """Where each word of `split_words` stands, in characters [start, end)."""
    if unit == "word":
        return [match.span() for match in WORD.finditer(text)]
    widths = [len(char.encode("utf-8", "surrogatepass")) for char in text]
    return [(at, at + 1) for at, width in enumerate(widths) for _ in range(width)]
