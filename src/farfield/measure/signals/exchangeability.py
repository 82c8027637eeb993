"""Exchangeability: does the subject prefer the published order of the items to shuffled ones?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from farfield.options.measuring import MeasureOptions
from farfield.results.checks import Signal
from farfield.special_functions import stdtr, stdtrit

CANONICAL, SHUFFLED, SHARD = "logprob_canonical", "logprob_shuffled", "shard"
FEWEST_SHARDS = 5
FEWEST_ORDERS = 19
"""Shuffled orders below which a rank cannot reach p = .05."""


def exchangeability(items: pl.DataFrame, options: MeasureOptions) -> Iterator[Signal]:
    """The tests of Oren, Meister, Chatterji, Ladhak & Hashimoto (2023), where the log holds log-probabilities.

    Columns: `logprob_canonical`, of an item where it stands in the published order; `logprob_shuffled`, its mean over
    shuffled orders, or `logprob_shuffled_1`, `_2`, ..., one for each; and `shard`, the run of items that was scored
    as one text (each row its own where there is none). Log-probabilities are summed within shards. A test set that
    the subject has never seen has no order to it, so that both tests bound false positives.
    """
    orders = sorted(name for name in items.columns if re.fullmatch(rf"{SHUFFLED}(_\d+)?", name))
    if CANONICAL not in items.columns or not orders:
        return
    names = [CANONICAL, *orders]
    if not all(items[name].dtype.is_numeric() for name in names):
        return
    complete = items.filter(pl.all_horizontal(pl.col(name).is_finite() for name in names))
    shard = pl.col(SHARD).cast(pl.String) if SHARD in items.columns else pl.col("item_id")
    sums = complete.group_by(shard.alias(SHARD), maintain_order=True).agg(
        pl.col(name).sum() for name in names
    )
    if sums.height < FEWEST_SHARDS:
        return
    canonical, shuffled = sums[CANONICAL].to_numpy(), sums.select(orders).to_numpy()
    yield _sharded(canonical - shuffled.mean(axis=1), options.confidence)
    if len(orders) >= FEWEST_ORDERS:
        yield _ranked(float(canonical.sum()), shuffled.sum(axis=0))


def _sharded(gains: np.ndarray[Any, np.dtype[np.float64]], confidence: float) -> Signal:
    """The one-sided t-test over shards."""
    n, mean, error = len(gains), float(gains.mean()), float(gains.std(ddof=1)) / len(gains) ** 0.5
    half = float(stdtrit(n - 1, 0.5 + confidence / 2)) * error
    p = float(stdtr(n - 1, -mean / error)) if error > 0 else None
    return Signal(
        name="exchangeability", value=mean, low=mean - half, high=mean + half, expected=0.0,
        p=p, n=n, sentence="",
    )  # fmt: skip


def _ranked(canonical: float, shuffled: np.ndarray[Any, np.dtype[np.float64]]) -> Signal:
    """The permutation test: the rank of the published order among the shuffled ones."""
    above = int((shuffled >= canonical).sum())
    p = (above + 1) / (len(shuffled) + 1)
    return Signal(
        name="rank of the published order", value=p, low=None, high=None, expected=0.5,
        p=p, n=len(shuffled), sentence="",
    )  # fmt: skip
