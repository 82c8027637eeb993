"""How many documents would hold concepts together by chance, and how many must be expected for "none" to say anything.

"Never together" is a statement about the corpus's size: of two concepts in 40 of 26,000 documents each, 0.06 documents
with both are expected, so that none was seen says nothing. At E >= 3 a count of 0 has a chance of 5 % (Poisson);
an idea with 66 pairs has 66 chances, so it takes 7.2.
"""

from __future__ import annotations

import math

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.special_functions import gammaincinv


def expected_pairs(singles: Codes, documents: int) -> Floats:
    """Documents with both, if the one were as usual beside the other as anywhere, (pairs,). `singles`: of each,
    (pairs, 2)."""
    return np.asarray(singles[:, 0] * singles[:, 1] / max(1, documents))


def expected_triples(singles: Codes, pairs: Codes) -> Floats:
    """Documents with all of a, b and c, if given one of them the others were as usual together as apart: the least of
    the three ways to reckon it, (triples,). `singles`: of a, b, c, `pairs`: of ab, ac, bc, (triples, 3) each."""
    ab, ac, bc = pairs.T
    together = np.stack([ab * ac, ab * bc, ac * bc], axis=1)
    return np.asarray((np.where(singles > 0, together, 0) / np.maximum(singles, 1)).min(axis=1))


def enough(tau: int, alpha: float, combinations: int) -> float:
    """The expected count from which on fewer than `tau` documents have a chance of at most `alpha` in any of so many
    independent combinations (Bonferroni, Poisson)."""
    if combinations < 1:
        return math.inf
    return float(gammaincinv(tau, 1 - alpha / combinations))
