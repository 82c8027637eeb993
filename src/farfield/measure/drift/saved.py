"""Rows of drift and their facts as tables of a run folder, and back: from these alone subjects are compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from farfield.measure.drift.dated_answers import Held
from farfield.measure.drift.dates import When
from farfield.measure.drift.rows import Row

PLAIN: dict[str, pl.DataType] = {
    **dict.fromkeys(("subject", "arm", "fact", "pair", "outcome", "answer", "form"), pl.String()),
    **dict.fromkeys(("place", "total"), pl.Int64()),
    **dict.fromkeys(("score", "length", "probability"), pl.Float64()),
    **dict.fromkeys(("hedged", "invented", "leaks"), pl.Boolean()),
    "named": pl.List(pl.Int64()),
}
"""Columns of answers.parquet that are fields of a row as they are."""
CHANGE = ("change_first", "change_after")
"""The first day that a change can be, and the first that it cannot be any more."""
ANSWERS: dict[str, pl.DataType] = PLAIN | dict.fromkeys(CHANGE, pl.Date())
FACTS: dict[str, pl.DataType] = {
    **dict.fromkeys(("fact", "answer"), pl.String()),
    **dict.fromkeys(("start_first", "start_after", "end_first", "end_after"), pl.Date()),
}
"""Columns of facts.parquet: a stretch in which an answer held, a row each; no start is "since ever", no end "still"."""


def answers_table(rows: Sequence[Row]) -> pl.DataFrame:
    """Rows as a table of ANSWERS."""
    columns: dict[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in PLAIN}
    columns["named"] = [list(row.named) for row in rows]
    columns[CHANGE[0]] = [row.change and row.change.first for row in rows]
    columns[CHANGE[1]] = [row.change and row.change.after for row in rows]
    return pl.DataFrame(columns, schema=ANSWERS)


def facts_table(facts: Mapping[str, Sequence[Held]]) -> pl.DataFrame:
    """Stretches of facts as a table of FACTS."""
    rows = [
        (fact, one.answer, *_days(one.start), *_days(one.end)) for fact, held in facts.items() for one in held
    ]
    return pl.DataFrame(rows, schema=FACTS, orient="row")


def read_answers(table: pl.DataFrame) -> list[Row]:
    """The rows of such a table."""
    return [
        Row(
            **{name: record[name] for name in PLAIN if name != "named"}, named=tuple(record["named"]),
            change=_when(record[CHANGE[0]], record[CHANGE[1]]), shifted=(False, False),
        )
        for record in table.select(*ANSWERS).iter_rows(named=True)
    ]  # fmt: skip


def read_facts(table: pl.DataFrame) -> dict[str, list[Held]]:
    """The stretches of such a table, by fact."""
    found: dict[str, list[Held]] = {}
    for fact, answer, *days in table.select(*FACTS).iter_rows():
        found.setdefault(fact, []).append(Held(answer, _when(days[0], days[1]), _when(days[2], days[3])))
    return found


def _days(when: When | None) -> Iterable[date | None]:
    return (when.first, when.after) if when is not None else (None, None)


def _when(first: date | None, after: date | None) -> When | None:
    return When(first, after) if first is not None and after is not None else None
