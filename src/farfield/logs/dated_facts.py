"""Files of dated facts: JSON lines of a fact with its questions, and its answers with their dates."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from farfield.families.facts import NOBODY, VACANT, DatedAnswer, DatedFact, until
from farfield.logs.intake import Intake
from farfield.logs.rows import read_rows
from farfield.logs.values import to_text
from farfield.records import FarfieldError, Rejected

FACT_NAMES = ("fact", "template", "fact_id", "id", "name")
START, END = ("start", "from", "since"), ("end", "until", "to")
FORM = 'A line is {"fact": ..., "questions": [...], "answers": [{"answer": ..., "start": DATE, "end": DATE or null}]}.'


def read_dated_facts(path: str) -> tuple[list[DatedFact], list[Rejected]]:
    """The facts of a file, and the records that are none. Raises FarfieldError where none is."""
    intake, found = Intake(), {}
    for row in read_rows(path, intake):
        fact = parse_fact(row.record)
        if fact is None:
            intake.reject(path, row.line, "no fact with dated answers", dict(row.record))
        elif fact.fact in found:
            intake.reject(path, row.line, f"a second fact {fact.fact!r}", dict(row.record))
        else:
            found[fact.fact] = fact
    if not found:
        raise FarfieldError("holds no dated fact", where=path, remedy=FORM)
    return list(found.values()), intake.rejected


def parse_fact(record: Mapping[str, Any]) -> DatedFact | None:
    """A fact of a record, None where it has no name or no answers."""
    name = next((to_text(record[key]).strip() for key in FACT_NAMES if record.get(key)), "")
    answers = parse_answers(record.get("answers"))
    questions = record.get("questions", record.get("question", ()))
    if isinstance(questions, Mapping):
        questions = list(questions.values())
    asked = [questions] if isinstance(questions, str) else questions if isinstance(questions, list) else []
    if not name or not answers:
        return None
    return DatedFact(name, tuple(map(to_text, asked)), tuple(answers), to_text(record.get("source") or ""))


def parse_answers(value: Any) -> Sequence[DatedAnswer]:
    """Dated answers of a list, or of its JSON; empty where it is neither, or one of them has no name."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return ()
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        return ()
    found = [_answer(one) for one in value]
    return [one for one in found if one is not None] if all(found) else ()


def _answer(one: Mapping[str, Any]) -> DatedAnswer | None:
    """An answer that is null, of a stretch with dates, is a vacancy."""
    name = one.get("answer") or one.get("name")
    if not name:
        start, end = _date(one, START), _date(one, END)
        empty = "answer" in one and (start is not None or end is not None)
        return DatedAnswer(VACANT, start, until(end), NOBODY[1:3]) if empty else None
    aliases = one.get("aliases") or ()
    told = [aliases] if isinstance(aliases, str) else aliases if isinstance(aliases, list) else []
    return DatedAnswer(to_text(name), _date(one, START), until(_date(one, END)), tuple(map(to_text, told)))


def _date(one: Mapping[str, Any], keys: Sequence[str]) -> str | None:
    return next((to_text(one[key]).strip() or None for key in keys if one.get(key) is not None), None)
