"""What errors are clustered by unless the user says it: the question, and what the log says that items share."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from farfield.measure.columns import require_column

GROUP_COLUMN = "item_group"


def cluster_keys(items: pl.DataFrame, name: str | None) -> pl.Series:
    """What the items of a cluster share: the column `name`, or what `own_clusters` says.

    An item without a value is a cluster of its own, with its epochs. Raises FarfieldError for a column that isn't
    there.
    """
    own = own_clusters(items)
    if name is None:
        return own
    column = require_column(items, name, "--cluster")
    if column.dtype.is_float():
        column = column.fill_nan(None)
    if not column.null_count():
        return column
    named, alone = pl.lit(f"{name} ") + column.cast(pl.String), pl.lit("item ") + own.cast(pl.String)
    return items.select(pl.coalesce(named, alone)).to_series()


def own_clusters(items: pl.DataFrame) -> pl.Series:
    """A label for each row: the item's id, one for all items of a task that ask one question with one target.

    Items that the log puts in one group (`item_group`) share one too. A question that stands there with several
    targets is a form of words, and the items are as different as their targets.
    """
    if not {"task", "question", "target"} <= set(items.columns):
        return items["item_id"].alias("_cluster")
    labels = pl.col("item_id")
    if GROUP_COLUMN in items.columns:
        labels = pl.coalesce(pl.col(GROUP_COLUMN).cast(pl.String), labels)
    rows = items.select("task", "item_id", "question", "target", label=labels)
    asked = (
        rows.filter(pl.col("question").is_not_null() & (pl.col("question") != ""))
        .unique(["task", "question", "target", "label"])
        .with_columns(
            targets=pl.col("target").fill_null("").n_unique().over("task", "question"),
            ids=pl.col("label").n_unique().over("task", "question"),
        )
        .filter((pl.col("ids") > 1) & (pl.col("targets") == 1))
    )
    if asked.is_empty():
        return rows["label"].alias("_cluster")
    groups = asked.sort("label").group_by("task", "question", maintain_order=True).agg("label")
    first = _joined(((task, list(names)) for task, _, names in groups.iter_rows()))
    joined = pl.DataFrame(
        [(task, label, other) for (task, label), other in first.items()],
        schema={"task": pl.String, "label": pl.String, "_cluster": pl.String},
        orient="row",
    )
    found = rows.join(joined, on=["task", "label"], how="left", maintain_order="left")
    return found.select(pl.coalesce("_cluster", "label").alias("_cluster")).to_series()


def _joined(groups: Iterable[tuple[str, list[str]]]) -> dict[tuple[str, str], str]:
    """For each label of a task the first of all that it is joined with, by one question or several."""
    leader: dict[tuple[str, str], str] = {}

    def find(task: str, label: str) -> str:
        while leader.setdefault((task, label), label) != label:
            label = leader[task, label]
        return label

    for task, labels in groups:
        tops = [find(task, label) for label in labels]
        for top in tops:
            leader[task, top] = min(tops)
    return {(task, label): find(task, label) for task, label in leader}
