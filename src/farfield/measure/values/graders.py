"""How far graders of the same answers agree, level by level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import polars as pl

from farfield.measure.values.rows import ValueSet
from farfield.results.values import GraderAgreement


def agreements(sets: Sequence[ValueSet]) -> Iterator[GraderAgreement]:
    """Of each two graders of one value, at each level in which they scored the same answers."""
    for first, second in combinations(sets, 2):
        keys = ["cluster", "level"]
        other = _once(second.value, keys)
        pairs = _once(first.value, keys).join(other, on=keys, suffix="_other", maintain_order="left")
        for (level,), part in pairs.partition_by("level", as_dict=True, maintain_order=True).items():
            a, b = part["score"].to_numpy() >= 0.5, part["score_other"].to_numpy() >= 0.5
            same, chance = (
                float(np.mean(a == b)),
                float(a.mean() * b.mean() + (1 - a.mean()) * (1 - b.mean())),
            )
            yield GraderAgreement(
                level=str(level),
                graders=[first.grader, second.grader],
                items=part.height,
                agreement=same,
                kappa=(same - chance) / (1 - chance) if chance < 1 else None,
            )


def _once(rows: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    return rows.group_by(keys, maintain_order=True).agg(pl.col("score").mean())
