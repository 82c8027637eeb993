"""Probes: items asked otherwise than to be solved, and the recall that they show."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from farfield.measure.clusters import cluster_keys
from farfield.measure.columns import cluster_codes
from farfield.measure.graders import holds, plain
from farfield.measure.intervals import FEWEST_CLUSTERS, mean_interval
from farfield.options.measuring import MeasureOptions
from farfield.results.checks import Signal
from farfield.special_functions import stdtr

RECALL, COMPLETION, COMPREHENSION = "recall", "completion", "comprehension"


def split_probes(items: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Items to be measured, and probes: rows whose column `probe` says `recall`, `completion` or `comprehension`.

    Where a subject has nothing but probes on a task, they are its items there as well.
    """
    if "probe" not in items.columns or items["probe"].dtype != pl.String:
        return items, items.clear()
    marked = items.with_columns(probe=named_probes(items))
    probes = marked.filter(pl.col("probe").is_not_null())
    only = pl.col("probe").is_not_null().all().over("task", "subject")
    return items.filter(marked.select(pl.col("probe").is_null() | only).to_series()), probes


def named_probes(items: pl.DataFrame) -> pl.Series:
    """Which probe each row is, null where it is none that is known."""
    if "probe" not in items.columns or items["probe"].dtype != pl.String:
        return pl.Series("probe", [None] * items.height, dtype=pl.String)
    named = items["probe"].str.strip_chars().str.to_lowercase()
    return named.set(~named.is_in([RECALL, COMPLETION, COMPREHENSION]), None)


def recall_probes(probes: pl.DataFrame, options: MeasureOptions) -> Signal | None:
    """How often the subject is right without what is needed to solve the item, against the best guess.

    The guess is the larger of chance and the share of the commonest target. Probes without a score count as right
    where their output holds the target.
    """
    asked = probes.filter(pl.col("probe") == RECALL) if "probe" in probes.columns else probes
    if asked.is_empty():
        return None
    held = [
        float(holds(plain(o), plain(t)) or (t != "" and plain(o) == plain(t)))
        for o, t in zip(asked["output"].fill_null(""), asked["target"].fill_null(""), strict=True)
    ]
    scores = asked["score"].fill_null(pl.Series(held)).to_numpy()
    clusters = cluster_codes(cluster_keys(asked, options.cluster))
    guess = _best_guess(asked, options)
    found = mean_interval(scores, clusters, options.confidence)
    p = _above(scores, clusters, guess)
    return Signal(
        name="recall probes", value=found.mean, low=found.low, high=found.high, expected=guess,
        p=p, n=len(scores), sentence="",
    )  # fmt: skip


def _best_guess(asked: pl.DataFrame, options: MeasureOptions) -> float:
    chance = options.chance if options.chance is not None else asked["chance"].cast(pl.Float64).mean()
    commonest = asked.filter(pl.col("target").fill_null("") != "")["target"].value_counts()["count"].max()
    # A target that occurs once is no guess that anyone could make.
    shared = (
        float(str(commonest)) / asked.height if commonest is not None and float(str(commonest)) > 1 else 0.0
    )
    return max(float(str(chance)) if chance is not None else 0.0, shared)


def _above(scores: np.ndarray[Any, np.dtype[np.float64]], clusters: Any, guess: float) -> float | None:
    """One-sided p-value that the mean is no higher than the guess: exact, or Student's t of clusters."""
    groups = len(np.unique(clusters))
    if groups == len(scores) and np.all((scores == 0) | (scores == 1)):
        from scipy.stats import binomtest

        return float(binomtest(int(scores.sum()), len(scores), min(guess, 1.0), alternative="greater").pvalue)
    sums = np.bincount(clusters, scores - scores.mean())
    if groups < FEWEST_CLUSTERS or not sums @ sums > 1e-18:
        return None
    error = float(np.sqrt(groups / (groups - 1) * (sums @ sums))) / len(scores)
    return float(stdtr(groups - 1, (guess - scores.mean()) / error))
