"""Who is left: two kinds under selection, without chance (replicator) and with it (Wright 1931, Fisher 1930).

A generation is chosen in proportion to fitness, changes kind with the chance `mutation`, and is drawn anew at the same
size. `log_ratio`: ln of the fitness of the kind that is followed over that of the other.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.records import FarfieldError

Values = NDArray[np.float64]


class Expected(NamedTuple):
    """What must be expected in each generation from the first on: mean share, and the chances that nobody and that
    everybody is of the kind. Arrays [generations + 1]."""

    mean: Values
    gone: Values
    fixed: Values


def step(share: Values, log_ratio: float, mutation: float = 0.0) -> Values:
    """The expected share after a generation: logit x' = logit x + `log_ratio`, then mutation either way."""
    weight = share * math.exp(log_ratio)
    chosen = weight / (weight + 1 - share)
    return np.asarray(chosen * (1 - mutation) + (1 - chosen) * mutation)


def replicate(start: float, log_ratio: float, generations: int, mutation: float = 0.0) -> Values:
    """The share in each generation [generations + 1] of an endless population."""
    found: list[Values] = [np.array(start)]
    for _ in range(generations):
        found.append(step(found[-1], log_ratio, mutation))
    return np.array(found)


def transitions(members: int, log_ratio: float, mutation: float = 0.0) -> Values:
    """The chance of each number of the kind [members + 1] in the next generation, by the number now."""
    from scipy.stats import binom

    now = np.arange(members + 1)
    return np.asarray(binom.pmf(now[None], members, step(now / members, log_ratio, mutation)[:, None]))


def expect(members: int, start: int, log_ratio: float, generations: int, mutation: float = 0.0) -> Expected:
    """Exact, by the chain of all numbers from none to `members`. Raises FarfieldError where `start` is none of them."""
    if not 0 <= start <= members or members < 1:
        raise FarfieldError(f"{start} of {members} members is no population to start from")
    matrix, number = transitions(members, log_ratio, mutation), np.arange(members + 1) / members
    chances = np.zeros(members + 1)
    chances[start] = 1.0
    rows = [chances]
    for _ in range(generations):
        rows.append(rows[-1] @ matrix)
    table = np.array(rows)
    return Expected(table @ number, table[:, 0], table[:, -1])


def fixation_chance(members: int, advantage: float, entrants: int = 1) -> float:
    """The chance that a kind whose fitness is 1 + `advantage` to the others' 1 takes all, from so many of it.

    The system of members - 1 equations, solved. Raises FarfieldError for a population of fewer than two.
    """
    if members < 2 or advantage <= -1:
        raise FarfieldError(f"{members} members with an advantage of {advantage} have nobody to compete with")
    if entrants in (0, members):
        return float(entrants == members)
    matrix = transitions(members, math.log1p(advantage))
    inner = matrix[1:-1, 1:-1]
    found = np.linalg.solve(np.eye(members - 1) - inner, matrix[1:-1, -1])
    return float(found[entrants - 1])


def drift_deviation(share: float, members: int, generations: int) -> float:
    """The standard deviation of the share that chance alone makes of one share."""
    kept = (1 - 1 / members) ** generations
    return math.sqrt(share * (1 - share) * (1 - kept))


def draw_parents(fitness: Values, rng: np.random.Generator) -> NDArray[np.int64]:
    """The parent of each member of the next generation [..., members], drawn in proportion to fitness within the last
    axis. Where nobody has any fitness, all have the same."""
    weights = np.clip(fitness, 0, None)
    total = weights.sum(axis=-1, keepdims=True)
    weights = np.where(total > 0, weights, 1.0)
    edges = np.cumsum(weights, axis=-1)
    drawn = rng.random(weights.shape) * edges[..., -1:]
    flat, wanted = edges.reshape(-1, edges.shape[-1]), drawn.reshape(-1, edges.shape[-1])
    found = [np.searchsorted(row, asked, side="right") for row, asked in zip(flat, wanted, strict=True)]
    parents: NDArray[np.int64] = np.minimum(np.array(found), edges.shape[-1] - 1).reshape(weights.shape)
    return parents
