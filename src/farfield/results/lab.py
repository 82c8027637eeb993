"""lab.json: the models of a lab beside each other."""

from __future__ import annotations

from typing import cast

from farfield.results.rulers import Reach
from farfield.results.structs import Result

SCHEMA_LAB = "farfield.lab/1"
SCHEMA_TRAINING = "farfield.training/1"


class LabSettings(Result):
    """The options of a lab."""

    world: str
    """The world that its models live in."""
    draw: dict[str, object]
    """How much of it is drawn."""
    training: dict[str, object]
    """How models are trained in it."""

    @property
    def rows(self) -> int:
        """Documents of each corpus."""
        return cast(int, self.draw["rows"])

    @property
    def widen(self) -> dict[str, float]:
        """Shares of the documents in which an axis is varied, by axis."""
        return cast("dict[str, float]", self.draw["widen"])

    @property
    def width(self) -> int:
        """Width of the transformers."""
        return cast(int, self.training["width"])


class LabTraining(Result, kw_only=True):
    """training.json: how a model was trained, and how many lines the files beside it have."""

    schema: str = SCHEMA_TRAINING
    """`farfield.training/1`."""
    world: str
    """The world that it lives in."""
    seed: int
    """Drew the world and started the training."""
    rate: float
    """Its learning rate."""
    options: LabSettings
    """The options of its lab."""
    subjects: list[str]
    """Who answers in the files: the model first, then the references."""
    documents: int
    """Of its corpus."""
    items: int
    """That each subject answered."""
    attempt: int
    """The one that was kept, from 1."""
    steps: int
    """Of that attempt."""
    recall: float
    """Share of known exercises right at its end."""
    interpolation: float
    """Share of held-out exercises right at its end."""
    reached: bool
    """Whether both are as high as was asked for."""
    warnings: list[str]
    """What to say of it."""
    history: list[tuple[int, float, float]]
    """After each check: steps taken, and shares right of known and of held-out exercises."""


class LabModelScores(Result):
    """What a table over seeds is made of: one model."""

    seed: int
    """Draws the world and starts the training."""
    rate: float | None
    """Its learning rate; null: the world's usual one."""
    folder: str
    """Its run folder, in that of the lab."""
    reached: bool
    """Whether training reached its threshold."""
    steps: int
    """Steps of training."""
    score: float | None
    """Mean score on all its items."""
    regimes: dict[str, float]
    """Mean score by regime, of those that have items."""
    reach: dict[str, Reach]
    """The reach along each axis that the corpus varies."""


class LabRecord(Result, kw_only=True):
    """A folder of models in one world."""

    schema: str = SCHEMA_LAB
    """`farfield.lab/1`."""
    options: LabSettings
    """The options of the lab."""
    models: list[LabModelScores]
    """Each model, by seed within rate."""
