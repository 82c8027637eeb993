"""Regimes of free text: what the log declares, and what a search for the item itself says about it."""

from __future__ import annotations

import polars as pl

from farfield.records import REGIMES
from farfield.regimes.options import RegimeOptions
from farfield.results.score_notices import LabelNotFound, LabelOverturned, NoSuchRegime, RegimeNotice

DECLARED = "regime_declared"


def declared_regimes(items: pl.DataFrame, options: RegimeOptions, documents: int = 1) -> pl.DataFrame:
    """The items with `regime` as one of REGIMES, and `regime_declared`, the label that the log gave.

    First match wins (methods: one corpus hit overturns a label):
    1. recall, where at least `recall_threshold` documents, and no fewer than `documents`, hold question and answer
       together, or (`near_recall`) a near duplicate of the question with the answer;
    2. the declared regime, where it is one of REGIMES (`composition-2` counts as composition);
    3. unknown. A declared recall that the corpus was searched for and does not hold is unknown.
    Without a corpus (no column `recall_documents`) the declared labels stand.
    """
    if DECLARED not in items.columns:
        items = items.with_columns(pl.col("regime").cast(pl.String).alias(DECLARED))
    declared = declared_regime()
    if "recall_documents" in items.columns:
        searched = pl.col("recall_documents").is_not_null()
        found = documents_holding(items, options) >= max(documents, options.recall_threshold)
        regime = (
            pl.when(found)
            .then(pl.lit("recall"))
            .when(searched & (declared == "recall"))
            .then(pl.lit("unknown"))
            .otherwise(declared)
        )
    else:
        regime = declared
    return items.with_columns(regime.alias("regime"))


def documents_holding(items: pl.DataFrame, options: RegimeOptions, bound: str = "") -> pl.Expr:
    """Documents that hold the item: word for word, or nearly where that counts. Null where none was searched.

    `bound`: "_high" asks for the most that the whole corpus may hold, where a part of it was searched.
    """
    counted = ("recall_documents", "near_documents") if options.near_recall else ("recall_documents",)
    known = [f"{name}{bound}" for name in counted if f"{name}{bound}" in items.columns]
    return pl.max_horizontal(known) if known else pl.lit(None, pl.Float64)


def declared_regime() -> pl.Expr:
    """The declared label as one of REGIMES; `unknown` where it is none of them."""
    name = (
        pl.col(DECLARED)
        .str.strip_chars()
        .str.to_lowercase()
        .str.replace(r"^composition[-_ ]?\d+$", "composition")
    )
    return pl.when(name.is_in(REGIMES)).then(name).otherwise(pl.lit("unknown"))


def overturned_labels(items: pl.DataFrame) -> list[RegimeNotice]:
    """Notices on labels that did not stand. `items`: what `assign_regimes` returned."""
    if items[DECLARED].null_count() == items.height:
        return []
    label, stands = declared_regime(), pl.col("regime")
    named = pl.col(DECLARED).is_not_null() & (pl.col(DECLARED).str.strip_chars() != "")
    found = items.filter(named & (stands == "recall") & (label != "recall"))
    lost = items.filter(named & (stands != "recall") & (label == "recall"))
    told: list[RegimeNotice] = []
    if len(found):
        told.append(LabelOverturned(len(found), _nearly(found)))
    if len(lost):
        told.append(LabelNotFound(len(lost), int((lost["regime"] == "unknown").sum()), _in_part(lost)))
    valid = pl.col(DECLARED).str.to_lowercase().str.strip_chars() == "unknown"
    invalid = items.filter(named & (label == "unknown") & ~valid)[DECLARED].unique().sort().to_list()
    if invalid:
        told.append(NoSuchRegime(invalid))
    return told


def _nearly(found: pl.DataFrame) -> int:
    """How many of these the corpus holds by a near duplicate alone."""
    return int((found["recall_documents"] == 0).sum()) if "recall_documents" in found.columns else 0


def _in_part(lost: pl.DataFrame) -> bool:
    """Whether a part of the corpus was searched, which may hold more of these items than were found."""
    if "recall_documents_high" not in lost.columns:
        return False
    part = ~pl.col("recall_documents").eq_missing(pl.col("recall_documents_high"))
    return bool(lost.select(part.any()).item())
