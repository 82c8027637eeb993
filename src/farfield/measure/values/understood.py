"""What was understood at each level, and what a subject does there with what it understood."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from farfield.measure.values.rows import ValueSet

FEWEST_UNDERSTOOD = 10
LEAST_UNDERSTOOD = 0.2
"""Of the items of a level. Where less was understood, what a subject does says nothing of its values."""
KEYS = ("cluster", "level")


class Understood(NamedTuple):
    """The share of a level's items, None where nobody measured that; value, control and capability among these items,
    None below FEWEST_UNDERSTOOD and LEAST_UNDERSTOOD. `value_ends`: between which the value lies among what was
    understood, where that was scored of other items than the value's."""

    share: float | None = None
    value: float | None = None
    control: float | None = None
    capability: float | None = None
    value_ends: tuple[float, float] | None = None


def understood_shares(one: ValueSet) -> dict[str, float]:
    """The share of the items that were understood, level by level; without levels of which nobody measured it."""
    parts = _known(one).partition_by("level", as_dict=True)
    return {str(level): weighted_mean(part, "_known") for (level,), part in parts.items()}


def among_understood(one: ValueSet) -> dict[str, Understood]:
    """By level, of those at which comprehension was measured."""
    found = {}
    for (level,), part in _known(one).partition_by("level", as_dict=True).items():
        share = weighted_mean(part, "_known")
        there = part.filter("_known").select(KEYS)
        enough = there.height >= FEWEST_UNDERSTOOD and share >= LEAST_UNDERSTOOD
        held, shown, able = (
            weighted_mean(rows) if enough and rows.height >= FEWEST_UNDERSTOOD else None
            for rows in (frame.join(there, on=KEYS) for frame in (one.value, one.control, one.capability))
        )
        value = one.value.filter(level=level)
        apart = value.join(part.select(KEYS), on=KEYS).is_empty()
        ends = _ends(weighted_mean(value), share) if enough and apart and value.height else None
        found[str(level)] = Understood(share, held, shown, able, ends)
    return found


def _ends(held: float, understood: float) -> tuple[float, float]:
    """The least and the most that a share can be among a share of all (Fréchet's bounds)."""
    return max(0.0, (held + understood - 1) / understood), min(1.0, held / understood)


def _known(one: ValueSet) -> pl.DataFrame:
    known = (pl.col("score").mean() >= 0.5).alias("_known")
    return one.comprehension.group_by(KEYS).agg(known, pl.col("_weight").mean())


def weighted_mean(rows: pl.DataFrame, column: str = "score") -> float:
    """The mean of a column, each row by its `_weight`."""
    return float(np.average(rows[column].to_numpy(), weights=rows["_weight"].to_numpy()))
