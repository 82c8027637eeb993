"""How much of a text is in scripts without spaces."""

from __future__ import annotations

from collections.abc import Iterable

from farfield.text.characters import SINGLE, kinds
from farfield.text.words import split_words


def share_without_spaces(texts: Iterable[str]) -> float:
    """The share of the texts' words that are characters of scripts without spaces; 0 where there are no words."""
    total = single = 0
    for text in texts:
        words = split_words(text)
        total += len(words)
        if not text.isascii():
            single += sum(kinds()[ord(word[0])] == SINGLE for word in words)
    return single / total if total else 0.0
