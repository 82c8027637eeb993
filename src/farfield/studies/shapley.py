"""The Shapley value (1953): how much of a total each of several factors brings, averaged over all orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations

Levels = tuple[bool, ...]


def shapley(factors: Sequence[str], outcome: Mapping[Levels, float]) -> dict[str, float]:
    """The share of outcome(all new) - outcome(all old) that each factor brings; they sum to it.

    `outcome`: of every combination of old (False) and new (True) levels, in the order of the factors.
    """
    orders = list(permutations(range(len(factors))))
    found = dict.fromkeys(factors, 0.0)
    for order in orders:
        at = [False] * len(factors)
        for place in order:
            before = outcome[tuple(at)]
            at[place] = True
            found[factors[place]] += (outcome[tuple(at)] - before) / len(orders)
    return found
