"""Preferences between pairs: cycles among three, and whether what is better in every respect is preferred."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from farfield.arrays import Floats


@dataclass(frozen=True)
class Triads:
    """Of all triples of options: compared in all three pairs without a tie, of these in a circle, and the others."""

    compared: int
    cyclic: int
    uncompared: int
    tied: int


def count_triads(preferred: Floats) -> Triads:
    """Cyclic triads (Kendall & Babington Smith 1940). `preferred` (m, m): how often the row's option was chosen over
    the column's, as a share; not-a-number where the two were never compared, 0.5 where they tie.

    Of a complete tournament without ties there are m (m - 1) (2 m - 1) / 12 - sum of squared scores / 2.
    """
    options = len(preferred)
    asked = ~np.isnan(preferred)
    np.fill_diagonal(asked, False)
    better = np.where(asked, preferred > 0.5, False).astype(np.int64)
    decided = better + better.T
    both = asked.astype(np.int64)
    all_asked = int(np.trace(both @ both @ both)) // 6
    whole = int(np.trace(decided @ decided @ decided)) // 6
    return Triads(
        compared=whole,
        cyclic=int(np.trace(better @ better @ better)) // 3,
        uncompared=options * (options - 1) * (options - 2) // 6 - all_asked,
        tied=all_asked - whole,
    )
