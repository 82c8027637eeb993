"""Documents → words, compiled: exactly the words of `words.split_words`, by tables read off the running Python."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.compiled import Integer, borrowing
from farfield.compiled.lanes import LANES, Lanes, differing, exceeding, gather, marks, put, take, take_pairs
from farfield.compiled.vectors import lowest_bit
from farfield.scan.borders import find_borders
from farfield.scan.characters import CharacterTables, decode, pair_of
from farfield.scan.vocabulary import (
    ALL_BITS,
    HIGH_BITS,
    ID_BITS,
    SHOWN,
    Octet,
    Vocabulary,
    bucket_of,
    first_and_last,
    first_slot,
    fold_octet,
    hash_word,
    id_at,
    is_at,
    next_slot,
    same_plain_word,
    same_word,
    slot_of,
)

BLOCK = 512  # words
OCTET = 8  # bytes
UNKNOWN = np.int32(-1)


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
    borders: NDArray[np.int32],
    again: NDArray[np.int32],
    block: NDArray[np.uint64],
) -> Integer:
    """Split text[begin:end] (UTF-8, padded) into words; return how many.

    Writes for each word its id in the vocabulary (UNKNOWN: none of the items' words), one UNKNOWN behind the last,
    and its bytes [start, end), counted from `begin`, in turn into `borders`. `ids` and `again` (room for the words
    that need a second look) need `places_needed` places, `borders` twice that, `block` 3 * BLOCK.
    """
    size = find_borders(text, begin, end, tables.kind, borders)
    _look_up(
        text, begin, size, borders, vocabulary.slots, vocabulary.factors, vocabulary.shift, ids, again, block
    )
    _look_again(text, text_octets, begin, size, borders, tables, vocabulary, letter_octets, ids, again)
    ids[size] = UNKNOWN
    return size


@borrowing
def _look_up(
    text: NDArray[np.uint8],
    begin: Integer,
    size: Integer,
    borders: NDArray[np.int32],
    slots: NDArray[np.uint64],
    factors: NDArray[np.uint64],
    shift: int,
    ids: NDArray[np.int32],
    again: NDArray[np.int32],
    room: NDArray[np.uint64],
) -> None:
    """Look each word up in its first slot; `again[i]` marks those of words 8 i to 8 i + 7 that does not settle, and
    above these bits the words that stood behind theirs, if anywhere.

    Free of branches: which words the items hold cannot be foretold, and a branch mistaken costs more than all of it.
    In two passes over BLOCK words, so that no look into the table waits for the reckoning where to look.
    """
    firsts, lasts, places = room[:BLOCK], room[BLOCK : 2 * BLOCK], room[2 * BLOCK :]
    for place in range(2 * size, 2 * (size + -size % LANES)):
        borders[place] = place & 1
    for block in range(0, size, BLOCK):
        stop = min(size, block + BLOCK)
        for word in range(block, stop, LANES):
            starts, ends = take_pairs(borders, 2 * word)
            first, last = _first_and_last_of_each(text, begin, starts, ends)
            mixed = hash_word(first, last, ends - starts)
            put(firsts, word - block, first)
            put(lasts, word - block, last)
            factor = gather(factors, bucket_of(mixed, shift))
            put(places, word - block, slot_of(mixed, factor, shift))
        for word in range(block, stop, LANES):
            starts, ends = take_pairs(borders, 2 * word)
            first, last = take(firsts, word - block), take(lasts, word - block)
            at = take(places, word - block)
            named = gather(slots, at + np.uint64(2))
            differs = (gather(slots, at) ^ first) | (gather(slots, at + np.uint64(1)) ^ last)
            differs = differing(differs | ((named >> np.uint64(32)) ^ (ends - starts)), np.uint64(0))
            put(ids, word, (named & ID_BITS) | differs)
            passed_by = differs & (named << np.uint64(32))  # the bit PASSED
            beyond_ascii = differing((first | last) & HIGH_BITS, np.uint64(0))
            is_cut = exceeding(ends - starts, np.uint64(SHOWN))
            again[word // LANES] = marks(passed_by | beyond_ascii | is_cut) | (
                marks(passed_by) << np.uint64(LANES)
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
    borders: NDArray[np.int32],
    tables: CharacterTables,
    vocabulary: Vocabulary,
    letter_octets: NDArray[np.uint64],
    ids: NDArray[np.int32],
    again: NDArray[np.int32],
) -> None:
    """Look up the words that `_look_up` marked."""
    may_change, slots, offsets = tables.may_change, vocabulary.slots, vocabulary.offsets
    factors, shift = vocabulary.factors, vocabulary.shift
    for group in range((size + LANES - 1) // LANES):
        left, passed_by = np.uint64(again[group]) & np.uint64((1 << LANES) - 1), again[group] >> LANES
        while left:
            lane = lowest_bit(left)
            word = LANES * group + lane
            left &= left - np.uint64(1)
            if word >= size:
                break
            start, stop = begin + borders[2 * word], begin + borders[2 * word + 1]
            if _is_plain(text, text_octets, start, stop, may_change):
                if ids[word] >= 0 or passed_by >> lane & 1:
                    ids[word] = _find_plain(
                        text_octets, start, stop, slots, factors, shift, letter_octets, offsets
                    )
            else:
                ids[word] = _find_characters(text, start, stop, tables, vocabulary)


@borrowing
def _is_plain(
    text: NDArray[np.uint8],
    text_octets: NDArray[np.uint64],
    start: Integer,
    end: Integer,
    may_change: NDArray[np.bool_],
) -> bool:
    """Whether none but the letters A to Z changes when a word is folded; False where it can't be told at once."""
    at = start
    while at < end:
        high = text_octets[at] & HIGH_BITS
        if end - at < OCTET:
            high &= ALL_BITS >> np.uint64(8 * (OCTET - (end - at)))
        while high:
            place = at + (lowest_bit(high) >> 3)
            high &= high - np.uint64(1)
            if text[place] >= 0xC0 and may_change[pair_of(text[place], text[place + 1])]:
                return False
        at += OCTET
    return True


@borrowing
def _find_plain(
    text: NDArray[np.uint64],
    start: Integer,
    end: Integer,
    slots: NDArray[np.uint64],
    factors: NDArray[np.uint64],
    shift: int,
    letter_octets: NDArray[np.uint64],
    offsets: NDArray[np.int64],
) -> np.int32:
    """The id of such a word, UNKNOWN where the vocabulary lacks it."""
    length = end - start
    first, last = first_and_last(text, start, end)
    at = first_slot(factors, shift, first, last, length)
    while slots[at] != 0:
        if is_at(slots, at, first, last, length):
            word = id_at(slots, at)
            if length <= SHOWN or same_plain_word(text, start, letter_octets, offsets[word], length):
                return word
        at = next_slot(slots, at)
    return UNKNOWN


@borrowing
def _find_characters(
    text: NDArray[np.uint8], start: Integer, end: Integer, tables: CharacterTables, vocabulary: Vocabulary
) -> np.int32:
    """The same for any word, character by character."""
    slots, offsets, letters = vocabulary.slots, vocabulary.offsets, vocabulary.letters
    first, last, length = _fold(text, start, end, tables)
    at = first_slot(vocabulary.factors, vocabulary.shift, first, last, length)
    while slots[at] != 0:
        if is_at(slots, at, first, last, length):
            word = id_at(slots, at)
            if length <= SHOWN or same_word(
                text, start, end, tables, letters, offsets[word], offsets[word + 1]
            ):
                return word
        at = next_slot(slots, at)
    return UNKNOWN


@borrowing
def _fold(
    text: NDArray[np.uint8], start: Integer, end: Integer, tables: CharacterTables
) -> tuple[Octet, Octet, Integer]:
    """`first_and_last` of a word's folded bytes, and how many they are."""
    kind, fold_row, fold_bytes, fold_size = tables.kind, tables.fold_row, tables.fold_bytes, tables.fold_size
    first, last, length = np.uint64(0), np.uint64(0), 0
    at = start
    while at < end:
        code, width = decode(text, at, end)
        row = fold_row[code] if kind[code] == 2 else 0
        for k in range(fold_size[row] if row else width):
            byte = np.uint64(fold_bytes[row, k] if row else text[at + k])
            if length < 8:
                first |= byte << np.uint64(8 * length)
            last = (last >> np.uint64(8)) | (byte << np.uint64(56))
            length += 1
        at += width
    return first, last if length > 8 else np.uint64(0), length


@borrowing
def split_bytes(
    text: NDArray[np.uint8],
    begin: Integer,
    end: int,
    byte_ids: NDArray[np.int32],
    ids: NDArray[np.int32],
    borders: NDArray[np.int32],
) -> int:
    """The same for unit "byte": every byte is a word, `byte_ids` gives its id."""
    for at in range(end - begin):
        ids[at] = byte_ids[text[begin + at]]
        borders[2 * at], borders[2 * at + 1] = at, at + 1
    ids[end - begin] = UNKNOWN
    return int(end - begin)
