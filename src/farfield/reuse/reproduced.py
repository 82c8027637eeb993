"""Whether the new lines of a submission equal lines that were opened before: for what is too short to be called copied.

One line can be the same by chance or by need, so this is a weaker grade and never added to copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from farfield.reuse.firsts import Met, numbers_of, whole_lines
from farfield.reuse.submission import Submission

FEWEST_TOKENS = 3
"""Tokens of a line that is compared: `return x` is in every program."""


@dataclass(frozen=True)
class Reproduced:
    """New lines of product code that tell something: how many equal a line displayed first, and of how many.

    `events`: where these were displayed.
    """

    lines: int = 0
    of: int = 0
    events: tuple[int, ...] = ()

    @property
    def share(self) -> float | None:
        """The share of such lines; None without any."""
        return self.lines / self.of if self.of else None


def telling_lines(submission: Submission) -> Iterator[bytes]:
    """New lines of product code with a token that tells something, as their tokens; one as often as it stands there."""
    for file, stream, added in submission.streams():
        if file.part == "product":
            for _, line in whole_lines(stream, added):
                numbers = numbers_of([line])
                if len(numbers) >= FEWEST_TOKENS and submission.informative[numbers].any():
                    yield line


def find_reproduced(submission: Submission, first: Mapping[bytes, Met]) -> Reproduced:
    """`first`: where each of the lines was met first. A line that stood inside is not new, and counts on no side."""
    lines = list(telling_lines(submission))
    met = [first.get(line) for line in lines]
    outside = [one.event for one in met if one is not None and one.origin == "outside"]
    inside = sum(one is not None and one.origin == "inside" for one in met)
    return Reproduced(len(outside), len(lines) - inside, tuple(dict.fromkeys(outside)))
