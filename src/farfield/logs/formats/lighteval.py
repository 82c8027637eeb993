"""lighteval's `details/<model>/<date>/details_<task>_<date>.parquet`, of all versions."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from farfield.files.batches import file_name, file_stem
from farfield.files.siblings import RESULTS
from farfield.logs.drafts import Draft
from farfield.logs.formats.lighteval_columns import NEW, is_lighteval, old_metrics, read_literals
from farfield.logs.formats.metrics import choose_metric
from farfield.logs.formats.multiple_choice import check_log_probs, likeliest
from farfield.logs.intake import Intake
from farfield.logs.log_format import LogFormat, Names
from farfield.logs.rows import parquet_columns, parquet_records
from farfield.logs.values import as_list, as_mapping, to_text
from farfield.options.reading import ReadOptions
from farfield.records import TaskGroup

COLUMNS = ["doc", "metric", "model_response.text", "model_response.logprobs"]
CUT_PROMPT = "model_response.truncated_tokens_count"
_MODEL = re.compile(r"details[/_](?P<model>.+)/\d{4}-\d\d-\d\dT[^/]*/[^/]*$")
_TASK = re.compile(r"details_(?P<task>.+?)(_\d{4}-\d\d-\d\dT[\d.:-]+)?\.parquet", re.IGNORECASE)

_SUBSET = re.compile(r"(?<=[^|]):[^|]+")


def read_lighteval(path: str, options: ReadOptions, intake: Intake) -> Iterator[Draft]:
    """The documents of a details file as drafts. The model is known by the folders above the file."""
    model = _MODEL.search(path.replace("\\", "/"))
    if not model and "subject" not in options.map:
        intake.warn(
            path, "model_unknown", "stands in no folder details/<model>/<date>: the model is called unknown"
        )
    task = _TASK.match(file_name(path))
    with intake.open_seekable(path) as stream:
        new = set(parquet_columns(stream, path)) >= NEW
        records = parquet_records(stream, path, [*COLUMNS, CUT_PROMPT] if new else None)
        for number, record in enumerate(records, start=1):
            draft = _of_record(record, path, intake) if new else _of_old(record, path, intake)
            draft.line = number
            draft.subject = model["model"].replace("__", "/") if model else "unknown"
            draft.task = draft.task or (task["task"] if task else file_stem(path))
            if number == 1 and "task" not in options.map:
                _note_group(to_text(draft.task), path, intake)
            yield draft


def _note_group(task: str, path: str, intake: Intake) -> None:
    """`mmlu:anatomy|5` is a part of what lighteval averages as `mmlu:_average|5`: the group `mmlu|5`."""
    whole = _SUBSET.sub("", task)
    if whole != task:
        intake.group(TaskGroup(whole, (task,), path))


def _of_record(record: Mapping[str, Any], path: str, intake: Intake) -> Draft:
    doc, response = as_mapping(record.get("doc")), as_mapping(record.get("model_response"))
    draft = Draft(
        record=record,
        item_id=doc.get("id"),
        task=doc.get("task_name"),
        question=doc.get("query"),
        target=_target(doc),
        output=to_text(response.get("text")),
        score=choose_metric(as_mapping(record.get("metric")), "metric.NAME"),
        metadata=as_mapping(doc.get("specific")),
    )
    _count_cut_prompt(response.get("truncated_tokens_count"), path, intake)
    _fill_choice(draft, doc, as_list(response.get("logprobs")), path, intake)
    return draft


def _of_old(record: Mapping[str, Any], path: str, intake: Intake) -> Draft:
    """A document as versions before 0.11 write it, the Open LLM Leaderboard of 2023 and 2024 among them."""
    told = read_literals(record)
    metrics = old_metrics(told)
    place = "metrics.NAME" if as_mapping(told.get("metrics")) else "NAME"
    said = as_list(told.get("predictions"))
    draft = Draft(
        record={**told, "metrics": metrics},
        question=told.get("example") or told.get("full_prompt"),
        target=_target(told) or told.get("gold"),
        output="" if _are_numbers(said) else to_text(said),
        score=choose_metric(metrics, place),
        metadata=as_mapping(told.get("specifics") or told.get("specific")),
        stop_reason=False,  # `truncated` counts tokens that were cut from the prompt
    )
    _count_cut_prompt(told.get("truncated"), path, intake)
    _fill_choice(draft, told, said if _are_numbers(said) else as_list(told.get("pred_logits")), path, intake)
    return draft


def _are_numbers(values: list[Any]) -> bool:
    flat = [value[0] if isinstance(value, list | tuple) and value else value for value in values]
    numbers = [isinstance(value, int | float) for value in flat if value is not None]  # None: not a number
    return any(numbers) and all(numbers)


def _count_cut_prompt(cut: Any, path: str, intake: Intake) -> None:
    """Prompts that were longer than the model's context: what was asked is not what the question says."""
    counts = cut if isinstance(cut, list) else [cut]
    if any(isinstance(count, int | float) and count > 0 for count in counts):
        intake.tally(path, "prompts_cut", "questions whose prompt was cut to fit the model's context")


def _target(doc: Mapping[str, Any]) -> Any:
    choices, gold = as_list(doc.get("choices")), doc.get("gold_index")
    index = gold[0] if isinstance(gold, list) and gold else gold
    return to_text(choices[index]).strip() if isinstance(index, int) and 0 <= index < len(choices) else None


def _fill_choice(draft: Draft, doc: Mapping[str, Any], weighed: list[Any], path: str, intake: Intake) -> None:
    """Where choices were weighed, the likeliest one and the chance of a guess."""
    choices = as_list(doc.get("choices"))
    first = (value[0] if isinstance(value, list | tuple) and value else value for value in weighed)
    log_probs = [float(value) if isinstance(value, float | int) else math.nan for value in first]
    if draft.output or len(choices) < 2 or len(log_probs) != len(choices):
        return
    check_log_probs(log_probs, path, intake)
    best = likeliest(log_probs)
    draft.output = "" if best is None else to_text(choices[best]).strip()
    gold = doc.get("gold_index")
    right = len(gold) if isinstance(gold, list) else 1
    draft.chance = right / len(choices)


def _results(names: Names) -> set[tuple[str, str]]:
    """Results of a run; its details stand in another folder."""
    if not any(name.endswith(".parquet") for _, name in names):
        return set()
    return {(folder, name) for folder, name in names if RESULTS.fullmatch(name)}


FORMAT = LogFormat("lighteval", read_lighteval, of_columns=is_lighteval, companions=_results)
