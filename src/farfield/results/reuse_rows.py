"""Rows of an audit's tables as they are read back; `schemas.py` tells each column that is written."""

from __future__ import annotations

import msgspec

from farfield.results.structs import Result


class RunRow(Result, frozen=True):
    """A run of an agent: a row of runs.parquet."""

    run: str
    """Its name."""
    task: str
    """What it was to solve."""
    subject: str
    """Who ran."""
    format: str
    """Of the transcript."""
    outcome: str
    """claimed, not claimed or unknown."""
    patch: str
    """recorded, rebuilt, none or untold."""
    sealed: bool
    """Whether what comes after the task was taken out of the history."""
    events: int
    """How many there are."""
    accessed: str
    """The strongest grade of its accesses."""
    first_access: int | None
    """Event of the first result that may hold an answer; null where none does."""
    first_edit: int | None
    """Event in which the agent first wrote part of what it handed in; null where none did."""
    new_tokens: int
    """Of product code: on new lines, and in no text before that was not the agent's own."""
    new_informative: int
    """Those of them that tell something."""
    copied_tokens: int
    """Those that had been displayed first, in stretches long enough for a verdict."""
    copied_lines: int
    """The lines that these stand on."""
    copied_test_tokens: int
    """Of test code, on which no verdict rests."""
    reproduced_lines: int
    """New telling lines that had been displayed first, in whatever order."""
    reproduced_of: int
    """New telling lines."""
    verdict: str
    """copied, reproduced, displayed, no patch, undecided or nothing found."""
    gold_lines_seen: int | None
    """Telling lines of the known fix that were displayed; null where none is known."""
    gold_lines_submitted: int | None
    """Those that were handed in."""
    gold_lines: int | None
    """All of them."""
    truncated_outputs: int
    """Results that the transcript has cut short."""
    notes: tuple[str, ...]
    """What else to know of the run."""


class AccessRow(Result, frozen=True, rename={"way": "class", "reason": "why"}):
    """A time that an agent opened, or looked for, what may hold an answer: a row of accesses.parquet."""

    event: int
    """Of the call."""
    result: int | None
    """Event of what came back; null where nothing did."""
    way: str
    """The way in."""
    grade: str
    """What came back."""
    command: str
    """What was called, without secrets."""
    reason: str
    """What the grade rests on."""

    @property
    def shown_at(self) -> int:
        """The event of what came back, or of the call where nothing did."""
        return self.event if self.result is None else self.result


class SpanRow(Result, frozen=True):
    """A stretch of a submission that was displayed first: a row of spans.parquet."""

    file: str | None
    """That the stretch stands in; null where a text was handed in."""
    kind: str
    """same, renamed or line."""
    first_line: int
    """Of the new file, from 1."""
    last_line: int
    """Of the new file."""
    tokens: int
    """How many there are."""
    informative: int
    """Those of them that tell something."""
    counts: bool
    """Whether it is long enough for the verdict."""
    source_event: int
    """The result that holds most of it."""
    source_events: tuple[int, ...]
    """All results that hold it."""
    source_first_line: int
    """Of that result, from 1."""
    source_text: str
    """The lines of that result."""
    submission_text: str
    """The lines handed in."""
    same_lines: tuple[int, ...]
    """Lines of the new file, each with that of the result in the same place of `same_source_lines`."""
    same_source_lines: tuple[int, ...]
    """Lines of the result."""


def run_row(row: dict[str, object]) -> RunRow:
    """A row of runs.parquet. Raises msgspec.ValidationError where a column is lacking or of another type."""
    return msgspec.convert(row, RunRow)


def access_row(row: dict[str, object]) -> AccessRow:
    """A row of accesses.parquet; raises as `run_row` does."""
    return msgspec.convert(row, AccessRow)


def span_row(row: dict[str, object]) -> SpanRow:
    """A row of spans.parquet; raises as `run_row` does."""
    return msgspec.convert(row, SpanRow)
