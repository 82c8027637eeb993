"""Differences of inner dates, of effective cutoffs and of half-lives, on the facts that both subjects were asked.

Each date keeps its own calibrated interval. The interval of their difference is made of the two (the method of variance
estimates recovery, Zou & Donner 2008), less what they have in common: the same facts move both, and how far each moves
either tells the correlation of their errors.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from farfield.comparison.drift.beside import Beside, Side
from farfield.comparison.drift.shares import p_of
from farfield.measure.drift import cutoff as cutoffs
from farfield.measure.drift import inner_date as inner_dates
from farfield.measure.drift.lasting import half_lives_of
from farfield.measure.drift.when import dated_answers_of, events_of
from farfield.results.drift import EffectiveCutoff, HalfLife, InnerDate
from farfield.results.drift_comparison import DateDifference, LifeRatio, NoDateDifference, NoLives

MOST_ALIKE = 0.9
"""The greatest correlation that is believed: few facts agree by chance too."""


class Dated(NamedTuple):
    """A date with its interval, an open end None; and how far each fact moves it."""

    value: float | None
    low: float | None
    high: float | None
    moved: Mapping[str, float]

    @property
    def untold(self) -> bool:
        """Whether not even one side of it is known."""
        return self.value is None and self.low is None and self.high is None


def inner_date_difference(beside: Beside, confidence: float) -> DateDifference:
    """Of the inner dates."""
    first, second = (_inner(side, beside, confidence) for side in (beside.first, beside.second))
    return date_difference(beside.asked, first, second, confidence)


def cutoff_difference(beside: Beside, confidence: float) -> DateDifference:
    """Of the effective cutoffs."""
    first, second = (_cutoff(side, confidence) for side in (beside.first, beside.second))
    return date_difference(beside.asked, first, second, confidence)


def _inner(side: Side, beside: Beside, confidence: float) -> Dated:
    answers = dated_answers_of(side.bare, beside.facts)
    if answers is None:
        return Dated(None, None, None, {})
    found, moved = inner_dates.fit_moved(answers, confidence)
    return _dated(found, found.centre, dict(zip(beside.facts, moved.tolist(), strict=True)))


def _cutoff(side: Side, confidence: float) -> Dated:
    events, names = events_of(side.rows, side.bare, side.subject.named)
    if not len(events.scores):
        return Dated(None, None, None, {})
    found, moved = cutoffs.fit_moved(events, confidence)
    return _dated(found, found.date, dict(zip(names, moved.tolist(), strict=True)))


def _dated(found: InnerDate | EffectiveCutoff, value: float | None, moved: Mapping[str, float]) -> Dated:
    return Dated(value, found.low, found.high, moved)


def date_difference(asked: int, first: Dated, second: Dated, confidence: float) -> DateDifference:
    """The second date less the first, of subjects with so many facts in common (`asked`); null with the reason."""
    reason = _why_none(asked, first, second)
    if reason is not None or first.value is None or second.value is None:
        low, high = _apart(first, second) if reason == "one_side" else (None, None)
        return DateDifference(asked, first.value, second.value, None, low, high, None, None, None, reason)
    shared = _correlation(first.moved, second.moved)
    value = second.value - first.value
    low = _end(value, -1, _below(second), _above(first), shared)
    high = _end(value, 1, _above(second), _below(first), shared)
    p = p_of(value, low, high, confidence)
    return DateDifference(asked, first.value, second.value, value, low, high, p, None, shared, None)


def _why_none(asked: int, first: Dated, second: Dated) -> NoDateDifference | None:
    if not asked:
        return "no_common"
    if first.untold or second.untold:
        return "first_untold" if first.untold else "second_untold"
    return "one_side" if first.value is None or second.value is None else None


def _apart(first: Dated, second: Dated) -> tuple[float | None, float | None]:
    """How near and how far two dates can be of which one is known to one side only."""
    low = None if second.low is None or first.high is None else second.low - first.high
    return low, None if second.high is None or first.low is None else second.high - first.low


def _below(one: Dated) -> float | None:
    return None if one.low is None or one.value is None else one.value - one.low


def _above(one: Dated) -> float | None:
    return None if one.high is None or one.value is None else one.high - one.value


def _end(value: float, side: int, one: float | None, other: float | None, shared: float) -> float | None:
    if one is None or other is None:
        return None
    return value + side * math.sqrt(max(one**2 + other**2 - 2 * shared * one * other, 0.0))


def _correlation(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    """Of the two errors, by how far each fact moves either."""
    one, two = (np.array([side.get(name, 0.0) for name in {**first, **second}]) for side in (first, second))
    size = math.sqrt(float(one @ one) * float(two @ two))
    return float(np.clip(one @ two / size, -MOST_ALIKE, MOST_ALIKE)) if size > 0 else 0.0


def life_ratios(beside: Beside, confidence: float) -> Iterator[LifeRatio]:
    """Of each reminder that both were asked at several places."""
    first, second = (
        half_lives_of(side.told, side.bare, confidence) for side in (beside.first, beside.second)
    )
    others = {life.arm: life for life in second if life.by == "outcomes"}
    for life in first:
        if life.by == "outcomes" and life.arm in others:
            yield _ratio(life, others[life.arm])


def _ratio(first: HalfLife, second: HalfLife) -> LifeRatio:
    """Where one lies beyond what was asked, the ends tell how much longer or shorter it is at least."""
    arm, one, two = first.arm, first.exchanges, second.exchanges
    if first.reason or second.reason:
        reason: NoLives = "first_untold" if first.reason else "second_untold"
        return LifeRatio(arm, one, two, None, None, None, reason)
    if one is None or two is None:
        least = None if second.low is None or first.high is None else second.low / first.high
        most = None if second.high is None or first.low is None else second.high / first.low
        return LifeRatio(arm, one, two, None, least, most, "beyond")
    logs = [
        Dated(math.log(life), _log(told.low), _log(told.high), {})
        for life, told in ((one, first), (two, second))
    ]
    value = math.log(two / one)
    low = _end(value, -1, _below(logs[1]), _above(logs[0]), 0.0)
    high = _end(value, 1, _above(logs[1]), _below(logs[0]), 0.0)
    return LifeRatio(
        arm, one, two, math.exp(value), None if low is None else math.exp(low),
        None if high is None else math.exp(high), None,
    )  # fmt: skip


def _log(value: float | None) -> float | None:
    return None if value is None or value <= 0 else math.log(value)
