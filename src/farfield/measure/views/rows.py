"""From an entry of `profile["profiles"]` back to its rows of items.parquet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

Entry = Mapping[str, Any]
WITHIN = "\x1f"
"""Between a task and the name of an item in the identity of a pooled item: tasks may number their items alike."""


def rows_of(items: pl.DataFrame, entry: Entry) -> pl.DataFrame:
    """The items that an entry is about, of all subjects; entries of earlier versions are of one task each."""
    chosen = items.filter(pl.col("task").is_in(list(entry.get("tasks") or [entry["task"]])))
    stratum = entry.get("stratum")
    if stratum is None or stratum["column"] not in items.columns:
        return chosen
    column = stratum["column"]
    return chosen.filter(pl.col(column) == pl.lit(stratum["value"], items.schema[column]))


def pool_items(rows: pl.DataFrame, entry: Entry, cluster: str | None) -> pl.DataFrame:
    """Those rows under the name of the entry; an item of several tasks is (task, item), clustered by task unless a
    column was named."""
    stratum = entry.get("stratum")
    if entry.get("pooled") or (stratum and stratum["of"] not in entry["tasks"]):
        columns = {"item_id": pl.concat_str(pl.col("task"), pl.col("item_id"), separator=WITHIN)}
        if cluster is None and "cluster" in rows.columns:
            columns["cluster"] = pl.col("task")
        rows = rows.with_columns(**columns)
    return rows.with_columns(task=pl.lit(entry["task"]))


def is_view(entry: Entry) -> bool:
    """Whether its items are counted elsewhere too: a pool of tasks, or a stratum."""
    return bool(entry.get("pooled") or entry.get("stratum"))


def own_entries(entries: Sequence[Entry]) -> list[Entry]:
    """Those of the logs' own tasks, so that every item is there once."""
    return [entry for entry in entries if not is_view(entry)]


def top_entries(entries: Sequence[Entry]) -> list[Entry]:
    """Those that are part of no other: pools, and tasks that are in none."""
    return [entry for entry in entries if not entry.get("part_of")]
