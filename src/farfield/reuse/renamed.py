"""The same code with other names: spans that equal what was displayed once names are told by their places alone.

A name is the distance to where it stood last within the span, so that a name changed everywhere is no change. Only
what came from outside is compared so, as such spans are common in a language; they add to a verdict and never make
one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from farfield.reuse.firsts import Met
from farfield.reuse.lines import Line
from farfield.reuse.origins import ORIGINS, Text
from farfield.reuse.spans import Marks, Span, earliest_origins, pair_lines
from farfield.reuse.submission import Submission, SubmittedFile
from farfield.reuse.tokens import BREAK, QUOTE, QUOTES, TOKEN, UNKNOWN, Flags, Numbers, Stream
from farfield.reuse.words_of_code import is_name

RENAMED_K = 12
"""Tokens of a gram without names: half as many as an idiom needs to look like another are no evidence."""
NAME = 1


class Shape(NamedTuple):
    """A text without its names. `codes`: a number for each sign, number and keyword, NAME for names; `back`: how many
    tokens before the same name stands, 0 where it doesn't; `lines`: the line of the text on which each token stands.
    """

    codes: Numbers
    back: Numbers
    lines: Numbers


class Signs:
    """Numbers of all that is no name, the same for all texts that are compared."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def shape(self, lines: Sequence[Line]) -> Shape:
        """The lines without their names."""
        last: dict[str, int] = {}
        codes: list[int] = []
        back: list[int] = []
        on_lines: list[int] = []
        for line in lines:
            for token in TOKEN.findall(line.text):
                named, at = is_name(token), len(codes)
                codes.append(NAME if named else self._number(token))
                back.append(at - last[token] if named and token in last else 0)
                on_lines.append(line.number)
                if named:
                    last[token] = at
        return Shape(*(np.array(one, np.int32) for one in (codes, back, on_lines)))

    def _number(self, token: str) -> int:
        if token == BREAK:
            return UNKNOWN
        sign = QUOTE if token in QUOTES else token
        return self._numbers.setdefault(sign, len(self._numbers) + NAME + 1)


def shape_grams(shape: Shape, where: Flags | None = None, k: int = RENAMED_K) -> Iterator[tuple[int, bytes]]:
    """(first token, gram without names) of each run of k tokens, of those that hold one of `where`."""
    if len(shape.codes) < k:
        return
    codes = np.lib.stride_tricks.sliding_window_view(shape.codes, k)
    back = np.lib.stride_tricks.sliding_window_view(shape.back, k)
    chosen: npt.NDArray[np.bool_] = (codes != UNKNOWN).all(axis=1)
    if where is not None:
        chosen &= np.lib.stride_tricks.sliding_window_view(where, k).any(axis=1)
    places = np.flatnonzero(chosen)
    within = np.where(back[places] <= np.arange(k), back[places], 0)
    rows = np.concatenate([codes[places], within], axis=1).astype("<i4")
    data, width = rows.tobytes(), 8 * k
    for row, at in enumerate(places.tolist()):
        yield at, data[row * width : (row + 1) * width]


def find_renamed(
    submission: Submission, texts: Sequence[Text], marked: Sequence[tuple[SubmittedFile, Stream, Marks]]
) -> list[Span]:
    """Spans that were displayed from outside first but for their names, and not in the same words."""
    if not any((marks.new & ~marks.copied).any() for _, _, marks in marked):
        return []
    signs = Signs()
    shapes = [(file, stream, marks, signs.shape(file.lines)) for file, stream, marks in marked]
    wanted = {gram for _, _, marks, shape in shapes for _, gram in shape_grams(shape, marks.new)}
    displayed = _first_shapes(wanted, (text for text in texts if text.origin == "outside"), signs)
    if not any(_new_tokens(shape, marks, displayed).any() for _, _, marks, shape in shapes):
        return []  # most runs: what stood inside, the most of a run, need not be read again
    first = _first_shapes(wanted, texts, signs)
    found: list[Span] = []
    for file, stream, marks, shape in shapes:
        more = _new_tokens(shape, marks, first)
        starts = {at: met for at, met in _met(shape, marks, first) if met.origin == "outside"}
        found += _spans(file, stream, more, starts, submission.informative)
    return found


def _met(shape: Shape, marks: Marks, first: Mapping[bytes, Met]) -> Iterator[tuple[int, Met]]:
    return ((at, first[gram]) for at, gram in shape_grams(shape, marks.new) if gram in first)


def _new_tokens(shape: Shape, marks: Marks, first: Mapping[bytes, Met]) -> Flags:
    """New tokens that are not in the same words, and that were displayed before the agent or the base had them."""
    earliest = earliest_origins(dict(_met(shape, marks, first)), len(marks.new), RENAMED_K)
    displayed: Flags = earliest == ORIGINS.index("outside")
    return marks.new & ~marks.copied & displayed


def _first_shapes(wanted: set[bytes], texts: Iterable[Text], signs: Signs) -> Mapping[bytes, Met]:
    lacking, found = set(wanted), dict[bytes, Met]()
    for text in texts:
        shape = signs.shape(text.lines)
        for at, gram in shape_grams(shape):
            if gram in lacking:
                lacking.discard(gram)
                found[gram] = Met(text.event, text.origin, int(shape.lines[at]))
    return found


def _spans(
    file: SubmittedFile, stream: Stream, new: Flags, starts: Mapping[int, Met], informative: Flags
) -> Iterator[Span]:
    """Stretches that such grams cover, where they hold new tokens that are not in the same words."""
    reached, begun = -1, -1
    ordered = sorted(starts)
    for number, at in enumerate(ordered):
        if at > reached:
            begun = at
        reached = at + RENAMED_K
        following = ordered[number + 1] if number + 1 < len(ordered) else len(stream.numbers) + RENAMED_K
        if following > reached:
            span = slice(begun, reached)
            if new[span].any():
                yield _span(file, stream, span, new[span], informative, starts)


def _span(
    file: SubmittedFile,
    stream: Stream,
    span: slice,
    more: Flags,
    informative: Flags,
    starts: Mapping[int, Met],
) -> Span:
    lines = stream.at_line[span][more]
    met = [(at, starts[at]) for at in range(span.start, span.stop) if at in starts]
    events = [event for event, _ in Counter(one.event for _, one in met).most_common()]
    return Span(
        file=file.path,
        part=file.part,
        first_line=file.places[int(lines[0])],
        last_line=file.places[int(lines[-1])],
        tokens=int(more.sum()),
        informative=int(informative[stream.numbers[span][more]].sum()),
        kind="renamed",
        events=events,
        pairs=pair_lines(file, stream, [(at, one) for at, one in met if one.event == events[0]]),
    )
