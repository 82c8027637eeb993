"""The words of the items as a table: from the folded bytes of a word to its number, exactly."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from farfield.compiled import Integer, borrowing, compiled
from farfield.records import Unit
from farfield.scan.characters import CharacterTables, decode

PADDING = 64  # zero bytes behind every text, so that 64 bytes can be loaded from anywhere in it
SHOWN = 16  # bytes; a folded word up to this length is known by its first and last eight, a longer one is verified
SLOT = np.uint64(4)  # numbers in a slot of the table
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
SILVER = np.uint64(0xC2B2AE3D27D4EB4F)
TRIALS = 1 << 12  # factors tried for a bucket; words that none suits are found by probing
PASSED = np.uint64(1 << 31)
ID_BITS = PASSED - np.uint64(1)
ALL_BITS = np.uint64(0xFFFFFFFFFFFFFFFF)
LOW_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
HIGH_BITS = np.uint64(0x8080808080808080)
TO_A = np.uint64(0x3F3F3F3F3F3F3F3F)  # added to a byte, sets its high bit from "A" on
BEYOND_Z = np.uint64(0x2525252525252525)  # the same beyond "Z"

Octet: TypeAlias = Any
"""Eight bytes as one np.uint64."""


class Vocabulary(NamedTuple):
    """The words of the items, as an open-addressing table from bytes to id, and their bytes to verify long ones.

    `slots`: four numbers a slot (half a cache line): the word's first and last eight bytes as `first_and_last` gives
    them, its length in bytes above its id and the bit PASSED, and one to spare. 0 at the first marks a free slot;
    PASSED says that a word found this slot taken and stands in one behind. `factors`: for each bucket of words the
    factor of their hashes that gives each a slot of its own, so that nearly every word stands in its first slot
    however full the table is (after Belazzougui et al. 2009), and the table stays in the cache. `shift`: 64 less the
    bits of a slot's number. Word i is `letters[offsets[i]:offsets[i + 1]]`, folded UTF-8, padded.
    """

    slots: NDArray[np.uint64]
    factors: NDArray[np.uint64]
    shift: int
    letters: NDArray[np.uint8]
    offsets: NDArray[np.int64]


def build_vocabulary(words: list[str], unit: Unit = "word") -> Vocabulary:
    """The table of distinct, folded, non-empty words of `split_words`; a word's id is its place in the list."""
    encoded = [word.encode("latin-1" if unit == "byte" else "utf-8") for word in words]
    offsets = np.zeros(len(words) + 1, np.int64)
    offsets[1:] = np.cumsum([len(word) for word in encoded])
    letters = np.frombuffer(b"".join(encoded) + bytes(PADDING), np.uint8)
    bits = max(4, int(1.1 * len(words)).bit_length())
    slots, factors = np.zeros(int(SLOT) << bits, np.uint64), np.ones(1 << (bits - 2), np.uint64)
    _choose_factors(factors, 64 - bits, octets(letters), offsets)
    _fill(slots, factors, 64 - bits, octets(letters), offsets)
    return Vocabulary(slots, factors, 64 - bits, letters, offsets)


def octets(text: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """A view of a padded text as eight bytes (little-endian) from every place; nothing is copied."""
    return np.ndarray(len(text) - 7, np.dtype("<u8"), buffer=text.data, strides=(1,))


def byte_numbers(vocabulary: Vocabulary) -> NDArray[np.int32]:
    """For unit "byte": the id of each of the 256 bytes, -1 where the items lack it."""
    numbers = np.full(256, -1, np.int32)
    numbers[vocabulary.letters[: len(vocabulary.offsets) - 1]] = np.arange(len(vocabulary.offsets) - 1)
    return numbers


@borrowing
def fold_octet(octet: Octet) -> Octet:
    """Eight bytes with the letters A to Z in lower case, all at once."""
    low = octet & LOW_BITS
    capital = (low + TO_A) & ~(low + BEYOND_Z) & ~octet & HIGH_BITS
    return octet | (capital >> np.uint64(2))


@borrowing
def first_and_last(text: NDArray[np.uint64], start: Integer, end: Integer) -> tuple[Octet, Octet]:
    """Of the word [start, end) of octets(text), A to Z folded: its first eight bytes, filled up with 0, and its last
    eight, 0 where it has no more than eight. With its length they tell a word of up to SHOWN bytes from every other."""
    length = end - start
    first = text[np.uint64(start)] & (ALL_BITS >> np.uint64(8 * max(0, 8 - length)))
    last = text[np.uint64(max(start, end - 8))] & (np.uint64(0) - np.uint64(length > 8))
    return fold_octet(first), fold_octet(last)


@borrowing
def hash_word(first: Octet, last: Octet, length: Octet) -> Octet:
    return (first * GOLDEN) ^ ((last + length) * SILVER)


@borrowing
def bucket_of(mixed: Octet, shift: int) -> Octet:
    """The bucket of a hash: there is one for four slots."""
    return mixed >> np.uint64(shift + 2)


@borrowing
def slot_of(mixed: Octet, factor: Octet, shift: int) -> Octet:
    """Where the slot of a hash begins in the table, given the factor of its bucket."""
    return (((mixed ^ (mixed >> np.uint64(32))) * factor) >> np.uint64(shift)) * SLOT


@borrowing
def first_slot(factors: NDArray[np.uint64], shift: int, first: Octet, last: Octet, length: Integer) -> Octet:
    """Where the first slot to try begins in the table."""
    mixed = hash_word(first, last, np.uint64(length))
    return slot_of(mixed, factors[bucket_of(mixed, shift)], shift)


@compiled
def _choose_factors(
    factors: NDArray[np.uint64], shift: int, letters: NDArray[np.uint64], offsets: NDArray[np.int64]
) -> None:
    """For the fullest bucket first, the first odd factor by which all its words find free slots."""
    words = len(offsets) - 1
    mixed, buckets = np.empty(words, np.uint64), np.empty(words, np.int64)
    for word in range(words):
        first, last = first_and_last(letters, offsets[word], offsets[word + 1])
        mixed[word] = hash_word(first, last, np.uint64(offsets[word + 1] - offsets[word]))
        buckets[word] = bucket_of(mixed[word], shift)
    order = np.argsort(buckets, kind="mergesort")
    begins = np.searchsorted(buckets[order], np.arange(len(factors) + 1))
    taken = np.zeros(4 * len(factors), np.bool_)
    for bucket in np.argsort(begins[:-1] - begins[1:], kind="mergesort"):
        members = mixed[order[begins[bucket] : begins[bucket + 1]]]
        if len(members) == 0:
            break
        for trial in range(TRIALS):
            factor = np.uint64(2 * trial + 1) * GOLDEN
            if _take_slots(members, factor, shift, taken):
                factors[bucket] = factor
                break


@borrowing
def _take_slots(members: NDArray[np.uint64], factor: Octet, shift: int, taken: NDArray[np.bool_]) -> bool:
    """Take a free slot for each hash, or none at all."""
    for at in range(len(members)):
        slot = slot_of(members[at], factor, shift) // SLOT
        if taken[slot]:
            for before in range(at):
                taken[slot_of(members[before], factor, shift) // SLOT] = False
            return False
        taken[slot] = True
    return True


@borrowing
def length_and_id(length: Integer, number: Integer) -> Octet:
    return np.uint64(length) << np.uint64(32) | np.uint64(number)


@borrowing
def _fill(
    slots: NDArray[np.uint64],
    factors: NDArray[np.uint64],
    shift: int,
    letters: NDArray[np.uint64],
    offsets: NDArray[np.int64],
) -> None:
    for word in range(len(offsets) - 1):
        length = offsets[word + 1] - offsets[word]
        first, last = first_and_last(letters, offsets[word], offsets[word + 1])
        mixed = hash_word(first, last, np.uint64(length))
        at = slot_of(mixed, factors[bucket_of(mixed, shift)], shift)
        while slots[at] != 0:
            slots[at + np.uint64(2)] |= PASSED
            at = next_slot(slots, at)
        slots[at], slots[at + np.uint64(1)] = first, last
        slots[at + np.uint64(2)] = length_and_id(length, word)


@borrowing
def next_slot(slots: NDArray[np.uint64], at: Octet) -> Octet:
    return (at + SLOT) & np.uint64(len(slots) - 1)


@borrowing
def is_at(slots: NDArray[np.uint64], at: Octet, first: Octet, last: Octet, length: Integer) -> bool:
    """Whether a slot holds a word of these first and last bytes and this length."""
    return bool(
        slots[at] == first
        and slots[at + np.uint64(1)] == last
        and slots[at + np.uint64(2)] >> np.uint64(32) == np.uint64(length)
    )


@borrowing
def id_at(slots: NDArray[np.uint64], at: Octet) -> np.int32:
    return np.int32(slots[at + np.uint64(2)] & ID_BITS)


@borrowing
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


@borrowing
def same_plain_word(
    text: NDArray[np.uint64], start: Integer, letters: NDArray[np.uint64], letter: Integer, length: Integer
) -> bool:
    """The same for octets of a word in which only A to Z change, and as many letters, more than seven bytes."""
    at = 0
    while at + 8 <= length:
        if fold_octet(text[start + at]) != letters[letter + at]:
            return False
        at += 8
    last = length - 8
    return bool(fold_octet(text[start + last]) == letters[letter + last])
