"""What is wanted of the next run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from farfield.options.typed import DISTANCE, NEXT, OUTPUT, READ, Typed
from farfield.records import FarfieldError

GOALS = ("score", "reach")


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What is wanted of the next run, and from which answers it is planned."""

    subject: Annotated[
        str | None, Typed(READ, "NAME", "Whose answers are the pilot.", default="the run's first")
    ] = None
    ruler: Annotated[str | None, Typed(DISTANCE, "NAME", "Whose distances.", default="the run's first")] = (
        None
    )
    half_width: Annotated[
        float,
        Typed(
            NEXT,
            "P",
            "Half of the interval that a score or a gap shall have.",
            "Near 0 and 1, how far either end may lie from the score",
        ),
    ] = 0.03
    reach_half_width: Annotated[
        float | None, Typed(NEXT, "D", "The same of the reach, in the ruler's unit.", default="not asked")
    ] = None
    next_items: Annotated[int, Typed(NEXT, "N", "Choose the next N items of each task.", name="--next")] = 0
    goal: Annotated[str, Typed(NEXT, "NAME", "What they shall make sure: reach or score.")] = "reach"
    seed: Annotated[int, Typed(OUTPUT, "N", "For the choice.", least=0)] = 0
    even: float = 0.2
    """Share of the choice spread evenly, so that every item can be chosen."""
    confidence: float = 0.95
    """Level of the intervals."""

    def __post_init__(self) -> None:
        if not 0 < self.half_width < 0.5:
            raise FarfieldError(
                f"the half width of a score must lie between 0 and 0.5, not {self.half_width:g}",
                remedy="Three points either way are --half-width 0.03.",
            )
        if self.reach_half_width is not None and not self.reach_half_width > 0:
            raise FarfieldError(f"the half width of a reach must lie above 0, not {self.reach_half_width:g}")
        if self.goal not in GOALS:
            raise FarfieldError(f"{self.goal!r} is not a goal", remedy=f"It is one of {', '.join(GOALS)}.")
        if not 0 < self.even <= 1:
            raise FarfieldError(
                f"the share chosen evenly must lie above 0 and not above 1, not {self.even:g}"
            )
        if self.next_items < 0:
            raise FarfieldError(f"the number of items must not be negative, not {self.next_items}")
