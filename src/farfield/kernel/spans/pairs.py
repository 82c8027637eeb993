"""The words of a document counted, and those of its pairs of neighbouring words that are the items'."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, borrowing
from farfield.kernel.machine.lanes import LANES, Lanes, gather, marks, take_small
from farfield.kernel.machine.set_bits import list_places
from farfield.kernel.machine.vectors import WIDTH, count_bits
from farfield.kernel.spans.index import (
    GOLDEN,
    NONE,
    bit_at,
    find_slot,
    first_bit,
    number_of,
    pair_key,
    second_bit,
)


@borrowing
def count_words(
    ids: NDArray[np.int32],
    begin: Integer,
    end: Integer,
    pair_bits: NDArray[np.uint64],
    words: NDArray[np.int64],
    walks: NDArray[np.int32],
) -> Integer:
    """Count the words and list the places whose pair may be one of the items'; free of branches, as they are many.

    Those that the items lack have a counter for each lane: one for all would wait for itself. `walks`: room for all
    and WIDTH.
    """
    count: Integer = 0
    whole = end - (end - begin) % LANES
    for part in range(begin, whole, WIDTH):
        held = np.uint64(0)
        for at in range(part, min(part + WIDTH, whole), LANES):
            may_be = _may_be_pairs(pair_bits, take_small(ids, at), take_small(ids, at + 1))
            held |= may_be << np.uint64(at - part)
            for lane in range(LANES):
                word = np.int64(ids[at + lane])
                words[np.uint64(word + LANES if word >= 0 else lane)] += 1
        list_places(walks, count, part, held)
        count += count_bits(held)
    for at in range(whole, end):
        word, following = ids[at], ids[at + 1]
        words[np.int64(word) + LANES if word >= 0 else 0] += 1
        walks[count] = at
        count += np.int64(bit_at(pair_bits, word, following)) & np.int64((word | following) >= 0)
    return count


@borrowing
def _may_be_pairs(pair_bits: NDArray[np.uint64], first: Lanes, second: Lanes) -> Integer:
    """As a mask: `bit_at` of eight pairs of known words."""
    mixed = ((first << np.uint64(32)) | second) * GOLDEN
    numbers = gather(pair_bits, number_of(pair_bits, mixed))
    held = (numbers >> first_bit(mixed)) & (numbers >> second_bit(mixed))
    return marks((held << np.uint64(63)) & ~(first | second))


@borrowing
def count_pairs(
    ids: NDArray[np.int32],
    walks: NDArray[np.int32],
    count: Integer,
    pair_keys: NDArray[np.int64],
    triple_bits: NDArray[np.uint64],
    pairs: NDArray[np.int64],
    slots: NDArray[np.int32],
) -> Integer:
    """Count the items' pairs among those listed; keep those, with their slots, where a third word may follow."""
    kept = np.uint64(0)
    for walk in range(np.uint64(count)):
        at = np.uint64(walks[walk])
        slot = find_slot(pair_keys, pair_key(ids[at], ids[at + np.uint64(1)]))
        if slot == NONE:
            continue
        pairs[np.uint64(slot)] += 1
        third = ids[at + np.uint64(2)]
        walks[kept], slots[kept] = at, slot
        kept += bit_at(triple_bits, slot, third) & np.uint64(third >= 0)
    return np.int64(kept)
