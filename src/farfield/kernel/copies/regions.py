"""What a window can hold of a text at most, told by the text's own grams: most windows need not be looked at.

Where many windows are opened, the grams of that region of the document are put into a table once, with the blocks in
which each stands. A text asks it for its own grams: those that stand in no block of the window are not held. That takes
as many steps as the text has words, where the window has more than twice as many and must be compared word for word.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.copies.facts import Records
from farfield.kernel.copies.grams import HASH_BITS, MIXER, hash_gram
from farfield.kernel.machine import Integer, borrowing, inlined
from farfield.kernel.machine.lanes import LANES, differing, gather, marks, take_small
from farfield.kernel.machine.vectors import WIDTH
from farfield.kernel.spans.index import NONE

# Of a region, a bit each; half of them to the next region, so that a window lies in one of the two.
BLOCKS = 64
SMALLEST = 32  # words of a block
ENTRIES = 4  # of a region's table for each of its words: of strange grams one in three hundred passes
MOST_BITS = 20  # of a place in a table, which then takes 8 MB; in larger regions more strange grams pass
# Windows of a text in a region that are asked for one by one; then once all of the region is asked for: where a line
# comes again and again none of it tells more. In others it mostly tells too much, so that asking it costs for nothing.
PATIENCE = 3
HAS_TABLE = np.iinfo(np.int64).max  # in place of the words that were looked at in a region: its table is made
# Words of windows that are looked at in the time that it takes to put a word of a region into its table.
FILLING = 3
# As many for each word of a window that a table spares: where tables spare windows much of a text stands, and there a
# word takes longer than elsewhere. With 1 templates got too few tables and took twice as long; 3 and 8 did the same.
SPARED = 3
MOST_OWED = 16  # times the words of a region: a document that repeats itself behind many that do not still gets tables
SPENT = 127  # in place of how many were asked for: no window of the region tells more


class Regions(NamedTuple):
    """Kinds of regions, by how long a text's windows are and how many words its grams have.

    Of each kind `block`: words; `gram`: words; `begin`: where the tables of two neighbouring
    regions begin, one behind the other.
    """

    block: NDArray[np.int64]
    gram: NDArray[np.int64]
    begin: NDArray[np.int64]


class RegionTally(NamedTuple):
    """Of each kind and of two neighbouring regions the document and the number, the words of windows that were looked
    at there, and by how much a hash is shifted in its table, one of `tables`. `owed`: of each kind what tables have
    cost and not spared yet, in words of windows."""

    document: NDArray[np.int64]
    number: NDArray[np.int64]
    looked: NDArray[np.int64]
    shift: NDArray[np.int64]
    tables: NDArray[np.uint64]
    owed: NDArray[np.int64]


def make_regions(window: NDArray[np.int64], grams: NDArray[np.int64]) -> tuple[Regions, NDArray[np.int64]]:
    """All kinds, and the kind of each text. `window`: words of each text's longest window."""
    exact = np.ceil(np.log2(np.maximum(2 * window, BLOCKS * SMALLEST) / BLOCKS) - 1e-9)
    kinds, kind = np.unique(np.stack([(2**exact).astype(np.int64), grams]), axis=1, return_inverse=True)
    block, gram = kinds
    begin = np.r_[0, np.cumsum(2 << _table_bits(BLOCKS * block))]
    return Regions(block, gram, begin), kind.ravel()


def _table_bits(words: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.ceil(np.log2(ENTRIES * words)).astype(np.int64).clip(max=MOST_BITS)


def make_region_tally(regions: Regions) -> RegionTally:
    """No region looked at yet."""
    slots = 2 * len(regions.block)
    return RegionTally(
        document=np.full(slots, NONE, np.int64),
        number=np.zeros(slots, np.int64),
        looked=np.zeros(slots, np.int64),
        shift=np.zeros(slots, np.int64),
        tables=np.zeros(int(regions.begin[-1]), np.uint64),
        owed=np.zeros(len(regions.block), np.int64),
    )


@inlined
def open_region(
    kind: Integer,
    document: Integer,
    begin: Integer,
    end: Integer,
    size: Integer,
    regions: Regions,
    tally: RegionTally,
    ids: NDArray[np.int32],
) -> Integer:
    """The region in which a window lies, as its place in the tally; NONE where it has no table yet.

    The table is made once as many words of windows were looked at as the region has, and as earlier tables have cost in
    vain: in prose few spare what they cost, where a template comes again and again all do.
    """
    block = regions.block[kind]
    number = begin // (block * (BLOCKS // 2))
    first = number * block * (BLOCKS // 2)
    slot = 2 * kind + (number & 1)
    if tally.document[slot] != document or tally.number[slot] != number:
        tally.document[slot], tally.number[slot], tally.looked[slot] = document, number, 0
    words = min(size, first + block * BLOCKS) - first
    if tally.looked[slot] < words + tally.owed[kind]:
        tally.looked[slot] += end - begin
        return np.int64(NONE)
    if tally.looked[slot] < HAS_TABLE:
        _fill_table(ids, first, words, slot, regions, tally)
        tally.looked[slot] = HAS_TABLE
        owe(kind, FILLING * words, regions, tally)
    return slot


@inlined
def owe(kind: Integer, words: Integer, regions: Regions, tally: RegionTally) -> None:
    """Note what making or asking a table cost, in words of windows looked at; less than 0 is what it spared."""
    most = MOST_OWED * BLOCKS * regions.block[kind]
    tally.owed[kind] = min(most, max(0, tally.owed[kind] + words))


@borrowing
def _fill_table(
    ids: NDArray[np.int32],
    first: Integer,
    words: Integer,
    slot: Integer,
    regions: Regions,
    tally: RegionTally,
) -> None:
    kind, tables = slot // 2, tally.tables
    gram, block = regions.gram[kind], regions.block[kind]
    begin = table_begin(slot, regions)
    most = (regions.begin[kind + 1] - regions.begin[kind]) // 2
    shift: Integer = np.int64(HASH_BITS)
    while (np.int64(1) << (HASH_BITS - shift)) < min(most, ENTRIES * words):
        shift -= 1
    tally.shift[slot] = shift
    low = (np.int64(1) << (HASH_BITS - shift)) - 1
    for at in range(begin, begin + low + 1):
        tables[at] = 0
    for at in range(first, first + words - gram + 1):
        hashed = hash_gram(ids, at, gram)
        if hashed != NONE:
            held = np.uint64(1) << np.uint64((at - first) // block)
            tables[begin + (hashed >> shift)] |= held
            tables[begin + (hashed & low)] |= held


@inlined
def count_asked(
    text: Integer, document: Integer, slot: Integer, tally: RegionTally, tries: Records
) -> Integer:
    """How many windows of a text in a region were asked for before this one, up to PATIENCE + 1; or SPENT."""
    number, one = tally.number[slot], tries[text]
    if one.asked_in != document or one.asked_number != number:
        one.asked_in, one.asked_number, one.asked = document, number, 0
    asked = np.int64(one.asked)
    if asked <= PATIENCE:
        one.asked += 1
    return asked


@inlined
def table_begin(slot: Integer, regions: Regions) -> Integer:
    """Where the table of a region begins."""
    begin, end = regions.begin[slot // 2], regions.begin[slot // 2 + 1]
    return begin + (slot & 1) * ((end - begin) // 2)


@inlined
def blocks_of(slot: Integer, begin: Integer, end: Integer, regions: Regions, tally: RegionTally) -> np.uint64:
    """The blocks of a region that a window has words in."""
    block = regions.block[slot // 2]
    first = tally.number[slot] * (BLOCKS // 2)
    low, high = begin // block - first, (end - 1) // block - first
    return (~np.uint64(0) << np.uint64(low)) & (~np.uint64(0) >> np.uint64(BLOCKS - 1 - high))


@borrowing
def mark_held(
    words: NDArray[np.int32],
    own: Integer,
    stop: Integer,
    gram: Integer,
    tables: NDArray[np.uint64],
    begin: Integer,
    shift: Integer,
    blocks: np.uint64,
    marked: NDArray[np.uint64],
) -> None:
    """Mark the places of words[own:stop] where a gram begins that a table knows in some of these blocks."""
    first, down, left = np.uint64(begin), np.uint64(shift), np.uint64(64 - HASH_BITS)
    low, none = (np.uint64(1) << np.uint64(HASH_BITS - shift)) - np.uint64(1), np.uint64(0)
    whole = own + max(0, (stop - own) // LANES * LANES)
    for at in range(own, whole, LANES):
        value = take_small(words, at) * MIXER
        for k in range(1, gram):
            value = (value ^ take_small(words, at + k)) * MIXER
        hashed = value >> left
        there = gather(tables, (hashed >> down) + first) & gather(tables, (hashed & low) + first) & blocks
        place = at - own
        marked[place // WIDTH] |= marks(differing(there, none)) << np.uint64(place % WIDTH)
    for at in range(whole, stop):
        hashed = np.uint64(hash_gram(words, at, gram))
        there_too = tables[(hashed >> down) + first] & tables[(hashed & low) + first] & blocks
        place = at - own
        marked[place // WIDTH] |= np.uint64(there_too != none) << np.uint64(place % WIDTH)
