"""Which stretches of a text stand in the corpus, word for word: the spans a reader sees underlined."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from farfield.records import Unit
from farfield.text.words import word_spans
from farfield.words.copied import BYTES_PER_WORD

SHORTEST_SPAN = 3
"""Words. Shorter matches are chance in any large corpus, and would underline everything."""
_WIDE = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Span:
    """A maximal span: characters of the text, its words, how often the corpus holds it."""

    start: int
    end: int
    words: int
    count: int


def maximal_spans(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(first word, words) of every span of the corpus that no longer one contains.

    `lengths[i]` is the number of words of the longest corpus span that starts at word i; a span is
    maximal where it ends later than the one that starts a word before.
    """
    reached = 0
    for first, words in enumerate(lengths):
        if first + words > reached:
            if words:
                yield first, words
            reached = first + words


def spans_of(text: str, lengths: Sequence[int], counts: Sequence[int], unit: Unit) -> list[Span]:
    """The maximal spans of at least SHORTEST_SPAN words, in order of their start.

    Where lengths and text do not belong together (a text the scan cut), nothing is claimed.
    """
    shortest = SHORTEST_SPAN if unit != "byte" else BYTES_PER_WORD * SHORTEST_SPAN
    if max(lengths, default=0) < min(shortest, len(lengths)) or not lengths:
        return []
    bounds = word_spans(text, unit)
    if len(bounds) != len(lengths):
        return []
    return [
        Span(bounds[first][0], bounds[first + words - 1][1], words, counts[first])
        for first, words in maximal_spans(lengths)
        if words >= min(shortest, len(lengths))
    ]


class Utf16:
    """Python counts characters, a browser counts UTF-16 units; the two part after the first emoji."""

    def __init__(self, text: str) -> None:
        self._wide = [] if text.isascii() else [found.start() for found in _WIDE.finditer(text)]

    def offset(self, at: int) -> int:
        return at + bisect_left(self._wide, at)
