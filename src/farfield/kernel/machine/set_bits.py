"""The places of the bits that are set in a mask, listed eight bits at a time and free of branches.

Where a loop over the bits stops would be foretold wrongly nearly every time, which costs more than all of it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, borrowing
from farfield.kernel.machine.lanes import LANES, put, take_small
from farfield.kernel.machine.vectors import count_bits


def _set_ones_first(mask: int) -> list[int]:
    return sorted(range(LANES), key=lambda place: not mask >> place & 1)


PLACES = np.array([_set_ones_first(mask) for mask in range(1 << LANES)], np.uint8).reshape(-1)
"""For each mask of LANES bits the places of those that are set, lowest first, in LANES numbers."""


@borrowing
def list_set_bits(out: NDArray[np.int32], at: Integer, first: Integer, mask: Integer) -> Integer:
    """Write the places of a mask's LANES bits, each plus `first`, from out[at] on; return where the next one goes.

    LANES numbers are written: those behind the last place mean nothing.
    """
    put(out, at, take_small(PLACES, np.int64(mask) * LANES) + np.uint64(first))
    return at + count_bits(mask)
