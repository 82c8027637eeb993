"""Any table of records: JSONL, JSON arrays, CSV, Parquet. Columns are found by what they hold or told by `--map`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from farfield.files.batches import file_stem
from farfield.logs.columns import look_up
from farfield.logs.drafts import Draft
from farfield.logs.formats.table_columns import find_columns
from farfield.logs.formats.table_found import Columns
from farfield.logs.formats.table_kinds import part_kinds
from farfield.logs.formats.table_metrics import of_one_metric
from farfield.logs.formats.table_names import COLUMN_NAMES, FLATTENED
from farfield.logs.intake import Intake
from farfield.logs.log_format import LogFormat
from farfield.logs.offered_choices import choices_beside
from farfield.logs.rows import Row, read_rows
from farfield.logs.score_columns import ScoreRules
from farfield.logs.values import join_parts, to_text
from farfield.options.reading import ReadOptions

_FLOAT_ID = re.compile(r"\d+\.0")

BESIDE = ("", "metadata.", "config.")

__all__ = ["COLUMN_NAMES", "read_table"]


def read_table(path: str, options: ReadOptions, intake: Intake) -> Iterator[Draft]:
    """The rows of any table as drafts. Without a column for the task it is the file's name."""
    rows, options, scored = part_kinds(list(read_rows(path, intake)), options, path, intake)
    rules = ScoreRules(options.score_words, options.score_max)
    columns = find_columns([row.record for row in rows], options.map, rules)
    rows = of_one_metric(rows, columns.fields, path, options, intake)
    _tell(columns, path, options, intake)
    if scored:
        intake.note_field(path, "score", " + ".join(scored))
    joined = {part for parts in columns.joined.values() for part in parts}
    taken = {*columns.fields.values(), *joined, *options.map.values()} - columns.kept
    nameless = "subject" not in columns.fields and "subject" not in options.map
    by_file = "task" not in columns.fields and "task" not in options.map
    name = file_stem(path)
    beside = beside_records(path, options, intake) if rows else {}
    nameless, by_file = nameless and "subject" not in beside, by_file and "task" not in beside
    unnamed = (
        len(rows) if nameless else _lacking(rows, columns.fields.get("subject")) * ("subject" not in beside)
    )
    _tell_unnamed(unnamed, path, intake)
    if "question" not in columns.joined:
        _tell_unasked(rows, columns.fields.get("question"), path, intake)
    floats = _ids_are_floats([row.record.get(columns.fields.get("item_id", "")) for row in rows])
    for row in rows:
        found = {
            field: row.record[column] for field, column in columns.fields.items() if column in row.record
        }
        for field, parts in columns.joined.items():
            found[field] = join_parts(field, [row.record.get(part) for part in parts])
        if floats and found.get("item_id"):
            found["item_id"] = found["item_id"].removesuffix(".0")
        yield Draft(
            **{"subject": "unknown", "task": name, "item_id": row.key, **beside, **found},
            record=row.record,
            line=row.line,
            metadata=_metadata(row.record, taken, row.typed),
            file_task=by_file,
            nameless=nameless,
            choices=choices_beside(row.record),
        )


def _tell_unnamed(number: int, path: str, intake: Intake) -> None:
    if number:
        remedy = "Name its column with --map subject=COL."
        intake.tally(path, "subject_unnamed", "records that name no model", remedy, number=number)


def _tell_unasked(rows: Sequence[Row], column: str | None, path: str, intake: Intake) -> None:
    """Warns of records without a question where others have one: a row of sums beside the items, or a gap."""
    unasked = [row.line for row in rows if column is not None and not to_text(row.record.get(column)).strip()]
    if unasked and len(unasked) < len(rows):
        intake.warn(
            path,
            "questions_missing",
            f"records without a question where others have one: {len(unasked):,}, the first in row {unasked[0]:,}. "
            "They are items as the others; if they are sums, leave them out of the file, or by --where",
        )


def _lacking(rows: Sequence[Row], column: str | None) -> int:
    """How many records lack a column that others have."""
    return 0 if column is None else sum(column not in row.record for row in rows)


def beside_records(path: str, options: ReadOptions, intake: Intake) -> dict[str, str]:
    """The subject and the task as a document names them beside its records, with a word of where they stand."""
    root, found = intake.roots.get(path, {}), {}
    for field in ("subject", "task"):
        names = (f"{holder}{name}" for holder in BESIDE for name in COLUMN_NAMES[field])
        place = next((name for name in names if isinstance(look_up(root, name), str)), None)
        if field not in options.map and place is not None and look_up(root, place).strip():
            found[field] = look_up(root, place)
            intake.warn(
                path,
                "field_beside_the_records",
                f"{field} = $.{place}, {found[field]}, where a record names none",
            )
    return found


def _tell(columns: Columns, path: str, options: ReadOptions, intake: Intake) -> None:
    for field, column in {**columns.fields, **options.map}.items():
        intake.note_field(path, field, " + ".join(columns.joined.get(field, (column,))))
    for code, told in columns.warnings:
        intake.warn(path, code, told)
    if "score" not in columns.fields and "score" not in options.map:
        intake.unread[path] = columns.unread


def _ids_are_floats(ids: Sequence[Any]) -> bool:
    """Whether ids are whole numbers that a spreadsheet wrote as 7.0."""
    texts = [value for value in ids if value not in (None, "")]
    return bool(texts) and all(isinstance(text, str) and _FLOAT_ID.fullmatch(text) for text in texts)


def _metadata(record: Mapping[str, Any], taken: set[str], typed: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in record:
        if column in taken:
            continue
        value = typed.get(column, record[column])
        if column in FLATTENED and isinstance(value, Mapping):
            found.update(value)
        else:
            found[column] = value
    return found


FORMAT = LogFormat("table", read_table, by_columns=True)
