"""AI2's OLMES: `task-NNN-<task>-predictions.jsonl`, with the requests and the task's metrics beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from farfield.files.siblings import find_sibling, folder_of
from farfield.logs.columns import look_up
from farfield.logs.drafts import Draft
from farfield.logs.formats.multiple_choice import check_log_probs, likeliest
from farfield.logs.intake import Intake
from farfield.logs.log_format import LogFormat, Names
from farfield.logs.rows import read_rows
from farfield.logs.values import QUESTION_NAMES, as_list, as_mapping, is_score, to_text
from farfield.options.reading import ReadOptions
from farfield.records import without_secrets

METRICS = (
    "primary_score",
    "exact_match",
    "exact_match_simple",
    "pass_at_1",
    "acc_per_char",
    "acc_raw",
    "acc_per_token",
    "acc_uncond",
    "acc",
    "prompt_level_strict_acc",
    "f1",
    "recall",
)
"""Which metric is the score where no file names the primary one. Beside them stand counts and indices."""

LOG_PROBS = {"acc_raw": "sum_logits", "acc_per_token": "logits_per_token", "acc_per_char": "logits_per_char"}
_OTHERS = re.compile(r"(?P<task>task-\d+-.+)-(requests\.jsonl|metrics\.json|recorded-inputs\.jsonl?)")
_NAME = re.compile(r"(?P<stem>task-\d+-(?P<task>.+))-predictions\.jsonl?", re.IGNORECASE)


def read_olmes(path: str, options: ReadOptions, intake: Intake) -> Iterator[Draft]:
    """The documents of a predictions file as drafts."""
    parts = _NAME.match(path.rsplit("/", 1)[-1])
    stem, named = (parts["stem"], parts["task"]) if parts else ("", path.rsplit("/", 1)[-1].split(".", 1)[0])
    summary = _summary(path, stem, intake)
    requests = _requests(path, stem, intake)
    subject = _subject(path, summary, options, intake)
    task = to_text(summary.get("task_name")) or named
    for row in read_rows(path, intake):
        record = row.record
        doc = as_mapping(requests.get(to_text(record.get("doc_id")), {}).get("doc"))
        metric, score = _score(as_mapping(record.get("metrics")), summary, path, options, intake)
        draft = Draft(
            record={**record, "doc": doc},
            line=row.line,
            item_id=record.get("doc_id"),
            subject=subject,
            task=task,
            question=next((doc[name] for name in QUESTION_NAMES if isinstance(doc.get(name), str)), None),
            target=record.get("label"),
            output=look_up(record, "model_output.0.continuation"),
            score=score,
            metadata={name: value for name, value in doc.items() if name not in QUESTION_NAMES},
        )
        _fill_choices(draft, doc, metric, path, intake)
        yield draft


def _summary(path: str, stem: str, intake: Intake) -> Mapping[str, Any]:
    """The task's metrics file, which also holds its configuration and the model's."""
    file = find_sibling(path, f"{stem}-metrics.json") if stem else None
    found = as_mapping(intake.read_json(file)) if file else {}
    intake.roots[path] = found
    return found


def _requests(path: str, stem: str, intake: Intake) -> Mapping[str, Mapping[str, Any]]:
    """By document, the first request that was made for it."""
    file = find_sibling(path, f"{stem}-requests.jsonl") if stem else None
    if file is None:
        intake.tally(
            path,
            "questions_missing",
            "documents without a question: no requests file stands beside the predictions",
        )
        return {}
    found: dict[str, Mapping[str, Any]] = {}
    for row in read_rows(file, intake):
        found.setdefault(to_text(row.record.get("doc_id")), row.record)
    return found


def _subject(path: str, summary: Mapping[str, Any], options: ReadOptions, intake: Intake) -> str:
    config = as_mapping(summary.get("model_config"))
    for name in ("model", "model_path", "metadata.alias"):
        if isinstance(found := look_up(config, name), str) and found:
            return found
    folder = folder_of(without_secrets(path)).rsplit("/", 1)[-1]
    subject = folder if folder not in (".", "..", "") else "unknown"
    if "subject" not in options.map:
        intake.warn(
            path,
            "model_from_folder",
            f"no metrics file names the model: it is taken to be {subject}, after the folder",
        )
    return subject


def _score(
    metrics: Mapping[str, Any], summary: Mapping[str, Any], path: str, options: ReadOptions, intake: Intake
) -> tuple[str, Any]:
    """The metric that the task's configuration calls primary, else the first of METRICS, and its value."""
    primary = to_text(look_up(summary, "task_config.primary_metric"))
    known = [name for name in (primary, *METRICS) if name in metrics and is_score(metrics[name])]
    if not known:
        return "", None
    others = [name for name in METRICS if name in metrics and name != known[0]]
    if known[0] != primary and others and "score" not in options.map:
        intake.warn(
            path,
            "primary_metric_unnamed",
            f"no file names the primary metric; scored by {known[0]}, not {', '.join(others)}"
            " (another: --map score=metrics.NAME)",
        )
    return known[0], metrics[known[0]]


def _fill_choices(draft: Draft, doc: Mapping[str, Any], metric: str, path: str, intake: Intake) -> None:
    """Where choices were weighed, the one that the metric prefers, the right one, and the chance of a guess."""
    weighed = [as_mapping(part) for part in as_list(draft.record.get("model_output"))]
    log_probs = [part.get(LOG_PROBS.get(metric, "sum_logits")) for part in weighed]
    numbers = [float(value) for value in log_probs if isinstance(value, int | float)]
    if len(weighed) < 2 or len(numbers) != len(weighed):
        return
    check_log_probs(numbers, path, intake)
    choices = [to_text(choice).strip() for choice in as_list(doc.get("choices"))]
    draft.chance = 1 / len(weighed)
    best, right = likeliest(numbers), to_text(draft.target)
    named = len(choices) == len(weighed)
    draft.output = "" if best is None else choices[best] if named else str(best)
    if named and right.isdecimal() and int(right) < len(choices):
        draft.target = choices[int(right)]


def _is_prediction(first: Mapping[str, Any]) -> bool:
    return {"doc_id", "model_output", "metrics"} <= first.keys()


def _others(names: Names) -> set[tuple[str, str]]:
    """What stands beside a task's predictions."""
    known = set(names)
    matched = {pair: match for pair in known if (match := _OTHERS.fullmatch(pair[1]))}
    return {
        pair for pair, match in matched.items() if (pair[0], f"{match['task']}-predictions.jsonl") in known
    }


FORMAT = LogFormat("olmes", read_olmes, of_record=_is_prediction, companions=_others)
