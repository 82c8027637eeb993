"""Facts whose answer changes with time: who held an office, led a company, and from when until when."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DatedAnswer:
    """An answer and its other names; `start` and `end` as they were written, None: since ever, or still."""

    answer: str
    start: str | None = None
    end: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A fact with the answers that it had; `questions` in different words; `source`: who says so."""

    fact: str
    questions: tuple[str, ...]
    answers: tuple[DatedAnswer, ...]
    source: str = ""
