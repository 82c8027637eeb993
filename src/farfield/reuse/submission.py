"""What was handed in: the files of a patch, their new side, and which of its tokens are new lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from farfield.reuse.grams import grams_of
from farfield.reuse.lines import HUNK, Line, plain_text, read_lines
from farfield.reuse.tokens import BREAK, Flags, Numbers, Stream, Vocabulary, tokens_of
from farfield.reuse.words_of_code import is_informative

Part = Literal["product", "tests", "docs"]
PARTS: tuple[Part, ...] = get_args(Part)

_FILE = re.compile(r"^(?:diff --git |--- (?=\S+.*\n\+\+\+ ))", re.MULTILINE)
_NAME = re.compile(r"^\+\+\+ (?:b/)?([^\t\n]+)", re.MULTILINE)
_OLD_NAME = re.compile(r"^(?:--- (?:a/)?([^\t\n]+)|diff --git a/(\S+) )", re.MULTILINE)
_NEW_SIDE = re.compile(r"@@+ .*?\+(\d+)")
_BINARY = re.compile(r"^(?:GIT binary patch|Binary files )", re.MULTILINE)
_TESTS = re.compile(
    r"(?:^|/)(?:tests?|testing|__tests__|specs?|testdata|fixtures|e2e)(?:/|$)|(?:^|/)(?:tests?_[^/]*|tests?|conftest)\.\w+$"
    r"|[^/]*(?:[_.-](?:tests?|spec)|Tests?|TestCase|IT)\.\w+$"
)
_DOCS = re.compile(r"\.(?:md|rst|txt|adoc)$|(?:^|/)(?:docs?|changelog|changes|news)(?:/|$)", re.IGNORECASE)


def part_of(path: str) -> Part:
    """Whether a file is product code, tests or prose, by its path: the verdict is on product code."""
    if _TESTS.search(path):
        return "tests"
    return "docs" if _DOCS.search(path) else "product"


@dataclass(frozen=True)
class SubmittedFile:
    """The new side of a file of a patch. `lines`: added lines and the context that the patch shows, with a BREAK where
    others stand between; `places`: the line of the new file of each. `old`: context and removed lines, which stood in
    the base.
    """

    path: str
    part: Part
    lines: Sequence[Line]
    places: Sequence[int]
    old: Sequence[Line]


@dataclass(frozen=True)
class Submission:
    """What was handed in, as files. `binary`: files of which a patch has no text; `parsed`: whether it is a diff."""

    files: Sequence[SubmittedFile]
    binary: int = 0
    parsed: bool = True

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The numbers of all its tokens."""
        return Vocabulary([token for file in self.files for token in _tokens(file.lines)])

    @cached_property
    def informative(self) -> Flags:
        """For each number of the vocabulary whether that token tells one text from another."""
        names = self.vocabulary.names
        return np.array([bool(name) and is_informative(name) for name in names], np.bool_)

    @cached_property
    def streams(self) -> Sequence[tuple[SubmittedFile, Stream, Flags]]:
        """Each file, its tokens, and which of them are new."""
        found = []
        for file in self.files:
            stream = self.vocabulary.read(file.lines)
            found.append((file, stream, stream.marked("added", "plain")))
        return found

    def new_grams(self) -> Iterator[bytes]:
        """Every gram that holds a token of a new line."""
        for _, stream, added in self.streams:
            for _, gram in grams_of(stream.numbers, where=added):
                yield gram

    @property
    def added_lines(self) -> int:
        """New lines that are not blank."""
        return sum(
            line.mark in ("added", "plain") and bool(line.text.strip())
            for file in self.files
            for line in file.lines
        )


def _tokens(lines: Sequence[Line]) -> list[str]:
    return tokens_of("\n".join(line.text for line in lines))


def read_submission(patch: str) -> Submission:
    """The files of a unified diff; a text that is none is one file without a name, all of it new."""
    text = plain_text(patch)
    cuts = [found.start() for found in _FILE.finditer(text)]
    if not cuts and not (HUNK.search(text) or _BINARY.search(text)):
        lines = [Line(line, "plain", at) for at, line in enumerate(text.split("\n"))]
        return Submission([SubmittedFile("", "product", lines, range(1, len(lines) + 1), [])], parsed=False)
    pieces = _pieces(text, cuts)
    binary = sum(_BINARY.search(piece) is not None for piece in pieces)
    files = [_read_file(piece) for piece in pieces if HUNK.search(piece)]
    return Submission([file for file in files if file.lines], binary)


def _pieces(text: str, cuts: list[int]) -> list[str]:
    """The patch cut before each file: at `diff --git`, or at `---` where a patch has no such line."""
    starts = [at for at in cuts if text.startswith("diff --git ", at)] or cuts or [0]
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _read_file(piece: str) -> SubmittedFile:
    path = _path(piece)
    lines = [line for line in read_lines(piece, exact=False) if line.mark != "plain"]
    new: list[Line] = []
    places: list[int] = []
    for line, place in zip(lines, _places(piece, lines), strict=True):
        if line.mark == "removed":
            continue
        if places and place > places[-1] + 1:  # another hunk: what is between is not in the patch
            new.append(Line(BREAK, "kept", line.number))
            places.append(places[-1])
        new.append(line)
        places.append(place)
    old = [line for line in lines if line.mark != "added"]
    return SubmittedFile(path, part_of(path), new, places, old)


def _path(piece: str) -> str:
    named = _NAME.search(piece)
    if named and named[1] != "/dev/null":
        return named[1].strip().strip('"')
    old = _OLD_NAME.search(piece)
    return (old[1] or old[2]).strip().strip('"') if old else ""


def _places(piece: str, lines: Sequence[Line]) -> list[int]:
    """The line of the new file that each line of the patch is, as the hunks count them."""
    starts = {
        at: int(found[1][:9]) for at, line in enumerate(piece.split("\n")) if (found := _NEW_SIDE.match(line))
    }
    places, place, reached = [], 1, -1
    for line in lines:
        for at in range(reached + 1, line.number):
            place = starts.get(at, place)
        reached = line.number
        places.append(place)
        place += line.mark != "removed"
    return places


def token_numbers(numbers: Numbers, informative: Flags) -> int:
    """How many of these tokens are informative."""
    return int(informative[numbers].sum())
