"""The dials of the lab's demo; free of jax, so that the command line can show them at once."""

from dataclasses import dataclass, field

from farfield.lab.carry_world import WorldOptions


@dataclass(frozen=True)
class TrainingOptions:
    """The transformer's size, its optimiser, and when training ends.

    An attempt runs at the full learning rate until `cool_from` of the validation sums of both kinds are right,
    or for `steps` steps, and then cools for `cooling` steps. It has succeeded if the shares `recall` and
    `interpolation` are reached at its end.
    """

    width: int = 32
    learning_rate: float = 1e-2
    warm_up: int = 100
    batch: int = 128
    steps: int = 1_500
    cooling: int = 400
    check_every: int = 50
    cool_from: float = 0.9
    recall: float = 0.98
    interpolation: float = 0.97
    attempts: int = 3

    @property
    def ceiling(self) -> int:
        """The most steps that one attempt takes."""
        return self.steps + self.cooling


@dataclass(frozen=True)
class DemoOptions:
    """The seed draws the world and starts the training; the same options on one machine give the same files."""

    seed: int = 0
    world: WorldOptions = field(default_factory=WorldOptions)
    training: TrainingOptions = field(default_factory=TrainingOptions)
