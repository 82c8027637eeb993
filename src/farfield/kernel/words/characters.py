"""Characters as the compiled splitter sees them: what they are to a word, and what they compose and fold to."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, borrowing, inlined
from farfield.text.characters import LETTER, MARK, SINGLE, UNSEEN, characters, kinds, ranges_of
from farfield.text.ranges import Ranges

NONE = -1
ONE, TWO, THREE = np.uint64(1), np.uint64(2), np.uint64(3)

SPECIAL = 8
"""Added to the kind of a character whose word may not be, in UTF-8, what it is in the vocabulary."""
ORDERED = 16
"""Added to the kind of a mark that has a class: two of them, side by side, may stand in the wrong order."""
WRAPS = 32
"""Added to the kind of the soft hyphen: a line break right behind it is dropped with it."""
KIND = SPECIAL - 1
SOFT_HYPHEN = 0xAD
BLOCK = 64  # characters that are asked at once whether any of them changes
PAIR_BITS = 12  # of the table of pairs that compose: about a thousand
SYLLABLES, SYLLABLE_COUNT = 0xAC00, 11172  # of Hangul, which compose by reckoning (Unicode, section 3.12)
LEADS, VOWELS, TAILS = 0x1100, 0x1161, 0x11A7
LEAD_COUNT, VOWEL_COUNT, TAIL_COUNT = 19, 21, 28


class CharacterTables(NamedTuple):
    """What the splitter knows of characters.

    `kind`: of each code point, as `farfield.text.characters` has them, and SPECIAL, ORDERED, WRAPS. `row`: of each code
    point its row in the others; in row 0 are those that stay as they are. `fold_bytes`, `fold_size`: the folded
    character in UTF-8 and its bytes (0: unchanged). `order`: its canonical combining class. `replaced`: whether it is
    dropped, or never stands in a text that is composed. `joins`: whether it may compose with what stands before it.
    `parts`: what it is composed of, all the way, and 0. `pairs`, `composed`: a table of open addressing, from two
    characters as `pair_key` has them to the one that they compose.
    """

    kind: NDArray[np.uint8]
    row: NDArray[np.uint16]
    fold_bytes: NDArray[np.uint8]
    fold_size: NDArray[np.int64]
    order: NDArray[np.uint8]
    replaced: NDArray[np.bool_]
    joins: NDArray[np.bool_]
    parts: NDArray[np.int32]
    pairs: NDArray[np.int64]
    composed: NDArray[np.int32]


@lru_cache(maxsize=1)
def character_tables() -> CharacterTables:
    """Read the tables off the running Python's own `re`, `str.casefold` and `unicodedata`."""
    kind = kinds().copy()
    halves = _halves()
    folds, orders = _folds(), _orders()
    parts = {code: unicodedata.normalize("NFD", chr(code)) for code in halves}
    pairs = {two: code for code, two in halves.items() if unicodedata.normalize("NFC", two) == chr(code)}
    jamo = (*range(VOWELS, VOWELS + VOWEL_COUNT), *range(TAILS + 1, TAILS + TAIL_COUNT))
    goes_on = {ord(two[1]) for two in pairs} | set(jamo)
    replaced = {code for code in halves if unicodedata.normalize("NFC", chr(code)) != chr(code)}
    unseen = set(np.flatnonzero(kind == UNSEEN).tolist())
    rows = sorted({*folds, *parts, *orders, *goes_on, *unseen})
    row = np.zeros(len(kind), np.uint16)
    row[rows] = np.arange(1, len(rows) + 1)
    special = {*folds, *goes_on, *replaced, *unseen}
    kind[sorted(special)] += SPECIAL
    kind[sorted(orders.keys() - special)] += ORDERED
    kind[SOFT_HYPHEN] += WRAPS
    is_replaced, joins = (
        np.isin(np.arange(len(rows) + 1), row[sorted(codes)]) for codes in (replaced | unseen, goes_on)
    )
    fold_bytes, fold_size = _lay([folds.get(code, "").encode() for code in rows], np.uint8)
    decomposed, _ = _lay([[*map(ord, parts.get(code, ""))] for code in rows], np.int32)
    order = np.array([0, *(orders.get(code, 0) for code in rows)], np.uint8)
    return CharacterTables(
        kind, row, fold_bytes, fold_size, order, is_replaced, joins, decomposed, *_table_of_pairs(pairs)
    )


def _folds() -> dict[int, str]:
    """The word characters that change when they are folded, and what to."""
    codes = _codes_of_blocks(str.casefold, ranges_of(LETTER, SINGLE, MARK))
    return {code: folded for code in codes if (folded := chr(code).casefold()) != chr(code)}


def _orders() -> dict[int, int]:
    """The canonical combining class of each mark that has one."""
    codes = [code for first, last in ranges_of(MARK) for code in range(first, last + 1)]
    return {code: order for code in codes if (order := unicodedata.combining(chr(code)))}


def _halves() -> dict[int, str]:
    """The word characters that stand for one or two others (but for Hangul), and these."""
    found = {}
    decompose = partial(unicodedata.normalize, "NFD")
    for code in _codes_of_blocks(decompose, ranges_of(LETTER, SINGLE, MARK, UNSEEN)):
        mapping = unicodedata.decomposition(chr(code))
        if mapping and not mapping.startswith("<"):
            found[code] = "".join(chr(int(part, 16)) for part in mapping.split())
    return found


def _codes_of_blocks(change: Callable[[str], str], ranges: Ranges) -> list[int]:
    """The code points of some ranges, but for blocks of which `change` changes none: to ask of each takes long."""
    found: list[int] = []
    for first, last in ranges:
        text = characters(first, last)
        for at in range(0, len(text), BLOCK):
            block = text[at : at + BLOCK]
            if change(block) != block:
                found += map(ord, block)
    return found


def _lay(values: Sequence[Sequence[int]], kind: Any) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """One row for each list, behind an empty one, filled up with 0; and how long each is."""
    sizes = np.array([0, *map(len, values)], np.int64)
    rows = np.zeros((len(sizes), int(sizes.max())), kind)
    rows[np.arange(rows.shape[1]) < sizes[:, None]] = [*chain.from_iterable(values)]
    return rows, sizes


def _table_of_pairs(pairs: Mapping[str, int]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    keys, composed = np.full(1 << PAIR_BITS, NONE, np.int64), np.zeros(1 << PAIR_BITS, np.int32)
    for two, code in pairs.items():
        first, second = ord(two[0]), ord(two[1])
        slot = place_of_pair(first, second)
        while keys[slot] != NONE:
            slot = (slot + 1) & ((1 << PAIR_BITS) - 1)
        keys[slot], composed[slot] = pair_key(first, second), code
    return keys, composed


@borrowing
def pair_key(first: Integer, second: Integer) -> Integer:
    """Two code points as one number: each has at most 21 bits."""
    return (np.int64(first) << 21) | np.int64(second)


@borrowing
def place_of_pair(first: Integer, second: Integer) -> Integer:
    """Where to look first in the table of pairs."""
    return ((np.int64(first) * 31) ^ (np.int64(second) * 2531)) & ((1 << PAIR_BITS) - 1)


@inlined
def composite(tables: CharacterTables, first: Integer, second: Integer) -> Integer:
    """The character that two compose, NONE where they don't."""
    lead, vowel, tail = first - LEADS, second - VOWELS, second - TAILS
    if 0 <= lead < LEAD_COUNT and 0 <= vowel < VOWEL_COUNT:
        return SYLLABLES + (lead * VOWEL_COUNT + vowel) * TAIL_COUNT
    syllable = first - SYLLABLES
    if 0 <= syllable < SYLLABLE_COUNT and syllable % TAIL_COUNT == 0 and 0 < tail < TAIL_COUNT:
        return first + tail
    slot = place_of_pair(first, second)
    while tables.pairs[slot] != NONE:
        if tables.pairs[slot] == pair_key(first, second):
            return np.int64(tables.composed[slot])
        slot = (slot + 1) & ((1 << PAIR_BITS) - 1)
    return NONE


@borrowing
def decode(text: NDArray[np.uint8], at: Integer, end: int) -> tuple[Integer, Integer]:
    """The code point at a byte offset of valid UTF-8, and how many bytes it takes."""
    place = np.uint64(at)  # numba asks of each place that has a sign whether it counts from the end
    lead = np.int64(text[place])
    if lead < 0x80:
        return lead, 1
    if lead < 0xE0 and at + 1 < end:
        return ((lead & 0x1F) << 6) | (np.int64(text[place + ONE]) & 0x3F), 2
    if lead < 0xF0 and at + 2 < end:
        middle = (np.int64(text[place + ONE]) & 0x3F) << 6
        return ((lead & 0x0F) << 12) | middle | (np.int64(text[place + TWO]) & 0x3F), 3
    if at + 3 < end:
        high = (np.int64(text[place + ONE]) & 0x3F) << 12
        middle = (np.int64(text[place + TWO]) & 0x3F) << 6
        return ((lead & 0x07) << 18) | high | middle | (np.int64(text[place + THREE]) & 0x3F), 4
    return np.int64(0), 1
