"""Newton's climb to the maximum of one log-likelihood, its steps halved until they do not lose.

Three fits do not share it. A logistic curve (`curve.py`) climbs between bounds, from all starts at once, each with a
damping of its own. The abilities of the other subjects climb at once too, as many as there are subjects. The held-out
fits of `near_far/increment.py` look at no likelihood: their prior keeps every step safe, and a cap on it is quicker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from farfield.arrays import Floats

STEPS = 100
HALVINGS = 30
"""Of one step, down to a billionth of it: what does not rise by then stands at the top, up to rounding."""
SLACK = 1e-12
"""A loss of this share of the log-likelihood is rounding."""
SHORT = 1e-8
"""A step is the last where no coefficient moves by more."""


@dataclass(frozen=True, slots=True)
class Slope:
    """The log-likelihood of coefficients (k,), its gradient (k,), and the information about them (k, k)."""

    likelihood: float
    gradient: Floats
    information: Floats


S = TypeVar("S", bound=Slope)


@dataclass(frozen=True, slots=True)
class Summit(Generic[S]):
    """Coefficients `at` (k,), their slope, and the step (k,) from there that was too short to be looked at."""

    at: Floats
    step: Floats
    slope: S


class NoSummit(Exception):
    """`flat`: in some direction the likelihood does not bend, or so little that coefficients run beyond all numbers.

    Else the climb has not settled after STEPS.
    """

    def __init__(self, flat: bool) -> None:
        super().__init__("flat" if flat else "not settled")
        self.flat = flat


def is_short(step: Floats, slope: Slope) -> bool:
    """The step moves no coefficient by more than SHORT."""
    del slope
    return bool(np.abs(step).max() < SHORT)


@np.errstate(over="ignore", divide="ignore", invalid="ignore")  # a step too far is told by what it reaches
def climb(
    slope_at: Callable[[Floats], S],
    start: Floats,
    least_bend: float,
    settled: Callable[[Floats, Slope], bool] = is_short,
) -> Summit[S]:
    """From `start` (k,) by the steps information⁻¹ gradient, until one has `settled`.

    `least_bend`: the least eigenvalue that the information may have. Raises NoSummit.
    """
    at, here = start, slope_at(start)
    for _ in range(STEPS):
        if not np.isfinite(here.information).all() or np.linalg.eigvalsh(here.information)[0] < least_bend:
            raise NoSummit(flat=True)
        step = np.asarray(np.linalg.solve(here.information, here.gradient), np.float64)
        if settled(step, here):
            return Summit(at, step, here)
        at, here = _without_loss(slope_at, at, step, here)
    raise NoSummit(flat=False)


def _without_loss(slope_at: Callable[[Floats], S], at: Floats, step: Floats, here: S) -> tuple[Floats, S]:
    least = here.likelihood - SLACK * abs(here.likelihood)
    reached = slope_at(at + step)
    for _ in range(HALVINGS):
        if reached.likelihood >= least:
            break
        step = step / 2
        reached = slope_at(at + step)
    return at + step, reached
