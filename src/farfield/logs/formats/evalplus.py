"""EvalPlus's `*_eval_results.json`: for each task the samples, and whether they pass the base and the added tests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from farfield.logs.drafts import Draft
from farfield.logs.intake import Intake
from farfield.logs.log_format import LogFormat, first_part, part
from farfield.logs.values import as_list, as_mapping, to_text
from farfield.options.reading import ReadOptions
from farfield.records import FarfieldError

PASSED = ("pass", "passed", "success")
_NAME = re.compile(r"(?P<model>.*?)[._-]?eval_results\.json", re.IGNORECASE)


def read_evalplus(path: str, options: ReadOptions, intake: Intake) -> Iterator[Draft]:
    """Every sample of every task as a draft. Of base and added tests, both must pass where both were run."""
    whole = as_mapping(intake.read_json(path))
    tasks = as_mapping(whole.get("eval"))
    if not tasks:
        raise FarfieldError("holds no eval", where=path, remedy="Is it a result file of EvalPlus?")
    intake.roots[path] = {name: part for name, part in whole.items() if name != "eval"}
    samples = [(task, as_mapping(one)) for task, found in tasks.items() for one in _samples(found)]
    plus = any(sample.get("plus_status") is not None for _, sample in samples)
    if "score" not in options.map:
        intake.warn(
            path,
            "right_by_which_tests",
            "a solution is right if it passes the base and the added tests (plus_status and base_status);"
            " by the base tests alone: --map score=base_status"
            if plus
            else "only the base tests were run: a solution is right if it passes them (base_status)",
        )
    subject = _subject(path, options, intake)
    counts: dict[str, int] = {}
    for number, (task, sample) in enumerate(samples, start=1):
        counts[task] = counts.get(task, 0) + 1
        yield Draft(
            record=sample,
            line=number,
            item_id=task,
            subject=subject,
            task=_dataset(task),
            output=sample.get("solution"),
            score=_score(sample, plus),
            epoch=counts[task],
        )


def _samples(found: Any) -> list[Any]:
    """The samples of a task: objects; an early version wrote lists of statuses by kind of test."""
    if isinstance(found, Mapping) and isinstance(found.get("base"), list):
        base, added = as_list(found.get("base")), as_list(found.get("plus"))
        return [
            {
                "base_status": as_list(one)[0] if as_list(one) else None,
                "plus_status": as_list(added[at])[0] if at < len(added) and as_list(added[at]) else None,
            }
            for at, one in enumerate(base)
        ]
    return as_list(found)


def _score(sample: Mapping[str, Any], plus: bool) -> Any:
    """None where a status is missing."""
    told = [sample.get("base_status"), *([sample.get("plus_status")] if plus else [])]
    if any(status is None for status in told):
        return None
    return all(to_text(status).casefold() in PASSED for status in told)


def _dataset(task: str) -> str:
    """`HumanEval/0` is a task of HumanEval."""
    return task.partition("/")[0] or "evalplus"


def _subject(path: str, options: ReadOptions, intake: Intake) -> str:
    """The file's name before `_eval_results.json`, as `--samples` named it; else the folder."""
    parts = _NAME.fullmatch(path.rsplit("/", 1)[-1])
    folder = path.rsplit("/", 2)[-2] if "/" in path else ""
    subject = (parts["model"] if parts else "") or folder or "unknown"
    if "subject" not in options.map:
        intake.warn(path, "model_from_file_name", f"the model is taken to be {subject}, after the file")
    return subject


def _is_evalplus(top: Mapping[str, Any]) -> bool:
    return "eval" in top and "base_status" in first_part(first_part(part(top["eval"])))


FORMAT = LogFormat("evalplus", read_evalplus, of_document=_is_evalplus)
