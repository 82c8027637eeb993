"""Which items a page keeps when it cannot hold all: those that teach most, then a spread of the rest."""

from __future__ import annotations

import polars as pl

ITEM_KEYS = ("task", "item_id")
RIGHT = 0.5
"""A score from here on counts as right where a yes or no is asked for."""


def order_items(items: pl.DataFrame, ruler: str | None) -> pl.DataFrame:
    """The distinct items (columns of ITEM_KEYS), the most telling first.

    Five queues for each task, subject and regime are drained in turn: recall hits, the nearest, far but right,
    near but wrong, and a spread over all distances. An item stands where its best queue puts it.
    """
    frame = items.select(
        *ITEM_KEYS,
        "subject",
        pl.col("regime").fill_null("unknown"),
        "score",
        distance=pl.col(f"ruler_{ruler}") if ruler else pl.lit(None, pl.Float64),
        number=pl.int_range(pl.len()),
    )
    stratum = ["task", "subject", "regime"]
    right, far = pl.col("score") >= RIGHT, pl.col("distance")
    queues = {
        "recalled": pl.when(pl.col("regime") == "recall").then(pl.col("number")),
        "nearest": far,
        "far_right": pl.when(right).then(-far),
        "near_wrong": pl.when(~right).then(far),
        "spread": _spread(),
    }
    ranks = [queue.rank("ordinal").over(stratum).alias(name) for name, queue in queues.items()]
    best = pl.min_horizontal(pl.col(*queues).min()).alias("best")
    ranked = frame.with_columns(ranks).group_by(ITEM_KEYS).agg(best, pl.col("number").min())
    return ranked.sort("best", "number").select(ITEM_KEYS)


def _spread() -> pl.Expr:
    """A key that takes items evenly over their distance: the golden-ratio sequence over their rank."""
    rank = pl.col("distance").fill_null(0).rank("ordinal").over("task", "subject", "regime")
    return (rank * 0.6180339887498949) % 1.0
