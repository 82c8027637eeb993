"""How often a run of words stands in another: in time that grows with both, whatever they repeat."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, borrowing
from farfield.kernel.machine.lanes import LANES, differing, marks, take_small
from farfield.kernel.machine.vectors import lowest_bit

SHORT = 32  # words up to which each place is simply tried: that has a bound, and needs no table
EVERY = (1 << LANES) - 1  # all of the places that are compared with the first word together


@borrowing
def count_occurrences(
    words: NDArray[np.int32],
    begin: Integer,
    size: Integer,
    ids: NDArray[np.int32],
    start: Integer,
    end: Integer,
    most: Integer,
    room: NDArray[np.int32],
) -> Integer:
    """Places of ids[start:end] at which words[begin : begin + size] stand; no more than `most` are counted.

    They may overlap. `room`: for `size` numbers.
    """
    if end - start < size:
        return 0
    if size > SHORT:
        return _count_long(words, begin, size, ids, start, end, most, room)
    count, stop = 0, end - size + 1
    whole = stop - (stop - start) % LANES
    for block in range(start, whole, LANES):
        left = np.uint64(EVERY) & ~marks(differing(take_small(ids, block), words[begin]))
        while left:
            count += _stands_at(words, begin, size, ids, block + lowest_bit(left))
            left &= left - np.uint64(1)
            if count == most:
                return count
    for at in range(whole, stop):
        count += _stands_at(words, begin, size, ids, at)
        if count == most:
            return count
    return count


@borrowing
def _stands_at(
    words: NDArray[np.int32], begin: Integer, size: Integer, ids: NDArray[np.int32], at: Integer
) -> bool:
    k = 0
    while k < size and ids[at + k] == words[begin + k]:
        k += 1
    return bool(k == size)


@borrowing
def _count_long(
    words: NDArray[np.int32],
    begin: Integer,
    size: Integer,
    ids: NDArray[np.int32],
    start: Integer,
    end: Integer,
    most: Integer,
    room: NDArray[np.int32],
) -> Integer:
    """After Knuth, Morris and Pratt (1977): no word of `ids` is compared again with what it is known to match.

    `room[k]` becomes the most of the first k + 1 words, not all of them, that these end with.
    """
    room[0] = 0
    known: Integer = 0
    for at in range(1, size):
        while known and words[begin + at] != words[begin + known]:
            known = room[known - 1]
        known += words[begin + at] == words[begin + known]
        room[at] = known
    count, known = 0, 0
    for at in range(start, end):
        while known and ids[at] != words[begin + known]:
            known = room[known - 1]
        known += ids[at] == words[begin + known]
        if known == size:
            count += 1
            if count == most:
                break
            known = room[known - 1]
    return count
