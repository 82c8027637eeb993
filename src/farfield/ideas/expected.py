"""How many documents would hold concepts together by chance, and how many must be expected for "none" to say anything.

"Never together" is a statement about the corpus's size: of two concepts in 40 of 26,000 documents each, 0.06 documents
with both are expected, so that none was seen says nothing. At E >= 3 a count of 0 has a chance of 5 % (Poisson);
an idea with 66 pairs has 66 chances, so it takes 7.2.
"""

from __future__ import annotations

import math

from scipy.special import gammaincinv


def expected_pair(first: int, second: int, documents: int) -> float:
    """Documents with both, if the one were as usual beside the other as anywhere."""
    return first * second / documents if documents else 0.0


def expected_triple(singles: tuple[int, int, int], pairs: tuple[int, int, int]) -> float:
    """Documents with all of a, b and c, if given one of them the others were as usual together as apart: the least of
    the three ways to reckon it. `pairs`: of ab, ac, bc."""
    a, b, c = singles
    ab, ac, bc = pairs
    ways = [(ab * ac, a), (ab * bc, b), (ac * bc, c)]
    return min(together / alone if alone else 0.0 for together, alone in ways)


def enough(tau: int, alpha: float, combinations: int) -> float:
    """The expected count from which on fewer than `tau` documents have a chance of at most `alpha` in any of so many
    independent combinations (Bonferroni, Poisson)."""
    if combinations < 1:
        return math.inf
    return float(gammaincinv(tau, 1 - alpha / combinations))
