"""The nearest probabilities that a mind could hold, by a proper score: what a tuple of stated ones gives away.

Worlds are the truth assignments that logic leaves possible. Stated probabilities cohere if and only if they are the
marginals of some distribution over worlds. For a proper score the projection onto those marginals has a guarantee:
in *every* world it scores better than what was stated, by at least its distance (Predd et al. 2009). A conditional
counts only in worlds in which its condition holds, as a bet that is called off otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from farfield.arrays import Floats, Rows
from farfield.families.relations import Relation
from farfield.measure.coherence.two_worlds import chances, two_worlds
from farfield.special_functions import expit

STEPS = 400
GAP = 1e-10
"""Between the guarantee and the distance, at most: both are known, and the truth lies between them."""
START = 0.1
SHRINK = 0.1
SETTLED = 1e-2
"""Newton decrement, in units of the barrier, from which the barrier gives way."""


@dataclass(frozen=True)
class Projected:
    """Of n tuples: what the projection gains in every world at least (n,), and the projection (n, roles).

    `distance` (n,): what it gains on average over the worlds that it is made of, which no guarantee can exceed: where
    the two agree, both are exact.
    """

    gain: Floats
    nearest: Floats
    distance: Floats


@dataclass(frozen=True)
class _Slopes:
    """Value and derivatives, role by role (n, r), in `a`, the chance that it comes true, and `b`, that it is asked."""

    a: Floats
    b: Floats
    aa: Floats
    ab: Floats
    bb: Floats


Slopes = Callable[[Floats, Floats, Floats], _Slopes]
Score = Callable[[Floats, Floats], Floats]
"""Probabilities (n, r) and what came true (r,) -> scores (n, r); more is better."""


def squared_distance(stated: Floats, relation: Relation) -> Projected:
    """The squared distance (Brier score given away for certain) of tuples (n, r), summed over roles.

    For negation (p + q - 1)^2 / 2, for a paraphrase (p - q)^2 / 2.
    """
    if two_worlds(relation):
        return _meet(stated, relation, np.mean(chances(stated, relation), axis=1), brier)
    return _project(stated, relation, _brier_slopes, brier)


def log_gain(stated: Floats, relation: Relation) -> Projected:
    """The log score given away for certain (nats) of tuples (n, r) whose probabilities all lie strictly in (0, 1)."""
    if two_worlds(relation):
        odds = np.log(of := chances(stated, relation)) - np.log1p(-of)
        return _meet(stated, relation, expit(odds.mean(axis=1)), log_score)
    return _project(stated, relation, _log_slopes, log_score)


def _meet(stated: Floats, relation: Relation, chance: Floats, score: Score) -> Projected:
    """Where one of two worlds comes true, with this chance (n,) of the first: nothing is to be sought."""
    worlds = np.stack([chance, 1 - chance], axis=1)
    nearest = worlds @ relation.worlds[0].T
    gains = _gains(stated, nearest, relation, score)
    return Projected(np.maximum(gains.min(axis=1), 0.0), nearest, (worlds * gains).sum(axis=1))


def _project(stated: Floats, relation: Relation, slopes: Slopes, score: Score) -> Projected:
    """Newton's method with a logarithmic barrier; the weights (n, k) are of worlds.

    All tuples take a step at once, but those that stand still at their last barrier.
    """
    true, asked = relation.worlds
    weights = np.full((len(stated), true.shape[1]), 1 / true.shape[1])
    barrier = np.full(len(stated), START)
    moving, last = np.arange(len(stated)), GAP / true.shape[1]
    for _ in range(STEPS):
        if not len(moving):
            break
        at = barrier[moving]
        weights[moving], settled = _step(stated[moving], weights[moving], at, (true, asked), slopes)
        barrier[moving] = np.where(settled, np.maximum(at * SHRINK, last / 2), at)
        moving = moving[~(settled & (at <= last))]
    nearest = (weights @ true.T) / (weights @ asked.T)
    gains = _gains(stated, nearest, relation, score)
    distance = (weights * gains).sum(axis=1)
    return Projected(np.maximum(gains.min(axis=1), 0.0), nearest, distance)


def _step(
    stated: Floats, weights: Floats, barrier: Floats, worlds: tuple[Floats, Floats], slopes: Slopes
) -> tuple[Floats, Rows]:
    """One damped step in the logarithms of the weights; and which tuples stand still for their barrier."""
    true, asked = worlds
    found = slopes(stated, weights @ true.T, weights @ asked.T)
    gradient = (found.a @ true + found.b @ asked) * weights - barrier[:, None]
    count = weights.shape[1]
    mixed = found.ab @ _products(true, asked)
    curved = (found.aa @ _products(true, true) + found.bb @ _products(asked, asked) + mixed).reshape(
        -1, count, count
    ) + mixed.reshape(-1, count, count).transpose(0, 2, 1)
    curved *= weights[:, :, None] * weights[:, None, :]
    curved[:, range(count), range(count)] += barrier[:, None]
    system = np.zeros((len(stated), count + 1, count + 1))
    system[:, :count, :count], system[:, :count, count], system[:, count, :count] = curved, weights, weights
    wanted = np.concatenate([-gradient, np.zeros((len(stated), 1))], axis=1)
    move = np.linalg.solve(system, wanted[:, :, None])[:, :count, 0]
    decrement = (move * (curved @ move[:, :, None])[:, :, 0]).sum(axis=1) / barrier
    length = np.minimum(1.0, 0.9 / np.maximum(np.abs(move).max(axis=1), 1e-300))
    damped = np.where(decrement > 0.25, 1 / (1 + np.sqrt(np.maximum(decrement, 0.0))), 1.0)
    moved = weights * (1 + np.minimum(length, damped)[:, None] * move)
    return moved / moved.sum(axis=1, keepdims=True), decrement < SETTLED


def _products(rows: Floats, columns: Floats) -> Floats:
    """Of each role the products of two of its values, world by world, (r, k * k)."""
    return np.asarray((rows[:, :, None] * columns[:, None, :]).reshape(len(rows), -1))


def guarantee(stated: Floats, nearest: Floats, relation: Relation, score: Score) -> Floats:
    """What `nearest` scores more than `stated` in the world where that is least (n,): a certificate."""
    return np.asarray(_gains(stated, nearest, relation, score).min(axis=1))


def _gains(stated: Floats, nearest: Floats, relation: Relation, score: Score) -> Floats:
    """The same in each world, (n, k)."""
    true, asked = relation.worlds
    gains = [
        (asked[:, world] * (score(nearest, true[:, world]) - score(stated, true[:, world]))).sum(axis=1)
        for world in range(true.shape[1])
    ]
    return np.stack(gains, axis=1)


def brier(stated: Floats, true: Floats) -> Floats:
    """Less the squared error, role by role."""
    return np.asarray(-((stated - true) ** 2))


def log_score(stated: Floats, true: Floats) -> Floats:
    """The logarithm of the probability of what came true, role by role."""
    return np.asarray(np.log(np.where(true > 0, stated, 1 - stated)))


def _brier_slopes(stated: Floats, a: Floats, b: Floats) -> _Slopes:
    """Of b (p - a / b)^2."""
    missed = stated - a / b
    return _Slopes(
        -2 * missed,
        missed * (missed + 2 * a / b),
        2 / b,
        -2 * a / b**2,
        2 * a**2 / b**3,
    )


def _log_slopes(stated: Floats, a: Floats, b: Floats) -> _Slopes:
    """Of a log(a / (b p)) + (b - a) log((b - a) / (b (1 - p)))."""
    rest = np.maximum(b - a, 1e-300)
    return _Slopes(
        np.log(a / stated) - np.log(rest / (1 - stated)),
        np.log(rest / (b * (1 - stated))),
        1 / a + 1 / rest,
        -1 / rest,
        1 / rest - 1 / b,
    )
