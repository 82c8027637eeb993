"""The options of measuring."""

from __future__ import annotations

from dataclasses import dataclass

from farfield.records import FarfieldError, Field, Unit


@dataclass(frozen=True, slots=True)
class MeasureOptions:
    """What is measured and how.

    `rulers`: names of RULERS or `column:NAME`. `field`: the text that the text rulers measure. `unit`: what
    the scan counted as a word. `difficulty`: numeric column that far and near are compared at equal values of.
    `cluster`: column of what items share (template, passage, source); None clusters the epochs of an item.
    `chance`: score of a guess in [0, 1); None takes the items' own `chance`. `cutoff`: ISO date of the
    subject's last training data. `recall_threshold`: documents that must hold question and answer together
    (tau). `bands`: most bands of a continuous ruler. `draws`: bootstrap replicates of the curve.
    """

    rulers: tuple[str, ...] = ("pieces",)
    field: Field = "question"
    unit: Unit = "word"
    difficulty: str | None = None
    cluster: str | None = None
    chance: float | None = None
    cutoff: str | None = None
    recall_threshold: int = 1
    confidence: float = 0.95
    bands: int = 10
    draws: int = 400
    seed: int = 0

    def __post_init__(self) -> None:
        if self.chance is not None and not 0 <= self.chance < 1:
            raise FarfieldError(
                f"chance must lie in [0, 1), not {self.chance}",
                remedy="Four equal choices have --chance 0.25.",
            )
        if not 0 < self.confidence < 1:
            raise FarfieldError(f"confidence must lie between 0 and 1, not {self.confidence}")
        for name in ("recall_threshold", "bands", "draws"):
            if getattr(self, name) < 1:
                raise FarfieldError(f"{name} must be at least 1, not {getattr(self, name)}")
