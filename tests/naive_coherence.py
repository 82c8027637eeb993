"""Coherence the slow way, one tuple at a time: worlds written out by hand, projections by general solvers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np
from scipy.optimize import linprog, minimize, nnls

OFF = None
"""A bet that is called off."""

WORLDS: dict[str, tuple[tuple[str, ...], list[tuple[bool | None, ...]]]] = {
    "Neg": (("P", "not_P"), [(True, False), (False, True)]),
    "Paraphrase": (("P", "para_P"), [(True, True), (False, False)]),
    "Consequence": (("P", "cons_P"), [(True, True), (False, True), (False, False)]),
    "And": (
        ("P", "Q", "P_and_Q"),
        [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
    ),
    "Or": (
        ("P", "Q", "P_or_Q"),
        [(True, True, True), (True, False, True), (False, True, True), (False, False, False)],
    ),
    "AndOr": (
        ("P", "Q", "P_and_Q", "P_or_Q"),
        [(True, True, True, True), (True, False, False, True), (False, True, False, True), (False,) * 4],
    ),
    "But": (("P", "Q_and_not_P", "P_or_Q"), [(True, False, True), (False, True, True), (False, False, False)]),
    "Cond": (("P", "Q_given_P", "P_and_Q"), [(True, True, True), (True, False, False), (False, OFF, False)]),
    "CondCond": (
        ("P", "Q_given_P", "R_given_P_and_Q", "P_and_Q_and_R"),
        [(True, True, True, True), (True, True, False, False), (True, False, OFF, False), (False, OFF, OFF, False)],
    ),
    "ExpectedEvidence": (
        ("P", "Q", "P_given_Q", "P_given_not_Q"),
        [(True, True, True, OFF), (False, True, False, OFF), (True, False, OFF, True), (False, False, OFF, False)],
    ),
}  # fmt: skip
"""For each relation its roles, and what comes of each in every possible world."""


def sides(check: str) -> tuple[np.ndarray, np.ndarray]:
    """For each role and world: whether it comes true, and whether it is asked."""
    worlds = WORLDS[check][1]
    asked = np.array([[world[at] is not OFF for world in worlds] for at in range(len(worlds[0]))], float)
    true = np.array([[bool(world[at]) for world in worlds] for at in range(len(worlds[0]))], float)
    return true, asked


def squared_by_nnls(stated: Sequence[float], check: str) -> float:
    """The squared distance to the hull of the worlds, for relations without a condition."""
    true, _ = sides(check)
    heavy = 1e6  # the weights sum to 1
    matrix = np.vstack([true, np.full(true.shape[1], heavy)])
    weights, _ = nnls(matrix, np.append(stated, heavy))
    weights /= weights.sum()
    return float(((true @ weights - stated) ** 2).sum())


def projected(stated: Sequence[float], check: str, kind: str) -> float:
    """The least of sum of b d(p, a / b) over distributions of worlds, by a general solver; it is convex."""
    true, asked = sides(check)
    p = np.array(stated)

    def cost(weights: np.ndarray) -> float:
        b = np.maximum(asked @ weights, 1e-12)
        m = np.clip(true @ weights / b, 1e-12, 1 - 1e-12)
        if kind == "squared":
            return float((b * (p - m) ** 2).sum())
        return float((b * (m * np.log(m / p) + (1 - m) * np.log((1 - m) / (1 - p)))).sum())

    count = true.shape[1]
    sums = {"type": "eq", "fun": lambda w: w.sum() - 1}
    found = minimize(
        cost, np.full(count, 1 / count), bounds=[(0, 1)] * count, constraints=[sums], method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )  # fmt: skip
    return float(found.fun)


def sure_win(stated: Sequence[float], check: str) -> float:
    """The best sure win as its dual: the least largest error that a distribution over worlds can have."""
    true, asked = sides(check)
    miss = true - np.array(stated)[:, None] * asked  # what weights leave of each role
    roles, count = miss.shape
    cost = np.append(np.zeros(count), 1.0)
    above = np.hstack([miss, -np.ones((roles, 1))])
    below = np.hstack([-miss, -np.ones((roles, 1))])
    found = linprog(
        cost, A_ub=np.vstack([above, below]), b_ub=np.zeros(2 * roles),
        A_eq=np.append(np.ones(count), 0.0)[None], b_eq=[1.0],
    )  # fmt: skip
    return float(found.fun)


def cyclic(better: Sequence[Sequence[float]]) -> tuple[int, int]:
    """Triples whose three pairs were all compared without a tie, and those of them that run in a circle."""
    whole = circles = 0
    for a, b, c in combinations(range(len(better)), 3):
        pairs = [better[a][b], better[b][c], better[c][a]]
        if any(math.isnan(one) or one == 0.5 for one in pairs):
            continue
        whole += 1
        circles += all(one > 0.5 for one in pairs) or all(one < 0.5 for one in pairs)
    return whole, circles


def auc(stated: Sequence[float], true: Sequence[float]) -> float:
    """By counting every pair."""
    high = [p for p, t in zip(stated, true, strict=True) if t]
    low = [p for p, t in zip(stated, true, strict=True) if not t]
    return sum((a > b) + (a == b) / 2 for a in high for b in low) / (len(high) * len(low))
