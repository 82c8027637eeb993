"""Worlds that are the corners of a simplex: what they must weigh follows, and shows whether probabilities cohere."""

from __future__ import annotations

import numpy as np

from farfield.arrays import Floats, Rows
from farfield.families.relations import Relation

ROUNDING = 1e-12
"""A weight that is this little below 0 is 0: probabilities as they are written hold fewer digits."""


def seen_to_cohere(stated: Floats, relation: Relation) -> Rows:
    """Which tuples (n,) surely cohere; of relations whose worlds have no one set of weights, none is seen to.

    Probabilities (n, r) of roles that are asked in every world are the marginals of weights that sum to 1. Where there
    are as many worlds as roles and one more, these are the solution of as many equations, and cohere where none is
    negative.
    """
    true, asked = relation.worlds
    sums = np.vstack([np.ones(true.shape[1]), true])
    if not (asked == 1).all() or sums.shape[0] != sums.shape[1] or np.linalg.matrix_rank(sums) < len(sums):
        return np.zeros(len(stated), dtype=bool)
    weights = np.column_stack([np.ones(len(stated)), stated]) @ np.linalg.inv(sums).T
    return np.asarray((weights >= -ROUNDING).all(axis=1))
