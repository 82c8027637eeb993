"""What each character is to a word: part of one, a word by itself, joined to the one before, or none of it."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from farfield.text.ranges import INVISIBLE, SPACELESS, Ranges

APART, LETTER, SINGLE, MARK, UNSEEN = range(5)
"""Kinds: what stands in no word; what Python's `\\w` matches; the same of a script without spaces, a word by itself; a
combining mark (Mn, Mc), part of the word before it; and what shows nothing and is dropped."""

TATWEEL = 0x640
"""Stretches an Arabic word to fill a line and means nothing."""

_MARKS_UPTO = 0x20000  # no later plane has combining marks but variation selectors, which show nothing
_WORDS_UPTO, _UNICODE = 0x34000, 17  # in versions of Unicode up to that one nothing beyond stands in a word


@lru_cache(maxsize=1)
def kinds() -> NDArray[np.uint8]:
    """The kind of each code point, by the running Python's Unicode."""
    later = int(unicodedata.unidata_version.partition(".")[0]) > _UNICODE
    every = characters(0, sys.maxunicode if later else _WORDS_UPTO)
    found = np.full(sys.maxunicode + 1, APART, np.uint8)
    for run in re.finditer(r"\w+", every):
        found[run.start() : run.end()] = LETTER
    for first, last in SPACELESS:
        part = found[first : last + 1]
        part[part == LETTER] = SINGLE
    others = np.flatnonzero(found[:_MARKS_UPTO] == APART).tolist()  # no mark is a letter or a digit
    found[[code for code in others if unicodedata.category(every[code]) in ("Mn", "Mc")]] = MARK
    for first, last in (*INVISIBLE, (TATWEEL, TATWEEL)):
        found[first : last + 1] = UNSEEN
    return found


def characters(first: int, last: int) -> str:
    """All from one code point to another."""
    return np.arange(first, last + 1, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")


def ranges_of(*wanted: int) -> Ranges:
    """The code points of these kinds."""
    ranges: list[tuple[int, int]] = []
    for first, last, kind in _runs():
        if kind in wanted:
            before = ranges.pop() if ranges and ranges[-1][1] == first - 1 else (first, last)
            ranges.append((before[0], last))
    return tuple(ranges)


@lru_cache(maxsize=1)
def _runs() -> list[tuple[int, int, int]]:
    """Runs of code points of a kind: the first and the last of each, and the kind."""
    every = kinds()
    begins = np.r_[0, np.flatnonzero(every[1:] != every[:-1]) + 1]
    ends = np.r_[begins[1:], len(every)] - 1
    return list(zip(begins.tolist(), ends.tolist(), every[begins].tolist(), strict=True))
