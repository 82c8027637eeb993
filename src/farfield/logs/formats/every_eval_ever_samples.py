"""The rows of an Every Eval Ever file joined to samples: a sample stands once for each of its metrics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from farfield.logs.values import as_mapping, to_text


@dataclass(slots=True)
class Sample:
    """One answer to one question. `scores`, `rows`: by evaluation_result_id, "" for a row that names none."""

    record: Mapping[str, Any]
    line: int
    model: str
    task: str
    item: str
    scores: dict[str, Any]
    rows: dict[str, Mapping[str, Any]]


def join_rows(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], list[Sample]]:
    """By model and task the samples, in the order of their first rows.

    A row is the same sample as an earlier one where model, task, sample, question and epoch are the same and the
    earlier one has no score of the row's result yet; a further score of that result is another answer.
    """
    found: dict[tuple[str, str], list[Sample]] = {}
    known: dict[tuple[str, ...], list[Sample]] = {}
    for line, row in enumerate(rows, start=1):
        model, task, item = to_text(row.get("model_id")), task_of(row), item_of(row)
        epoch = to_text(as_mapping(row.get("metadata")).get("epoch"))
        result = to_text(row.get("evaluation_result_id"))
        same = known.setdefault((model, task, item, to_text(row.get("sample_id")), epoch), [])
        sample = next((one for one in same if result not in one.scores), None)
        if sample is None:
            sample = Sample(row, line, model, task, item, {}, {})
            same.append(sample)
            found.setdefault((model, task), []).append(sample)
        sample.scores[result] = as_mapping(row.get("evaluation")).get("score")
        sample.rows[result] = row
    return found


def task_of(row: Mapping[str, Any]) -> str:
    """The evaluation's name, without the filter that lm_eval's converter puts behind it."""
    name = to_text(row.get("evaluation_name"))
    used = to_text(as_mapping(row.get("metadata")).get("filter"))
    return name.removesuffix(f"/{used}") if used else name


def item_of(row: Mapping[str, Any]) -> str:
    """The question's hash, which is the same under other sample ids; the sample's id where there is none."""
    return to_text(row.get("sample_hash")) or to_text(row.get("sample_id"))
