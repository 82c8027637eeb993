"""The longest span of an index at every word of a text, in few questions; the raw text that a span of words stands for.

Of a text's spans, those that occur are closed under cutting: where words [i, j) occur, so do [i + 1, j) and
[i, j - 1). So the ends of the longest spans never go back, and each is found by doubling and halving; between two
spans that stop at the same word, halving finds where the next one begins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from farfield.records import Unit
from farfield.scan.infinigram.index import Count, SpanIndex
from farfield.text.words import word_spans

Ask = Callable[[int, int], Count | None]
"""Occurrences of words [first, end) of a text; None where they cannot be asked for."""


class Longest(NamedTuple):
    """For each word of a text: words of the longest span that starts here, its count, whether that is an estimate.

    `limited`: whether a span could not be asked for, so that a length may be too short. `absent`: whether a span was
    asked for and does not occur.
    """

    lengths: list[int]
    counts: list[int]
    approximate: list[bool]
    limited: bool
    absent: bool


def longest_spans(words: int, ask: Ask) -> Longest:
    """Every span it returns was asked for and occurs. About one question a word, and a few for each longest span.

    An index of tokens may break the rule above where a token reaches across the end of a word; then a longer span
    may be missed.
    """
    return _Search(words, ask).run()


class _Search:
    def __init__(self, words: int, ask: Ask) -> None:
        self._words, self._ask = words, ask
        self._asked: dict[tuple[int, int], Count | None] = {}

    def run(self) -> Longest:
        ends: list[int] = []
        end = 0
        while len(ends) < self._words:
            first = len(ends)
            end = self._reach(first, max(first, end))
            ends.append(end)
            if end > first:
                ends += [end] * (self._next_start(first + 1, end) - first - 1)
        ends = [self._confirm(first, end) for first, end in enumerate(ends)]
        found = [self._count(first, end) or Count(0) for first, end in enumerate(ends)]
        return Longest(
            [end - first for first, end in enumerate(ends)],
            [one.times for one in found],
            [one.approximate for one in found],
            None in self._asked.values(),
            any(found is not None and found.times == 0 for found in self._asked.values()),
        )

    def _count(self, first: int, end: int) -> Count | None:
        if first == end:
            return Count(0)
        if (first, end) not in self._asked:
            self._asked[first, end] = self._ask(first, end)
        return self._asked[first, end]

    def _occurs(self, first: int, end: int) -> bool:
        found = self._count(first, end)
        return found is not None and found.times > 0

    def _reach(self, first: int, known: int) -> int:
        """The end of the longest span from `first` on, where [first, known) is known to occur."""
        step = 1
        while known < self._words:
            beyond = min(known + step, self._words)
            if not self._occurs(first, beyond):
                break
            known, step = beyond, 2 * step
        else:
            return known
        while beyond - known > 1:
            middle = (known + beyond) // 2
            known, beyond = (middle, beyond) if self._occurs(first, middle) else (known, middle)
        return known

    def _next_start(self, low: int, end: int) -> int:
        """The first start in [low, end] whose span goes on beyond `end`; `end` where none does."""
        if end == self._words:
            return end
        high = end
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self._occurs(middle, end + 1) else (middle + 1, high)
        return high

    def _confirm(self, first: int, end: int) -> int:
        """The same end, where the index agrees; else that of a search which asks for every step."""
        return end if first == end or self._occurs(first, end) else self._reach(first, first)


@dataclass(frozen=True, slots=True)
class Text:
    """`raw`: the text in UTF-8. `words`: where each word of `split_words` stands in it, in bytes [start, end)."""

    text: str
    raw: bytes
    words: Sequence[tuple[int, int]]

    def span(self, first: int, end: int) -> bytes:
        """From the start of word `first` to the end of the word before `end`, with all that stands between."""
        return self.raw[self.words[first][0] : self.words[end - 1][1]]


def split_text(text: str, unit: Unit) -> Text:
    """A text with the borders, in bytes of its UTF-8, of each of its words or bytes."""
    raw = text.encode()
    if unit == "byte":
        return Text(text, raw, [(at, at + 1) for at in range(len(raw))])
    size = 0
    bytes_before = [0]
    for char in text:
        size += len(char.encode())
        bytes_before.append(size)
    return Text(text, raw, [(bytes_before[a], bytes_before[b]) for a, b in word_spans(text)])


def measure_text(text: Text, index: SpanIndex) -> Longest:
    """The longest span of the index at every word of the text."""
    return longest_spans(len(text.words), lambda first, end: index.count(text.span(first, end)))
