"""The dials of the lab; free of jax, so that the command line can show them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from farfield.records import FarfieldError, Regime
from farfield.results.lab import LabSettings

ITEMS: Mapping[Regime, int] = {
    "recall": 252,
    "interpolation": 440,
    "composition": 200,
    "extrapolation": 200,
    "hyperpolation": 108,
}
"""How many items are asked of each regime that a world has."""

HEAD_WIDTH = 16


@dataclass(frozen=True)
class DrawOptions:
    """How much of a world is drawn.

    `rows`: documents of the corpus. `items`: how many are asked, by regime. `checks`: how many exercises tell training
    when to stop, of known ones and of held-out ones each. `widen`: shares of the rows, by axis (see `World`).
    """

    rows: int = 12_000
    items: Mapping[Regime, int] = field(default_factory=lambda: dict(ITEMS))
    checks: int = 256
    widen: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.rows < 1:
            raise FarfieldError(
                f"a corpus of {self.rows} rows cannot be drawn", remedy="Give --rows 1 or more."
            )


@dataclass(frozen=True)
class TrainingOptions:
    """The transformer's size, its optimiser, and when training ends.

    An attempt runs at the full learning rate until `cool_from` of the checks of both kinds are right, or for `steps`
    steps, and then cools for `cooling` steps. It has succeeded if the shares `recall` and `interpolation` are reached
    at its end.
    """

    width: int = 32
    learning_rate: float = 1e-2
    warm_up: int = 100
    weight_decay: float = 0.0
    batch: int = 128
    steps: int = 1_500
    cooling: int = 400
    check_every: int = 50
    cool_from: float = 0.9
    recall: float = 0.98
    interpolation: float = 0.97
    attempts: int = 3

    def __post_init__(self) -> None:
        if self.width < HEAD_WIDTH or self.width % HEAD_WIDTH:
            raise FarfieldError(
                f"a transformer of width {self.width} cannot be built",
                remedy=f"The size is a multiple of {HEAD_WIDTH}: {HEAD_WIDTH}, {2 * HEAD_WIDTH}, {4 * HEAD_WIDTH}, ...",
            )

    @classmethod
    def for_steps(cls, steps: int, cooling: int, **others: Any) -> TrainingOptions:
        """So many steps in one attempt, whatever the checks say: models are then matched in their training."""
        never = 1.1  # more than all of the checks
        return cls(
            steps=steps, cooling=cooling, cool_from=never, recall=0.0, interpolation=0.0, attempts=1, **others
        )

    @property
    def ceiling(self) -> int:
        """The most steps that one attempt takes."""
        return self.steps + self.cooling


@dataclass(frozen=True)
class LabOptions:
    """A world by its name, how much of it is drawn, and how models are trained in it."""

    world: str = "carry_in"
    draw: DrawOptions = field(default_factory=DrawOptions)
    training: TrainingOptions = field(default_factory=TrainingOptions)

    @property
    def settings(self) -> LabSettings:
        """As they are stored and compared."""
        return LabSettings(world=self.world, draw=asdict(self.draw), training=asdict(self.training))


WIDENED = 0.05  # of the rows, where no share is given


def parse_widen(told: Sequence[str]) -> dict[str, float]:
    """`["carry=0.2"]` → `{"carry": 0.2}`. Raises FarfieldError where a share is no number."""
    found = {}
    for one in told:
        axis, sign, share = one.partition("=")
        try:
            found[axis] = float(share) if sign else WIDENED
        except ValueError as error:
            raise FarfieldError(
                f"{share!r} is no share of the rows", remedy="As in --widen carry=0.05."
            ) from error
    return found
