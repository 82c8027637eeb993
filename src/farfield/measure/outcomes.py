"""The outcomes of one subject on one task as arrays, ready for the estimators."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

from farfield.arrays import Codes, Floats, Rows
from farfield.measure.categories import Category, covariate_column, covariate_name, expand_category
from farfield.measure.clusters import cluster_keys
from farfield.measure.columns import cluster_codes, count_words, floats_of, numeric_column
from farfield.measure.difficulty.others import difficulty_column
from farfield.measure.intervals import Interval, mean_interval
from farfield.options.measuring import MeasureOptions
from farfield.records import FarfieldError

LOG_WORDS = "log_words"
UNIGRAM = "unigram"
COVARIATE = "--covariate"


@dataclass(frozen=True)
class Outcomes:
    """Scored items: scores in [0, 1], codes of their clusters, the score of a guess, each (n,).

    `covariates` by name (n,), not-a-number where missing: what slopes and gaps are adjusted for. `baseline`, the
    same: what a ruler must add to beyond them. `weights` (n,): how much each item counts, 1 on
    average over a subject's scored items of a task. `categories`: those among the covariates, each of which is a column
    of 0 and 1 for all its levels but one.
    """

    scores: Floats
    clusters: Codes
    chance: Floats
    covariates: dict[str, Floats]
    baseline: dict[str, Floats] = field(default_factory=dict)
    given_weights: Floats | None = None
    categories: tuple[Category, ...] = ()

    @cached_property
    def weights(self) -> Floats:
        return np.ones(len(self)) if self.given_weights is None else self.given_weights

    def take(self, rows: Rows) -> Outcomes:
        covariates = {name: values[rows] for name, values in self.covariates.items()}
        baseline = {name: values[rows] for name, values in self.baseline.items()}
        weights = None if self.given_weights is None else self.given_weights[rows]
        return Outcomes(
            self.scores[rows], self.clusters[rows], self.chance[rows], covariates, baseline, weights,
            self.categories,
        )  # fmt: skip

    def mean(self, confidence: float) -> Interval:
        return mean_interval(self.scores, self.clusters, confidence, self.given_weights)

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
        columns.append(difficulty_column(items, options.difficulty).alias("_difficulty"))
    columns += [covariate_column(items, c, COVARIATE).alias(f"_covariate_{c}") for c in options.covariates]
    if options.weight is not None:
        columns.append(weight_column(items, options.weight).alias("_weight"))
    return items.with_columns(*columns, cluster_keys(items, options.cluster).alias("_cluster"))


def outcomes_of(scored: pl.DataFrame, options: MeasureOptions) -> Outcomes:
    """The arrays of one subject's scored items on one task (a part of what `prepare_items` returned)."""
    covariates = {LOG_WORDS: floats_of(scored["_log_words"])} if options.length else {}
    categories = []
    for name, column in held_columns(options).items():
        if scored[column].dtype != pl.String:
            covariates[name] = floats_of(scored[column])
            continue
        category, columns = expand_category(name, scored[column])
        categories.append(category)
        covariates |= columns
    unigram = f"{options.field}_unigram"
    told = set(scored.columns) - set(options.covariates)
    return Outcomes(
        floats_of(scored["score"]), cluster_codes(scored["_cluster"]), _chance_of(scored, options), covariates,
        baseline={UNIGRAM: floats_of(scored[unigram])} if unigram in told else {},
        given_weights=_mean_one(floats_of(scored["_weight"])) if options.weight else None,
        categories=tuple(categories),
    )  # fmt: skip


def held_columns(options: MeasureOptions) -> dict[str, str]:
    """What the user asks to be held equal, difficulty first: names, and their columns in prepared items."""
    difficulty = {covariate_name(options.difficulty): "_difficulty"} if options.difficulty else {}
    return difficulty | {covariate_name(name): f"_covariate_{name}" for name in options.covariates}


def weight_column(items: pl.DataFrame, name: str) -> pl.Series:
    """The weights; raises FarfieldError for a column that isn't there or holds anything but numbers above 0."""
    weights = numeric_column(items, name, "--weight")
    wrong = items.filter((weights <= 0) | weights.is_null())
    if not wrong.is_empty():
        raise FarfieldError(
            f"--weight: column {name!r} holds {wrong[name][0]!r} ({wrong.height:,} such items)",
            where=f"item {wrong['item_id'][0]} of {wrong['subject'][0]}",
            remedy="Every item needs a weight above 0.",
        )
    return weights


def _mean_one(weights: Floats) -> Floats:
    return np.asarray(weights / weights.mean() if len(weights) else weights)


def _chance_of(scored: pl.DataFrame, options: MeasureOptions) -> Floats:
    """The score of a guess at each item: as the user says, else what the item says (or its neighbours), else 0."""
    if options.chance is not None:
        return np.full(scored.height, options.chance)
    if "chance" not in scored.columns or scored["chance"].null_count() == scored.height:
        return np.zeros(scored.height)
    chance = scored["chance"].cast(pl.Float64)
    return chance.fill_null(chance.mean()).clip(0.0, 0.999).to_numpy()
