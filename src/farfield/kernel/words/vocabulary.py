"""The words of the items as a table: from the folded bytes of a word to its number, exactly."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, borrowing, compiled
from farfield.records import Unit

PADDING = 64  # zero bytes behind every text, so that 64 bytes can be loaded from anywhere in it
SHOWN = 8  # bytes; a word up to this length is known by its key, a longer one by all
SHOWN_AT_BOTH_ENDS = 16  # a word up to this length is known by its key and its last eight bytes
FREE = -1
SLOT = np.uint64(2)  # numbers in a slot of the table
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
SILVER = np.uint64(0xC2B2AE3D27D4EB4F)
TRIALS = 1 << 12  # steps tried for a bucket; words that none suits are found by probing
STEP_BITS = np.uint64(0xFFFF)  # of a step: eight bytes are read from its place
BEHIND = 3  # steps behind the last, so that eight bytes can be read there
PASSED = np.uint64(1 << 31)
SOUGHT = np.uint64(1 << 30)
ID_BITS = SOUGHT - np.uint64(1)  # the items have fewer words (`index.MOST_WORDS`)
ALL_BITS = np.uint64(0xFFFFFFFFFFFFFFFF)
LOW_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
HIGH_BITS = np.uint64(0x8080808080808080)
TO_A = np.uint64(0x3F3F3F3F3F3F3F3F)  # added to a byte, sets its high bit from "A" on
BEYOND_Z = np.uint64(0x2525252525252525)  # the same beyond "Z"
SMALL = np.uint64(0x2020202020202020)  # the bit that makes small letters of capitals

Octet: TypeAlias = Any
"""Eight bytes as one np.uint64."""


class Vocabulary(NamedTuple):
    """The words of the items, as an open-addressing table from bytes to id, and their bytes to verify long ones.

    `slots`: two numbers a slot (four slots a cache line): the word's key, and its length in bytes above its id and the
    bits PASSED and SOUGHT. The key of a word of up to SHOWN bytes tells it from every other, with its last
    eight bytes that of one of up to SHOWN_AT_BOTH_ENDS. Of longer words that share key and
    length the first stands for all: they are found in `long_slots`, a table of ids by a hash of all their bytes, as
    thousands of identifiers may differ in the middle alone. 0 at the second marks a free slot;
    PASSED says that a word found this slot taken and stands in one behind, SOUGHT that `mark_sought` was told of the
    word. `steps`: for each bucket of words how far
    the slots of their keys are moved, so that each has one of its own and nearly every word stands in its first slot
    however full the table is (after Pagh 1999), and the table stays in the cache. `shift`: 64 less the
    bits of a slot's number. Word i is `letters[offsets[i]:offsets[i + 1]]`, folded UTF-8, padded.
    """

    slots: NDArray[np.uint64]
    steps: NDArray[np.uint16]
    shift: int
    letters: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    long_slots: NDArray[np.int32]


def build_vocabulary(words: list[str], unit: Unit = "word") -> Vocabulary:
    """The table of distinct, folded, non-empty words of `split_words`; a word's id is its place in the list."""
    encoded = [word.encode("latin-1" if unit == "byte" else "utf-8") for word in words]
    offsets = np.zeros(len(words) + 1, np.int64)
    offsets[1:] = np.cumsum([len(word) for word in encoded])
    letters = np.frombuffer(b"".join(encoded) + bytes(PADDING), np.uint8)
    first_of_each = _first_of_each(octets(letters), offsets)
    bits = max(4, int(1.1 * len(first_of_each)).bit_length())
    slots, steps = np.zeros(int(SLOT) << bits, np.uint64), np.zeros((1 << (bits - 2)) + BEHIND, np.uint16)
    _choose_steps(steps, 64 - bits, octets(letters), offsets, first_of_each)
    _fill(slots, steps, 64 - bits, octets(letters), offsets, first_of_each)
    long_words = np.flatnonzero(np.diff(offsets) > SHOWN)
    long_slots = np.full(1 << (2 * len(long_words)).bit_length(), FREE, np.int32)
    _fill_long(long_slots, octets(letters), offsets, long_words)
    return Vocabulary(slots, steps, 64 - bits, letters, offsets, long_slots)


def mark_sought(vocabulary: Vocabulary, sought: NDArray[np.bool_]) -> Vocabulary:
    """The vocabulary with the bit SOUGHT at the words that `sought` says, one for each word: it costs nothing to read
    with their number. Those that do not stand in a slot of their own are not marked."""
    slots = vocabulary.slots.copy()
    named = slots[1::2]
    held = named != 0
    number = (named[held] & ID_BITS).astype(np.int64)
    named[held] |= np.where(sought[number], SOUGHT, np.uint64(0))
    return vocabulary._replace(slots=slots)


def _first_of_each(letters: NDArray[np.uint64], offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """The words without those that have the key and the length of one before."""
    keys = [_all_keys(letters, offsets), np.diff(offsets)]
    order = np.lexsort(keys)
    same = np.logical_and.reduce([key[order[1:]] == key[order[:-1]] for key in keys])
    return np.sort(order[np.r_[True, ~same][: len(order)]])


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
def small_octet(octet: Octet) -> Octet:
    """Eight bytes of a word with the bit SMALL in those of ASCII: capitals become small letters, digits stay, and no
    two others that may stand in words become the same. In two steps where `fold_octet` takes seven."""
    return octet | (~(octet >> np.uint64(2)) & SMALL)


@borrowing
def key_of(first: Octet, last: Octet) -> Octet:
    """The key of a word whose first eight bytes, filled up with 0, and last eight, 0 where it has no more than eight,
    these are, small."""
    return first ^ (last * SILVER)


@borrowing
def word_key(text: NDArray[np.uint64], start: Integer, end: Integer) -> Octet:
    """The key of the word [start, end) of octets(text)."""
    length = end - start
    first = small_octet(text[np.uint64(start)]) & (ALL_BITS >> np.uint64(8 * max(0, 8 - length)))
    last = small_octet(text[np.uint64(max(start, end - 8))]) & (np.uint64(0) - np.uint64(length > 8))
    return key_of(first, last)


@borrowing
def mix_key(key: Octet) -> Octet:
    """64 mixed bits of a key."""
    mixed = key * GOLDEN
    return mixed ^ (mixed >> np.uint64(32))


@borrowing
def bucket_of(mixed: Octet, shift: int) -> Octet:
    """The bucket of a mixed key: there is one for four slots."""
    return mixed >> np.uint64(shift + 2)


@borrowing
def slot_of(mixed: Octet, step: Octet, shift: int) -> Octet:
    """Where the slot of a mixed key begins in the table, given the step of its bucket."""
    return ((mixed + step) & (ALL_BITS >> np.uint64(shift))) * SLOT


@borrowing
def first_slot(steps: NDArray[np.uint16], shift: int, key: Octet) -> Octet:
    """Where the first slot to try begins in the table."""
    mixed = mix_key(key)
    return slot_of(mixed, np.uint64(steps[bucket_of(mixed, shift)]), shift)


@compiled
def _all_keys(letters: NDArray[np.uint64], offsets: NDArray[np.int64]) -> NDArray[np.uint64]:
    keys = np.empty(len(offsets) - 1, np.uint64)
    for word in range(len(keys)):
        keys[word] = word_key(letters, offsets[word], offsets[word + 1])
    return keys


@compiled
def _choose_steps(
    steps: NDArray[np.uint16],
    shift: int,
    letters: NDArray[np.uint64],
    offsets: NDArray[np.int64],
    words: NDArray[np.int64],
) -> None:
    """For the fullest bucket first, the first step by which all its words find free slots."""
    mixed, buckets = np.empty(len(words), np.uint64), np.empty(len(words), np.int64)
    for at in range(len(words)):
        mixed[at] = mix_key(word_key(letters, offsets[words[at]], offsets[words[at] + 1]))
        buckets[at] = bucket_of(mixed[at], shift)
    order, begins = _order_of(buckets, len(steps) - BEHIND)
    room = np.empty(len(begins) - 1, np.int64)
    for bucket in range(len(room)):
        room[bucket] = len(words) - (begins[bucket + 1] - begins[bucket])
    taken = np.zeros(4 * (len(steps) - BEHIND), np.bool_)
    for bucket in _order_of(room, len(words) + 1)[0]:
        members = mixed[order[begins[bucket] : begins[bucket + 1]]]
        if len(members) == 0:
            break
        for step in range(TRIALS):
            if _take_slots(members, np.uint64(step), shift, taken):
                steps[bucket] = step
                break


@compiled
def _order_of(numbers: NDArray[np.int64], beyond: Integer) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The places of numbers below `beyond`, smallest first, of equal ones the first; and where those of each begin.

    Counted: numpy's sorts, compiled into the one who asks, are a second of the first run on a machine.
    """
    begins = np.zeros(beyond + 1, np.int64)
    for number in numbers:
        begins[number + 1] += 1
    for number in range(beyond):
        begins[number + 1] += begins[number]
    order, cursor = np.empty(len(numbers), np.int64), begins.copy()
    for place in range(len(numbers)):
        order[cursor[numbers[place]]] = place
        cursor[numbers[place]] += 1
    return order, begins


@borrowing
def _take_slots(members: NDArray[np.uint64], step: Octet, shift: int, taken: NDArray[np.bool_]) -> bool:
    """Take a free slot for each mixed key, or none at all."""
    for at in range(len(members)):
        slot = slot_of(members[at], step, shift) // SLOT
        if taken[slot]:
            for before in range(at):
                taken[slot_of(members[before], step, shift) // SLOT] = False
            return False
        taken[slot] = True
    return True


@borrowing
def length_and_id(length: Integer, number: Integer) -> Octet:
    """A word's length and its number in one octet: the length in the upper half."""
    return np.uint64(length) << np.uint64(32) | np.uint64(number)


@borrowing
def _fill(
    slots: NDArray[np.uint64],
    steps: NDArray[np.uint16],
    shift: int,
    letters: NDArray[np.uint64],
    offsets: NDArray[np.int64],
    words: NDArray[np.int64],
) -> None:
    for word in words:
        key = word_key(letters, offsets[word], offsets[word + 1])
        at = first_slot(steps, shift, key)
        while slots[at + np.uint64(1)] != 0:
            slots[at + np.uint64(1)] |= PASSED
            at = next_slot(slots, at)
        slots[at] = key
        slots[at + np.uint64(1)] = length_and_id(offsets[word + 1] - offsets[word], word)


@borrowing
def _fill_long(
    long_slots: NDArray[np.int32],
    letters: NDArray[np.uint64],
    offsets: NDArray[np.int64],
    words: NDArray[np.int64],
) -> None:
    for word in words:
        at = first_long_slot(long_slots, letters, offsets[word], offsets[word + 1] - offsets[word])
        while long_slots[at] != FREE:
            at = (at + 1) & (len(long_slots) - 1)
        long_slots[at] = word


@borrowing
def first_long_slot(
    long_slots: NDArray[np.int32], text: NDArray[np.uint64], start: Integer, length: Integer
) -> Integer:
    """Where to look first for a word of more than SHOWN bytes, A to Z folded: by a hash of all of them."""
    value = np.uint64(length)
    for at in range(0, length - 8, 8):
        value = (value ^ fold_octet(text[start + at])) * GOLDEN
        value ^= value >> np.uint64(32)
    value = (value ^ fold_octet(text[start + length - 8])) * GOLDEN
    return np.int64(value >> np.uint64(32)) & (len(long_slots) - 1)


@borrowing
def find_word(
    text: NDArray[np.uint64],
    start: Integer,
    length: Integer,
    vocabulary: Vocabulary,
    letters: NDArray[np.uint64],
) -> Integer:
    """The id of the word text[start : start + length] (octets) in which only A to Z are still to be folded, FREE where
    the vocabulary lacks it. `letters`: the vocabulary's, as octets."""
    if length > SHOWN:
        return _find_long(text, start, length, vocabulary.long_slots, vocabulary.offsets, letters)
    slots, key = vocabulary.slots, word_key(text, start, start + length)
    at = first_slot(vocabulary.steps, vocabulary.shift, key)
    while slots[at + np.uint64(1)] != 0:
        if is_at(slots, at, key, length):
            return id_at(slots, at)
        at = next_slot(slots, at)
    return np.int32(FREE)


@borrowing
def _find_long(
    text: NDArray[np.uint64],
    start: Integer,
    length: Integer,
    long_slots: NDArray[np.int32],
    offsets: NDArray[np.int64],
    letters: NDArray[np.uint64],
) -> Integer:
    at = first_long_slot(long_slots, text, start, length)
    while long_slots[at] != FREE:
        word = long_slots[at]
        if offsets[word + 1] - offsets[word] == length and same_word(
            text, start, letters, offsets[word], length
        ):
            return word
        at = (at + 1) & (len(long_slots) - 1)
    return np.int32(FREE)


@borrowing
def next_slot(slots: NDArray[np.uint64], at: Octet) -> Octet:
    """Where the slot behind one begins; behind the last stands the first."""
    return (at + SLOT) & np.uint64(len(slots) - 1)


@borrowing
def is_at(slots: NDArray[np.uint64], at: Octet, key: Octet, length: Integer) -> bool:
    """Whether a slot holds a word of this key and length."""
    return bool(slots[at] == key and slots[at + np.uint64(1)] >> np.uint64(32) == np.uint64(length))


@borrowing
def id_at(slots: NDArray[np.uint64], at: Octet) -> np.int32:
    """The number of the word that a slot holds."""
    return np.int32(slots[at + np.uint64(1)] & ID_BITS)


@borrowing
def same_word(
    text: NDArray[np.uint64], start: Integer, letters: NDArray[np.uint64], letter: Integer, length: Integer
) -> bool:
    """Whether such a word has exactly so many letters, more than seven bytes."""
    at = 0
    while at + 8 <= length:
        if fold_octet(text[start + at]) != letters[letter + at]:
            return False
        at += 8
    last = length - 8
    return bool(fold_octet(text[start + last]) == letters[letter + last])
