"""Documents → words, compiled: exactly the words of `split_words`, by tables read off the running Python."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, borrowing
from farfield.kernel.machine.lanes import (
    LANES,
    Lanes,
    differing,
    exceeding,
    gather,
    marks,
    put,
    take,
    take_pairs,
)
from farfield.kernel.machine.vectors import lowest_bit
from farfield.kernel.words.boundaries import SPECIAL_FROM, find_boundaries
from farfield.kernel.words.characters import NONE, CharacterTables
from farfield.kernel.words.composing import FoldRoom, fold_word
from farfield.kernel.words.vocabulary import (
    ALL_BITS,
    ID_BITS,
    SHOWN,
    Vocabulary,
    bucket_of,
    find_word,
    fold_octet,
    hash_word,
    same_word,
    slot_of,
)

BLOCK = 512  # words; three arrays of as many numbers are 12 KiB: they stay in the nearest cache between two passes
UNKNOWN = np.int32(-1)
EIGHT = (1 << LANES) - 1


@borrowing
def split_document(
    text: NDArray[np.uint8],
    text_octets: NDArray[np.uint64],
    begin: Integer,
    end: Integer,
    tables: CharacterTables,
    vocabulary: Vocabulary,
    letter_octets: NDArray[np.uint64],
    ids: NDArray[np.int32],
    boundaries: NDArray[np.int32],
    again: NDArray[np.int32],
    block: NDArray[np.uint64],
    folding: FoldRoom,
) -> Integer:
    """Split text[begin:end] (UTF-8, padded) into words; return how many.

    Writes for each word its id in the vocabulary (UNKNOWN: none of the items' words), one UNKNOWN behind the last,
    and its bytes [start, end), counted from `begin`, in turn into `boundaries`. `ids` and `again` (room for the words
    that need a second look) need `places_needed` places, `boundaries` twice that, `block` 3 * BLOCK.
    """
    size, any_special = find_boundaries(text, begin, end, tables.kind, boundaries, again)
    special = np.int64(EIGHT << SPECIAL_FROM) if any_special else np.int64(0)
    slots, factors, shift = vocabulary.slots, vocabulary.factors, vocabulary.shift
    _look_up(text, begin, size, boundaries, slots, factors, shift, ids, again, special, block)
    _look_again(
        text, text_octets, begin, size, boundaries, tables, vocabulary, letter_octets, ids, again, folding
    )
    ids[size] = UNKNOWN
    return size


@borrowing
def _look_up(
    text: NDArray[np.uint8],
    begin: Integer,
    size: Integer,
    boundaries: NDArray[np.int32],
    slots: NDArray[np.uint64],
    factors: NDArray[np.uint64],
    shift: int,
    ids: NDArray[np.int32],
    again: NDArray[np.int32],
    special: Integer,
    room: NDArray[np.uint64],
) -> None:
    """Look each word up in its first slot; `again[i]` marks those of words 8 i to 8 i + 7 that does not settle, and
    above these bits the words that stood behind theirs, if anywhere. Of what it holds the bits of `special` are kept.

    Free of branches: which words the items hold cannot be foretold, and a branch mistaken costs more than all of it.
    In two passes over BLOCK words, so that no look into the table waits for the reckoning where to look.
    """
    firsts, lasts, places = room[:BLOCK], room[BLOCK : 2 * BLOCK], room[2 * BLOCK :]
    for place in range(2 * size, 2 * (size + -size % LANES)):
        boundaries[place] = place & 1
    for block in range(0, size, BLOCK):
        stop = min(size, block + BLOCK)
        for word in range(block, stop, LANES):
            starts, ends = take_pairs(boundaries, 2 * word)
            first, last = _first_and_last_of_each(text, begin, starts, ends)
            mixed = hash_word(first, last, ends - starts)
            put(firsts, word - block, first)
            put(lasts, word - block, last)
            factor = gather(factors, bucket_of(mixed, shift))
            put(places, word - block, slot_of(mixed, factor, shift))
        for word in range(block, stop, LANES):
            starts, ends = take_pairs(boundaries, 2 * word)
            first, last = take(firsts, word - block), take(lasts, word - block)
            at = take(places, word - block)
            named = gather(slots, at + np.uint64(2))
            differs = (gather(slots, at) ^ first) | (gather(slots, at + np.uint64(1)) ^ last)
            differs = differing(differs | ((named >> np.uint64(32)) ^ (ends - starts)), np.uint64(0))
            put(ids, word, (named & ID_BITS) | differs)
            passed_by = differs & (named << np.uint64(32))  # the bit PASSED
            is_cut = exceeding(ends - starts, np.uint64(SHOWN)) & ~differs
            again[word // LANES] = (
                np.uint64(again[word // LANES] & special)
                | marks(passed_by | is_cut)
                | (marks(passed_by) << np.uint64(LANES))
            )


@borrowing
def _first_and_last_of_each(
    text: NDArray[np.uint8], begin: Integer, starts: Lanes, ends: Lanes
) -> tuple[Lanes, Lanes]:
    """`first_and_last` of eight words, which begin and end so many bytes behind `begin`."""
    length = ends - starts
    is_long = exceeding(length, np.uint64(8))
    missing = (np.uint64(8) - length) & ~is_long
    first = gather(text, starts + np.uint64(begin)) & (ALL_BITS >> (missing << np.uint64(3)))
    final = (starts & ~is_long) | ((ends - np.uint64(8)) & is_long)
    last = gather(text, final + np.uint64(begin)) & is_long
    return fold_octet(first), fold_octet(last)


@borrowing
def _look_again(
    text: NDArray[np.uint8],
    text_octets: NDArray[np.uint64],
    begin: Integer,
    size: Integer,
    boundaries: NDArray[np.int32],
    tables: CharacterTables,
    vocabulary: Vocabulary,
    letter_octets: NDArray[np.uint64],
    ids: NDArray[np.int32],
    again: NDArray[np.int32],
    folding: FoldRoom,
) -> None:
    """Look up the words that `_look_up` or `find_boundaries` marked."""
    offsets = vocabulary.offsets
    for group in range((size + LANES - 1) // LANES):
        marked = np.uint64(again[group])
        if not marked:
            continue
        passed_by, special = marked >> np.uint64(LANES), marked >> np.uint64(SPECIAL_FROM)
        left = (marked | special) & np.uint64(EIGHT)
        while left:
            lane = lowest_bit(left)
            word = LANES * group + lane
            left &= left - np.uint64(1)
            if word >= size:
                break
            start, stop = begin + boundaries[2 * word], begin + boundaries[2 * word + 1]
            if (special >> np.uint64(lane)) & np.uint64(1):
                length = fold_word(text, start, stop, tables, folding)
                ids[word] = UNKNOWN
                if length != NONE:
                    ids[word] = find_word(folding.octets, 0, length, vocabulary, letter_octets)
            elif ids[word] >= 0:  # the first of those with these first and last bytes and this length
                if not same_word(text_octets, start, letter_octets, offsets[ids[word]], stop - start):
                    ids[word] = find_word(text_octets, start, stop - start, vocabulary, letter_octets)
            elif (passed_by >> np.uint64(lane)) & np.uint64(1):
                ids[word] = find_word(text_octets, start, stop - start, vocabulary, letter_octets)


@borrowing
def split_bytes(
    text: NDArray[np.uint8],
    begin: Integer,
    end: int,
    byte_ids: NDArray[np.int32],
    ids: NDArray[np.int32],
    boundaries: NDArray[np.int32],
) -> int:
    """The bytes of a document as its words, for unit "byte": `byte_ids` [256] gives the number of each.

    Writes `ids` and, in pairs, `boundaries`; returns how many there are.
    """
    for at in range(end - begin):
        ids[at] = byte_ids[text[begin + at]]
        boundaries[2 * at], boundaries[2 * at + 1] = at, at + 1
    ids[end - begin] = UNKNOWN
    return int(end - begin)
