"""A list of tasks as SWE-bench publishes it: JSON lines, JSON or Parquet with the fix, the hidden tests and a date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from farfield.files.json_values import decode_json
from farfield.records import FarfieldError
from farfield.reuse.returned import read_date
from farfield.storage.opening import open_input

COLUMNS = ("instance_id", "base_commit", "created_at", "patch", "test_patch")
_REPOSITORY = re.compile(r"(.+?__.+)-\d+")
"""How benchmarks name the tasks of a repository: `django__django-11815`."""


@dataclass(frozen=True, slots=True)
class Task:
    """One task: the commit that it starts from, the fix, the hidden tests, and when the fix's pull request was opened.

    Null where the list doesn't tell it.
    """

    name: str
    base: str | None = None
    date: datetime | None = None
    patch: str | None = None
    test_patch: str | None = None


def read_tasks(path: str) -> Mapping[str, Task]:
    """The tasks of a file by their names. Raises FarfieldError where it has none."""
    rows = list(_parquet_rows(path) if _is_parquet(path) else _json_rows(path))
    found = {task.name: task for row in rows if (task := _task(row)) is not None}
    if not found:
        raise FarfieldError(
            "no task with a name in it",
            where=path,
            remedy=f"Give JSON lines or Parquet with the columns {', '.join(COLUMNS)}.",
        )
    return found


def repository_of(task: str) -> str:
    """The repository that a task is of, as benchmarks name it; the task itself where its name tells none."""
    named = _REPOSITORY.fullmatch(task)
    return named[1] if named else task


def _task(row: object) -> Task | None:
    if not isinstance(row, Mapping):
        return None
    name = _text(row, "instance_id") or _text(row, "id") or _text(row, "task_id")
    if name is None:
        return None
    created = row.get("created_at")
    date = (
        read_date(created.isoformat() if isinstance(created, datetime) else str(created)) if created else None
    )
    return Task(name, _text(row, "base_commit"), date, _text(row, "patch"), _text(row, "test_patch"))


def _text(row: Mapping[str, Any], column: str) -> str | None:
    value = row.get(column)
    return value if isinstance(value, str) and value.strip() else None


def _is_parquet(path: str) -> bool:
    with open_input(path) as stream:
        return stream.read(4) == b"PAR1"


def _json_rows(path: str) -> Iterator[object]:
    with open_input(path) as stream:
        raw = stream.read()
    try:
        whole = decode_json(raw)
        yield from whole if isinstance(whole, list) else [whole]
        return
    except ValueError:
        pass
    for number, line in enumerate(raw.splitlines(), 1):
        if line.strip():
            try:
                yield decode_json(line)
            except ValueError as error:
                raise FarfieldError(f"not JSON: {error}", where=f"{path}:{number}") from None


def _parquet_rows(path: str) -> Iterator[object]:
    import polars as pl

    try:
        with open_input(path) as stream:
            table = pl.read_parquet(stream.read())
    except pl.exceptions.PolarsError as error:
        raise FarfieldError(f"not readable as Parquet: {error}", where=path) from None
    yield from table.select(
        [name for name in (*COLUMNS, "id", "task_id") if name in table.columns]
    ).iter_rows(named=True)
