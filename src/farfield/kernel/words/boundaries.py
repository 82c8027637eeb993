"""Where the words of a document begin and end: exactly as `word_spans` finds them, 64 bytes at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, borrowing
from farfield.kernel.machine.set_bits import list_places
from farfield.kernel.machine.vectors import WIDTH, count_bits, lowest_bit
from farfield.kernel.words.characters import KIND, SPECIAL, decode
from farfield.kernel.words.vectors import first_bytes, word_bytes
from farfield.text.characters import APART, LETTER, SINGLE

ONE = np.uint64(1)
SPARE = WIDTH  # places behind the last border, which may be written to
LAST = np.uint64(WIDTH - 1)
NOTHING = np.uint64(0)
SOFT_HYPHEN = 0xAD
NEWLINE, RETURN = 0x0A, 0x0D
SPECIAL_FROM = 16  # the bit of the first of eight words that are special


@borrowing
def find_boundaries(
    text: NDArray[np.uint8],
    begin: Integer,
    end: Integer,
    kind: NDArray[np.uint8],
    boundaries: NDArray[np.int32],
    special: NDArray[np.int32],
) -> tuple[Integer, bool]:
    """Write where each word of text[begin:end] begins and ends, in turn, in bytes from `begin`.

    `text` is UTF-8 and padded by 64 bytes; `kind` as in CharacterTables. `boundaries` needs room for all of
    them and SPARE. Returns how many words, and whether any holds a SPECIAL character: then bit SPECIAL_FROM + k of
    special[i] says whether word 8 i + k does. (With no room in `special` none is looked for.)
    """
    count: Integer = 0
    any_special = False
    before = NOTHING  # 1 where a word goes on from the bytes before
    cut, kept, opens = NOTHING, NOTHING, NOTHING  # see _look_at_characters
    for at in range(begin, end, WIDTH):
        inside, high = word_bytes(text, at)
        if end - at < WIDTH:
            here = (ONE << np.uint64(end - at)) - ONE
            inside &= here
            high &= here
        if high | cut | kept | opens:
            inside, breaks, held, cut, kept, opens = _look_at_characters(
                text, at, end, (inside & ~cut) | kept, opens, before, kind
            )
            follows = (inside << ONE) | before
            edges, breaks = inside ^ follows, breaks & inside & follows
            if held and len(special):
                if not any_special:
                    special[: ((end - begin) >> 4) + 2] = 0
                    any_special = True
                _mark_words(special, (count + 1) >> 1, (edges & inside) | breaks, held)
            if breaks:
                before = inside >> LAST
                count = _write_all(boundaries, count, at - begin, edges, breaks)
                continue
        edges = inside ^ ((inside << ONE) | before)
        before = inside >> LAST
        list_places(boundaries, count, at - begin, edges)
        count += count_bits(edges)
    if before:
        boundaries[count] = end - begin
        count += 1
    return count // 2, any_special


@borrowing
def _write_all(
    out: NDArray[np.int32], put: Integer, base: Integer, edges: np.uint64, breaks: np.uint64
) -> Integer:
    """The same of edges, and twice those of breaks, where a word ends and another begins; where the next one goes."""
    places = edges | breaks
    while places:
        place = lowest_bit(places)
        out[put], out[put + 1] = base + place, base + place
        put += 1 + np.int64((breaks >> np.uint64(place)) & ONE)
        places &= places - ONE
    return put


@borrowing
def _mark_words(special: NDArray[np.int32], known: Integer, starts: np.uint64, held: np.uint64) -> None:
    """Mark the words of the bytes that are set in `held`; `known`: words that began before these 64 bytes."""
    while held:
        place = np.uint64(lowest_bit(held))
        held &= held - ONE
        word = known + count_bits(starts & ((np.uint64(2) << place) - ONE)) - 1
        special[word >> 3] |= 1 << (SPECIAL_FROM + (word & 7))


@borrowing
def _look_at_characters(
    text: NDArray[np.uint8],
    at: Integer,
    end: Integer,
    inside: np.uint64,
    breaks: np.uint64,
    before: np.uint64,
    kind: NDArray[np.uint8],
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64, np.uint64, np.uint64]:
    """What the characters beyond ASCII make of 64 bytes.

    Returns the bytes inside of words; those at which a word ends where another goes on; where special characters
    begin; and of the next 64 those outside of words, those inside of one though they are ASCII, and such ends.
    """
    held, cut, kept, opens = NOTHING, NOTHING, NOTHING, NOTHING
    firsts = first_bytes(text, at)
    if end - at < WIDTH:
        firsts &= (ONE << np.uint64(end - at)) - ONE
    while firsts:
        place = lowest_bit(firsts)
        bit = firsts & (~firsts + ONE)
        firsts ^= bit
        code, width = decode(text, at + place, end)
        known = kind[code]
        what = known & KIND
        if what == LETTER:
            held |= bit if known & SPECIAL else NOTHING
            continue
        if what == SINGLE:
            breaks |= bit
            low, high = _bits(place + width, 1)
            breaks, opens = breaks | low, opens | high
            held |= bit if known & SPECIAL else NOTHING
            continue
        goes_on = before if place == 0 else (inside >> np.uint64(place - 1)) & ONE
        if what == APART or not goes_on:
            low, high = _bits(place, width)
            inside &= ~low
            cut |= high
            continue
        held |= bit if known & SPECIAL else NOTHING
        if code == SOFT_HYPHEN:
            line_break = size_of_line_break(text, at + place + width, end)
            low, high = _bits(place + width, line_break)
            inside, kept = inside | low, kept | high
            width += line_break
        if breaks & bit:
            low, high = _bits(place + width, 1)
            breaks, opens = (breaks ^ bit) | low, opens | high
    return inside, breaks, held, cut, kept, opens


@borrowing
def _bits(place: Integer, count: Integer) -> tuple[np.uint64, np.uint64]:
    """So many bits (below 64) from a place on: of these 64, and of the next."""
    run = (ONE << np.uint64(count)) - ONE
    if place >= WIDTH:
        return NOTHING, run << np.uint64(place - WIDTH)
    over = run >> np.uint64(WIDTH - place) if place + count > WIDTH else NOTHING
    return run << np.uint64(place), over


@borrowing
def size_of_line_break(text: NDArray[np.uint8], at: Integer, end: Integer) -> Integer:
    """The bytes of a line break that stands at a place, 0 where none does."""
    if at < end and text[at] == NEWLINE:
        return 1
    if at + 1 < end and text[at] == RETURN and text[at + 1] == NEWLINE:
        return 2
    return 0
