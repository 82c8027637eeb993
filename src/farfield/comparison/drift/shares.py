"""Paired differences of outcomes, and of what reminders do, on the questions that both subjects were asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from farfield.arrays import Floats
from farfield.comparison.drift.beside import Beside, Questions, asked_of_both
from farfield.measure.drift.arms import FEWEST_PAIRS, codes_of, difference
from farfield.results.drift import OUTCOMES, FactsPart, ShareDifference
from farfield.results.drift_comparison import ArmDifference, GapDifference, NoGapDifference, PairedShare
from farfield.special_functions import ndtr, ndtri

Parts = Mapping[str, FactsPart]
"""By fact: whether its change is known to both, unknowable to both, or neither (`unclear`)."""


def compare_arms(beside: Beside, parts: Parts, confidence: float) -> Iterator[ArmDifference]:
    """Arm by arm, the two without a reminder first; each on all facts, on those both can know, and neither can."""
    first, second = beside.first, beside.second
    bare = asked_of_both(first.bare, second.bare)
    same = first.baseline == second.baseline
    name = first.baseline if same else f"{first.baseline}, {second.baseline}"
    yield from _told(name, bare, None, parts, confidence)
    for arm, rows in first.told.items():
        asked = asked_of_both(rows, second.arm(arm))
        chosen: NoGapDifference | None = "asked_of_wrong" if _of_wrong(beside, arm) else None
        yield from _told(arm, asked, (bare, chosen), parts, confidence)


def _of_wrong(beside: Beside, arm: str) -> bool:
    return any(
        effect.reason == "asked_of_wrong" and effect.arm == arm
        for side in (beside.first, beside.second)
        for effect in side.subject.found.effects
    )


def _told(
    arm: str,
    asked: Questions,
    bare: tuple[Questions, NoGapDifference | None] | None,
    parts: Parts,
    confidence: float,
) -> Iterator[ArmDifference]:
    for part in ("all", "known", "unknowable"):
        inside = _part(asked, part, parts)
        if not len(inside):
            continue
        shares = [_share(inside, outcome, confidence) for outcome in OUTCOMES]
        yield ArmDifference(
            arm=arm, of=part, questions=len(inside), facts=len(set(inside.facts)),
            outcomes=[one for one in shares if one is not None],
            gap=None if bare is None else _gap(inside, *bare, confidence),
        )  # fmt: skip


def _part(asked: Questions, part: FactsPart, parts: Parts) -> Questions:
    if part == "all":
        return asked
    return asked.take([at for at, fact in enumerate(asked.facts) if parts.get(fact) == part])


def _share(asked: Questions, outcome: str, confidence: float) -> PairedShare | None:
    first, second = asked.shares(outcome)
    if not first.any() and not second.any():
        return None
    found = difference(second - first, asked.clusters, confidence)
    return PairedShare(
        outcome=outcome, first=float(first.mean()), second=float(second.mean()), difference=found.value, low=found.low,  # type: ignore[arg-type]
        high=found.high, p=p_of(found.value, found.low, found.high, confidence), p_holm=None,
    )  # fmt: skip


def _gap(
    told: Questions, bare: Questions, reason: NoGapDifference | None, confidence: float
) -> GapDifference:
    """Each question's gain of the second with the reminder, less that of the first."""
    before = {key: at for at, key in enumerate(bare.keys)}
    rows = [at for at, key in enumerate(told.keys) if key in before]
    reason = reason or ("no_bare" if not len(bare) else "few_pairs" if len(rows) < FEWEST_PAIRS else None)
    if reason is not None:
        return GapDifference(len(rows), None, None, None, None, None, None, None, reason)
    after, without = told.shares("current"), bare.shares("current")
    places = [before[told.keys[at]] for at in rows]
    first, second = (after[side][rows] - without[side][places] for side in (0, 1))
    found = _doubled(second - first, [told.facts[at] for at in rows], confidence)
    return GapDifference(
        len(rows), float(first.mean()), float(second.mean()), found.value, found.low, found.high,
        p_of(found.value, found.low, found.high, confidence), None, None,
    )  # fmt: skip


def _doubled(values: Floats, facts: list[str], confidence: float) -> ShareDifference:
    """The mean of differences of differences, which lie in [-2, 2]."""
    half = difference(values / 2, codes_of(facts), confidence)
    low, high = (None if end is None else 2 * end for end in (half.low, half.high))
    return ShareDifference(2 * half.value, low, high)


def p_of(value: float, low: float | None, high: float | None, confidence: float) -> float | None:
    """The two-sided p-value of "it is 0" that belongs to an interval: its side towards 0 is so many standard errors."""
    end = low if value > 0 else high
    if end is None:
        return None
    if value == 0:
        return 1.0
    error = abs(value - end) / float(ndtri(0.5 + confidence / 2))
    return float(np.clip(2 * ndtr(-abs(value) / error), 0, 1)) if error > 0 else 0.0
