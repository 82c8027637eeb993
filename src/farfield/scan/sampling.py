"""Searching a sample: which documents are drawn, and what their counts say about the whole corpus."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95
"""One-sided: the whole corpus holds more than the bound in one of twenty such samples."""
LAST_RANK = 2**64 - 1
"""Ranks are 64 bits."""


def last_rank_drawn(fraction: float) -> np.uint64:
    """A document is drawn where its rank (64 mixed bits of its id) is no higher than this.

    So every process draws the same documents, and a larger sample holds a smaller one.
    """
    return np.uint64(LAST_RANK if fraction >= 1 else int(fraction * 2**64))


def highest_count(counts: NDArray[np.int64], fraction: float) -> NDArray[np.float64]:
    """The upper 95 % bound of each count in the whole corpus, of which a fraction was searched.

    Exact for a Poisson count (Garwood 1936): for none found it is 3.0 / fraction, the rule of three (Hanley &
    Lippman-Hand 1983). Where all was searched it is the count itself.
    """
    if fraction >= 1:
        return counts.astype(np.float64)
    from farfield.special_functions import gammaincinv

    return np.asarray(gammaincinv(counts + 1.0, CONFIDENCE) / fraction)
