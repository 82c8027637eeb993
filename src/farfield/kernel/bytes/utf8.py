"""UTF-8, compiled: what is well formed, and how a code point is written."""

from __future__ import annotations

import numpy as np

from farfield.kernel.bytes.vectors import beyond_ascii, utf8_bytes
from farfield.kernel.machine import Integer, Text, borrowing
from farfield.kernel.machine.vectors import WIDTH, lowest_bit

NOT = -1  # in place of the size, or the end, of what is broken

ALL = np.uint64(2**64 - 1)
ONE, TWO, THREE = np.uint64(1), np.uint64(2), np.uint64(3)
LAST, LAST_TWO, LAST_THREE = (np.uint64(2**64 - 2 ** (WIDTH - size)) for size in (1, 2, 3))


@borrowing
def find_invalid(data: Text, begin: Integer, end: Integer) -> Integer:
    """Where in data[begin:end], which ASCII follows, the first ill-formed sequence begins; `end` where none does."""
    at = begin
    while at + WIDTH <= end:
        if not beyond_ascii(data, at):
            at += WIDTH
            continue
        goes_on, two, three, four, wrong = utf8_bytes(data, at)
        reaches_out = (two & LAST) | (three & LAST_TWO) | (four & LAST_THREE)
        size = lowest_bit(reaches_out) if reaches_out else WIDTH
        here = (TWO << np.uint64(size)) - ONE if reaches_out else ALL  # the next character's first byte too
        if (((two << ONE) | (three << TWO) | (four << THREE)) ^ goes_on | wrong) & here:
            break
        at += size
    while at < end:
        size = _character_size(data, at) if data[at] >= 0x80 else 1
        if size == NOT:
            return at
        at += size
    return end


@borrowing
def _character_size(data: Text, at: Integer) -> Integer:
    """The bytes of a well-formed sequence beyond ASCII (Unicode 15, table 3-7); NOT where it is none.

    Reads no further than to the first byte that can't belong to it.
    """
    first, second = data[at], data[at + 1]
    if 0xC2 <= first <= 0xDF:
        return 2 if _continues(second) else NOT
    if 0xE0 <= first <= 0xEF:
        low = 0xA0 if first == 0xE0 else 0x80
        high = 0x9F if first == 0xED else 0xBF
        return 3 if low <= second <= high and _continues(data[at + 2]) else NOT
    if 0xF0 <= first <= 0xF4:
        low = 0x90 if first == 0xF0 else 0x80
        high = 0x8F if first == 0xF4 else 0xBF
        if low <= second <= high and _continues(data[at + 2]) and _continues(data[at + 3]):
            return 4
    return NOT


@borrowing
def _continues(byte: Integer) -> bool:
    return bool(byte & 0xC0 == 0x80)


@borrowing
def write_character(out: Text, put: Integer, code: Integer) -> Integer:
    """Write a code point; where it ends."""
    if code < 0x80:
        out[put] = code
        return put + 1
    if code < 0x800:
        out[put] = 0xC0 | (code >> 6)
        out[put + 1] = 0x80 | (code & 0x3F)
        return put + 2
    if code < 0x10000:
        out[put] = 0xE0 | (code >> 12)
        out[put + 1] = 0x80 | ((code >> 6) & 0x3F)
        out[put + 2] = 0x80 | (code & 0x3F)
        return put + 3
    out[put] = 0xF0 | (code >> 18)
    out[put + 1] = 0x80 | ((code >> 12) & 0x3F)
    out[put + 2] = 0x80 | ((code >> 6) & 0x3F)
    out[put + 3] = 0x80 | (code & 0x3F)
    return put + 4
