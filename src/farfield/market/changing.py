"""A world of two regimes that take turns: whoever follows the last one against whoever suits both a little.

A specialist of the regime that holds grows by `suited` a period, one of the other by `unsuited`, a generalist by
`general` in both. An updater becomes a specialist of what held last, and so errs once a regime.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from farfield.records import FarfieldError


@dataclass(frozen=True, slots=True)
class Regimes:
    """What each grows by in a period. Raises FarfieldError unless suited > general > unsuited > 0."""

    suited: float = 1.25
    unsuited: float = 0.80
    general: float = 1.04

    def __post_init__(self) -> None:
        if not self.suited > self.general > self.unsuited > 0:
            raise FarfieldError(
                f"growth of {self.suited}, {self.general} and {self.unsuited} leaves nothing to choose",
                remedy="A specialist's good regime is better than the generalist, its bad one worse, all above 0.",
            )


def updater_growth(period: float, regimes: Regimes) -> float:
    """Its mean logarithm of growth where regimes last `period` periods: wrong in the first of each."""
    return ((period - 1) * math.log(regimes.suited) + math.log(regimes.unsuited)) / period


def generalist_growth(regimes: Regimes) -> float:
    """Its logarithm of growth."""
    return math.log(regimes.general)


def crossing(regimes: Regimes) -> float:
    """The length of a regime above which the updater grows faster."""
    gain = math.log(regimes.suited)
    return (gain - math.log(regimes.unsuited)) / (gain - math.log(regimes.general))
