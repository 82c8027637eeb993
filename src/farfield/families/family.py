"""What a family is: axes, a generator of exercises, and the forms by which a corpus shows its points."""

from __future__ import annotations

import random
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal, NamedTuple

from farfield.families.answer_kinds import AnswerKind
from farfield.families.axes import Axis, Point, check_point, point_key
from farfield.records import Scalar

ITEM, CHECK = "item", "check"
Condition = str
"""What is asked of a point and a seed: `item`, the item itself; `check`, a comprehension check, an easy question on its
conditions; and what families of sets ask beside it (`sets.py`), as the flipped twin."""

REASONING_GYM = "reasoning_gym:"
"""Begins the name of a family that is a dataset of reasoning-gym."""


class Turn(NamedTuple):
    """What was said before a question, and by whom."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """What is asked at a point, and what is right.

    `default_answer`: what a subject would say that recites the usual world; None where that world has no answer of its
    own. `nuisances`: what else may make it hard, such as its length; for the balance of twins. `floor`: the
    expected score of a guess.

    `turns`: what was said before the question. `options`: what can be chosen, the first as A. `answer`: how the answer
    is written, where not as in the family. `holds`, `yields`: what a subject says that does what the value asks,
    whether it is right here or not, and one that doesn't; None where no value is asked for. `noted`: what else is kept
    of it, by column.
    """

    question: str
    target: str
    default_answer: str | None = None
    nuisances: Mapping[str, float] = field(default_factory=dict)
    floor: float = 0.0
    turns: Sequence[Turn] = ()
    options: tuple[str, ...] = ()
    answer: AnswerKind | None = None
    holds: str | None = None
    yields: str | None = None
    noted: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FamilyItem:
    """An exercise, and where it stands. Items of one `twin` differ only in the levels of unordered axes.

    `axis`: the one along which it was drawn, where items are drawn along one at a time.
    """

    item_id: str
    family: str
    point: Point
    seed: int
    exercise: Exercise
    twin: str
    condition: Condition = ITEM
    axis: str | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """A form by which a text shows points of a family.

    `read` tells what a match of `pattern` shows: a point, perhaps a partial one, or None where it shows nothing.
    `example` is a text that the witness matches.
    """

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], Point | None]
    example: str


class Family(ABC):
    """A space of tasks. Subclasses declare the class variables, and draw.

    `matched`: the nuisances that twins share exactly. `note`: what has to be known to write an answer down, said
    before every question alike. `shows_examples`: False where an example's answer would be taken up as one's own.
    `graded`: whether an answer other than the target may score above 0; it must then be told to be the answer, as a
    number in passing could score.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    axes: ClassVar[tuple[Axis, ...]]
    answer: ClassVar[AnswerKind]
    witnesses: ClassVar[tuple[Witness, ...]]
    matched: ClassVar[tuple[str, ...]] = ()
    note: ClassVar[str] = ""
    shows_examples: ClassVar[bool] = True
    graded: ClassVar[bool] = False

    @abstractmethod
    def draw(self, point: Point, rng: random.Random) -> Exercise:
        """An exercise at the point.

        What is drawn from `rng` may depend on the ordered axes only, so that the same seed at another level of the
        others is a twin: the same computation, length and magnitudes.
        """

    def check(self, point: Point, rng: random.Random) -> Exercise | None:  # noqa: ARG002
        """An easy question that shows whether the conditions of the point were understood; None where it has none."""
        return None

    def read_answer(self, output: str) -> str | None:
        """The final answer in a subject's output, None where it holds none."""
        from farfield.families.answers import read_answer  # a search for what a family shows reads no answer

        return read_answer(output, self.answer, told=self.graded)

    def grade(self, answer: str | None, item: FamilyItem) -> float:
        """The score in [0, 1] of an answer that `read_answer` gave."""
        from farfield.families.answers import grade

        return float(grade(answer, item.exercise.target, self.answer))

    def generate(self, point: Point, seed: int) -> FamilyItem:
        """The item of a point and a seed: the same for ever. Raises FarfieldError where an axis has no level."""
        check_point(self.axes, point)
        return self._item(point, seed, self.draw(point, self._rng(seed)), ITEM)

    def generate_check(self, point: Point, seed: int) -> FamilyItem | None:
        """The comprehension check beside it."""
        return self.generate_as(CHECK, point, seed)

    def generate_as(self, condition: Condition, point: Point, seed: int) -> FamilyItem | None:
        """What is asked beside the item under a condition; None where that is not asked at this point."""
        if condition == ITEM:
            return self.generate(point, seed)
        check_point(self.axes, point)
        exercise = self.draw_as(condition, point, self._rng(seed))
        return None if exercise is None else self._item(point, seed, exercise, condition)

    def draw_as(self, condition: Condition, point: Point, rng: random.Random) -> Exercise | None:
        """The exercise under a condition; None for one that the family doesn't have."""
        if condition == ITEM:
            return self.draw(point, rng)
        return self.check(point, rng) if condition == CHECK else None

    def home(self, point: Point) -> Point:
        """The point with its unordered axes at their defaults: where its twin stands."""
        return {axis.name: point[axis.name] if axis.kind == "ordered" else axis.default for axis in self.axes}

    def _rng(self, seed: int) -> random.Random:
        return random.Random(f"{self.name}/{seed}")

    def _item(self, point: Point, seed: int, exercise: Exercise, condition: Condition) -> FamilyItem:
        key = f"{self.name}/{point_key(self.axes, point)}/{seed}"
        return FamilyItem(
            item_id=key if condition == ITEM else f"{key}/{condition}",
            family=self.name,
            point=dict(point),
            seed=seed,
            exercise=exercise,
            twin=f"{self.name}/{point_key(self.axes, self.home(point))}/{seed}",
            condition=condition,
        )
