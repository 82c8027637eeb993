"""A detector's setting and cut-off, chosen on one half of the planted items and judged on the other."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planting import KINDS, Plant


@dataclass(frozen=True)
class Truth:
    """`kind` of each item, None where it was not planted; `tuning`: the items on which cut-offs are chosen."""

    kind: Sequence[str | None]
    tuning: Sequence[bool]


@dataclass(frozen=True)
class Judged:
    """On the items that were not tuned on: recall of each kind, precision over items, F1, false alarms."""

    setting: str
    cutoff: float
    recall: Mapping[str, float]
    precision: float
    f1: float
    false_alarms: int


def split_halves(items: int, plants: Sequence[Plant], rng: random.Random) -> Truth:
    """Half of the items of each kind, and half of the unplanted ones, drawn at random."""
    kind: list[str | None] = [None] * items
    for one in plants:
        kind[one.row] = one.kind
    members = defaultdict(list)
    for row, of in enumerate(kind):
        members[of].append(row)
    tuning = [False] * items
    for of in [*KINDS, None]:
        for row in rng.sample(members[of], len(members[of]) // 2):
            tuning[row] = True
    return Truth(kind, tuning)


def choose(settings: Mapping[str, Sequence[float]], truth: Truth) -> Judged:
    """The setting and cut-off of the best F1 on the tuning half, as they do on the other half."""
    best = max(
        (find_f1(scores, cutoff, truth), setting, cutoff)
        for setting, scores in settings.items()
        for cutoff in candidates(scores, truth)
    )
    return judge(best[1], settings[best[1]], best[2], truth)


def candidates(scores: Sequence[float], truth: Truth) -> list[float]:
    found = {score for score, tuned in zip(scores, truth.tuning, strict=True) if tuned and score > 0}
    return sorted(found) or [1.0]


def find_f1(scores: Sequence[float], cutoff: float, truth: Truth, tuned: bool = True) -> float:
    rows = [row for row, of in enumerate(truth.tuning) if of == tuned]
    flagged = sum(scores[row] >= cutoff for row in rows)
    planted = sum(truth.kind[row] is not None for row in rows)
    right = sum(scores[row] >= cutoff and truth.kind[row] is not None for row in rows)
    return 2 * right / (flagged + planted)


def judge(setting: str, scores: Sequence[float], cutoff: float, truth: Truth) -> Judged:
    rows = [row for row, tuned in enumerate(truth.tuning) if not tuned]
    flagged = [row for row in rows if scores[row] >= cutoff]
    recall = {}
    for kind in KINDS:
        members = [row for row in rows if truth.kind[row] == kind]
        recall[kind] = sum(scores[row] >= cutoff for row in members) / len(members)
    right = sum(truth.kind[row] is not None for row in flagged)
    precision = right / len(flagged) if flagged else float("nan")
    return Judged(
        setting, cutoff, recall, precision, find_f1(scores, cutoff, truth, tuned=False), len(flagged) - right
    )
