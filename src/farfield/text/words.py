"""What a word is, in every script: the one definition, for items, documents, answers and reports.

What shows nothing is dropped and the text composed (NFC); then a word is one character of a script without spaces, or
a run of other characters that Python's `\\w` matches, each with the combining marks behind it, case-folded.

Documents are split by the compiled twin in `farfield.kernel.words.split`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import groupby

from farfield.records import Unit
from farfield.text.characters import LETTER, MARK, SINGLE, UNSEEN, ranges_of

SOFT_HYPHEN = "\N{SOFT HYPHEN}"
MANY_MARKS = 32
"""Python puts marks in order by insertion, which takes the square of their number: longer runs are sorted first."""

LAST_OF_PLANE_0 = 0xFFFF
"""Patterns look such characters up, and compare later ones with every range."""

_ASCII = re.compile(r"\w+", re.ASCII)
_LATER = re.compile("[\U00010000-\U0010ffff]")
_IS_LATER = f"(?={_LATER.pattern})"


class _Patterns:
    """Patterns of words, each made when it is first asked for; `beyond`: for texts that hold later planes.

    `unseen`: what is dropped, and a line break behind a soft hyphen, where a word goes on in the next line.
    `word`: of a text without these. `span`: the same word in a text with them. `marks`: a long run.
    """

    def __init__(self, beyond: bool) -> None:
        self._beyond = beyond

    @cached_property
    def unseen(self) -> re.Pattern[str]:
        return re.compile(rf"{SOFT_HYPHEN}\r?\n|{_one(self._beyond, UNSEEN)}")

    @cached_property
    def word(self) -> re.Pattern[str]:
        inside, behind = _some(self._beyond, LETTER, MARK), _some(self._beyond, MARK)
        return re.compile(f"{_one(self._beyond, SINGLE)}{behind}|{_one(self._beyond, LETTER)}{inside}")

    @cached_property
    def span(self) -> re.Pattern[str]:
        wrapped = rf"(?:(?<={SOFT_HYPHEN})\r?\n"
        inside, behind = _some(self._beyond, LETTER, MARK, UNSEEN), _some(self._beyond, MARK, UNSEEN)
        single, letter = _one(self._beyond, SINGLE), _one(self._beyond, LETTER)
        return re.compile(f"{single}{behind}{wrapped}{behind})*|{letter}{inside}{wrapped}{inside})*")

    @cached_property
    def marks(self) -> re.Pattern[str]:
        return re.compile(f"{_one(self._beyond, MARK)}{{{MANY_MARKS},}}")


def split_words(text: str, unit: Unit = "word") -> list[str]:
    """The words of a text, case-folded; with unit "byte", one Latin-1 character for each UTF-8 byte."""
    if unit == "byte":
        return list(text.encode("utf-8", "surrogatepass").decode("latin-1"))
    if text.isascii():  # one fold for all, as what is no letter stays as it is
        return _ASCII.findall(text.lower())
    composed = compose(text)
    return [word.casefold() for word in _patterns_for(composed).word.findall(composed)]


def word_spans(text: str, unit: Unit = "word") -> list[tuple[int, int]]:
    """Where each word of `split_words` stands in the text as it is, in characters [start, end).

    What shows nothing belongs to the word before it.
    """
    if unit == "word":
        pattern = _ASCII if text.isascii() else _patterns_for(text).span
        return [match.span() for match in pattern.finditer(text)]
    widths = [len(char.encode("utf-8", "surrogatepass")) for char in text]
    return [(at, at + 1) for at, width in enumerate(widths) for _ in range(width)]


def compose(text: str) -> str:
    """The text without what shows nothing, composed (NFC): the same for all texts that are the same to a reader."""
    if text.isascii():
        return text
    patterns = _patterns_for(text)
    visible = patterns.unseen.sub("", text)
    return unicodedata.normalize("NFC", patterns.marks.sub(_sorted_marks, visible))


@lru_cache(maxsize=1 << 16)
def is_one_word(before: str, after: str) -> bool:
    """Whether of two neighbouring characters the second goes on in the word of the first."""
    return len(word_spans(before)) == 1 and word_spans(before + after) == [(0, 2)]


def _sorted_marks(run: re.Match[str]) -> str:
    """Combining marks in canonical order: by their class, but none may pass one of class 0."""
    marks = "".join(unicodedata.normalize("NFD", mark) for mark in run.group())
    stretches = groupby(marks, key=lambda mark: unicodedata.combining(mark) == 0)
    return "".join(
        "".join(stretch if stays else sorted(stretch, key=unicodedata.combining))
        for stays, stretch in stretches
    )


def _patterns_for(text: str) -> _Patterns:
    return _patterns(_LATER.search(text) is not None)


@lru_cache(maxsize=2)
def _patterns(beyond: bool) -> _Patterns:
    return _Patterns(beyond)


def _one(beyond: bool, *kinds: int) -> str:
    """A pattern of one character of these kinds; `beyond`: or of a later plane."""
    first, later = _classes(kinds)
    return f"(?:{first}|{later})" if beyond else first


def _some(beyond: bool, *kinds: int) -> str:
    """A pattern of any number of them."""
    first, later = _classes(kinds)
    return f"(?:{first}+|{later})*" if beyond else f"{first}*"


def _classes(kinds: Sequence[int]) -> tuple[str, str]:
    """Patterns of one character of plane 0, and of the later ones, whose many ranges nothing else is compared with."""
    ranges = ranges_of(*kinds)
    written = [f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in ranges]
    later = bisect_left(ranges, (LAST_OF_PLANE_0,))
    return f"[{''.join(written[:later])}]", f"{_IS_LATER}[{''.join(written[later:])}]"
