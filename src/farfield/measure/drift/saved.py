"""Rows of drift and their facts as tables of a run folder, and back: from these alone subjects are compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from farfield.measure.drift.dated_answers import Held
from farfield.measure.drift.dates import When
from farfield.measure.drift.rows import Row
from farfield.schemas import DRIFT_ANSWERS, DRIFT_DAYS, DRIFT_FACTS

PLAIN = [name for name in DRIFT_ANSWERS if name not in DRIFT_DAYS]
"""Columns that are fields of a row as they are."""


def answers_table(rows: Sequence[Row]) -> pl.DataFrame:
    """Rows as a table of DRIFT_ANSWERS."""
    columns: dict[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in PLAIN}
    columns["named"] = [list(row.named) for row in rows]
    columns[DRIFT_DAYS[0]] = [row.change and row.change.first for row in rows]
    columns[DRIFT_DAYS[1]] = [row.change and row.change.after for row in rows]
    return pl.DataFrame(columns, schema=DRIFT_ANSWERS)


def facts_table(facts: Mapping[str, Sequence[Held]]) -> pl.DataFrame:
    """Stretches of facts as a table of DRIFT_FACTS."""
    rows = [
        (fact, one.answer, *_days(one.start), *_days(one.end)) for fact, held in facts.items() for one in held
    ]
    return pl.DataFrame(rows, schema=DRIFT_FACTS, orient="row")


def read_answers(table: pl.DataFrame) -> list[Row]:
    """The rows of such a table."""
    return [
        Row(
            **{name: record[name] for name in PLAIN if name != "named"}, named=tuple(record["named"]),
            change=_when(record[DRIFT_DAYS[0]], record[DRIFT_DAYS[1]]), shifted=(False, False),
        )
        for record in table.select(*DRIFT_ANSWERS).iter_rows(named=True)
    ]  # fmt: skip


def read_facts(table: pl.DataFrame) -> dict[str, list[Held]]:
    """The stretches of such a table, by fact."""
    found: dict[str, list[Held]] = {}
    for fact, answer, *days in table.select(*DRIFT_FACTS).iter_rows():
        found.setdefault(fact, []).append(Held(answer, _when(days[0], days[1]), _when(days[2], days[3])))
    return found


def _days(when: When | None) -> Iterable[date | None]:
    return (when.first, when.after) if when is not None else (None, None)


def _when(first: date | None, after: date | None) -> When | None:
    return When(first, after) if first is not None and after is not None else None
