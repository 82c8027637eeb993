"""How a figure goes with the size of subjects, or with the cutoff that their makers state: a line through them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from farfield.comparison.drift.runs import Subject
from farfield.results.drift import SubjectDrift
from farfield.results.drift_comparison import DriftTrend
from farfield.special_functions import stdtrit

FEWEST = 3
"""Subjects: a line through two is sure of itself whatever they are."""
SHARES = ("current", "stale", "defers")


def fit_trends(
    subjects: Sequence[Subject], sizes: Mapping[str, float], confidence: float
) -> Iterator[DriftTrend]:
    """Of the dates and of the shares without a reminder, each as its own run tells it."""
    along: tuple[tuple[str, Callable[[Subject], float | None]], ...] = (
        ("size", lambda one: math.log10(sizes[one.name]) if one.name in sizes else None),
        ("stated", lambda one: one.found.stated_at),
    )
    for name, place in along:
        for of in ("inner_date", "cutoff", *SHARES):
            told = [(place(one), _figure(one.found, of)) for one in subjects]
            points = [(x, y) for x, y in told if x is not None and y is not None]
            if len(points) >= FEWEST and len({x for x, _ in points}) > 1:
                yield _line(name, of, points, confidence)


def _figure(found: SubjectDrift, of: str) -> float | None:
    if of == "inner_date":
        return found.inner_date.centre
    if of == "cutoff":
        return found.cutoff.date
    bare = next((arm for arm in found.arms if arm.arm == found.baseline), None)
    return (
        None
        if bare is None
        else {"current": bare.current, "stale": bare.stale, "defers": bare.defers}[of].mean
    )


def _line(along: str, of: str, points: Sequence[tuple[float, float]], confidence: float) -> DriftTrend:
    x, y = np.array(points, np.float64).T
    from_mean = x - x.mean()
    slope = float(from_mean @ y / (from_mean @ from_mean))
    off = y - y.mean() - slope * from_mean
    freedom = len(points) - 2
    error = math.sqrt(float(off @ off) / freedom / float(from_mean @ from_mean))
    wide = float(stdtrit(freedom, 0.5 + confidence / 2)) * error
    return DriftTrend(along, of, len(points), slope, slope - wide, slope + wide)  # type: ignore[arg-type]
