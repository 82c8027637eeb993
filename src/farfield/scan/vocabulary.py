"""The words of the items as a table: from the folded bytes of a word to its number, exactly."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from farfield.records import Unit
from farfield.scan.characters import CharacterTables, decode
from farfield.scan.compiled import Integer, compiled

PACKED = 7  # bytes; a folded word up to this length is its own key, a longer one is hashed and verified
PADDING = 8  # zero bytes behind every text, so that eight bytes can be loaded anywhere in it
HASHED = np.uint64(1 << 63)  # set in the key of every hashed word and of no packed one
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
LOW_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
HIGH_BITS = np.uint64(0x8080808080808080)
TO_A = np.uint64(0x3F3F3F3F3F3F3F3F)  # added to a byte, sets its high bit from "A" on
BEYOND_Z = np.uint64(0x2525252525252525)  # the same beyond "Z"

Octet: TypeAlias = Any
"""Eight bytes as one np.uint64."""


class Vocabulary(NamedTuple):
    """The words of the items, as an open-addressing table from key to id, and their bytes to verify long ones.

    `keys` (uint64) and `ids` (int32) have a power-of-two length; key 0 marks a free slot.
    Word i is `letters[offsets[i]:offsets[i + 1]]`, folded UTF-8.
    """

    keys: NDArray[np.uint64]
    ids: NDArray[np.int32]
    letters: NDArray[np.uint8]
    offsets: NDArray[np.int64]


def build_vocabulary(words: list[str], unit: Unit = "word") -> Vocabulary:
    """The table of distinct, folded, non-empty words of `split_words`; a word's id is its place in the list."""
    encoded = [word.encode("latin-1" if unit == "byte" else "utf-8") for word in words]
    offsets = np.zeros(len(words) + 1, np.int64)
    offsets[1:] = np.cumsum([len(word) for word in encoded])
    letters = np.frombuffer(b"".join(encoded) + bytes(PADDING), np.uint8)
    size = 1 << max(4, int(4 * len(words) - 1).bit_length())
    keys, ids = np.zeros(size, np.uint64), np.zeros(size, np.int32)
    _fill(keys, ids, octets(letters), offsets)
    return Vocabulary(keys, ids, letters, offsets)


def octets(text: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """A view of a padded text as eight bytes (little-endian) from every place; nothing is copied."""
    return np.ndarray(len(text) - PADDING + 1, np.dtype("<u8"), buffer=text.data, strides=(1,))


def byte_numbers(vocabulary: Vocabulary) -> NDArray[np.int32]:
    """For unit "byte": the id of each of the 256 bytes, -1 where the items lack it."""
    numbers = np.full(256, -1, np.int32)
    numbers[vocabulary.letters[: len(vocabulary.offsets) - 1]] = np.arange(len(vocabulary.offsets) - 1)
    return numbers


@compiled
def slot_of(key: Octet, size: int) -> Integer:
    """The first slot to try for a key in a table of power-of-two size."""
    mixed = (key ^ (key >> np.uint64(29))) * GOLDEN
    return np.int64(mixed >> np.uint64(32)) & (size - 1)


@compiled
def fold_octet(octet: Octet) -> Octet:
    """Eight bytes with the letters A to Z in lower case, all at once."""
    low = octet & LOW_BITS
    capital = (low + TO_A) & ~(low + BEYOND_Z) & ~octet & HIGH_BITS
    return octet | (capital >> np.uint64(2))


@compiled
def mix(value: Octet, octet: Octet) -> Octet:
    """A hash grown by eight bytes."""
    mixed = (value ^ octet) * GOLDEN
    return mixed ^ (mixed >> np.uint64(32))


@compiled
def hashed_key(first: Octet, last: Octet, length: Integer) -> Octet:
    """The key of a word of eight folded bytes or more: of its length, its first and its last eight bytes.

    What stands between does not enter, and need not: hashed words are verified.
    """
    return mix(mix(np.uint64(length), first), last) | HASHED


@compiled
def key_of(text: NDArray[np.uint64], start: Integer, length: Integer) -> Octet:
    """The key of a word of octets(text), A to Z folded: its bytes themselves up to PACKED, else a hash of them."""
    if length > PACKED:
        return hashed_key(fold_octet(text[start]), fold_octet(text[start + length - 8]), length)
    return fold_octet(text[start] & ((np.uint64(1) << np.uint64(8 * length)) - np.uint64(1)))


@compiled
def _fill(
    keys: NDArray[np.uint64], ids: NDArray[np.int32], letters: NDArray[np.uint64], offsets: NDArray[np.int64]
) -> None:
    for word in range(len(offsets) - 1):
        key = key_of(letters, offsets[word], offsets[word + 1] - offsets[word])
        slot = slot_of(key, len(keys))
        while keys[slot] != 0:
            slot = (slot + 1) & (len(keys) - 1)
        keys[slot] = key
        ids[slot] = word


@compiled
def probe(keys: NDArray[np.uint64], key: Octet, slot: Integer) -> Integer:
    """The next slot from `slot` on that holds the key, or -1."""
    mask = len(keys) - 1
    while keys[slot] != key:
        if keys[slot] == 0:
            return -1
        slot = (slot + 1) & mask
    return slot


@compiled
def same_word(
    text: NDArray[np.uint8],
    start: Integer,
    end: Integer,
    tables: CharacterTables,
    letters: NDArray[np.uint8],
    letter: Integer,
    stop: Integer,
) -> bool:
    """Whether the text's word [start, end), folded, has exactly the letters [letter, stop)."""
    at = start
    while at < end:
        code, width = decode(text, at, end)
        row = tables.fold_row[code] if tables.kind[code] == 2 else 0
        size = tables.fold_size[row] if row else width
        if letter + size > stop:
            return False
        for k in range(size):
            if letters[letter + k] != (tables.fold_bytes[row, k] if row else text[at + k]):
                return False
        letter += size
        at += width
    return bool(letter == stop)


@compiled
def same_ascii_word(
    text: NDArray[np.uint64], start: Integer, letters: NDArray[np.uint64], letter: Integer, length: Integer
) -> bool:
    """The same for octets of a word of ASCII and letters of the same length, more than seven."""
    at = 0
    while at + 8 <= length:
        if fold_octet(text[start + at]) != letters[letter + at]:
            return False
        at += 8
    last = length - 8
    return bool(fold_octet(text[start + last]) == letters[letter + last])
