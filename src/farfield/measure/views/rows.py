"""From an entry of `profile.profiles` back to its rows of items.parquet."""

from __future__ import annotations

import polars as pl

from farfield.results import SubjectProfile

WITHIN = "\x1f"
"""Between a task and the name of an item in the identity of a pooled item: tasks may number their items alike."""


def rows_of(items: pl.DataFrame, entry: SubjectProfile) -> pl.DataFrame:
    """The items that an entry is about, of all subjects."""
    chosen = items.filter(pl.col("task").is_in(entry.tasks))
    stratum = entry.stratum
    if stratum is None or stratum.column not in items.columns:
        return chosen
    column = stratum.column
    return chosen.filter(pl.col(column) == pl.lit(stratum.value, items.schema[column]))


def pool_items(rows: pl.DataFrame, entry: SubjectProfile, cluster: str | None) -> pl.DataFrame:
    """Those rows under the name of the entry; an item of several tasks is (task, item), clustered by task unless a
    column was named."""
    stratum = entry.stratum
    if entry.pooled or (stratum and stratum.of not in entry.tasks):
        columns = {"item_id": pl.concat_str(pl.col("task"), pl.col("item_id"), separator=WITHIN)}
        if cluster is None and "cluster" in rows.columns:
            columns["cluster"] = pl.col("task")
        rows = rows.with_columns(**columns)
    return rows.with_columns(task=pl.lit(entry.task))
