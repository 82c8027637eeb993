"""Subjects whose profile is known before they answer, for every world.

| subject | what it can do | what a profile must show |
|---|---|---|
| exact algorithm | everything | 1.0 in every regime, reach beyond the farthest item |
| lookup table | says what stands behind the very question in the corpus | recall, and nothing else |
| nearest neighbour | answers as at the nearest point that the corpus holds | reach: the farthest point held |
| linear model | least squares from the question's numbers to the answer | see below |

Where the answer is a sum of the question's numbers, a linear model is right at every distance along what the corpus
varies, and never off what it does not: the smallest coefficients that fit (Penrose 1955) give a frozen number none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from farfield.families import Exercise, FamilyItem, Point
from farfield.lab.drawing import Drawn
from farfield.lab.worlds.world import World

NO_ENTRY = "no entry"


def exact_algorithm(drawn: Drawn) -> list[str]:
    """The answers of a subject that knows the rule: every target."""
    return [item.exercise.target for item in drawn.items]


def lookup_table(drawn: Drawn) -> list[str]:
    """The answer that stands in the corpus beside the very question; elsewhere there is no entry."""
    table = {row.exercise.question: row.exercise.target for row in drawn.corpus}
    return [table.get(item.exercise.question, NO_ENTRY) for item in drawn.items]


def nearest_neighbour(drawn: Drawn) -> list[str]:
    """What is right at the nearest point of the corpus for what is drawn from the same seed."""
    points = list({tuple(row.point.items()): row.point for row in drawn.corpus}.values())

    def reply(item: FamilyItem) -> str:
        near = min(points, key=lambda point: _steps(drawn.world, item.point, point))
        return drawn.world.generate(near, item.seed).exercise.target

    return [reply(item) for item in drawn.items]


def linear_model(drawn: Drawn) -> list[str] | None:
    """Least squares on the corpus, rounded; None for a world whose questions or answers are none of numbers."""
    numbers = drawn.world.numbers
    if numbers(drawn.items[0].exercise) is None:
        return None
    known = np.array([row.exercise.target for row in drawn.corpus], float)
    weights = np.linalg.lstsq(
        _features(drawn.world, [row.exercise for row in drawn.corpus]), known, rcond=None
    )[0]
    said = _features(drawn.world, [item.exercise for item in drawn.items]) @ weights
    return [str(round(number)) for number in said.tolist()]


def _features(world: World, exercises: Sequence[Exercise]) -> np.ndarray:
    return np.array([world.numbers(one) for one in exercises], float)


def _steps(world: World, asked: Point, held: Point) -> tuple[int, int]:
    """Levels without an order that differ, then steps along ordered axes."""
    ordered = [axis.name for axis in world.axes if axis.kind == "ordered"]
    others = sum(asked[axis.name] != held[axis.name] for axis in world.axes if axis.kind != "ordered")
    return others, sum(abs(int(asked[name]) - int(held[name])) for name in ordered)


REFERENCES: dict[str, Callable[[Drawn], list[str] | None]] = {
    "exact algorithm (reference)": exact_algorithm,
    "lookup table (reference)": lookup_table,
    "nearest neighbour (reference)": nearest_neighbour,
    "linear model (reference)": linear_model,
}


def answer_references(drawn: Drawn) -> dict[str, list[str]]:
    """What each of them answers to the items, in their order."""
    said = {name: reply(drawn) for name, reply in REFERENCES.items()}
    return {name: outputs for name, outputs in said.items() if outputs is not None}
