"""Humanity's Last Exam: the judged file, an object of answers with what the judge said of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from farfield.logs.drafts import Draft
from farfield.logs.intake import Intake
from farfield.logs.log_format import LogFormat
from farfield.logs.values import as_mapping
from farfield.options.reading import ReadOptions
from farfield.records import FarfieldError


def read_hle(path: str, options: ReadOptions, intake: Intake) -> Iterator[Draft]:
    """The judged answers as drafts; those that the judge said nothing of have no score."""
    del options  # nothing of it is the reader's to choose
    whole = intake.read_json(path)
    if not as_mapping(whole):
        raise FarfieldError("holds no judged answers", where=path, remedy="Is it HLE's judged file?")
    for number, (item_id, record) in enumerate(as_mapping(whole).items(), start=1):
        judged = as_mapping(as_mapping(record).get("judge_response"))
        if not as_mapping(record):
            intake.reject(path, number, "expected an object", record)
            continue
        yield Draft(
            record=record,
            line=number,
            item_id=item_id,
            subject=record.get("model"),
            task="hle",
            question=record.get("question"),
            target=judged.get("correct_answer"),
            output=record.get("response"),
            score=judged.get("correct"),
            metadata={"confidence": judged.get("confidence"), "model_answer": judged.get("model_answer")},
        )


def _is_judged(first: Any) -> bool:
    return isinstance(first, Mapping) and "judge_response" in first


FORMAT = LogFormat("hle", read_hle, of_first=_is_judged)
