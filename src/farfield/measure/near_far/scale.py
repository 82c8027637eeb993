"""The scale of a ruler: whether its distances count by themselves or by their logarithms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from farfield.arrays import Floats
from farfield.results.rulers import Scale as Name

LARGEST = float(np.log(np.finfo(np.float64).max))
HEAVY_TAIL = 100.0
"""Ratio of the 95th to the 5th percentile from which positive distances count by their logarithms."""


@dataclass(frozen=True)
class Scale:
    """Distances from the nearest item at 0 to the farthest at 1, linearly or along their logarithms."""

    low: float
    high: float
    logarithmic: bool = False

    @property
    def name(self) -> Name:
        return "log" if self.logarithmic else "linear"

    @property
    def span(self) -> float:
        """The range, in the ruler's unit or in natural logarithms of it."""
        return float(np.log(self.high) - np.log(self.low)) if self.logarithmic else self.high - self.low

    def into(self, distances: Floats) -> Floats:
        return np.asarray(
            (np.log(distances) - np.log(self.low) if self.logarithmic else distances - self.low) / self.span
        )

    def out_of(self, scaled: float) -> float:
        along = scaled * self.span
        return float(np.exp(min(np.log(self.low) + along, LARGEST))) if self.logarithmic else self.low + along


def choose_scale(distances: Floats) -> Scale | None:
    """The scale of these distances; None where they do not differ.

    It depends on the distances alone, never on the scores, so that all subjects on the same items share it. Hours
    or counts over several decades are logarithmic; an even spread from near 0 is not.
    """
    if not len(distances) or np.ptp(distances) <= 1e-12 * max(1.0, float(np.abs(distances).max())):
        return None
    low, high = (float(value) for value in np.quantile(distances, (0.05, 0.95)))
    heavy = bool(distances.min() > 0) and bool(np.log(high) - np.log(low) >= np.log(HEAVY_TAIL))
    return Scale(float(distances.min()), float(distances.max()), heavy)
