"""Grams of the items' texts: of each text a hash table, and before it a bitmap that most of a document's grams fail."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.copies.facts import Records
from farfield.kernel.machine import Integer, borrowing, compiled
from farfield.kernel.machine.lanes import LANES, gather, marks, take_small
from farfield.kernel.machine.set_bits import list_set_bits
from farfield.kernel.spans.index import NONE

HASH_BITS = 31  # a hash is kept in an int32 and never negative: NONE stands beside it
# Of a text's bitmap for each of its units. A gram sets two bits of one number: of a strange text's grams one in some
# fifty passes, or fewer, as long as the text has no more than MOST_FILTER_BITS / FILTER_BITS units.
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


def make_tables(words: NDArray[np.int32], facts: Records) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """A table for each text of the first place of each of its grams, and for each place the next of its gram."""
    bits = np.ceil(np.log2(np.maximum(2 * facts["size"].astype(np.int64), 2))).astype(np.int64)
    begin = np.r_[0, np.cumsum(1 << bits)]
    facts["table_begin"], facts["mask"] = begin[:-1], (1 << bits) - 1
    table = np.full(int(begin[-1]), NONE, np.int32)
    return table, _fill_tables(words, facts, table)


@compiled
def _fill_tables(words: NDArray[np.int32], facts: Records, table: NDArray[np.int32]) -> NDArray[np.int32]:
    following = np.full(len(words), NONE, np.int32)
    for text in range(len(facts)):
        begin, gram, mask = facts[text].begin, np.int64(facts[text].gram), np.int64(facts[text].mask)
        for at in range(begin + facts[text].size - gram, begin - 1, -1):
            hashed = hash_gram(words, at, gram)
            slot = find_gram(words, at, hashed, gram, words, table, facts[text].table_begin, mask)
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


def make_filters(words: NDArray[np.int32], facts: Records) -> NDArray[np.uint64]:
    """The bitmaps of all texts; where each begins, in words of 64 bits, is written to the facts."""
    wanted = np.clip(FILTER_BITS * facts["size"].astype(np.int64), 64, MOST_FILTER_BITS)
    bits = np.ceil(np.log2(wanted)).astype(np.int64)
    begin = np.r_[0, np.cumsum(1 << (bits - 6))]
    facts["filter_begin"], facts["filter_shift"] = begin[:-1], HASH_BITS - bits
    filters = np.zeros(int(begin[-1]), np.uint64)
    _fill_filters(words, facts, filters)
    return filters


@borrowing
def _fill_filters(words: NDArray[np.int32], facts: Records, filters: NDArray[np.uint64]) -> None:
    for text in range(len(facts)):
        begin, gram = facts[text].begin, np.int64(facts[text].gram)
        for at in range(begin, begin + facts[text].size - gram + 1):
            hashed = np.uint64(hash_gram(words, at, gram))
            bit = hashed >> np.uint64(facts[text].filter_shift)
            both = ONE << (bit & np.uint64(63)) | ONE << (hashed & np.uint64(63))
            filters[facts[text].filter_begin + np.int64(bit >> np.uint64(6))] |= both


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
) -> Integer:
    """List the grams of ids[start:end] that a text's bitmap lets pass, with two bits of one number; return how many.

    Eight at a time, and free of branches; the last ones all pass whose units are known. `places`: room for as many, and
    LANES.
    """
    count: Integer = 0
    stop = max(start, end - gram + 1)
    whole = stop - (stop - start) % LANES
    for at in range(start, whole, LANES):
        known = take_small(ids, at)
        value = known * MIXER
        for k in range(1, gram):
            unit = take_small(ids, at + k)
            known = known | unit
            value = (value ^ unit) * MIXER
        hashed = value >> np.uint64(64 - HASH_BITS)
        bit = hashed >> np.uint64(shift)
        bits = gather(filters, (bit >> np.uint64(6)) + np.uint64(filter_begin))
        held = (bits >> (bit & np.uint64(63))) & (bits >> (hashed & np.uint64(63)))
        count = list_set_bits(places, count, at, marks((held << np.uint64(63)) & ~known))
    for at in range(whole, stop):
        places[count] = at
        count += hash_gram(ids, at, gram) != NONE
    return count
