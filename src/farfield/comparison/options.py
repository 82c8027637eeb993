"""The options of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from farfield.records import FarfieldError


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """What is compared and how.

    `ruler`: whose distances (None: the first that all runs have). `against`: the subject that all others are set
    against (None: every pair, or the first subject where there are many). `band`: scores that differ by less count
    as equivalent. `reach_band`: reach that changes by less with ten times the scale, in the ruler's unit, counts as
    not extended (None: not asked). `scale`: a numeric column of the items that says how large a subject is
    (parameters, training compute or data); `scales`: the same by subject. `ahead`: how many times the largest of
    them the forecast reaches. `hold_out`: how many of the largest the backtest forecasts from the rest. `bands`: of
    distance. `draws`: bootstrap replicates of the split of progress.
    """

    ruler: str | None = None
    against: str | None = None
    band: float = 0.05
    reach_band: float | None = None
    scale: str | None = None
    scales: Mapping[str, float] = field(default_factory=dict)
    ahead: float = 10.0
    hold_out: int = 1
    bands: int = 5
    draws: int = 1000
    confidence: float = 0.95
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.band < 1:
            raise FarfieldError(
                f"the band of equivalence must lie between 0 and 1, not {self.band:g}",
                remedy="Five points are --band 0.05.",
            )
        if not 0 < self.confidence < 1:
            raise FarfieldError(f"confidence must lie between 0 and 1, not {self.confidence:g}")
        if self.reach_band is not None and not self.reach_band > 0:
            raise FarfieldError(f"the band of reach must lie above 0, not {self.reach_band:g}")
        if not self.ahead > 1:
            raise FarfieldError(f"a forecast looks ahead by a factor above 1, not {self.ahead:g}")
        for name in ("bands", "draws", "hold_out"):
            if getattr(self, name) < 1:
                raise FarfieldError(f"{name} must be at least 1, not {getattr(self, name)}")
        for subject, value in self.scales.items():
            if not 0 < value < float("inf"):
                raise FarfieldError(
                    f"the scale of {subject!r} must be a number above 0, not {value:g}",
                    remedy="Give parameters, tokens or FLOPs: --scale-of SUBJECT=1.3e9.",
                )
