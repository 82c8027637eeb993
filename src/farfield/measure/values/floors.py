"""What is known of the points that a capability's grader gives for nothing, and intervals that allow for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from farfield.arrays import Floats
from farfield.measure.values.rows import GRADER, ValueSet
from farfield.options.measuring import MeasureOptions
from farfield.results.values import Floor, by_exact_match
from farfield.special_functions import ndtr, ndtri


def floor_of(one: ValueSet, options: MeasureOptions) -> Floor:
    """Whether the score of a guess is told, there is none, the control bounds it, or nothing does.

    A grader that scored control and capability finds what isn't there no more often than the control, near, shows the
    behaviour: that is what bounds the points that it gives for nothing.
    """
    if options.chance is not None or chances_told(one):
        return "told"
    able, control = (set(rows[GRADER].unique()) for rows in (one.capability, one.control))
    if able and all(by_exact_match(name) for name in able):
        return "none"
    return "bounded" if len(able | control) == 1 else "unbounded"


def chances_told(one: ValueSet) -> bool:
    """Whether the capability's rows say what a guess scores."""
    return "chance" in one.capability.columns and bool(one.capability["chance"].is_not_null().any())


class Range(NamedTuple):
    """A figure of which two ends are known: if no points are given for nothing, and if as many are as can be.

    `value`, and its plausible values (d,), at the first; `floored`: those at the other, between which it lies.
    """

    value: float
    bare: Floats
    floored: Floats

    @property
    def least(self) -> Floats:
        return np.minimum(self.bare, self.floored)

    @property
    def most(self) -> Floats:
        return np.maximum(self.bare, self.floored)

    @property
    def width(self) -> float:
        """How far the two ends lie apart, without luck."""
        return abs(float(self.floored.mean() - self.bare.mean()))

    @property
    def spread(self) -> float:
        """The error of the end that has the larger one."""
        return float(max(self.bare.std(), self.floored.std()))

    def interval(self, confidence: float) -> tuple[float, float]:
        """Holds the figure in `confidence` of all data sets, wherever between its ends it lies.

        Source: Imbens & Manski (2004).
        """
        tail = one_end(self.width, self.spread, confidence)
        low, high = np.quantile(self.least, tail), np.quantile(self.most, 1 - tail)
        return float(min(low, self.value)), float(max(high, self.value))

    def within(self, bound: float, tail: float) -> bool:
        """Whether two one-sided tests say that it lies within ±bound, whichever end is true."""
        return bool(np.quantile(self.least, tail) > -bound and np.quantile(self.most, 1 - tail) < bound)


def mean_range(found: Sequence[Range]) -> Range:
    """The mean of several figures that stand on one floor."""
    bare, floored = (np.mean([getattr(one, end) for one in found], axis=0) for end in ("bare", "floored"))
    return Range(float(np.mean([one.value for one in found])), bare, floored)


def one_end(width: float, spread: float, confidence: float) -> float:
    """What an interval leaves out at an end: half of all where both ends are one, all of it where they lie far apart.

    A figure at one end can't be missed beyond the other, so that the whole error may stand at its own.
    """
    if width <= 0 or spread <= 0:
        return 0.5 - confidence / 2
    apart = width / spread
    from scipy.optimize import brentq  # a fifth of a second, which most profiles need not

    reach = brentq(
        lambda at: ndtr(at + apart) - ndtr(-at) - confidence,
        ndtri(confidence) - 1e-9,
        ndtri(0.5 + confidence / 2) + 1e-9,
    )
    return float(ndtr(-reach))
