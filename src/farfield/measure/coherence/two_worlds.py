"""Questions of which one world of two comes true, as a statement and its opposite: what is best has a formula."""

from __future__ import annotations

import numpy as np

from farfield.arrays import Floats
from farfield.families.relations import Relation


def two_worlds(relation: Relation) -> bool:
    """Whether it has two worlds, each role coming true in one of them, and asked in both."""
    true, asked = relation.worlds
    return true.shape[1] == 2 and bool((asked == 1).all() and (true.sum(axis=1) == 1).all())


def chances(stated: Floats, relation: Relation) -> Floats:
    """The chance of the first world that each role of the tuples (n, r) states."""
    first = relation.worlds[0][:, 0] == 1
    return np.asarray(np.where(first, stated, 1 - stated))


def bets(stated: Floats, relation: Relation) -> Floats:
    """The stakes (n, r) of the best sure win against two roles: half on the first world where its chance is said to be
    less, half on the second where it is said to be more; none where both say the same."""
    first = relation.worlds[0][:, 0] == 1
    of = chances(stated, relation)
    return np.asarray(0.5 * np.sign(of[:, ::-1] - of) * np.where(first, 1.0, -1.0))
