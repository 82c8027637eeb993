"""Where each piece of a submission was met first: the earliest of all events decides where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from farfield.reuse.grams import K, grams_of
from farfield.reuse.origins import Origin, Text
from farfield.reuse.tokens import Flags, Numbers, Stream, Vocabulary

BEFORE = -1
"""The event of what stood there before the run began: base, background, the context of the patch."""


class Met(NamedTuple):
    """The first event that holds a piece, what it was, and the line of its text there."""

    event: int
    origin: Origin
    line: int


@dataclass(frozen=True)
class ReadText:
    """A text of a run with its tokens. `own`: which of them are its own words, and not the context of a diff."""

    text: Text
    stream: Stream
    own: Flags


def read_texts(texts: Iterable[Text], vocabulary: Vocabulary) -> Iterator[ReadText]:
    """Each text with its tokens, those out of which that share none with the submission."""
    for text in texts:
        stream = vocabulary.read(text.lines)
        if stream.numbers.any():
            yield ReadText(text, stream, _own(text, stream))


def _own(text: Text, stream: Stream) -> Flags:
    if text.origin != "outside":
        return np.ones(len(stream.numbers), np.bool_)
    return stream.marked("added", "plain")


def first_grams(wanted: Iterable[bytes], texts: Iterable[ReadText], k: int = K) -> dict[bytes, Met]:
    """For each of these grams where it was met first; those never met are missing."""
    lacking = set(wanted)
    found: dict[bytes, Met] = {}
    for read in texts:
        for at, gram in grams_of(read.stream.numbers, k, read.own):
            if gram in lacking:
                lacking.discard(gram)
                line = read.stream.lines[read.stream.at_line[at]].number
                found[gram] = Met(read.text.event, read.text.origin, line)
    return found


def first_lines(wanted: Iterable[bytes], texts: Iterable[ReadText]) -> dict[bytes, Met]:
    """For each of these lines where it was met first: as a whole line of what came from outside, else anywhere."""
    lines = set(wanted)
    anchors = _anchors(lines)
    found: dict[bytes, Met] = {}
    for read in texts:
        outside = read.text.origin == "outside"
        for at, line in whole_lines(read.stream, read.own) if outside else _anywhere(read.stream, anchors):
            if line in lines and line not in found:
                on_line = read.stream.lines[read.stream.at_line[at]].number
                found[line] = Met(read.text.event, read.text.origin, on_line)
    return found


Anchors = Mapping[int, Mapping[bytes, Sequence[bytes]]]


def _anchors(lines: Iterable[bytes]) -> Anchors:
    """The lines by how many tokens of their beginning are looked for, K at most, and by these: so that long lines of
    many lengths are found in one pass.
    """
    found: dict[int, dict[bytes, list[bytes]]] = {}
    for line in sorted(lines):
        length = min(len(line) // 4, K)
        found.setdefault(length, {}).setdefault(line[: 4 * length], []).append(line)
    return found


def _anywhere(stream: Stream, anchors: Anchors) -> Iterator[tuple[int, bytes]]:
    """(first token, line) of each place where the tokens of a line stand in a row."""
    data = stream.numbers.astype("<i4").tobytes()
    for length, begins in anchors.items():
        for at, gram in grams_of(stream.numbers, length):
            for line in begins.get(gram, ()):
                if data.startswith(line, 4 * at):
                    yield at, line


def whole_lines(stream: Stream, where: Flags) -> Iterator[tuple[int, bytes]]:
    """(first token, its tokens) of each line whose tokens all have a number, of those that begin at one of these."""
    numbers = stream.numbers
    if not len(numbers):
        return
    starts = np.flatnonzero(np.diff(stream.at_line, prepend=-1))
    ends = np.append(starts[1:], len(numbers))
    known = np.minimum.reduceat(numbers, starts) > 0
    data = numbers.astype("<i4").tobytes()
    for start, end in zip(starts[known].tolist(), ends[known].tolist(), strict=True):
        if where[start]:
            yield start, data[4 * start : 4 * end]


def stood_before(found: Mapping[bytes, Met], before: Iterable[bytes]) -> dict[bytes, Met]:
    """Where pieces were met first, now that some of them turn out to have stood there before the run began."""
    return {**found, **dict.fromkeys(before, Met(BEFORE, "inside", 0))}


def from_outside(found: Mapping[bytes, Met]) -> set[bytes]:
    """The pieces that were met outside first."""
    return {piece for piece, met in found.items() if met.origin == "outside"}


def numbers_of(pieces: Sequence[bytes]) -> Numbers:
    """The tokens of some pieces, one after the other."""
    return np.frombuffer(b"".join(pieces), "<i4").astype(np.int32)
