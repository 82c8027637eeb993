"""Means over seeds with an interval for a new seed's mean: models are what is resampled, never their answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import polars as pl
from scipy import stats

CONFIDENCE = 0.95


def interval(values: Sequence[float | None]) -> dict[str, float | int | None]:
    """`mean`, `low`, `high` of Student's t (1908) over seeds, and `seeds`; no interval for fewer than two."""
    kept = [value for value in values if value is not None and not math.isnan(value)]
    if not kept:
        return {"mean": None, "low": None, "high": None, "seeds": 0}
    mean = sum(kept) / len(kept)
    if len(kept) < 2:
        return {"mean": mean, "low": None, "high": None, "seeds": len(kept)}
    error = math.sqrt(sum((value - mean) ** 2 for value in kept) / (len(kept) - 1) / len(kept))
    half = float(stats.t.ppf(0.5 + CONFIDENCE / 2, len(kept) - 1)) * error
    return {"mean": mean, "low": mean - half, "high": mean + half, "seeds": len(kept)}


def over_seeds(rows: pl.DataFrame, by: Sequence[str], values: Sequence[str]) -> list[dict[str, Any]]:
    """For each combination of `by`, in order, the interval of each of `values` over its rows, one row a seed."""
    found = []
    for key, some in rows.group_by(list(by), maintain_order=True):
        parts = {name: interval(some[name].to_list()) for name in values}
        found.append({**dict(zip(by, key, strict=True)), **parts})
    return sorted(found, key=lambda one: tuple((str(type(one[name])), one[name]) for name in by))
