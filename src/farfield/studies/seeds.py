"""Means over seeds with an interval for a new seed's mean: models are what is resampled, never their answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

import msgspec
import polars as pl
from scipy import stats

from farfield.studies.with_interval import WithInterval

CONFIDENCE = 0.95
ALONG = "along"
"""The field of a result that holds measures by a level, under numbered names, or a struct that several results share:
in the file these are keys of their own in its place (`written`, `studies/result.py`)."""

Row = TypeVar("Row", bound=msgspec.Struct)


class OverSeeds(WithInterval):
    """The mean of a measure over seeds, null without a seed that has a value; its interval is for a new seed's mean,
    null for fewer than two seeds."""

    seeds: int
    """How many have a value."""


def interval(values: Sequence[float | None]) -> OverSeeds:
    """Mean and interval of Student's t (1908) over seeds; those without a value are left out."""
    kept = [value for value in values if value is not None and not math.isnan(value)]
    if not kept:
        return OverSeeds(mean=None, low=None, high=None, seeds=0)
    mean = sum(kept) / len(kept)
    if len(kept) < 2:
        return OverSeeds(mean=mean, low=None, high=None, seeds=len(kept))
    error = math.sqrt(sum((value - mean) ** 2 for value in kept) / (len(kept) - 1) / len(kept))
    half = float(stats.t.ppf(0.5 + CONFIDENCE / 2, len(kept) - 1)) * error
    return OverSeeds(mean=mean, low=mean - half, high=mean + half, seeds=len(kept))


def over_seeds(rows: pl.DataFrame, by: Sequence[str], values: Sequence[str], kind: type[Row]) -> list[Row]:
    """For each combination of `by`, in order, the interval of each of `values` over its rows, one row a seed.

    `kind`: the struct to make of each. Values that it has no field for stand in its field `along`, by their names.
    """
    found = []
    named = [name for name in values if name in kind.__struct_fields__]
    along = [name for name in values if name not in named]
    for key, some in rows.group_by(list(by), maintain_order=True):
        parts = {name: interval(some[name].to_list()) for name in values}
        fields: dict[str, object] = {name: parts[name] for name in named}
        if along:
            fields[ALONG] = {name: parts[name] for name in along}
        found.append((key, kind(**dict(zip(by, key, strict=True)), **fields)))
    return [row for _, row in sorted(found, key=lambda one: [(str(type(part)), part) for part in one[0]])]
