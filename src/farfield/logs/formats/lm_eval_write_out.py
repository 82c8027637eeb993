"""The `<task>_write_out_info.json` that lm_eval wrote before 0.4 with `--write_out`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from farfield.logs.drafts import Draft
from farfield.logs.formats.lm_eval_settings import Setting
from farfield.logs.formats.metrics import choose_metric
from farfield.logs.formats.multiple_choice import check_log_probs, likeliest
from farfield.logs.intake import Intake
from farfield.logs.rows import Row
from farfield.logs.values import to_text

NAME = "_write_out_info"
PROMPT, LOGIT = "prompt_", "logit_"


def is_write_out(row: Row) -> bool:
    """Whether a record is one of a `<task>_write_out_info.json`."""
    return f"{PROMPT}0" in row.record and "resps" not in row.record


def write_out_draft(row: Row, setting: Setting, path: str, intake: Intake) -> Draft:
    """The draft of a document. Its prompts are what was asked and continued; several are those of its choices."""
    record = row.record
    prompts = [to_text(value) for value in _numbered(record, PROMPT)]
    said = list(_numbered(record, LOGIT))
    start = _common_start(prompts)
    draft = Draft(
        record=record,
        line=row.line,
        item_id=record.get("doc_id"),
        subject=setting.subject,
        task=setting.task.removesuffix(NAME),
        question=start.strip(),
        target=record.get("truth"),
        output=said[0] if said and isinstance(said[0], str) else "",
        score=choose_metric(_metrics(record), "METRIC"),
    )
    intake.tally(
        path,
        "questions_are_prompts",
        "questions that are the whole prompt, with any examples in it",
        "The documents' own fields are not in the file.",
    )
    log_probs = [float(value) for value in said if isinstance(value, int | float)]
    if len(prompts) > 1 and len(log_probs) == len(prompts):
        _fill_choices(draft, [prompt[len(start) :].strip() for prompt in prompts], log_probs, path, intake)
    return draft


def _common_start(texts: list[str]) -> str:
    """What all texts begin with; the first and the last in order differ the soonest."""
    first, last = min(texts), max(texts)
    return next((first[:at] for at, mark in enumerate(first) if last[at : at + 1] != mark), first)


def _numbered(record: Mapping[str, Any], start: str) -> Iterator[Any]:
    number = 0
    while f"{start}{number}" in record:
        value = record[f"{start}{number}"]
        yield value[0] if isinstance(value, list) and value else value
        number += 1


def _metrics(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in record.items()
        if name not in ("doc_id", "truth") and not name.startswith((PROMPT, LOGIT))
    }


def _fill_choices(
    draft: Draft, choices: list[str], log_probs: list[float], path: str, intake: Intake
) -> None:
    check_log_probs(log_probs, path, intake)
    best = likeliest(log_probs)
    draft.output = "" if best is None else choices[best]
    draft.chance = 1 / len(choices)
    right = to_text(draft.target)
    if right.isdecimal() and int(right) < len(choices):
        draft.target = choices[int(right)]
