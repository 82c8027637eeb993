"""Where the answers come from: the documents, passages and outputs that carry most."""

from __future__ import annotations

from typing import Any

import polars as pl

from farfield.report.run_folder import Results
from farfield.text.words import split_words

MOST = 6
MOST_ITEMS = 6
SHORTEST_PASSAGE = 6  # words; shorter ones are everybody's phrases
SHORTEST_OUTPUT = 8  # words; a bare number is always pasted from one piece
LONGEST_QUOTE = 200


def used_most(results: Results) -> dict[str, list[dict[str, Any]]]:
    """The most used documents, the passages that carry most items, the most pasted outputs; each with its items."""
    return {
        "documents": _documents(results.passages),
        "passages": _passages(results.passages),
        "outputs": _outputs(results),
    }


def _with_items(grouped: pl.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            **row,
            "of": len(row["items"]),
            "items": [(i["task"], i["item_id"]) for i in row["items"][:MOST_ITEMS]],
        }
        for row in grouped.iter_rows(named=True)
    ]


def _distinct_items() -> pl.Expr:
    return pl.struct("task", "item_id").unique(maintain_order=True).alias("items")


def _documents(passages: pl.DataFrame) -> list[dict[str, Any]]:
    """A document's credit is the words it lends, shared with all places of the corpus that hold the same words."""
    credit = (pl.col("words") / pl.col("count").clip(1)).alias("credit")
    grouped = (
        passages.with_columns(credit)
        .sort("credit", descending=True, maintain_order=True)
        .group_by("document", "source", maintain_order=True)
        .agg(_distinct_items(), pl.col("words").max(), pl.col("credit").sum())
    )
    return _with_items(grouped.sort("credit", "document", descending=[True, False]).head(MOST))


def _passages(passages: pl.DataFrame) -> list[dict[str, Any]]:
    """Passages of the same words are one passage, however they are written."""
    long = passages.filter(pl.col("words") >= SHORTEST_PASSAGE)
    folded = pl.Series("folded", [" ".join(split_words(text)) for text in long["text"]], pl.String)
    grouped = long.group_by(folded, maintain_order=True).agg(
        _distinct_items(),
        pl.col("text", "document", "source", "words", "count").first(),
    )
    grouped = grouped.with_columns(pl.col("text").str.slice(0, LONGEST_QUOTE)).drop("folded")
    order = [pl.col("items").list.len(), pl.col("words"), pl.col("text")]
    return _with_items(grouped.sort(order, descending=[True, True, False]).head(MOST))


def _outputs(results: Results) -> list[dict[str, Any]]:
    items = results.items
    if not {"output_pieces", "output_words"} <= set(items.columns):
        return []
    keys = ["task", "item_id", "subject", "epoch"]
    documents = results.passages.filter(pl.col("field") == "output").group_by(keys).agg(
        pl.col("document").n_unique().alias("documents")
    )  # fmt: skip
    rate = 100 * pl.col("output_pieces") / pl.col("output_words")
    made = (
        items.filter(pl.col("output_words") >= SHORTEST_OUTPUT, pl.col("output_pieces").is_not_null())
        .with_columns(rate=rate)
        .sort("rate", "output_words", *keys, descending=[False, True, *[False] * 4])
        .head(MOST)
        .join(documents, on=keys, how="left", maintain_order="left")
    )
    columns = [*keys, "score", "rate", "output_pieces", "output_words", "output_match", "documents"]
    quote = pl.col("output").str.slice(0, LONGEST_QUOTE).alias("text")
    return made.select(*columns, quote).to_dicts()
