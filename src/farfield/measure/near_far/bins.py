"""Items summed over bins of neighbouring distances."""

from __future__ import annotations

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.measure.fits.curve import Binned
from farfield.measure.outcomes import Outcomes

MOST_BINS = 150
"""Of equal numbers of items: the fit takes time in proportion to them, and a band of the plot holds many."""


def bin_items(scaled: Floats, outcomes: Outcomes, ceiling: float | None = None) -> Binned:
    """The items, one row, over at most MOST_BINS bins; equal distances are never split."""
    order = np.argsort(scaled, kind="stable")
    at, heavy = scaled[order], outcomes.weights[order]
    starts = _bin_starts(at)
    counts = np.diff(np.append(starts, len(at))).astype(np.float64)
    middles, floor = (np.add.reduceat(v, starts) / counts for v in (at, outcomes.chance[order]))
    held, right = (np.add.reduceat(v, starts)[None] for v in (heavy, heavy * outcomes.scores[order]))
    return Binned(middles, floor, held, np.minimum(right, held), ceiling)


def _bin_starts(ordered: Floats) -> Codes:
    """Where bins begin among ordered distances: at each new value, or, of too many, at evenly spaced ones."""
    new = np.flatnonzero(np.diff(ordered, prepend=-np.inf) > 0)
    if len(new) <= MOST_BINS:
        return new
    wanted = np.linspace(0, len(ordered), MOST_BINS, endpoint=False)
    return np.unique(new[np.searchsorted(new, wanted, side="right") - 1])
