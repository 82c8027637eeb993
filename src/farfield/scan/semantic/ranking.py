"""The passages found, ranked by meaning: no others are looked at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from farfield.records import Evidence, Field
from farfield.scan.semantic.model import EmbeddingModel

OWNER = ["task", "item_id", "subject", "epoch"]


def rank_by_meaning(evidence: Evidence, field: Field, model: EmbeddingModel | None = None) -> Evidence:
    """The evidence with `<field>_semantic` in the items, `semantic` in the passages, and those of the field re-ranked.

    `semantic` is 1 - cosine between the item's field and the passage with what stands around it; the item has that
    of its nearest passage, and null where it has no passage. Passages of other fields keep their places.
    Raises FarfieldError where the embedding model is not installed.
    """
    model = model or EmbeddingModel()
    passages = evidence.passages.with_row_index("row")
    mine = passages.filter(pl.col("field") == field)
    by_answer = field == "output"
    keys = OWNER if by_answer else OWNER[:2]
    texts = evidence.items.select(*keys, text=field).unique(keys, keep="first", maintain_order=True)
    pairs = mine.select(
        *keys, "row", around=pl.concat_str("before", "text", "after", ignore_nulls=True)
    ).join(texts, on=keys, how="left", maintain_order="left")
    pairs = pairs.with_columns(semantic=_distances(model, pairs["text"].to_list(), pairs["around"].to_list()))
    nearest = pairs.group_by(keys).agg(pl.col("semantic").min().alias(f"{field}_semantic"))
    return replace(
        evidence,
        items=evidence.items.join(nearest, on=keys, how="left", maintain_order="left"),
        passages=_rank(passages, pairs.select("row", "semantic"), field),
    )


def _distances(model: EmbeddingModel, texts: list[str], others: list[str]) -> pl.Series:
    distinct = sorted({*texts, *others})
    number = {text: at for at, text in enumerate(distinct)}
    vectors = model.embed(distinct)
    one, other = (vectors[[number[text] for text in many]] for many in (texts, others))
    cosine = (one * other).sum(axis=1, dtype=np.float64)
    return pl.Series(np.clip(1 - cosine, 0, 2), dtype=pl.Float64)


def _rank(passages: pl.DataFrame, measured: pl.DataFrame, field: str) -> pl.DataFrame:
    """The field's passages change places among themselves: nearest first, ties as they were."""
    passages = passages.drop("semantic").join(measured, on="row", how="left", maintain_order="left")
    item = ["task", "item_id"]
    mine = passages.filter(pl.col("field") == field)
    places = mine.sort(*item, "rank").select("rank")
    ranked = mine.sort(*item, "semantic", "rank").with_columns(places)
    rest = passages.filter(pl.col("field") != field)
    order = passages.select(*item).unique(maintain_order=True).with_row_index("place")
    together = pl.concat([ranked, rest]).join(order, on=item, how="left").sort("place", "rank")
    return together.select([name for name in passages.columns if name not in ("row", "place")])
