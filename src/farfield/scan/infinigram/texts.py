"""The texts of the items, and the spans of raw text that their words stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from farfield.records import Unit
from farfield.scan.infinigram.index import SpanIndex
from farfield.scan.infinigram.lengths import Longest, longest_spans
from farfield.text.words import word_spans


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
