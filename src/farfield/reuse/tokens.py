"""Tokens of code as numbers: names, numbers and single signs, in any language.

One number for all quotes and none for white space, so that a fix typed again with other quotes and indentation is the
same. Only the submission's tokens have numbers: everything else that a transcript holds is 0, which equals nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from farfield.reuse.lines import Line, Mark

Numbers = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

TOKEN = re.compile(r"[^\W\d]\w*|\d+(?:\.\d+)*\w*|[^\w\s]|\n")
"""No grammar: fragments of any language, prose and diffs come apart in the same way. Line ends are told, to be counted
and left out.
"""
QUOTES = "'\"`‘’“”"
QUOTE = '"'
BREAK = "\x00"
"""Put between lines that did not stand beside each other: nothing equals it."""
NEWLINE = -1
UNKNOWN = 0


def tokens_of(text: str) -> list[str]:
    """The tokens of a text without its line ends."""
    return [QUOTE if token in QUOTES else token for token in TOKEN.findall(text) if token != "\n"]


class Vocabulary:
    """The numbers of the tokens of a submission, from 1."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.names: list[str] = ["", *dict.fromkeys(tokens)]
        self._numbers = {name: at for at, name in enumerate(self.names)}
        if QUOTE in self._numbers:
            self._numbers.update(dict.fromkeys(QUOTES, self._numbers[QUOTE]))
        self._numbers["\n"] = NEWLINE
        self._numbers[BREAK] = UNKNOWN

    def read(self, lines: Sequence[Line]) -> Stream:
        """The tokens of some lines of a text."""
        found = TOKEN.findall("\n".join(line.text for line in lines))
        get = self._numbers.get
        told = np.fromiter((get(token, UNKNOWN) for token in found), np.int32, len(found))
        ends = told == NEWLINE
        at_line = np.cumsum(ends, dtype=np.int32)[~ends]
        return Stream(told[~ends], at_line, lines)


@dataclass(frozen=True)
class Stream:
    """The tokens of a text in order: `numbers`, and for each the place of its line in `lines`."""

    numbers: Numbers
    at_line: Numbers
    lines: Sequence[Line]

    def marked(self, *marks: Mark) -> Flags:
        """Which tokens stand on lines of these marks."""
        flags = np.fromiter((line.mark in marks for line in self.lines), np.bool_, len(self.lines))
        return flags[self.at_line] if len(self.at_line) else np.zeros(0, np.bool_)
