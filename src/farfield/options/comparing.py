"""What is compared, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from farfield.options.typed import COMPARISON, DISTANCE, OUTPUT, READ, Typed
from farfield.records import FarfieldError


def parse_sizes(entries: Sequence[str]) -> dict[str, float]:
    """SUBJECT=SIZE pairs; the subject may hold "=". Raises FarfieldError for what is of another form."""
    found = {}
    for entry in entries:
        name, equals, value = entry.rpartition("=")
        try:
            found[name] = float(value)
        except ValueError:
            equals = ""
        if not (name and equals):
            raise FarfieldError(
                f"--scale-of {entry} is not of the form NAME=NUMBER",
                remedy="For example --scale-of big=175e9.",
            )
    return found


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """Whom to compare, by which distances, what counts as equal, and how far the forecast goes."""

    against: Annotated[
        str | None,
        Typed(
            READ,
            "SUBJECT",
            "Set all others against this one.",
            default="every pair; of more than six subjects, each against the first",
        ),
    ] = None
    scale: Annotated[
        str | None, Typed(READ, "COL", "Column that tells a subject's size: parameters, tokens or FLOPs.")
    ] = None
    scales: Annotated[
        Mapping[str, float],
        Typed(
            READ,
            "SUBJECT=SIZE",
            "A subject's size, as `big=175e9`. Repeatable.",
            name="--scale-of",
            parse=parse_sizes,
        ),
    ] = field(default_factory=dict)
    ruler: Annotated[
        str | None, Typed(DISTANCE, "NAME", "Whose distances.", default="the first that all runs have")
    ] = None
    band: Annotated[float, Typed(COMPARISON, "P", "Scores that differ by less count as equivalent.")] = 0.05
    reach_band: Annotated[
        float | None,
        Typed(
            COMPARISON,
            "D",
            "Reach that changes by less with ten times the scale is not extended.",
            "In the ruler's unit",
            default="not asked",
        ),
    ] = None
    ahead: Annotated[
        float, Typed(COMPARISON, "X", "How many times the largest size the forecast reaches.")
    ] = 10.0
    hold_out: Annotated[
        int,
        Typed(
            COMPARISON,
            "N",
            "How many of the largest subjects the backtest forecasts from the rest.",
            "At least three must be left",
            least=1,
        ),
    ] = 1
    seed: Annotated[int, Typed(OUTPUT, "N", "For the bootstrap.", least=0)] = 0
    bands: int = 5
    """Of distance."""
    draws: int = 1000
    """Bootstrap replicates of the split of progress."""
    confidence: float = 0.95
    """Level of the intervals."""

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
