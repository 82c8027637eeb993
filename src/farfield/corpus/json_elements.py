"""The records of a JSON value as JSON lines, compiled: what stands between them is taken off, byte by byte.

So a file of any size is read as a stream, and memory is bounded by its longest record.
"""

from __future__ import annotations

import io
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from farfield.corpus.json_shapes import Where
from farfield.kernel.machine import Integer, Text, borrowing

READ_BYTES = 1 << 20  # bytes read at once
DEPTH, QUOTED, ESCAPED, INSIDE, ARRAYS = range(5)
"""What `write_lines` keeps: how deep it stands, whether in a string and behind a backslash, in a record, and, one bit
for each of the outer levels, in an array."""
LEVELS = 60  # that bits are kept of
QUOTE, BACKSLASH, COMMA, COLON, NEWLINE, RETURN, SPACE, TAB = b'"\\,:\n\r \t'
OPENING, CLOSING, OPENING_BRACE, CLOSING_BRACE = b"[]{}"
BROKEN = 1  # in place of a line break inside a string, which no JSON has: the record is then refused, alone

VALUES, ARRAY, MEMBERS, ARRAY_MEMBERS = range(4)
KINDS: dict[Where, int] = {"values": VALUES, "array": ARRAY, "members": MEMBERS, "arrays": ARRAY_MEMBERS}
LEVEL = np.array([0, 1, 1, 2], np.int64)  # how deep records stand


@borrowing
def write_lines(data: Text, size: Integer, kind: Integer, state: NDArray[np.int64], out: Text) -> Integer:
    """Write the records in data[:size] to `out`, a line each; how many bytes were written, at most twice `size`."""
    put, level = 0, LEVEL[kind]
    for at in range(size):
        byte = data[at]
        if state[QUOTED]:
            if state[ESCAPED]:
                state[ESCAPED] = 0
            elif byte == BACKSLASH:
                state[ESCAPED] = 1
            elif byte == QUOTE:
                state[QUOTED] = 0
            if state[INSIDE]:
                out[put] = BROKEN if byte in (NEWLINE, RETURN) else byte
                put += 1
            continue
        space = byte in (NEWLINE, RETURN, SPACE, TAB)
        if state[INSIDE] and state[DEPTH] == level and (byte in (COMMA, CLOSING, CLOSING_BRACE)):
            out[put] = NEWLINE
            put += 1
            state[INSIDE] = 0
        if not state[INSIDE] and state[DEPTH] == level and not space and _begins(byte, kind, state):
            state[INSIDE] = 1
        if state[INSIDE]:
            out[put] = SPACE if space else byte
            put += 1
        if byte == QUOTE:
            state[QUOTED] = 1
        elif byte in (OPENING, OPENING_BRACE):
            _go_in(byte, state)
        elif byte in (CLOSING, CLOSING_BRACE) and state[DEPTH] > 0:
            state[DEPTH] -= 1
            if state[DEPTH] < LEVELS:
                state[ARRAYS] &= ~(1 << state[DEPTH])
            if state[INSIDE] and state[DEPTH] == level:
                out[put] = NEWLINE
                put += 1
                state[INSIDE] = 0
    return put


@borrowing
def _begins(byte: Integer, kind: Integer, state: NDArray[np.int64]) -> bool:
    """Whether a record begins with this byte, which stands where records do."""
    if kind == ARRAY:
        return bool(byte not in (COMMA, CLOSING, CLOSING_BRACE))
    if kind == ARRAY_MEMBERS:
        return bool(byte == OPENING_BRACE and state[ARRAYS] & 2 and not state[ARRAYS] & 1)
    if kind == MEMBERS:
        return bool(byte == OPENING_BRACE)
    return bool(byte != COMMA)


@borrowing
def _go_in(byte: Integer, state: NDArray[np.int64]) -> None:
    if byte == OPENING and state[DEPTH] < LEVELS:
        state[ARRAYS] |= 1 << state[DEPTH]
    state[DEPTH] += 1


class ElementLines(io.RawIOBase):
    """A stream of one JSON value, or of several, as lines. `is_cut`: it ended inside of one."""

    def __init__(self, stream: BinaryIO, where: Where) -> None:
        self._stream, self._kind = stream, KINDS[where]
        self._state = np.zeros(5, np.int64)
        self._room = np.empty(2 * READ_BYTES + 64, np.uint8)
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            data = self._stream.read(READ_BYTES)
            if not data:
                return 0
            size = write_lines(np.frombuffer(data, np.uint8), len(data), self._kind, self._state, self._room)
            self._ready = memoryview(self._room[:size].data)
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    @property
    def is_cut(self) -> bool:
        return bool(self._state[DEPTH] or self._state[QUOTED])
