"""Grams of the items' texts: of each text a hash table, and before it a bitmap that most of a document's grams fail."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, borrowing, compiled
from farfield.kernel.machine.lanes import LANES, gather, marks, take_small
from farfield.kernel.machine.vectors import lowest_bit
from farfield.kernel.spans.index import NONE

HASH_BITS = 31  # a hash is kept in an int32 and never negative: NONE stands beside it
# Of a text's bitmap for each of its units: of a strange text's grams one in sixteen passes, or fewer, as long as the
# text has no more than MOST_FILTER_BITS / FILTER_BITS units.
FILTER_BITS = 16
MOST_FILTER_BITS = 1 << 20
MIXER = np.uint64(0x9E3779B97F4A7C15)
ONE = np.uint64(1)


@borrowing
def hash_gram(ids: NDArray[np.int32], at: Integer, gram: Integer) -> Integer:
    """A hash of the gram that begins at `at`, or NONE where one of its units is none of the items'."""
    value = np.uint64(0)
    for k in range(gram):
        if ids[at + k] < 0:
            return np.int64(NONE)
        value = (value ^ np.uint64(ids[at + k])) * MIXER
    return np.int64(value >> np.uint64(64 - HASH_BITS))


@compiled
def fill_tables(
    words: NDArray[np.int32],
    begins: NDArray[np.int64],
    sizes: NDArray[np.int64],
    grams: NDArray[np.int64],
    table_begin: NDArray[np.int64],
    masks: NDArray[np.int32],
    table: NDArray[np.int32],
) -> NDArray[np.int32]:
    """Fill each text's table with the first place of each of its grams; return for each place the next of its gram."""
    following = np.full(len(words), NONE, np.int32)
    for text in range(len(begins)):
        gram = grams[text]
        for at in range(begins[text] + sizes[text] - gram, begins[text] - 1, -1):
            hashed = hash_gram(words, at, gram)
            slot = find_gram(words, at, hashed, gram, words, table, table_begin[text], np.int64(masks[text]))
            following[at] = table[slot]
            table[slot] = at
    return following


@borrowing
def find_gram(
    ids: NDArray[np.int32],
    at: Integer,
    hashed: Integer,
    gram: Integer,
    words: NDArray[np.int32],
    table: NDArray[np.int32],
    begin: Integer,
    mask: Integer,
) -> Integer:
    """The slot of ids[at : at + gram] in a text's table: the one that holds it, or the empty one it would take."""
    slot = begin + (hashed & mask)
    while table[slot] != NONE:
        k = 0
        while k < gram and words[table[slot] + k] == ids[at + k]:
            k += 1
        if k == gram:
            break
        slot = begin + ((slot - begin + 1) & mask)
    return slot


def make_filters(
    words: NDArray[np.int32], begins: NDArray[np.int64], sizes: NDArray[np.int64], grams: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]:
    """For each text where its bitmap begins (in words of 64 bits), by how much a hash is shifted, and all bitmaps."""
    bits = np.ceil(np.log2(np.clip(FILTER_BITS * sizes, 64, MOST_FILTER_BITS))).astype(np.int64)
    begin = np.r_[0, np.cumsum(1 << (bits - 6))]
    filters = np.zeros(int(begin[-1]), np.uint64)
    shift = HASH_BITS - bits
    _fill_filters(words, begins, sizes, grams, begin, shift, filters)
    return begin[:-1], shift, filters


@borrowing
def _fill_filters(
    words: NDArray[np.int32],
    begins: NDArray[np.int64],
    sizes: NDArray[np.int64],
    grams: NDArray[np.int64],
    filter_begin: NDArray[np.int64],
    shift: NDArray[np.int64],
    filters: NDArray[np.uint64],
) -> None:
    for text in range(len(begins)):
        gram = grams[text]
        for at in range(begins[text], begins[text] + sizes[text] - gram + 1):
            bit = np.uint64(hash_gram(words, at, gram) >> shift[text])
            filters[filter_begin[text] + np.int64(bit >> np.uint64(6))] |= np.uint64(1) << (
                bit & np.uint64(63)
            )


@borrowing
def list_candidates(
    ids: NDArray[np.int32],
    start: Integer,
    end: Integer,
    gram: Integer,
    filters: NDArray[np.uint64],
    filter_begin: Integer,
    shift: Integer,
    places: NDArray[np.int32],
    hashes: NDArray[np.int32],
) -> Integer:
    """List the grams of ids[start:end] that a text's bitmap lets pass; return how many.

    Free of branches, as `split._look_up` is. Pairs, the grams of words, have a loop of their own: there are so many.
    """
    count = np.uint64(0)
    begin, stop = np.uint64(start), np.uint64(max(start, end - gram + 1))
    first, down, left = np.uint64(filter_begin), np.uint64(shift), np.uint64(64 - HASH_BITS)
    if gram == 2:
        return _list_pairs(ids, start, max(start, end - 1), filters, filter_begin, shift, places, hashes)
    for at in range(begin, stop):
        value, known = np.uint64(0), ids[at]
        for k in range(np.uint64(gram)):
            unit = ids[at + k]
            known |= unit
            value = (value ^ np.uint64(unit)) * MIXER
        hashed = value >> left
        bit = hashed >> down
        held = filters[first + (bit >> np.uint64(6))] >> (bit & np.uint64(63))
        places[count], hashes[count] = at, hashed
        count += held & np.uint64(known >= 0)
    return np.int64(count)


@borrowing
def _list_pairs(
    ids: NDArray[np.int32],
    start: Integer,
    stop: Integer,
    filters: NDArray[np.uint64],
    filter_begin: Integer,
    shift: Integer,
    places: NDArray[np.int32],
    hashes: NDArray[np.int32],
) -> Integer:
    """`list_candidates` for the pairs of words that begin in [start, stop), eight at a time; the last ones all pass."""
    count = 0
    whole = stop - (stop - start) % LANES
    for at in range(start, whole, LANES):
        unit, following = take_small(ids, at), take_small(ids, at + 1)
        hashed = ((unit * MIXER ^ following) * MIXER) >> np.uint64(64 - HASH_BITS)
        bit = hashed >> np.uint64(shift)
        held = gather(filters, (bit >> np.uint64(6)) + np.uint64(filter_begin)) >> (bit & np.uint64(63))
        left = marks((held << np.uint64(63)) & ~(unit | following))
        while left:
            place = at + lowest_bit(left)
            left &= left - ONE
            places[count], hashes[count] = place, hash_gram(ids, place, 2)
            count += 1
    for at in range(whole, stop):
        places[count], hashes[count] = at, hash_gram(ids, at, 2)
        count += hashes[count] != NONE
    return count
