"""The words met of late that had to be composed or folded, as they stood in their text, and what they were found to be.

Texts repeat their words, and to take one apart and put it together again takes thirty times what it takes to see that
it is the same as before.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, borrowing
from farfield.kernel.machine.vectors import WIDTH
from farfield.kernel.words.vectors import copy_bytes, equal_bytes
from farfield.kernel.words.vocabulary import length_and_id, mix_key, word_key

SLOT_BITS = 13
LOWER = np.uint64(0xFFFFFFFF)


class Remembered(NamedTuple):
    """One word a slot, the last that fell there: `words` holds WIDTH bytes of each, whatever stands behind it, `found`
    its length and its number in the vocabulary (as np.int32 has it) as `length_and_id`, 0 where there is none."""

    words: NDArray[np.uint8]
    found: NDArray[np.uint64]


def make_remembered() -> Remembered:
    """None yet. What is remembered holds for one vocabulary alone."""
    return Remembered(np.zeros(WIDTH << SLOT_BITS, np.uint8), np.zeros(1 << SLOT_BITS, np.uint64))


@borrowing
def slot_of_word(text: NDArray[np.uint64], start: Integer, length: Integer) -> Integer:
    """Where a word of a text (as octets) is remembered."""
    return np.int64(mix_key(word_key(text, start, start + length)) >> np.uint64(64 - SLOT_BITS))


@borrowing
def is_remembered(
    remembered: Remembered, slot: Integer, text: NDArray[np.uint8], start: Integer, length: Integer
) -> bool:
    """Whether the word text[start : start + length] (padded) is the one in a slot."""
    if remembered.found[slot] >> np.uint64(32) != np.uint64(length):
        return False
    differs = ~equal_bytes(text, start, remembered.words, WIDTH * slot)
    return bool(differs << np.uint64(WIDTH - length) == 0)


@borrowing
def number_remembered(remembered: Remembered, slot: Integer) -> np.int32:
    """The number of the word in a slot, -1 where the vocabulary lacks it."""
    return np.int32(remembered.found[slot] & LOWER)


@borrowing
def remember(
    remembered: Remembered,
    slot: Integer,
    text: NDArray[np.uint8],
    start: Integer,
    length: Integer,
    number: Integer,
) -> None:
    """Put a word in a slot, unless it is longer than WIDTH bytes."""
    if length <= WIDTH:
        copy_bytes(text, start, remembered.words, WIDTH * slot)
        remembered.found[slot] = length_and_id(length, np.uint64(number) & LOWER)
