"""How far graders of the same answers agree, level by level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import polars as pl

from farfield.measure.values.rows import ValueSet
from farfield.measure.values.verdict import ALIKE
from farfield.results.values import GraderAgreement, GraderDrift
from farfield.special_functions import ndtri


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


def drifts(found: Sequence[GraderAgreement], near: Sequence[str], confidence: float) -> list[GraderDrift]:
    """Of each two graders the level at which they agree least, where that is clearly less than near, beyond ALIKE.

    Shares with half an answer added to either side, corrected for how many levels were looked at (Bonferroni).
    """
    pairs: dict[tuple[str | None, ...], list[GraderAgreement]] = {}
    for one in found:
        pairs.setdefault(tuple(one.graders), []).append(one)
    told = []
    for levels in pairs.values():
        close = [one for one in levels if one.level in near]
        far = [one for one in levels if one.level not in near]
        if not close or not far:
            continue
        items = sum(one.items for one in close)
        agreed = sum(one.agreement * one.items for one in close)
        least = min(far, key=lambda one: one.agreement)
        quantile = float(ndtri(1 - (1 - confidence) / 2 / len(far)))
        before, after = _share(agreed, items), _share(least.agreement * least.items, least.items)
        drop, error = before[0] - after[0], float(np.hypot(before[1], after[1]))
        if agreed / items - least.agreement > ALIKE and drop > quantile * error:
            told.append(
                GraderDrift(
                    graders=least.graders,
                    near=[one.level for one in close],
                    agreement_near=agreed / items,
                    level=least.level,
                    agreement=least.agreement,
                )
            )
    return told


def _share(right: float, items: int) -> tuple[float, float]:
    """A share with its error, half an answer added to either side."""
    share = (right + 0.5) / (items + 1)
    return share, float(np.sqrt(share * (1 - share) / (items + 1)))
