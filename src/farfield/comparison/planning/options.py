"""The options of a plan."""

from __future__ import annotations

from dataclasses import dataclass

from farfield.records import FarfieldError

GOALS = ("score", "reach")


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What is wanted of the next run.

    `half_width`: half of the interval that a score or a gap shall have; `reach_half_width`: that of the reach, in the
    ruler's unit (None: not asked). `ruler`: whose distances (None: the run's first). `subject`: whose answers are the
    pilot (None: the first of the run). `next_items`: how many items to choose; `goal`: what they shall make sure.
    `even`: share of the choice spread evenly, so that every item can be chosen.
    """

    half_width: float = 0.03
    reach_half_width: float | None = None
    ruler: str | None = None
    subject: str | None = None
    next_items: int = 0
    goal: str = "reach"
    even: float = 0.2
    confidence: float = 0.95
    seed: int = 0

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
