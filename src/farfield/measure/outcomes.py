"""The outcomes of one subject on one task as arrays, ready for the estimators."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from farfield.measure.columns import cluster_codes, count_words, numeric_column, require_column
from farfield.measure.options import MeasureOptions
from farfield.records import FarfieldError

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

LOG_WORDS = "log_words"


@dataclass(frozen=True)
class Outcomes:
    """Scored items: scores in [0, 1], codes of their clusters, the score of a guess, each (n,).

    `covariates` by name (n,), not-a-number where missing.
    """

    scores: Floats
    clusters: Codes
    chance: Floats
    covariates: dict[str, Floats]

    def take(self, rows: NDArray[np.bool_]) -> Outcomes:
        covariates = {name: values[rows] for name, values in self.covariates.items()}
        return Outcomes(self.scores[rows], self.clusters[rows], self.chance[rows], covariates)

    @property
    def groups(self) -> int:
        return int(np.count_nonzero(np.bincount(self.clusters)))

    def __len__(self) -> int:
        return len(self.scores)


def prepare_items(items: pl.DataFrame, options: MeasureOptions) -> pl.DataFrame:
    """The items with the covariates as columns (`_log_words`, `_difficulty`) and a cluster key.

    Raises FarfieldError for scores outside [0, 1] and for columns of the options that are missing or not numeric.
    """
    outside = items.filter(pl.col("score").is_nan() | (pl.col("score") < 0) | (pl.col("score") > 1))
    if not outside.is_empty():
        row = outside.row(0, named=True)
        raise FarfieldError(
            f"the score {row['score']} does not lie between 0 and 1 ({outside.height:,} such items)",
            where=f"item {row['item_id']} of {row['subject']}",
            remedy="Scale the scores so that 0 is wrong and 1 is right.",
        )
    words = count_words(items, options.field)
    columns = [words.clip(1).fill_null(1).log().alias("_log_words")]
    if options.difficulty is not None:
        columns.append(numeric_column(items, options.difficulty, "--difficulty").alias("_difficulty"))
    cluster = require_column(items, options.cluster, "--cluster") if options.cluster else items["item_id"]
    return items.with_columns(*columns, cluster.alias("_cluster"))


def outcomes_of(scored: pl.DataFrame, options: MeasureOptions) -> Outcomes:
    """The arrays of one subject's scored items on one task (a part of what `prepare_items` returned)."""
    covariates = {LOG_WORDS: _floats(scored["_log_words"])}
    if options.difficulty is not None:
        covariates[options.difficulty] = _floats(scored["_difficulty"])
    return Outcomes(
        _floats(scored["score"]), cluster_codes(scored["_cluster"]), _chance_of(scored, options), covariates
    )


def _chance_of(scored: pl.DataFrame, options: MeasureOptions) -> Floats:
    """The score of a guess at each item: as the user says, else what the item says (or its neighbours), else 0."""
    if options.chance is not None:
        return np.full(scored.height, options.chance)
    if "chance" not in scored.columns or scored["chance"].null_count() == scored.height:
        return np.zeros(scored.height)
    chance = scored["chance"].cast(pl.Float64)
    return chance.fill_null(chance.mean()).clip(0.0, 0.999).to_numpy()


def _floats(column: pl.Series) -> Floats:
    """The column as floats, not-a-number where null."""
    return column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
