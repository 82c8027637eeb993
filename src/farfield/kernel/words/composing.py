"""Words that are not, in their document, what they are in the vocabulary: composed (NFC) and folded, compiled.

The twin of `farfield.text.words.compose` and `str.casefold` for one word, by Unicode's algorithm (UAX 15).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.bytes.utf8 import write_character
from farfield.kernel.machine import Integer, borrowing, inlined
from farfield.kernel.words.boundaries import size_of_line_break
from farfield.kernel.words.characters import (
    KIND,
    LEADS,
    NONE,
    SOFT_HYPHEN,
    SYLLABLE_COUNT,
    SYLLABLES,
    TAIL_COUNT,
    TAILS,
    VOWEL_COUNT,
    VOWELS,
    CharacterTables,
    composite,
    decode,
)
from farfield.kernel.words.remembering import Remembered, make_remembered
from farfield.kernel.words.vocabulary import PADDING, octets
from farfield.text.characters import UNSEEN

FEW_MARKS = 32
"""Marks that are put in order by insertion, as nearly all are: more would take the square of their number."""
PARTS = 4  # of a character decomposed: none has more
CLASSES = 255
NOTHING, FOLDS, COMPOSES = range(3)


class FoldRoom(NamedTuple):
    """Room for one word: `codes` of its characters, `marks` to sort them, `folded` in UTF-8 and that as `octets`.

    It holds every word as long as the longest of the vocabulary; a longer one is none of the vocabulary's. And what
    is `remembered` of the words before.
    """

    codes: NDArray[np.int32]
    marks: NDArray[np.int32]
    folded: NDArray[np.uint8]
    octets: NDArray[np.uint64]
    remembered: Remembered


def make_fold_room(longest: int) -> FoldRoom:
    """`longest`: bytes of the longest word of the vocabulary."""
    codes = PARTS * longest + PARTS  # a character folds to a byte or more, and has so many parts at most
    folded = np.zeros(longest + 2 * PADDING, np.uint8)
    return FoldRoom(
        np.empty(codes, np.int32), np.empty(codes, np.int32), folded, octets(folded), make_remembered()
    )


@inlined
def fold_word(
    text: NDArray[np.uint8],
    start: Integer,
    end: Integer,
    how: Integer,
    tables: CharacterTables,
    room: FoldRoom,
) -> Integer:
    """Write the word text[start:end] to `room.folded`, as the vocabulary has words; its bytes, NONE for too many.

    `how`: what `changes` says of it, FOLDS or COMPOSES.
    """
    if how == FOLDS:
        return _fold_text(text, start, end, tables, room.folded)
    count = _decompose(text, start, end, tables, room.codes)
    if count == NONE:
        return NONE
    _put_in_order(room.codes, count, tables, room.marks)
    return _fold_codes(room.codes, _compose(room.codes, count, tables), tables, room.folded)


@inlined
def changes(text: NDArray[np.uint8], start: Integer, end: Integer, tables: CharacterTables) -> Integer:
    """What makes a word of the vocabulary's kind of text[start:end]: NOTHING, FOLDS alone, or, for all that is known,
    COMPOSES too.

    As Unicode's quick check (UAX 15, section 9), and where that says "maybe" a look at what stands before the mark.
    """
    found: Integer = NOTHING
    at: Integer = start
    last: Integer = 0  # class of the character before
    before: Integer = NONE  # that character, where it is one that stays what it is
    while at < end:
        code, width = decode(text, at, end)
        at += width
        row = tables.row[code]
        if row == 0:
            last, before = 0, code
            continue
        order = tables.order[row]
        if tables.replaced[row] or (order and order < last):
            return COMPOSES
        blocked = last and last >= order  # by the mark before, from all that stands before that
        if tables.joins[row] and not blocked and (before == NONE or composite(tables, before, code) != NONE):
            return COMPOSES
        if tables.fold_size[row]:
            found = FOLDS
        last, before = order, NONE
    return found


@inlined
def _fold_text(
    text: NDArray[np.uint8], start: Integer, end: Integer, tables: CharacterTables, out: NDArray[np.uint8]
) -> Integer:
    """Fold a composed word."""
    most: Integer = len(out) - PADDING
    put: Integer = 0
    at: Integer = start
    while at < end:
        code, width = decode(text, at, end)
        row = tables.row[code]
        size = tables.fold_size[row]
        if put + max(size, width) > most:
            return NONE
        if size:
            for k in range(size):
                out[put + k] = tables.fold_bytes[row, k]
        else:
            for k in range(width):
                out[put + k] = text[at + k]
        put += size if size else width
        at += width
    return put


@inlined
def _fold_codes(
    codes: NDArray[np.int32], count: Integer, tables: CharacterTables, out: NDArray[np.uint8]
) -> Integer:
    most: Integer = len(out) - PADDING
    put: Integer = 0
    for at in range(count):
        row = tables.row[codes[at]]
        size = tables.fold_size[row]
        if put + max(size, PARTS) > most:
            return NONE
        if size:
            for k in range(size):
                out[put + k] = tables.fold_bytes[row, k]
            put += size
        else:
            put = write_character(out, put, codes[at])
    return put


@inlined
def _decompose(
    text: NDArray[np.uint8],
    start: Integer,
    end: Integer,
    tables: CharacterTables,
    codes: NDArray[np.int32],
) -> Integer:
    """Write a word's characters, taken apart all the way; how many, or NONE where there is no room for them."""
    at, count = start, 0
    while at < end:
        code, width = decode(text, at, end)
        at += width
        if tables.kind[code] & KIND == UNSEEN:
            at += size_of_line_break(text, at, end) if code == SOFT_HYPHEN else 0
            continue
        if count + PARTS > len(codes):
            return NONE
        row, syllable = tables.row[code], code - SYLLABLES
        if 0 <= syllable < SYLLABLE_COUNT:
            codes[count] = LEADS + syllable // (VOWEL_COUNT * TAIL_COUNT)
            codes[count + 1] = VOWELS + syllable // TAIL_COUNT % VOWEL_COUNT
            codes[count + 2] = TAILS + syllable % TAIL_COUNT
            count += 3 if syllable % TAIL_COUNT else 2
        elif tables.parts[row, 0]:
            for k in range(tables.parts.shape[1]):
                codes[count] = tables.parts[row, k]
                count += tables.parts[row, k] != 0
        else:
            codes[count] = code
            count += 1
    return count


@inlined
def _put_in_order(
    codes: NDArray[np.int32], count: Integer, tables: CharacterTables, room: NDArray[np.int32]
) -> None:
    """Put each run of marks in canonical order: by class, those of one class as they stand."""
    at = 0
    while at < count:
        first = at
        while at < count and tables.order[tables.row[codes[at]]]:
            at += 1
        if at - first > FEW_MARKS:
            _sort_many(codes, first, at, tables, room)
        else:
            for place in range(first + 1, at):
                _insert(codes, first, place, tables)
        at += 1


@borrowing
def _insert(codes: NDArray[np.int32], first: Integer, place: Integer, tables: CharacterTables) -> None:
    code = codes[place]
    order = tables.order[tables.row[code]]
    while place > first and tables.order[tables.row[codes[place - 1]]] > order:
        codes[place] = codes[place - 1]
        place -= 1
    codes[place] = code


@borrowing
def _sort_many(
    codes: NDArray[np.int32], first: Integer, end: Integer, tables: CharacterTables, room: NDArray[np.int32]
) -> None:
    put = first
    for order in range(1, CLASSES):
        for at in range(first, end):
            if tables.order[tables.row[codes[at]]] == order:
                room[put] = codes[at]
                put += 1
    for at in range(first, end):
        codes[at] = room[at]


@inlined
def _compose(codes: NDArray[np.int32], count: Integer, tables: CharacterTables) -> Integer:
    """Put together what composes, in place; how many characters are left.

    A mark meets the last character of class 0 unless one of its own class or of class 0 stands between them.
    """
    starter: Integer = NONE
    last: Integer = 0
    put: Integer = 0
    for at in range(count):
        code = np.int64(codes[at])
        row = tables.row[code]
        order = np.int64(tables.order[row])
        if tables.joins[row] and starter != NONE and (put == starter + 1 or last < order):
            both = composite(tables, np.int64(codes[starter]), code)
            if both != NONE:
                codes[starter] = both
                continue
        if order == 0:
            starter = put
        last = order
        codes[put] = code
        put += 1
    return put
