"""JSON strings → UTF-8, compiled: escapes resolved, 64 bytes at a time where nothing is special."""

from __future__ import annotations

import numpy as np

from farfield.kernel.bytes.utf8 import NOT, write_character
from farfield.kernel.bytes.vectors import copy_bytes, resolve_bytes, special_bytes
from farfield.kernel.machine import Integer, Text, borrowing, machine_has
from farfield.kernel.machine.vectors import WIDTH, count_bits, lowest_bit

QUOTE, BACKSLASH, UNICODE = b'"\\u'
REPLACEMENT = 0xFFFD  # for a lone surrogate, which JSON can spell and UTF-8 cannot

LAST = np.uint64(WIDTH - 1)

ESCAPES = np.zeros(256, np.uint8)
ESCAPES[list(b'"\\/bfnrt')] = list(b'"\\/\b\f\n\r\t')

HEX_DIGITS = np.full(256, NOT, np.int64)
HEX_DIGITS[list(b"0123456789abcdef")] = range(16)
HEX_DIGITS[list(b"ABCDEF")] = range(10, 16)


@borrowing
def copy_escape_by_escape(data: Text, at: Integer, out: Text, put: Integer) -> tuple[Integer, Integer, bool]:
    """Copy up to WIDTH bytes of a string, or one more where an escape ends behind them, escapes of two bytes as what
    they stand for. How many were read, how many written, and whether it stopped before a byte that is none of these."""
    begin, first, left = at, put, WIDTH
    special = special_bytes(data, at)
    copy_bytes(data, at, out, put)
    while special:
        plain = lowest_bit(special)
        at += plain
        put += plain
        if data[at] != BACKSLASH or ESCAPES[data[at + 1]] == 0:
            return at - begin, put - first, True
        out[put] = ESCAPES[data[at + 1]]
        at += 2
        put += 1
        left -= plain + 2
        if left <= 0:
            return at - begin, put - first, False
        special >>= np.uint64(plain + 2)
        copy_bytes(data, at, out, put)
    return at + left - begin, put + left - first, False


@borrowing
def copy_together(data: Text, at: Integer, out: Text, put: Integer) -> tuple[Integer, Integer, bool]:
    """Copy up to WIDTH bytes of a string, all its escapes resolved at once: faster than one by one, as where they stand
    can't be predicted. None are copied from an escaped backslash on. How many bytes were read, how many written, and
    whether it stopped before one that it cannot resolve."""
    stops, backslashes = resolve_bytes(data, at, out, put)
    if stops | (backslashes >> LAST) == 0:  # apart, so that the next bytes need not wait for these
        return WIDTH, WIDTH - count_bits(backslashes), False
    read = lowest_bit(stops)
    if read == 0:
        return 0, 0, True
    within = backslashes << np.uint64(WIDTH - read)
    cut = np.int64(within >> LAST)  # the second byte of an escape stands behind
    return read - cut, read - count_bits(within), stops != 0


_copy = copy_together if machine_has("avx512vbmi2") else copy_escape_by_escape


@borrowing
def read_string(data: Text, at: Integer, out: Text, put: Integer) -> tuple[Integer, Integer]:
    """Write the string whose first byte is at `at` to `out` from `put`; where it and what was written end.

    NOT and anything where it is broken: a control character, an unknown escape. What it writes in vain stands behind
    the end, at most WIDTH bytes; without that, it never writes more than it has read.
    """
    while True:
        read, written, stopped = _copy(data, at, out, put)
        at += read
        put += written
        if not stopped:
            continue
        byte = data[at]
        if byte == QUOTE:
            return at + 1, put
        if byte == BACKSLASH and ESCAPES[data[at + 1]]:
            out[put] = ESCAPES[data[at + 1]]
            at += 2
            put += 1
        else:
            at, put = _read_code_point(data, at, out, put)
            if at == NOT:
                return NOT, put


@borrowing
def _read_code_point(data: Text, at: Integer, out: Text, put: Integer) -> tuple[Integer, Integer]:
    """Write what an escape of four hexadecimal digits stands for, or a pair of them; NOT where none is at `at`."""
    if data[at] != BACKSLASH or data[at + 1] != UNICODE:
        return NOT, put
    code = _hexadecimal(data, at + 2)
    if code < 0:
        return NOT, put
    at += 6
    if 0xD800 <= code < 0xDC00 and data[at] == BACKSLASH and data[at + 1] == UNICODE:
        low = _hexadecimal(data, at + 2)
        if 0xDC00 <= low < 0xE000:
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
            at += 6
    return at, write_character(out, put, REPLACEMENT if 0xD800 <= code < 0xE000 else code)


@borrowing
def _hexadecimal(data: Text, at: Integer) -> Integer:
    """The number that four digits stand for; negative where one is none."""
    return (
        (HEX_DIGITS[data[at]] << 12)
        | (HEX_DIGITS[data[at + 1]] << 8)
        | (HEX_DIGITS[data[at + 2]] << 4)
        | HEX_DIGITS[data[at + 3]]
    )
