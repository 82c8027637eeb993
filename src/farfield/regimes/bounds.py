"""What counts in a searched part say about the whole corpus: upper bounds, never estimates.

Occurrences come in clumps: a page of sums shows a base a hundred times or not at all. So a bound takes as one
observation what a document shows on average, m = occurrences / documents of the family.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from farfield.arrays import Floats
from farfield.records import Support
from farfield.special_functions import betaincinv, gammaincinv

Bound = Callable[[Floats], Floats]

CONFIDENCE = 0.95
"""One-sided: of a corpus searched in part, the whole holds more in one of twenty such samples."""


def as_counted(counts: Floats) -> Floats:
    """The counts as they are: exact where everything was searched, else no more than what was seen so far."""
    return counts


def highest(support: Support) -> Bound:
    """Counts of what was searched → their upper 95 % bounds in the whole corpus.

    The Poisson bound (Garwood 1936) of k / m clumps, times m, over the fraction f searched; for none seen it is
    3.0 m / f, the rule of three. Where all was searched, or the support is declared, the count itself.
    """
    if support.searched_fraction >= 1 or support.declared:
        return as_counted
    clump, fraction = clump_size(support), support.searched_fraction

    def bound(counts: Floats) -> Floats:
        finite = np.where(np.isfinite(counts), counts, 0.0)
        high = gammaincinv(finite / clump + 1, CONFIDENCE) * clump / fraction
        return np.where(np.isfinite(counts), high, np.inf)

    return bound


def highest_share(support: Support, off: float, total: float) -> float:
    """The upper 95 % bound of the share `off` / `total` (> 0) in the whole corpus.

    Clopper & Pearson (1934) on clumps; exact where all was searched.
    """
    if support.searched_fraction >= 1 or support.declared or off >= total:
        return off / total
    clump = clump_size(support)
    return float(betaincinv(off / clump + 1, (total - off) / clump, CONFIDENCE))


def clump_size(support: Support) -> float:
    """Occurrences of a document that shows anything, on average; 1 where nothing was seen."""
    seen = float(support.points["count"].sum())
    return max(1.0, seen / support.documents) if support.documents else 1.0
