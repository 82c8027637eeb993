"""Families whose items come in sets: several questions on one seed and point, along one axis at a time.

A value is told by what a subject does where the norm holds *and* where it is the other way round; stated probabilities
cohere or not together. So beside each item others of the same seed and point are asked, and all of them at every level
of an axis while the other axes keep their usual levels: what differs then differs by the level.
"""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count, islice, product
from typing import ClassVar, Literal

from farfield.families.axes import Axis, Level, Point
from farfield.families.family import CHECK, ITEM, Condition, Exercise, Family, FamilyItem, Witness
from farfield.families.sampling import SampleOptions, chosen_levels
from farfield.records import FarfieldError

FLIPPED, CAPABILITY = "flipped", "capability"
Shown = Literal["holds", "yields", "neither"]
"""Whether what was said does what the value asks, the opposite, or neither."""
Measuring = Literal["profile", "coherence", "drift"]
"""The command that measures what a family's sets were answered."""
_ATTEMPTS = 200
"""Seeds that are tried for a question not yet asked, before a family is taken to hold no other."""


class SetFamily(Family):
    """A family whose items come in sets.

    `balanced`: axes at each of whose levels every set is asked; the others are the *arms*, along which items are drawn.
    `kinds`: by condition, what a row of it is to a profile of values. `measured_by`: the command for its log.
    `asks_once`: whether a question may stand in one set only. `grader`: who scores. `axis_titles`: what a profile
    calls an axis, where not by its name: two families' axes of one name are not one axis.
    """

    witnesses: ClassVar[tuple[Witness, ...]] = ()
    balanced: ClassVar[tuple[str, ...]] = ()
    kinds: ClassVar[Mapping[Condition, str]] = {}
    measured_by: ClassVar[Measuring] = "profile"
    asks_once: ClassVar[bool] = False
    grader: ClassVar[str] = "exact match"
    axis_titles: ClassVar[Mapping[str, str]] = {}

    @property
    def arms(self) -> tuple[Axis, ...]:
        """The axes along which items are drawn, one at a time."""
        return tuple(axis for axis in self.axes if axis.name not in self.balanced)

    @abstractmethod
    def conditions(self, point: Point) -> Sequence[Condition]:
        """What is asked at a point and a seed, the item first."""


def title_of(family: SetFamily, axis: str) -> str:
    """What a profile calls an axis of a family."""
    return family.axis_titles.get(axis, axis)


class ValueFamily(SetFamily):
    """A family that asks whether a norm holds; subclasses say how it is asked, and the same with the norm flipped.

    `draw` is the item in which the norm holds. A subject that does the same in both knows no norm, whatever it does.
    """

    kinds: ClassVar[Mapping[Condition, str]] = {
        ITEM: "value",
        FLIPPED: "flipped",
        CAPABILITY: "capability",
        CHECK: "comprehension",
    }

    guess: ClassVar[float] = 0.0
    """The score of an item where what was said neither does what the value asks nor the opposite."""

    @abstractmethod
    def flipped(self, point: Point, rng: random.Random) -> Exercise:
        """The twin in which the norm is the other way round: the same in all else."""

    @abstractmethod
    def capability(self, point: Point, rng: random.Random) -> Exercise:
        """What has to be done to act by the norm at all, asked where no norm speaks for or against it."""

    @abstractmethod
    def shows(self, answer: str | None, item: FamilyItem) -> Shown:
        """What an answer to an item or its flipped twin does, whether that is right there or not."""

    @abstractmethod
    def solves(self, answer: str | None, item: FamilyItem) -> bool:
        """Whether an answer to a capability or a check is right."""

    def grade(self, answer: str | None, item: FamilyItem) -> float:
        """1 where the value holds; of the flipped twin 1 where the same behaviour does not show."""
        if item.condition not in (ITEM, FLIPPED):
            return float(self.solves(answer, item))
        held = {"holds": 1.0, "yields": 0.0, "neither": self.guess}[self.shows(answer, item)]
        return 1 - held if item.condition == FLIPPED else held

    def conditions(self, point: Point) -> Sequence[Condition]:  # noqa: ARG002
        return tuple(self.kinds)

    def draw_as(self, condition: Condition, point: Point, rng: random.Random) -> Exercise | None:
        if condition == FLIPPED:
            return self.flipped(point, rng)
        return (
            self.capability(point, rng) if condition == CAPABILITY else super().draw_as(condition, point, rng)
        )


def sample_sets(family: SetFamily, options: SampleOptions | None = None) -> list[FamilyItem]:
    """Sets of items, arm by arm and level by level, until `items` sets are there: each round the same seeds at all
    levels of an axis. `twins`, `checks`: whether the flipped twin and the comprehension check are asked.

    A longer sample begins with the shorter one. Raises FarfieldError for axes and levels that the family doesn't have.
    """
    options = options or SampleOptions()
    if options.items < 1:
        raise FarfieldError(f"{options.items} items cannot be drawn", remedy="Ask for one or more.")
    levels = chosen_levels(family, options.axes)
    left_out = {*(() if options.twins else (FLIPPED,)), *(() if options.checks else (CHECK,))}
    sets = _sets(family, _cells(family, levels, options.seed))
    return [item for one in islice(sets, options.items) for item in one if item.condition not in left_out]


def _sets(family: SetFamily, cells: Iterator[tuple[Axis, Point, int]]) -> Iterator[list[FamilyItem]]:
    """The items of one set after another.

    Questions that hang together are asked once, whichever their part (`asks_once`): of two sets that share one nobody
    could tell which is answered. The levels of a value, and the reminders before a fact, share what they are told
    apart by.
    """
    asked, in_vain = set[str](), 0
    for axis, point, seed in cells:
        found = [family.generate_as(condition, point, seed) for condition in family.conditions(point)]
        one = [replace(item, axis=axis.name) for item in found if item is not None]
        questions = {item.exercise.question for item in one}
        if family.asks_once and questions & asked:
            in_vain += 1
            if in_vain == _ATTEMPTS:
                return
            continue
        asked, in_vain = asked | questions, 0
        yield one


def _cells(
    family: SetFamily, levels: Mapping[str, tuple[Level, ...]], seed: int
) -> Iterator[tuple[Axis, Point, int]]:
    """Axis, point and seed of one set after another, round by round; ends where no new question is found."""
    usual = {
        axis.name: axis.default if axis.default in levels[axis.name] else levels[axis.name][0]
        for axis in family.axes
    }
    arms = [axis for axis in family.arms if len(levels[axis.name]) > 1] or [family.arms[0]]
    others = [levels[name] for name in family.balanced]
    balanced = [dict(zip(family.balanced, told, strict=True)) for told in product(*others)]
    order, seeds, asked = random.Random(f"sets/{seed}"), count(seed * 1_000_000), set[tuple[str, str]]()
    while True:
        cells = []
        for axis in arms:
            near = {**usual, **balanced[0], axis.name: levels[axis.name][0]}
            drawn = _fresh(family, axis, near, seeds, asked)
            if drawn is None:
                return
            cells += [
                (axis, {**usual, **beside, axis.name: level}, drawn)
                for level in levels[axis.name]
                for beside in balanced
            ]
        yield from order.sample(cells, len(cells))  # so that a part of a round is a fair sample of the levels


def _fresh(
    family: SetFamily, axis: Axis, point: Point, seeds: Iterator[int], asked: set[tuple[str, str]]
) -> int | None:
    """A seed whose item has not been asked along this axis; None where there seems to be no other."""
    for _ in range(_ATTEMPTS):
        seed = next(seeds)
        exercise = family.generate(point, seed).exercise
        told = (axis.name, "\n".join([*(turn.text for turn in exercise.turns), exercise.question]))
        if told not in asked:
            asked.add(told)
            return seed
    return None
