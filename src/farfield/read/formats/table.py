"""Any table of records: JSONL, JSON arrays, CSV, Parquet. Columns are found by name or told by `--map`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from farfield.read.columns import look_up
from farfield.read.drafts import Draft
from farfield.read.intake import Intake
from farfield.read.options import ReadOptions
from farfield.read.rows import read_rows
from farfield.read.values import QUESTION_NAMES, TARGET_NAMES, is_score
from farfield.storage import content_suffix

COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "item_id": (
        "item_id",
        "id",
        "sample_id",
        "question_id",
        "doc_id",
        "task_id",
        "instance_id",
        "problem_id",
        "example_id",
        "qid",
        "uid",
        "item",
    ),
    "subject": ("model", "subject", "model_name", "model_id", "engine", "llm", "agent", "system", "alias"),
    "task": ("task", "task_name", "benchmark", "eval", "eval_name", "dataset"),
    "question": QUESTION_NAMES,
    "target": TARGET_NAMES,
    "output": (
        "output",
        "completion",
        "response",
        "prediction",
        "model_output",
        "model_answer",
        "generation",
        "generated_text",
        "predicted",
        "pred",
        "sampled",
        "answer",
    ),
    "score": (
        "score",
        "correct",
        "is_correct",
        "scores",
        "passed",
        "pass",
        "success",
        "accuracy",
        "acc",
        "exact_match",
        "score_binarized",
        "solved",
        "resolved",
        "is_success",
        "grade",
        "reward",
        "result",
        "outcome",
    ),
    "epoch": ("epoch", "trial", "attempt", "repeat", "repetition"),
    "date": ("date", "published", "publication_date", "question_date"),
    "regime": ("regime",),
    "chance": ("chance",),
}
"""For each field the columns that fill it unasked, best first. A column fills one field only, in this order."""

BESIDE = ("", "metadata.", "config.")
FLATTENED = ("metadata", "meta")


class Columns(NamedTuple):
    """Where the fields of a record stand, and which of its columns are metadata."""

    fields: dict[str, str]
    metadata: list[str]


def read_table(path: str, options: ReadOptions, intake: Intake) -> Iterator[Draft]:
    """The rows of any table as drafts. Without a column for the task it is the file's name."""
    known: dict[tuple[str, ...], Columns] = {}
    name = table_name(path)
    beside: dict[str, str] | None = None
    for row in read_rows(path, intake):
        beside = beside_records(path, options, intake) if beside is None else beside
        key = tuple(row.record)
        columns = known.get(key)
        if columns is None:
            columns = known[key] = find_columns(row.record, options.map)
        found = {field: row.record[column] for field, column in columns.fields.items()}
        if not {"subject"} & (columns.fields.keys() | options.map.keys() | beside.keys()):
            intake.tally(path, "records that name no model", "Name its column with --map subject=COL.")
        yield Draft(
            **{"subject": "unknown", "task": name, "item_id": row.key, **beside, **found},
            record=row.record,
            line=row.line,
            metadata=_metadata(row.record, columns.metadata, row.typed),
        )


def beside_records(path: str, options: ReadOptions, intake: Intake) -> dict[str, str]:
    """The subject and the task as a document names them beside its records, with a word of where they stand."""
    root, found = intake.roots.get(path, {}), {}
    for field in ("subject", "task"):
        names = (f"{holder}{name}" for holder in BESIDE for name in COLUMN_NAMES[field])
        place = next((name for name in names if isinstance(look_up(root, name), str)), None)
        if field not in options.map and place is not None and look_up(root, place).strip():
            found[field] = look_up(root, place)
            intake.warn(path, f"{field} = $.{place}, {found[field]}, where a record names none")
    return found


def find_columns(record: Mapping[str, Any], mapping: Mapping[str, str]) -> Columns:
    """Which column fills which field, by COLUMN_NAMES; a mapped field is left to `--map`."""
    by_name = {column.strip().casefold().replace(" ", "_").replace("-", "_"): column for column in record}
    taken = {column for column in mapping.values() if column in record}
    fields: dict[str, str] = {}
    for field, names in COLUMN_NAMES.items():
        if field in mapping:
            continue
        for name in names:
            column = by_name.get(name)
            if column is not None and column not in taken and _fits(field, record[column]):
                fields[field] = column
                taken.add(column)
                break
    return Columns(fields, [column for column in record if column not in taken])


def _fits(field: str, value: Any) -> bool:
    """A column named `correct` may hold the right answer; it is the score only if it holds scores."""
    return field != "score" or is_score(value)


def _metadata(record: Mapping[str, Any], columns: list[str], typed: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in columns:
        value = typed.get(column, record[column])
        if column in FLATTENED and isinstance(value, Mapping):
            found.update(value)
        else:
            found[column] = value
    return found


def table_name(path: str) -> str:
    """The file's name without its suffixes."""
    name = path.rsplit("/", 1)[-1]
    suffix = content_suffix(path)
    at = name.lower().rfind(suffix) if suffix else -1
    return name[:at] if at > 0 else name
