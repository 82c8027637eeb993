"""Bets that someone with these probabilities holds to be fair, and that lose in every world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from farfield.arrays import Floats
from farfield.families.relations import Relation
from farfield.measure.coherence.two_worlds import bets, two_worlds

AT_ONCE = 200
"""Tuples in one linear program: they share nothing, and one call costs less than many."""
TINY = 1e-9


@dataclass(frozen=True)
class DutchBook:
    """Of n tuples: what the bets win in every world at least (n,), and the stake on each role (n, r).

    A stake s on a role of probability p wins s (1 - p) where it comes true, -s p where it doesn't, and nothing where
    its condition fails. Stakes sum to 1 at most without their signs.
    """

    profit: Floats
    stakes: Floats


def dutch_book(stated: Floats, relation: Relation) -> DutchBook:
    """The best sure win against tuples (n, r) of stated probabilities; for negation |p + q - 1| / 2.

    A linear program a tuple, by HiGHS; where a tuple has two worlds and two roles, a formula. The profit is what the
    stakes win in the worst world, reckoned from them.
    """
    distinct, back = np.unique(stated, axis=0, return_inverse=True)
    back = back.reshape(-1)
    if two_worlds(relation) and len(relation.roles) == 2:
        stakes = bets(distinct, relation)
    else:
        stakes = _stakes(distinct, relation)
    profit = worst_win(distinct, stakes, relation)
    stakes, profit = np.where(profit[:, None] > TINY, stakes, 0.0), np.where(profit > TINY, profit, 0.0)
    return DutchBook(profit[back], stakes[back])


def _stakes(distinct: Floats, relation: Relation) -> Floats:
    """The best stakes (n, r), some tuples at once."""
    parts = [_solve(distinct[at : at + AT_ONCE], relation) for at in range(0, len(distinct), AT_ONCE)]
    return np.concatenate(parts) if parts else np.zeros((0, len(relation.roles)))


def worst_win(stated: Floats, stakes: Floats, relation: Relation) -> Floats:
    """What stakes (n, r) win in the world where that is least (n,): a certificate, whatever made them."""
    return np.asarray(np.einsum("nkr,nr->nk", _wins(stated, relation), stakes).min(axis=1))


def _wins(stated: Floats, relation: Relation) -> Floats:
    """What one unit on a role wins in each world, (n, k, r)."""
    true, asked = relation.worlds
    return np.asarray((true.T[None] - stated[:, None, :]) * asked.T[None])


def _solve(stated: Floats, relation: Relation) -> Floats:
    """The stakes (n, r). Variables of a tuple: the sure win, then stakes for and against each role, all at least 0."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    wins = _wins(stated, relation)
    tuples, worlds, roles = wins.shape
    block = np.zeros((tuples, worlds + 1, 2 * roles + 1))
    block[:, :worlds, 0] = 1.0
    block[:, :worlds, 1 : roles + 1], block[:, :worlds, roles + 1 :] = -wins, wins
    block[:, worlds, 1:] = 1.0
    one, row, column = np.nonzero(block)
    places = one * block.shape[1] + row, one * block.shape[2] + column
    shape = tuples * block.shape[1], tuples * block.shape[2]
    most = np.zeros((tuples, worlds + 1))
    most[:, worlds] = 1.0
    cost = np.zeros((tuples, 2 * roles + 1))
    cost[:, 0] = -1.0
    matrix: Any = csr_matrix((block[one, row, column], places), shape=shape)
    found = linprog(  # every variable is at least 0 unless it is said otherwise
        cost.ravel(),
        A_ub=matrix,
        b_ub=most.ravel(),
        method="highs",
    )
    if found.x is None:  # cannot be: no stakes at all are feasible, and no win exceeds 1
        raise ArithmeticError(f"the linear program of {relation.name} ended with {found.message}")
    solved = found.x.reshape(tuples, 2 * roles + 1)
    stakes = np.asarray(solved[:, 1 : roles + 1] - solved[:, roles + 1 :])
    total = np.abs(stakes).sum(axis=1, keepdims=True)
    return np.asarray(stakes / np.maximum(total, 1.0))  # the solver keeps bounds to some 1e-7
