"""Documents → words, compiled: exactly the words of `words.split_words`, by tables read off the running Python."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.compiled import Integer, compiled
from farfield.scan.borders import find_borders
from farfield.scan.characters import CharacterTables, decode
from farfield.scan.vocabulary import (
    HIGH_BITS,
    ID_BITS,
    PASSED,
    SHOWN,
    Octet,
    Vocabulary,
    bucket_of,
    first_and_last,
    first_slot,
    hash_word,
    id_at,
    is_at,
    next_slot,
    same_ascii_word,
    same_word,
    slot_of,
)

UNKNOWN = np.int32(-1)


@compiled
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
) -> Integer:
    """Split text[begin:end] (UTF-8, padded) into words; return how many.

    Writes for each word its id in the vocabulary (UNKNOWN: none of the items' words), one UNKNOWN behind the last,
    and its bytes [start, end), counted from `begin`, in turn into `borders`. `ids` and `again` (room for the words
    that need a second look) need `places_needed` places, `borders` twice that.
    """
    size = find_borders(text, begin, end, tables.kind, borders)
    left = _look_up(
        text_octets, begin, size, borders, vocabulary.slots, vocabulary.factors, vocabulary.shift, ids, again
    )
    for place in range(left):
        word = again[place]
        start, stop = begin + borders[2 * word], begin + borders[2 * word + 1]
        if is_ascii(text_octets, start, stop - start):
            ids[word] = _find_ascii(text_octets, start, stop, vocabulary, letter_octets)
        else:
            ids[word] = _find_characters(text, start, stop, tables, vocabulary)
    ids[size] = UNKNOWN
    return size


@compiled
def _look_up(
    text: NDArray[np.uint64],
    begin: Integer,
    size: Integer,
    borders: NDArray[np.int32],
    slots: NDArray[np.uint64],
    factors: NDArray[np.uint64],
    shift: int,
    ids: NDArray[np.int32],
    again: NDArray[np.int32],
) -> Integer:
    """Look each word up in its first slot. Returns how many, listed in `again`, that does not settle.

    Free of branches: which words the items hold cannot be foretold, and a branch mistaken costs more than all of it.
    """
    count = np.uint64(0)
    for word in range(np.uint64(size)):
        start = begin + borders[np.uint64(2) * word]
        end = begin + borders[np.uint64(2) * word + np.uint64(1)]
        length = end - start
        first, last = first_and_last(text, start, end)
        mixed = hash_word(first, last, length)
        at = slot_of(mixed, factors[bucket_of(mixed, shift)], shift)
        named = slots[at + np.uint64(2)]
        differs = (slots[at] ^ first) | (slots[at + np.uint64(1)] ^ last)
        differs |= (named >> np.uint64(32)) ^ np.uint64(length)
        ids[word] = np.int32(named & ID_BITS) | -np.int32(differs != 0)
        again[count] = word
        beyond_ascii = ((first | last) & HIGH_BITS) != 0
        count += np.uint64((length > SHOWN) | beyond_ascii | ((differs != 0) & (named & PASSED != 0)))
    return np.int64(count)


@compiled
def is_ascii(text: NDArray[np.uint64], start: Integer, length: Integer) -> bool:
    """Whether none of `length` >= 1 bytes of octets(text) is above 127."""
    seen: Octet = np.uint64(0)
    at = start
    while at + 8 <= start + length:
        seen |= text[at]
        at += 8
    rest = start + length - at
    seen |= text[at] & ((np.uint64(1) << np.uint64(8 * rest)) - np.uint64(1))
    return bool(seen & HIGH_BITS == 0)


@compiled
def _find_ascii(
    text: NDArray[np.uint64],
    start: Integer,
    end: Integer,
    vocabulary: Vocabulary,
    letter_octets: NDArray[np.uint64],
) -> np.int32:
    """The id of a word of ASCII, UNKNOWN where the vocabulary lacks it."""
    slots, offsets = vocabulary.slots, vocabulary.offsets
    length = end - start
    first, last = first_and_last(text, start, end)
    at = first_slot(vocabulary, first, last, length)
    while slots[at] != 0:
        if is_at(slots, at, first, last, length):
            word = id_at(slots, at)
            if length <= SHOWN or same_ascii_word(text, start, letter_octets, offsets[word], length):
                return word
        at = next_slot(slots, at)
    return UNKNOWN


@compiled
def _find_characters(
    text: NDArray[np.uint8], start: Integer, end: Integer, tables: CharacterTables, vocabulary: Vocabulary
) -> np.int32:
    """The same for a word that is not all ASCII, character by character."""
    slots, offsets, letters = vocabulary.slots, vocabulary.offsets, vocabulary.letters
    first, last, length = _fold(text, start, end, tables)
    at = first_slot(vocabulary, first, last, length)
    while slots[at] != 0:
        if is_at(slots, at, first, last, length):
            word = id_at(slots, at)
            if length <= SHOWN or same_word(
                text, start, end, tables, letters, offsets[word], offsets[word + 1]
            ):
                return word
        at = next_slot(slots, at)
    return UNKNOWN


@compiled
def _fold(
    text: NDArray[np.uint8], start: Integer, end: Integer, tables: CharacterTables
) -> tuple[Octet, Octet, Integer]:
    """`first_and_last` of a word's folded bytes, and how many they are."""
    first, last, length = np.uint64(0), np.uint64(0), 0
    at = start
    while at < end:
        code, width = decode(text, at, end)
        row = tables.fold_row[code] if tables.kind[code] == 2 else 0
        for k in range(tables.fold_size[row] if row else width):
            byte = np.uint64(tables.fold_bytes[row, k] if row else text[at + k])
            if length < 8:
                first |= byte << np.uint64(8 * length)
            last = (last >> np.uint64(8)) | (byte << np.uint64(56))
            length += 1
        at += width
    return first, last if length > 8 else np.uint64(0), length


@compiled
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
