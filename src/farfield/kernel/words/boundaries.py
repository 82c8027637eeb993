"""Where the words of a document begin and end: exactly as `word_spans` finds them, 64 bytes at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, borrowing
from farfield.kernel.machine.lanes import LANES, lane, take
from farfield.kernel.machine.set_bits import list_places
from farfield.kernel.machine.vectors import WIDTH, count_bits, lowest_bit
from farfield.kernel.words.characters import KIND, ORDERED, SPECIAL, WRAPS, decode
from farfield.kernel.words.vectors import first_bytes, word_bytes
from farfield.text.characters import APART, LETTER, MARK, SINGLE

ONE = np.uint64(1)
SPARE = WIDTH  # places behind the last border, which may be written to
LAST = np.uint64(WIDTH - 1)
NOTHING = np.uint64(0)
NEWLINE, RETURN = 0x0A, 0x0D
APART_GOES_ON, MARK_GOES_ON, ORDERED_GOES_ON, LINE_BREAK = (np.uint64(bit) for bit in range(1, 5))
"""Bits of what is carried from 64 bytes to the next: whether the last is part of a character apart, of a mark or of one
with a class, and the bytes of a line break behind a soft hyphen; in the lowest whether it is in a word by itself."""
SPECIAL_FROM = 16  # the bit of the first of eight words that are special


def _kinds() -> NDArray[np.uint64]:
    """For each kind of character, as CharacterTables has it, 1 in those of LANES numbers that hold for it."""
    kinds = np.arange(2 * WRAPS)
    basic = kinds & KIND
    rows = np.zeros((len(kinds), LANES), np.uint64)
    for lane_number, holds in enumerate(
        (basic == APART, basic == SINGLE, basic >= MARK, kinds & SPECIAL, kinds & ORDERED, kinds & WRAPS)
    ):
        rows[:, lane_number] = holds != 0
    return rows.reshape(-1)


KINDS = _kinds()


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
    carried = NOTHING  # see _look_at_characters
    for at in range(begin, end, WIDTH):
        inside, high = word_bytes(text, at)
        if end - at < WIDTH:
            here = (ONE << np.uint64(end - at)) - ONE
            inside &= here
            high &= here
        if high | carried:
            inside, breaks, held, carried = _look_at_characters(
                text, at, end, inside, high, before, carried, kind
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
    places, at = edges | breaks, np.uint64(put)
    while places:
        place = lowest_bit(places)
        out[at], out[at + ONE] = base + place, base + place
        at += ONE + ((breaks >> np.uint64(place)) & ONE)
        places &= places - ONE
    return np.int64(at)


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
    high: np.uint64,
    before: np.uint64,
    carried: np.uint64,
    kind: NDArray[np.uint8],
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """What the characters beyond ASCII make of 64 bytes, all of them at once.

    `inside`, `high`: what `word_bytes` tells of them. `carried`: what this returned for the 64 bytes before. Returns
    the bytes inside of words; those at which a word begins, even where one ends; where characters begin whose words
    may be special; and what it must be told of these bytes for the next.
    """
    firsts = first_bytes(text, at) & high
    rest = high & ~firsts
    apart, single, mark, special, ordered, wraps = _kinds_of_characters(text, at, end, firsts, kind)
    apart |= _reached(apart, rest, carried >> APART_GOES_ON)
    mark |= _reached(mark, rest, carried >> MARK_GOES_ON)
    line_breaks, beyond = carried >> LINE_BREAK, NOTHING
    while wraps:
        place = lowest_bit(wraps) + 2
        wraps &= wraps - ONE
        low, into_next = _bits(place, size_of_line_break(text, at + place, end))
        line_breaks, beyond = line_breaks | low, beyond | into_next
    mark |= line_breaks
    word = inside & ~(apart | mark)
    inside = word | _reached(word, mark, before)
    alone = single | _reached(single, rest | mark, carried)
    breaks = single | (((alone << ONE) | (carried & ONE)) & ~alone)
    in_order = ordered | _reached(ordered, rest, carried >> ORDERED_GOES_ON)
    special |= ordered & ((in_order << ONE) | ((carried >> ORDERED_GOES_ON) & ONE))
    carried = (
        (alone >> LAST)
        | (apart >> LAST << APART_GOES_ON)
        | (mark >> LAST << MARK_GOES_ON)
        | (in_order >> LAST << ORDERED_GOES_ON)
        | (beyond << LINE_BREAK)
    )
    return inside, breaks, special & inside, carried


@borrowing
def _kinds_of_characters(
    text: NDArray[np.uint8], at: Integer, end: Integer, firsts: np.uint64, kind: NDArray[np.uint8]
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64, np.uint64, np.uint64]:
    """The characters that begin at `firsts` sorted into masks, by what KINDS says of each.

    No branch depends on a kind: letters and marks take turns as no machine foretells.
    """
    found = take(KINDS, LANES * LETTER)  # nothing
    while firsts:
        place = lowest_bit(firsts)
        firsts &= firsts - ONE
        code, _ = decode(text, at + place, end)
        found = found | (take(KINDS, LANES * np.int64(kind[np.uint64(code)])) << np.uint64(place))
    return lane(found, 0), lane(found, 1), lane(found, 2), lane(found, 3), lane(found, 4), lane(found, 5)


@borrowing
def _reached(seeds: np.uint64, through: np.uint64, carried: np.uint64) -> np.uint64:
    """The bits of `through` in unbroken runs right behind a bit of `seeds`, which are none of them, or from the first
    place on if the lowest bit of `carried` is set: a sum carries over such a run and over no other."""
    begins = ((seeds << ONE) | (carried & ONE)) & through
    return through & ~(through + begins)


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
