"""An open grid with a goal and a wind: its moves, shortest ways and what a guess scores, as tables over all cells.

A cell is x + SIZE y. East and west go one cell along x. North and south go one cell along y, and a wind w carries them
w cells east besides. Nobody leaves the grid: each coordinate stops at the edge. Since east and west are free of the
wind, every goal can be reached in every wind.

The wind blows across the moves along y alone, as in the windy grid of Sutton & Barto (2018, example 6.5), so that it
makes no goal unreachable and yet punishes who leaves it out of account.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.int64]

SIZE = 7
CELLS = SIZE * SIZE
MOVES = ("east", "west", "north", "south")
STEPS = ((1, 0), (-1, 0), (0, 1), (0, -1))
WINDS = (0, 1, 2, 3)
DETOUR = 2
"""Moves beyond the fewest that an answer may take."""


def cell(x: int, y: int) -> int:
    """The number of the cell in column x and row y, both from 0."""
    return x + SIZE * y


def place(number: int) -> tuple[int, int]:
    """x and y of a cell."""
    return number % SIZE, number // SIZE


def move(at: int, step: int, wind: int) -> int:
    """The cell that a move, by its place in MOVES, leads to."""
    (x, y), (dx, dy) = place(at), STEPS[step]
    dx += wind * abs(dy)
    return cell(min(max(x + dx, 0), SIZE - 1), min(max(y + dy, 0), SIZE - 1))


def apart(one: int, other: int) -> int:
    """Steps between two cells where no wind blows."""
    (x, y), (a, b) = place(one), place(other)
    return abs(x - a) + abs(y - b)


@cache
def moves_table() -> Cells:
    """The cell that each move leads to: [winds, cells, moves]."""
    return np.array(
        [[[move(at, step, wind) for step in range(len(MOVES))] for at in range(CELLS)] for wind in WINDS]
    )


@cache
def fewest_moves(wind: int, goal: int) -> Cells:
    """How many moves each cell is away from a goal, [cells], by breadth-first search from the goal backwards."""
    leads = moves_table()[wind]
    found = np.full(CELLS, -1)
    found[goal] = 0
    waiting = deque([goal])
    while waiting:
        at = waiting.popleft()
        for before in np.flatnonzero((leads == at).any(axis=1) & (found < 0)):
            found[before] = found[at] + 1
            waiting.append(int(before))
    return found


@cache
def fewest_table() -> Cells:
    """How many moves each cell is away from the goal, for every wind and goal: [winds, goals, cells]."""
    return np.array([[fewest_moves(wind, goal) for goal in range(CELLS)] for wind in WINDS])


def limit(wind: int, goal: int, start: int) -> int:
    """How many moves an answer may take."""
    return int(fewest_moves(wind, goal)[start]) + DETOUR


def exact_moves(wind: int, goal: int, order: Sequence[int] = range(len(MOVES))) -> Cells:
    """A move that comes nearer to the goal, the first in an order of moves, for each cell: [cells].

    At the goal itself, where there is none, the first move.
    """
    away, ranked = fewest_moves(wind, goal), np.array(order)
    nearer = away[moves_table()[wind]] < away[:, None]
    return np.asarray(ranked[nearer[:, ranked].argmax(axis=1)])


def shortest_path(wind: int, goal: int, start: int) -> list[int]:
    """The moves from a start to a goal that the exact policy makes."""
    policy, path, at = exact_moves(wind, goal), [], start
    while at != goal:
        path.append(int(policy[at]))
        at = move(at, path[-1], wind)
    return path


def arrival(steps: Iterable[int], wind: int, goal: int, start: int) -> int | None:
    """How many of the moves it takes until the goal is reached; None where they never do."""
    at = start
    for number, step in enumerate(steps, start=1):
        at = move(at, step, wind)
        if at == goal:
            return number
    return None


@cache
def chances(wind: int, goal: int) -> tuple[float, ...]:
    """The chance that moves drawn at random reach a goal within the limit, for each start."""
    leads = moves_table()[wind]
    reached = (np.arange(CELLS) == goal).astype(float)
    within = [reached]
    for _ in range(LONGEST + DETOUR):
        further = within[-1][leads].mean(axis=1)
        further[goal] = 1.0
        within.append(further)
    away = fewest_moves(wind, goal)
    return tuple(float(within[away[start] + DETOUR][start]) for start in range(CELLS))


def successes(policies: Cells, wind: int, goals: Sequence[int]) -> NDArray[np.bool_]:
    """Whether a policy, [goals, cells] of moves, reaches each goal within the limit: [goals, starts]."""
    leads, aims = moves_table()[wind], np.array(goals)[:, None]
    away = fewest_table()[wind, list(goals)]
    at = np.tile(np.arange(CELLS), (len(goals), 1))
    steps = np.full(at.shape, -1)
    for number in range(LONGEST + DETOUR + 1):
        steps = np.where((at == aims) & (steps < 0), number, steps)
        at = np.where(at == aims, at, leads[at, np.take_along_axis(policies, at, axis=1)])
    return (steps >= 0) & (steps <= away + DETOUR)


LONGEST = int(fewest_table().max())
"""The most moves that any way needs, in any wind."""
