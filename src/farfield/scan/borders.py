"""Where the words of a document begin and end: exactly as Python's `\\w+` finds them, 64 bytes at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.compiled import Integer, borrowing
from farfield.compiled.lanes import LANES
from farfield.compiled.marked import list_marked
from farfield.compiled.vectors import WIDTH, count_bits, lowest_bit
from farfield.scan.characters import decode
from farfield.scan.vectors import word_bytes

ONE = np.uint64(1)
SPARE = LANES  # places behind the last border, which may be written to
PART = np.uint64((1 << LANES) - 1)
LAST = np.uint64(WIDTH - 1)


@borrowing
def find_borders(
    text: NDArray[np.uint8],
    begin: Integer,
    end: Integer,
    kind: NDArray[np.uint8],
    borders: NDArray[np.int32],
) -> Integer:
    """Write where each word of text[begin:end] begins and ends, in turn, in bytes from `begin`; return how many words.

    `text` is UTF-8 and padded by 64 bytes; `kind` as in CharacterTables. `borders` needs room for all of
    them and SPARE.
    """
    count: Integer = 0
    before = np.uint64(0)  # 1 where a word goes on from the bytes before
    cut: Integer = 0  # bytes of a separator that reach in from before
    for at in range(begin, end, WIDTH):
        inside, high = word_bytes(text, at)
        if end - at < WIDTH:
            here = (ONE << np.uint64(end - at)) - ONE
            inside &= here
            high &= here
        inside &= ~((ONE << np.uint64(cut)) - ONE)
        cut = 0
        if high:
            inside, cut = _without_separators(text, at, end, inside, high, kind)
        edges = inside ^ ((inside << ONE) | before)
        before = inside >> LAST
        _write_places(borders, count, at - begin, edges)
        count += count_bits(edges)
    if before:
        borders[count] = end - begin
        count += 1
    return count // 2


@borrowing
def _write_places(out: NDArray[np.int32], put: Integer, base: Integer, mask: np.uint64) -> None:
    """Write the places of a mask's bits, each plus `base`."""
    for part in range(0, WIDTH, LANES):
        put = list_marked(out, put, base + part, (mask >> np.uint64(part)) & PART)


@borrowing
def _without_separators(
    text: NDArray[np.uint8],
    at: Integer,
    end: Integer,
    inside: np.uint64,
    high: np.uint64,
    kind: NDArray[np.uint8],
) -> tuple[np.uint64, Integer]:
    """The mask without characters beyond ASCII that stand in no word, and the bytes by which the last reaches out."""
    cut: Integer = 0
    while high:
        place = lowest_bit(high)
        high &= high - ONE
        if text[at + place] < 0xC0:
            continue  # inside a character
        code, width = decode(text, at + place, end)
        if kind[code] == 0:
            inside &= ~(((ONE << np.uint64(width)) - ONE) << np.uint64(place))
            cut = max(0, place + width - WIDTH)
    return inside, cut
