"""Whether the new lines of a submission equal lines that were opened before: for what is too short to be called copied.

One line can be the same by chance or by need, so this is a weaker grade and never added to copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from farfield.reuse.firsts import Met, numbers_of, whole_lines
from farfield.reuse.spans import Span
from farfield.reuse.submission import Submission, SubmittedFile, token_numbers

FEWEST_TOKENS = 3
"""Tokens of a line that is compared: `return x` is in every program."""


class TellingLine(NamedTuple):
    """A new line of product code with a token that tells something: its file, its place there, its tokens."""

    file: SubmittedFile
    place: int
    tokens: bytes
    informative: int


@dataclass(frozen=True)
class Reproduced:
    """New lines that tell something: those that equal a line displayed first, as spans, and of how many."""

    spans: Sequence[Span] = ()
    of: int = 0

    @property
    def lines(self) -> int:
        """How many equal a line displayed first."""
        return len(self.spans)

    @property
    def share(self) -> float | None:
        """The share of such lines; None without any."""
        return self.lines / self.of if self.of else None


def telling_lines(submission: Submission) -> Iterator[TellingLine]:
    """New lines of product code that are compared."""
    for file, stream, added in submission.streams:
        if file.part == "product":
            for at, line in whole_lines(stream, added):
                numbers = numbers_of([line])
                informative = token_numbers(numbers, submission.informative)
                if len(numbers) >= FEWEST_TOKENS and informative:
                    yield TellingLine(file, file.places[int(stream.at_line[at])], line, informative)


def find_reproduced(submission: Submission, first: Mapping[bytes, Met]) -> Reproduced:
    """`first`: where each of the lines was met first. A line that stood inside is not new, and counts on no side."""
    spans, of = [], 0
    for line in telling_lines(submission):
        met = first.get(line.tokens)
        of += met is None or met.origin != "inside"
        if met is not None and met.origin == "outside":
            spans.append(_span(line, met))
    return Reproduced(spans, of)


def _span(line: TellingLine, met: Met) -> Span:
    return Span(
        file=line.file.path,
        part=line.file.part,
        first_line=line.place,
        last_line=line.place,
        tokens=len(line.tokens) // 4,
        informative=line.informative,
        kind="line",
        events=[met.event],
        pairs=[(line.place, met.line)],
    )
