"""The difference of two subjects' mean scores, item by item."""

from __future__ import annotations

from farfield.comparison.answers import Pair
from farfield.comparison.contrasts import contrast, unknown
from farfield.results.differences import Difference
from farfield.results.reasons import NothingInCommon


def difference_of(pair: Pair, confidence: float) -> Difference:
    """Of the mean scores, item by item."""
    if not len(pair):
        return unknown(NothingInCommon())
    moved = pair.scores[:, 1] - pair.scores[:, 0]
    mean = float(moved.mean())
    return contrast(mean, (moved - mean) / len(pair), pair.clusters, confidence)
