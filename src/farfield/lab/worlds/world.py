"""What a world is: a family of tasks, and which part of it a corpus holds.

A world is declared before anything is drawn: the levels of each axis that its corpus holds, the combinations that are
withheld, and what may be widened. So its support is known by construction, and so is the regime of every item. What
`regime_of` says is worked out from that declaration alone; the instrument works it out from the text of the corpus.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from itertools import product
from typing import ClassVar

from farfield.families import Axis, Exercise, Family, Level, Point
from farfield.families.axes import atoms
from farfield.lab.encoding import Encoded, HostArray, Layout
from farfield.lab.options import DrawOptions, TrainingOptions
from farfield.records import FarfieldError, Regime

Shares = Mapping[str, float]
"""Of a widened axis, by its name, the share of the corpus's rows that leave its usual level."""


class World(Family):
    """A family whose corpus we write. Subclasses declare the class variables, draw exercises and encode them.

    `trained`: the levels that the corpus holds, of every axis. `widened`: for an axis that may be widened, the levels
    that it is widened to; withheld ones may lie between. `layout`: the sizes of an encoded row. `training`, `drawing`:
    the usual dials. `sign`: what stands between question and answer in a document.
    """

    trained: ClassVar[Mapping[str, tuple[Level, ...]]]
    widened: ClassVar[Mapping[str, tuple[Level, ...]]]
    layout: ClassVar[Layout]
    training: ClassVar[TrainingOptions] = TrainingOptions()
    drawing: ClassVar[DrawOptions] = DrawOptions()
    sign: ClassVar[str] = "="

    @abstractmethod
    def encode(self, exercises: Sequence[Exercise]) -> Encoded[HostArray]:
        """The exercises as rows of `layout`."""

    @abstractmethod
    def read_tokens(self, exercise: Exercise, tokens: Sequence[int]) -> str:
        """The answer that a model has written: as many tokens as `layout.answer`, of which some may be idle."""

    def withheld(self, point: Point) -> bool:  # noqa: ARG002
        """Whether the corpus holds each level of the point and not their combination."""
        return False

    def rooms(self, point: Point) -> int:  # noqa: ARG002
        """About how many exercises there are at a point, those that count as the same put together."""
        return 10**9

    def alike(self, exercise: Exercise) -> frozenset[str]:
        """The questions that are held out together with this one."""
        return frozenset({exercise.question})

    def numbers(self, exercise: Exercise) -> tuple[float, ...] | None:  # noqa: ARG002
        """The question as numbers, for a linear model; None where it is none of numbers."""
        return None

    def document(self, exercise: Exercise) -> str:
        """How the corpus tells an exercise."""
        return f"{exercise.question} {self.sign} {exercise.target}"

    def levels(self, widen: Shares) -> dict[str, tuple[Level, ...]]:
        """The levels of every axis that the corpus holds. Raises FarfieldError where an axis cannot be widened."""
        for name, share in widen.items():
            if name not in self.widened:
                raise FarfieldError(
                    f"the axis {name!r} of {self.name} cannot be widened",
                    remedy=f"It can be widened along: {', '.join(self.widened) or 'nothing'}.",
                )
            if not 0 <= share <= 1:
                raise FarfieldError(
                    f"{share:g} is no share of the rows",
                    remedy=f"As in --widen {name}=0.05: between 0 and 1.",
                )
        wide = {name: self.widened[name] for name, share in widen.items() if share > 0}
        return {axis.name: wide.get(axis.name, self.trained[axis.name]) for axis in self.axes}

    def trained_points(self, widen: Shares) -> list[Point]:
        """The points that the corpus holds."""
        return [point for point in _points(self.levels(widen)) if not self.withheld(point)]

    def regime_of(self, point: Point, widen: Shares) -> Regime:
        """Where an exercise of this point stands that is not itself in the corpus; the first that matches."""
        levels = self.levels(widen)
        out = [axis for axis in self.axes if _is_outside(axis, point[axis.name], levels[axis.name])]
        if any(len(levels[axis.name]) == 1 for axis in out):
            return "hyperpolation"
        if out:
            return "extrapolation"
        return "composition" if self.withheld(point) else "interpolation"

    def asked_points(self, widen: Shares) -> dict[Regime, list[Point]]:
        """The points to ask items at, by regime: those that leave the corpus on one axis at most."""
        levels = self.levels(widen)
        found: dict[Regime, list[Point]] = {}
        for point in _points({axis.name: axis.levels for axis in self.axes}):
            if sum(_is_outside(axis, point[axis.name], levels[axis.name]) for axis in self.axes) <= 1:
                found.setdefault(self.regime_of(point, widen), []).append(point)
        return found

    def along(self, point: Point, widen: Shares) -> dict[str, int | None]:
        """Of each ordered axis the level, None where the point leaves the corpus on another axis."""
        levels = self.levels(widen)
        out = {axis.name for axis in self.axes if _is_outside(axis, point[axis.name], levels[axis.name])}
        return {
            axis.name: None if out - {axis.name} else int(point[axis.name])
            for axis in self.axes
            if axis.kind == "ordered"
        }

    def varied_axes(self, widen: Shares) -> list[str]:
        """The ordered axes that the corpus varies: those along which a distance can be told."""
        levels = self.levels(widen)
        return [axis.name for axis in self.axes if axis.kind == "ordered" and len(levels[axis.name]) > 1]


def _points(levels: Mapping[str, tuple[Level, ...]]) -> list[Point]:
    return [dict(zip(levels, each, strict=True)) for each in product(*levels.values())]


def _is_outside(axis: Axis, level: Level, levels: Sequence[Level]) -> bool:
    """Of an ordered axis: out of the range; of the others: at a level, or with an atom, that the corpus lacks."""
    if axis.kind == "ordered":
        numbers = [int(one) for one in levels]
        return not min(numbers) <= int(level) <= max(numbers)
    if axis.kind == "compositional":
        return not set(atoms(level)) <= {atom for one in levels for atom in atoms(one)}
    return level not in levels
