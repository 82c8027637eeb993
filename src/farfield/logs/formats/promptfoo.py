"""promptfoo's results: `promptfoo eval -o x.json` or `x.jsonl`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from farfield.files.batches import file_stem
from farfield.files.json_values import decode_json
from farfield.logs.columns import MISSING, look_up
from farfield.logs.drafts import Draft
from farfield.logs.intake import Intake
from farfield.logs.log_format import LogFormat
from farfield.logs.rows import Row, read_rows
from farfield.logs.values import QUESTION_NAMES, TARGET_NAMES, as_list, as_mapping
from farfield.options.reading import ReadOptions
from farfield.records import FarfieldError
from farfield.storage import content_suffix

BROKE = 2  # failureReason of a call that broke; 1 is an assertion that failed, which is a result
WITH_TEXT = ("equals", "contains", "icontains", "starts-with", "contains-any", "contains-all", "similar")
"""Assertions whose value is an answer."""


def read_promptfoo(path: str, options: ReadOptions, intake: Intake) -> Iterator[Draft]:
    """The results as drafts; those whose call broke are left out, those whose assertion failed are not."""
    task, rows = _results(path, intake)
    labels = list(dict.fromkeys(_label(row.record) for row in rows))
    if len(labels) > 1 and "task" not in options.map:
        intake.warn(path, "prompts_are_tasks", f"{len(labels)} prompts: each is read as a task of its own")
    first_of: dict[str, Any] = {}
    for row in rows:
        record = row.record
        item_id = first_of.setdefault(_test(record), record.get("testIdx"))
        if record.get("failureReason") == BROKE or (record.get("error") and not record.get("gradingResult")):
            intake.tally(path, "samples_in_error", "samples that ended in an error, left out")
            continue
        label = f" · prompt {labels.index(_label(record)) + 1}" if len(labels) > 1 else ""
        variables = as_mapping(record.get("vars"))
        asked = next((name for name in QUESTION_NAMES if name in variables), None)
        expected = next((name for name in TARGET_NAMES if name in variables), None)
        yield Draft(
            record=record,
            line=row.line,
            item_id=item_id,
            subject=_subject(record),
            task=f"{task}{label}",
            question=variables[asked] if asked else _prompt(record),
            target=variables[expected] if expected else _asserted(record),
            output=as_mapping(record.get("response")).get("output"),
            score=record.get("score", record.get("success")),
            metadata={name: value for name, value in variables.items() if name not in (asked, expected)},
        )


def _results(path: str, intake: Intake) -> tuple[str, list[Row]]:
    """The task's name and the results. JSON lines hold results only."""
    if content_suffix(path) != ".json":
        return file_stem(path), list(read_rows(path, intake))
    whole = intake.read_json(path)
    results = look_up(whole, "results.results")
    if not isinstance(results, list):
        raise FarfieldError("holds no results.results", where=path, remedy="Is it a promptfoo output?")
    name = look_up(whole, "config.description")
    rows = [
        Row(record, number) for number, record in enumerate(results, start=1) if isinstance(record, Mapping)
    ]
    return name if isinstance(name, str) and name else file_stem(path), rows


def _test(record: Mapping[str, Any]) -> str:
    """What makes a test: its variables and assertions. With --repeat its number goes on, and it is the same test."""
    asserted = [
        as_mapping(as_mapping(result).get("assertion"))
        for result in as_list(look_up(record, "gradingResult.componentResults"))
    ]
    told = look_up(record, "testCase.assert")
    parts = [as_mapping(record.get("vars")), asserted if told is MISSING else told]
    text = json.dumps(parts, sort_keys=True, default=str)
    return text if parts[0] else f"{text} {record.get('testIdx')}"


def _label(record: Mapping[str, Any]) -> str:
    return str(look_up(record, "prompt.label"))


def _subject(record: Mapping[str, Any]) -> Any:
    provider = record.get("provider")
    return provider.get("label") or provider.get("id") if isinstance(provider, Mapping) else provider


def _prompt(record: Mapping[str, Any]) -> Any:
    """The prompt as it was sent: chat messages, where it is a JSON list of them."""
    raw = look_up(record, "prompt.raw")
    if raw is MISSING or not isinstance(raw, str):
        return None
    try:
        messages = decode_json(raw.encode(errors="replace"))
    except ValueError:
        return raw
    return messages if isinstance(messages, list) else raw


def _asserted(record: Mapping[str, Any]) -> Any:
    """The answer that an assertion asks for, its variables filled in."""
    for result in as_list(look_up(record, "gradingResult.componentResults")):
        assertion = as_mapping(as_mapping(result).get("assertion"))
        if assertion.get("type") in WITH_TEXT:
            rendered = look_up(result, "metadata.renderedAssertionValue")
            return assertion.get("value") if rendered is MISSING else rendered
    return None


def _is_output(top: Mapping[str, Any]) -> bool:
    return {"evalId", "results"} <= top.keys()


def _is_result(first: Mapping[str, Any]) -> bool:
    return {"promptIdx", "testIdx", "vars"} <= first.keys()


FORMAT = LogFormat("promptfoo", read_promptfoo, of_document=_is_output, of_record=_is_result)
