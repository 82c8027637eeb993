"""The grid world: ways to a goal, where the corpus varies the goal and never the wind.

    b5 -> e1, wind 0 : east, east, east, south, south, south, south

- `goal_x`, `goal_y`, ordered: where the goal is. The corpus holds 0 to 4 of 0 to 6 and withholds a block of pairs.
- `wind`, ordered: how many cells each move north or south is carried east, 0 in every document. Widened, it takes the
  levels 0 and 2.

An *environment* is a goal and a wind; a document is an episode in it, from some start, told as the shortest way with a
fixed choice between equals. Any way that reaches the goal with at most DETOUR moves too many is right. The wind is
shown, in the question as in what a policy sees: hidden, no subject could answer at all but by trying, and what is asked
is whether a shown number that was always 0 is understood when it is not.

For the transformer a way of n moves is written

    gx gy w sx sy  m1 ... mn      from sy on, predict      m1 ... mn end

A move's token carries the column it is about to predict. Coordinates and wind share the embeddings of their digits, and
starts lie everywhere: what fails at an unseen goal or in wind therefore fails for want of support, not for want of a
trained embedding. A question is four words long, so that none but the very same stands nearly in the corpus: the scan
looks for near duplicates by spans of four. A row without its moves is what a policy sees that moves one step at a time.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

import numpy as np

from farfield.families import Axis, Exercise, FamilyItem, Level, Point, Witness
from farfield.lab.encoding import Encoded, HostArray, Layout, empty_rows
from farfield.lab.options import DrawOptions
from farfield.lab.worlds import grid
from farfield.lab.worlds.world import World

FIRST_MOVE = 10
END = FIRST_MOVE + len(grid.MOVES)
TOKENS = END + 1
ROLE_GOAL_X, ROLE_GOAL_Y, ROLE_WIND, ROLE_START_X, ROLE_START_Y, ROLE_MOVE = range(6)
ROLES = 6
SEEN = 5
"""Tokens that tell an environment and where one stands."""
PLACES = grid.LONGEST + grid.DETOUR + 1

COLUMN_NAMES = "abcdefg"
"""A place is its column's letter and its row counted from 1: a1 is x = 0, y = 0."""

_STEP = f"(?:{'|'.join(grid.MOVES)})"
_PLACE = r"([a-g])([1-7])"
_QUESTION = re.compile(rf"{_PLACE} -> {_PLACE}, wind ([0-{grid.WINDS[-1]}])")
_PATH = rf"({_STEP}(?:, {_STEP}){{0,{grid.LONGEST - 1}}})\b(?!, {_STEP})"
_DOCUMENT = re.compile(rf"\b{_QUESTION.pattern} : {_PATH}")

WITHHELD = frozenset((x, y) for x in (2, 3) for y in (1, 2))


class Asked(NamedTuple):
    """A question taken apart: the wind, and the cells of goal and start."""

    wind: int
    goal: int
    start: int


def ask(asked: Asked) -> str:
    """The question: start, goal and wind."""
    return f"{tell_place(asked.start)} -> {tell_place(asked.goal)}, wind {asked.wind}"


def parse(question: str) -> Asked:
    """What `ask` wrote. Raises ValueError where a text is none of these questions."""
    match = _QUESTION.fullmatch(question)
    if match is None:
        raise ValueError(f"{question!r} is no question of the grid world")
    return _asked(match)


def tell_place(number: int) -> str:
    """The name of a cell: its column as a letter and its row from 1, as `c4`."""
    x, y = grid.place(number)
    return f"{COLUMN_NAMES[x]}{y + 1}"


def _asked(match: re.Match[str]) -> Asked:
    start, goal = (grid.cell(COLUMN_NAMES.index(match[at]), int(match[at + 1]) - 1) for at in (1, 3))
    return Asked(int(match[5]), goal, start)


def _read(match: re.Match[str]) -> Point | None:
    """The point of an episode that ends at its goal; None where it misses it or comes there before its end."""
    asked, steps = _asked(match), read_steps(match[6])
    if steps is None or grid.arrival(steps, *asked) != len(steps):
        return None
    x, y = grid.place(asked.goal)
    return {"goal_x": x, "goal_y": y, "wind": asked.wind}


def tell_steps(steps: Sequence[int]) -> str:
    """The names of some moves, with commas."""
    return ", ".join(grid.MOVES[step] for step in steps)


def read_steps(told: str) -> list[int] | None:
    """The moves of an answer; None where one of them is no move."""
    words = [word.strip().lower() for word in told.split(",")]
    return [grid.MOVES.index(word) for word in words] if set(words) <= set(grid.MOVES) else None


class GridWorld(World):
    """A way to a goal on an open grid: goals are varied, the wind is always 0."""

    name = "grid_world"
    title = "Ways on a grid over goals and a wind"
    axes = (
        Axis("goal_x", "ordered", tuple(range(grid.SIZE)), 4, "column of the goal"),
        Axis("goal_y", "ordered", tuple(range(grid.SIZE)), 4, "row of the goal"),
        Axis("wind", "ordered", grid.WINDS, 0, "cells that a move north or south is carried east"),
    )
    answer = "list"
    note = (
        "A grid has columns a to g from west to east and rows 1 to 7 from south to north. A move goes one place. In a "
        "wind w, a move north or south carries w places east besides. Nobody leaves the grid: at the edge one stays. "
        "Answer with the moves that lead from the first place to the second, such as: east, north."
    )
    witnesses = (Witness(_DOCUMENT, _read, "a1 -> c3, wind 0 : east, east, north, north"),)
    trained: ClassVar[Mapping[str, tuple[Level, ...]]] = {
        "goal_x": tuple(range(5)),
        "goal_y": tuple(range(5)),
        "wind": (0,),
    }
    widened: ClassVar[Mapping[str, tuple[Level, ...]]] = {"wind": (0, 2)}
    layout = Layout(TOKENS, ROLES, columns=PLACES, length=SEEN + PLACES - 1, answer=PLACES)
    drawing = DrawOptions(
        rows=6_000,
        items={
            "recall": 210,
            "interpolation": 210,
            "composition": 160,
            "extrapolation": 200,
            "hyperpolation": 150,
        },
        checks=63,
    )
    sign = ":"

    def withheld(self, point: Point) -> bool:
        return (point["goal_x"], point["goal_y"]) in WITHHELD

    def rooms(self, point: Point) -> int:  # noqa: ARG002
        return grid.CELLS - 1

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        """From a start drawn from all cells but the goal."""
        goal = grid.cell(int(point["goal_x"]), int(point["goal_y"]))
        start = rng.randrange(grid.CELLS - 1)
        asked = Asked(int(point["wind"]), goal, start + (start >= goal))
        path, calm = grid.shortest_path(*asked), grid.shortest_path(0, asked.goal, asked.start)
        return Exercise(
            ask(asked),
            tell_steps(path),
            default_answer=None if _arrives(calm, asked) else tell_steps(calm),
            nuisances={"moves": len(path)},
            floor=grid.chances(asked.wind, goal)[asked.start],
        )

    def grade(self, answer: str | None, item: FamilyItem) -> float:
        """Any way is right that comes to the goal within the limit of moves."""
        steps = None if answer is None else read_steps(answer)
        return float(steps is not None and _arrives(steps, parse(item.exercise.question)))

    def encode(self, exercises: Sequence[Exercise]) -> Encoded[HostArray]:
        into = empty_rows(len(exercises), self.layout)
        asked = [parse(one.question) for one in exercises]
        into.tokens[:, :SEEN] = seen_tokens(np.array(asked, np.int64).reshape(-1, 3))
        into.roles[:, :SEEN] = range(SEEN)
        into.roles[:, SEEN:] = ROLE_MOVE
        into.columns[:, SEEN - 1 :] = np.arange(PLACES)
        into.start[:] = SEEN - 1
        for row, one in enumerate(exercises):
            steps = [FIRST_MOVE + step for step in read_steps(one.target) or ()]
            into.tokens[row, SEEN : SEEN + len(steps)] = steps
            into.targets[row, SEEN - 1 : SEEN + len(steps)] = [*steps, END]
            into.scored[row, SEEN - 1 : SEEN + len(steps)] = True
        return into

    def read_tokens(self, exercise: Exercise, tokens: Sequence[int]) -> str:  # noqa: ARG002
        """The moves up to the end; a digit in place of a move stays, and is wrong."""
        words = [
            grid.MOVES[token - FIRST_MOVE] if token >= FIRST_MOVE else str(token)
            for token in [*tokens, END][: [*tokens, END].index(END)]
        ]
        return ", ".join(words)


def seen_tokens(asked: HostArray) -> HostArray:
    """What the transformer sees of each wind, goal and start [rows, 3]: [rows, SEEN] of tokens."""
    wind, goal, start = asked.T
    columns = [goal % grid.SIZE, goal // grid.SIZE, wind, start % grid.SIZE, start // grid.SIZE]
    return np.stack(columns, axis=1).astype(np.int32)


def _arrives(steps: Sequence[int], asked: Asked) -> bool:
    return grid.arrival(steps[: grid.limit(*asked)], *asked) is not None
