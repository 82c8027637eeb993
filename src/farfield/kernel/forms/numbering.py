"""Texts → the numbers of their words' forms, and the words themselves, one blank behind each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.forms.word_table import BASIS, LETTERS, PRIME, WORDS, number_of_word
from farfield.kernel.machine import Text, borrowing

BLANK = 0x20
LARGE_A, LARGE_Z, SMALL_A, SMALL_Z, ZERO, NINE = b"AZaz09"
BEYOND_ASCII = 0x80
NAMES, LESS = b"&<"
DOCUMENT, INSIDE, NUMBERS, PLACE = range(4)
"""What `done` keeps: the document, the byte within it, and how much is written of numbers and of plain words."""
PLAIN, BEYOND, MARKED = range(3)
"""What a text is: of ASCII alone, of other characters too, or of one that begins a tag or the name of a character."""


@borrowing
def look_over(
    text: Text, begins: NDArray[np.int64], mark: np.uint8, places: NDArray[np.int64], kinds: NDArray[np.uint8]
) -> None:
    """Of each document where the mark stands first (-1: nowhere), and what the text behind it is."""
    for document in range(len(begins) - 1):
        at, end = begins[document], begins[document + 1]
        while at < end and text[at] != mark:
            at += 1
        places[document] = at if at < end else -1
        kind = PLAIN
        for place in range(at + 1 if at < end else begins[document], end):
            byte = text[place]
            if byte in (NAMES, LESS):
                kind = MARKED
                break
            if byte >= BEYOND_ASCII:
                kind = BEYOND
        kinds[document] = kind


@borrowing
def number_words(
    text: Text, begins: NDArray[np.int64], done: NDArray[np.int64],
    slots: NDArray[np.int32], letters: Text, ends: NDArray[np.int64], forms: NDArray[np.int32],
    state: NDArray[np.int64],
    numbers: NDArray[np.int32], sizes: NDArray[np.int64], plain: Text, plain_ends: NDArray[np.int64],
) -> bool:  # fmt: skip
    """Number the words of documents, from where `done` tells on: whether all are done, or the table is full.

    A word is a run of letters and digits of ASCII, in lower case, and of all bytes beyond it. Laid down are the
    numbers of words and how many each document has, and its words in lower case with a blank behind each.
    """
    while done[DOCUMENT] < len(begins) - 1:
        document = done[DOCUMENT]
        at, end = begins[document] + done[INSIDE], begins[document + 1]
        written, place = done[NUMBERS], done[PLACE]
        while at < end:
            hashed, begin, start = BASIS, place, at
            while at < end:
                byte = text[at]
                if LARGE_A <= byte <= LARGE_Z:
                    byte = np.uint8(byte + SMALL_A - LARGE_A)
                elif not (SMALL_A <= byte <= SMALL_Z or ZERO <= byte <= NINE or byte >= BEYOND_ASCII):
                    break
                plain[place] = byte
                hashed = (hashed ^ np.uint64(byte)) * PRIME
                place += 1
                at += 1
            if place > begin:
                if state[WORDS] + 2 > len(ends) or state[LETTERS] + 2 * (place - begin) > len(letters):
                    sizes[document] += written - done[NUMBERS]
                    done[INSIDE], done[NUMBERS], done[PLACE] = start - begins[document], written, begin
                    return False
                numbers[written] = number_of_word(
                    plain, begin, place, hashed, slots, letters, ends, forms, state
                )
                written += 1
                plain[place] = BLANK
                place += 1
            at += 1
        sizes[document] += written - done[NUMBERS]
        plain_ends[document] = place
        done[DOCUMENT], done[INSIDE], done[NUMBERS], done[PLACE] = document + 1, 0, written, place
    return True
