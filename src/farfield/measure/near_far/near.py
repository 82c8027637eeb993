"""The near field: what the nearest items score. Page, gap, reach and comparison all take it from here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from farfield.arrays import Floats, Rows
from farfield.measure.fits.logistic import NotIdentified
from farfield.measure.intervals import Interval
from farfield.measure.outcomes import Outcomes
from farfield.results.reasons import OneDistance


@dataclass(frozen=True)
class Field:
    """The items at one end of a ruler: `rows` (n,) of all, their mean score, and what a guess scores there."""

    rows: Rows
    score: Interval
    chance: float

    @property
    def above(self) -> float:
        """The score above that of a guess."""
        return self.score.mean - self.chance

    @property
    def told_from_chance(self) -> bool:
        """Whether the score lies clearly above that of a guess; not without an interval."""
        return self.score.low is not None and self.score.low > self.chance


def thirds(distances: Floats) -> tuple[Rows, Rows]:
    """Which items are the nearest and which the farthest third, as near to a third as ties allow.

    Equal distances are never split, and the thirds never overlap.
    Raises NotIdentified where all distances are the same.
    """
    values, counts = np.unique(distances, return_counts=True)
    if len(values) < 2:
        raise NotIdentified(OneDistance())
    up_to = np.cumsum(counts)[:-1] / len(distances)
    near_end = values[np.abs(up_to - 1 / 3).argmin()]
    far_start = values[1 + np.abs(1 - up_to - 1 / 3).argmin()]
    return distances <= near_end, distances >= far_start


def near_and_far(distances: Floats, outcomes: Outcomes, confidence: float) -> tuple[Field, Field]:
    """The near field, which is the nearest third of the items as they are, and the far field, the farthest third.

    `distances` (n,): finite, one for each of the outcomes. No curve is asked, so that a subject that rises with
    distance has a near field like any other. Raises NotIdentified where all distances are the same.
    """
    near, far = (_field(rows, outcomes, confidence) for rows in thirds(distances))
    return near, far


def _field(rows: Rows, outcomes: Outcomes, confidence: float) -> Field:
    inside = outcomes.take(rows)
    chance = float(np.average(inside.chance, weights=inside.weights))
    return Field(rows, inside.mean(confidence), chance)
