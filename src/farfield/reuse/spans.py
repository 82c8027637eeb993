"""Spans of a submission that were displayed in the same words before the agent wrote them, and what is new in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from farfield.reuse.firsts import Met
from farfield.reuse.grams import K, covered, grams_of
from farfield.reuse.origins import ORIGINS
from farfield.reuse.submission import Part, Submission, SubmittedFile
from farfield.reuse.tokens import Flags, Numbers, Stream

SHORTEST_SPAN = 12
"""Tokens of a span that counts for the verdict: below, an idiom of the language fills it."""
SPAN_INFORMATIVE = 6
"""How many of a span's new tokens must be informative."""
ALL_INFORMATIVE = 15
"""Informative new tokens in all such spans together from which on a submission is called copied."""


SpanKind = Literal["same", "renamed", "line"]


@dataclass(frozen=True)
class Span:
    """A stretch of a file's new side that was displayed from outside first.

    `kind`: in the `same` words, `renamed` the same but for names, or a `line` that is too short for either. `tokens`:
    those on new lines. `informative`: of these, those that stood nowhere else before and tell one text from another.
    `events`: the source events, that of most tokens first. `pairs`: (line of the new file, line of the text of the
    first source event) of lines that are the same, or begin a gram in both.
    """

    file: str
    part: Part
    first_line: int
    last_line: int
    tokens: int
    informative: int
    kind: SpanKind
    events: Sequence[int]
    pairs: Sequence[tuple[int, int]] = field(repr=False, default=())

    @property
    def counts(self) -> bool:
        """Whether it is long enough to count for the verdict."""
        return self.tokens >= SHORTEST_SPAN and self.informative >= SPAN_INFORMATIVE


@dataclass(frozen=True)
class PartCount:
    """Tokens of product code, tests or prose that are on new lines, new at all, and copied; lines with copied ones."""

    added: int = 0
    new: int = 0
    new_informative: int = 0
    copied: int = 0
    copied_lines: int = 0


@dataclass(frozen=True)
class FoundSpans:
    """The spans of a submission, and the tokens of each part."""

    spans: Sequence[Span]
    parts: Mapping[Part, PartCount]


def find_spans(submission: Submission, first: Mapping[bytes, Met]) -> FoundSpans:
    """What of a submission was displayed first. `first`: where each of its grams was met first."""
    spans: list[Span] = []
    parts: dict[Part, Counter[str]] = {"product": Counter(), "tests": Counter(), "docs": Counter()}
    for file, stream, added in submission.streams:
        marks = mark_tokens(stream, added, first)
        spans += _spans_of(file, stream, marks, submission.informative)
        told = submission.informative[stream.numbers]
        parts[file.part].update(
            added=int(added.sum()),
            new=int(marks.new.sum()),
            new_informative=int((marks.new & told).sum()),
            copied=int(marks.copied.sum()),
            copied_lines=len(np.unique(stream.at_line[marks.copied])),
        )
    return FoundSpans(spans, {part: PartCount(**counted) for part, counted in parts.items()})


@dataclass(frozen=True)
class Marks:
    """Of each token of a file: whether a gram from outside covers it, whether it is on a new line and stood nowhere
    inside, and whether it is copied. `sources`: of each gram from outside where it was met.
    """

    added: Flags
    outside: Flags
    new: Flags
    copied: Flags
    sources: Mapping[int, Met]


def mark_tokens(stream: Stream, added: Flags, first: Mapping[bytes, Met], k: int = K) -> Marks:
    """Earliest wins: where a token comes from is told by the gram over it that was met before all others."""
    met = {at: first[gram] for at, gram in grams_of(stream.numbers, k, added) if gram in first}
    earliest = earliest_origins(met, len(added), k)
    sources = {at: one for at, one in met.items() if one.origin == "outside"}
    return Marks(
        added=added,
        outside=covered(list(sources), len(added), k),
        new=added & (earliest != ORIGINS.index("inside")),
        copied=added & (earliest == ORIGINS.index("outside")),
        sources=sources,
    )


def earliest_origins(met: Mapping[int, Met], length: int, k: int) -> Numbers:
    """Of each token the place in ORIGINS of the earliest gram over it; -1 where none was met.

    `met`: where the gram that starts at a token was met.
    """
    never = np.iinfo(np.int64).max
    starts = np.full(length + k - 1, never, np.int64)  # a token before begins at k - 1
    for at, one in met.items():
        starts[at + k - 1] = (one.event + 1) * len(ORIGINS) + ORIGINS.index(one.origin)
    keys = np.lib.stride_tricks.sliding_window_view(starts, k).min(axis=1) if length else starts[:0]
    return np.where(keys == never, -1, keys % len(ORIGINS)).astype(np.int32)


def _spans_of(file: SubmittedFile, stream: Stream, marks: Marks, informative: Flags) -> Iterator[Span]:
    for start, end in _stretches(marks.outside):
        lines = stream.at_line[start:end]
        added = lines[marks.added[start:end]]
        if not len(added):
            continue
        met = [(at, marks.sources[at]) for at in range(start, end) if at in marks.sources]
        events = [event for event, _ in Counter(one.event for _, one in met).most_common()]
        yield Span(
            file=file.path,
            part=file.part,
            first_line=file.places[int(added[0])],
            last_line=file.places[int(added[-1])],
            tokens=len(added),
            informative=int(informative[stream.numbers[start:end][marks.copied[start:end]]].sum()),
            kind="same",
            events=events,
            pairs=pair_lines(file, stream, [(at, one) for at, one in met if one.event == events[0]]),
        )


def pair_lines(file: SubmittedFile, stream: Stream, met: Sequence[tuple[int, Met]]) -> list[tuple[int, int]]:
    """Each line of the new file with the line of the source on which most of the grams begin that begin on it."""
    votes: dict[int, Counter[int]] = {}
    for at, one in met:
        votes.setdefault(file.places[int(stream.at_line[at])], Counter())[one.line] += 1
    return [(place, counted.most_common(1)[0][0]) for place, counted in sorted(votes.items())]


def _stretches(flags: Flags) -> list[tuple[int, int]]:
    """Where flags are set without a gap: (first, one past the last)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
