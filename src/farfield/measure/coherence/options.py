"""The options of measuring coherence."""

from __future__ import annotations

from dataclasses import dataclass

from farfield.records import FarfieldError


@dataclass(frozen=True, slots=True)
class CoherenceOptions:
    """How stated probabilities are measured.

    `axis`: whether coherence is told level by level along the column that was read as `level`. `bands`: most bands of
    an axis of many numbers. `worst`: how many of the most incoherent tuples of each subject are told with their bets.
    `confidence`: level of the intervals. `seed`: of the answerers that draw.
    """

    axis: str | None = None
    bands: int = 8
    worst: int = 5
    confidence: float = 0.95
    seed: int = 0

    def __post_init__(self) -> None:
        if self.bands < 1 or self.worst < 0:
            raise FarfieldError(
                f"{self.bands} bands and {self.worst} worst tuples cannot be told", where="coherence"
            )
