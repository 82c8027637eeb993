"""Facts whose answer changes with time: who held an office, led a company, and from when until when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

HELD = "held_"
"""Begins the columns in which an item brings the answers of its fact: one each, as a column holds short texts."""


STILL = ("", "present", "now", "today", "current", "ongoing", "incumbent", "still")
"""What people write for the end of what holds still, in the place of nothing."""


VACANT = "vacant"
"""The answer of a stretch of time in which nobody held an office."""
NOBODY = (VACANT, "vacancy", "unfilled", "none", "nobody", "no one", "nothing")
"""What people write for it."""


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


def held_columns(answers: tuple[DatedAnswer, ...]) -> dict[str, str]:
    """The answers of a fact as columns `held_1`, `held_2` ... of JSON."""
    return {
        f"{HELD}{number}": json.dumps(
            {"answer": one.answer, "start": one.start, "end": one.end, "aliases": list(one.aliases)},
            ensure_ascii=False,
        )
        for number, one in enumerate(answers, start=1)
    }


def until(text: str | None) -> str | None:
    """The end of an answer as it was written; None where that says that it holds still."""
    return None if text is None or text.strip().casefold() in STILL else text


def read_held(record: Mapping[str, Any]) -> tuple[DatedAnswer, ...]:
    """The answers in a record's columns; empty where it has none that can be read."""
    found = []
    for name in sorted(
        (name for name in record if name.startswith(HELD)), key=lambda name: (len(name), name)
    ):
        try:
            told = json.loads(record[name] or "null")
        except ValueError:
            return ()
        if isinstance(told, Mapping) and told.get("answer"):
            aliases = tuple(map(str, told.get("aliases") or ()))
            found.append(DatedAnswer(str(told["answer"]), told.get("start"), until(told.get("end")), aliases))
    return tuple(found)
