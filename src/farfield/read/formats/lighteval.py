"""lighteval's `details/<model>/<date>/details_<task>_<date>.parquet`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from farfield.read.drafts import Draft
from farfield.read.formats.metrics import choose_metric
from farfield.read.formats.multiple_choice import check_log_probs, likeliest
from farfield.read.intake import Intake
from farfield.read.options import ReadOptions
from farfield.read.rows import parquet_records
from farfield.read.values import as_list, as_mapping, to_text
from farfield.records import TaskGroup

COLUMNS = ["doc", "metric", "model_response.text", "model_response.logprobs"]
_MODEL = re.compile(r"details/(?P<model>.+)/\d{4}-\d\d-\d\dT[^/]*/[^/]*$")
_TASK = re.compile(r"details_(?P<task>.+?)(_\d{4}-\d\d-\d\dT[\d.:-]+)?\.parquet", re.IGNORECASE)

_SUBSET = re.compile(r"(?<=[^|]):[^|]+")


def read_lighteval(path: str, options: ReadOptions, intake: Intake) -> Iterator[Draft]:
    """The documents of a details file as drafts. The model is known by the folders above the file."""
    model = _MODEL.search(path.replace("\\", "/"))
    if not model and "subject" not in options.map:
        intake.warn(path, "stands in no folder details/<model>/<date>: the model is called unknown")
    task = _TASK.match(path.rsplit("/", 1)[-1])
    with intake.open_seekable(path) as stream:
        for number, record in enumerate(parquet_records(stream, path, COLUMNS), start=1):
            doc, response = as_mapping(record.get("doc")), as_mapping(record.get("model_response"))
            draft = Draft(
                record=record,
                line=number,
                item_id=doc.get("id"),
                subject=model["model"] if model else "unknown",
                task=doc.get("task_name") or (task["task"] if task else None),
                question=doc.get("query"),
                target=_target(doc),
                output=to_text(response.get("text")),
                score=choose_metric(as_mapping(record.get("metric")), "metric.NAME", path, options, intake),
                metadata=as_mapping(doc.get("specific")),
            )
            _fill_choice(draft, doc, response, path, intake)
            if number == 1 and "task" not in options.map:
                _note_group(to_text(draft.task), path, intake)
            yield draft


def _note_group(task: str, path: str, intake: Intake) -> None:
    """`mmlu:anatomy|5` is a part of what lighteval averages as `mmlu:_average|5`: the group `mmlu|5`."""
    whole = _SUBSET.sub("", task)
    if whole != task:
        intake.group(TaskGroup(whole, (task,), path))


def _target(doc: Mapping[str, Any]) -> Any:
    choices, gold = as_list(doc.get("choices")), doc.get("gold_index")
    index = gold[0] if isinstance(gold, list) and gold else gold
    return to_text(choices[index]).strip() if isinstance(index, int) and 0 <= index < len(choices) else None


def _fill_choice(
    draft: Draft, doc: Mapping[str, Any], response: Mapping[str, Any], path: str, intake: Intake
) -> None:
    """Where choices were weighed, the likeliest one and the chance of a guess."""
    choices = as_list(doc.get("choices"))
    log_probs = [
        value if isinstance(value, float) else math.nan for value in as_list(response.get("logprobs"))
    ]
    if draft.output or len(choices) < 2 or len(log_probs) != len(choices):
        return
    check_log_probs(log_probs, path, intake)
    best = likeliest(log_probs)
    draft.output = "" if best is None else to_text(choices[best]).strip()
    gold = doc.get("gold_index")
    right = len(gold) if isinstance(gold, list) else 1
    draft.chance = right / len(choices)
