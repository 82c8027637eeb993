"""Words and the numbers of their forms: a table that grows while texts are read, exact by the letters of each word.

A word's form is itself, or itself without a plural's s (`fold`, in `ideas/word_forms.py`, has the rule): both have the
number of the form. Words are UTF-8, in lower case.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, Text, borrowing

FREE = -1
BASIS = np.uint64(0xCBF29CE484222325)
PRIME = np.uint64(0x100000001B3)
"""Of FNV-1a."""
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
WORDS, LETTERS, FORMS = range(3)
"""What `state` keeps: how many words there are, how many bytes they have, and how many forms."""
SHORTEST = 4
SMALL_I, SMALL_S, SMALL_U = b"isu"
CONTINUED = 0xC0
"""Of a byte the bits that tell whether a character goes on in it, as those of BYTES do."""
GOES_ON = 0x80


@borrowing
def number_of_word(
    text: Text, begin: Integer, end: Integer, hashed: np.uint64,
    slots: NDArray[np.int32], letters: Text, ends: NDArray[np.int64], forms: NDArray[np.int32],
    state: NDArray[np.int64],
) -> Integer:  # fmt: skip
    """The number of the form of the word text[begin:end], which is entered where it is new. There is room for it, and
    for its form. `hashed`: its hash."""
    at = find(text, begin, end, hashed, slots, letters, ends)
    if slots[at] != FREE:
        return forms[slots[at]]
    form: Integer = np.int32(FREE)
    if loses_its_s(text, begin, end):
        shorter = hash_of(text, begin, end - 1)
        there = find(text, begin, end - 1, shorter, slots, letters, ends)
        if slots[there] == FREE:
            _enter(text, begin, end - 1, there, np.int32(FREE), slots, letters, ends, forms, state)
        form = forms[slots[there]]
        at = find(text, begin, end, hashed, slots, letters, ends)
    return _enter(text, begin, end, at, form, slots, letters, ends, forms, state)


@borrowing
def _enter(
    text: Text, begin: Integer, end: Integer, at: Integer, form: Integer,
    slots: NDArray[np.int32], letters: Text, ends: NDArray[np.int64], forms: NDArray[np.int32],
    state: NDArray[np.int64],
) -> Integer:  # fmt: skip
    """Enter a word in a free slot. `form`: the number of its form, FREE where it is its own."""
    word, place = state[WORDS], state[LETTERS]
    for step in range(end - begin):
        letters[place + step] = text[begin + step]
    state[LETTERS] = ends[word] = place + end - begin
    if form == FREE:
        form = np.int32(state[FORMS])
        state[FORMS] += 1
    forms[word] = form
    slots[at] = word
    state[WORDS] += 1
    return form


@borrowing
def hash_of(text: Text, begin: Integer, end: Integer) -> np.uint64:
    """A hash of bytes."""
    hashed = BASIS
    for at in range(begin, end):
        hashed = (hashed ^ np.uint64(text[at])) * PRIME
    return hashed


@borrowing
def find(
    text: Text, begin: Integer, end: Integer, hashed: np.uint64,
    slots: NDArray[np.int32], letters: Text, ends: NDArray[np.int64],
) -> Integer:  # fmt: skip
    """The slot of a word, or the free one where it belongs."""
    at = np.int64((hashed * GOLDEN) >> np.uint64(32)) & (len(slots) - 1)
    while slots[at] != FREE and not _is_word(text, begin, end, slots[at], letters, ends):
        at = (at + 1) & (len(slots) - 1)
    return at


@borrowing
def _is_word(
    text: Text, begin: Integer, end: Integer, word: Integer, letters: Text, ends: NDArray[np.int64]
) -> bool:
    place = ends[word - 1] if word else 0
    if ends[word] - place != end - begin:
        return False
    for step in range(end - begin):  # noqa: SIM110  # no generator is compiled
        if letters[place + step] != text[begin + step]:
            return False
    return True


@borrowing
def loses_its_s(text: Text, begin: Integer, end: Integer) -> bool:
    """Whether a word has a plural's s."""
    if end - begin < SHORTEST or text[end - 1] != SMALL_S:
        return False
    before = text[end - 2]
    if before in (SMALL_S, SMALL_U, SMALL_I):
        return False
    characters = 0
    for at in range(begin, end):
        characters += (text[at] & CONTINUED) != GOES_ON
    return characters >= SHORTEST


@borrowing
def fill_slots(slots: NDArray[np.int32], letters: Text, ends: NDArray[np.int64], words: Integer) -> None:
    """Enter so many words of these letters in free slots."""
    begin = 0
    for word in range(words):
        at = find(letters, begin, ends[word], hash_of(letters, begin, ends[word]), slots, letters, ends)
        slots[at] = word
        begin = ends[word]
