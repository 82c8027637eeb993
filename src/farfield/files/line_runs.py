"""A stream of bytes → whole lines, in memory that is used again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from farfield.files.batches import BATCH_BYTES, LARGEST_DOCUMENT, PADDING, too_large
from farfield.kernel.machine import Text

NEWLINE = ord("\n")
ROOM = 2 * BATCH_BYTES + len(PADDING)
LOOK = 1 << 16  # bytes that are searched at once for the end of a line


def line_runs(stream: BinaryIO, path: str) -> Iterator[tuple[Text, int]]:
    """Each time some lines, data[:end], the last of the stream ended by a newline too. PADDING bytes follow.

    The room is written over when the next lines are asked for. It doubles until a long line fits, and shrinks after it.
    Raises FarfieldError where a line is longer than LARGEST_DOCUMENT.
    """
    data: Text = np.empty(ROOM, np.uint8)
    held = 0
    while size := _fill(stream, data[held : held + BATCH_BYTES]):
        end = last_line_end(data, held, held + size)
        if end > held:
            yield data, end
            rest = data[end : held + size]
            data = data if len(data) == ROOM else np.empty(ROOM, np.uint8)
            held = len(rest)
            data[:held] = rest
        else:
            held += size
            if held > LARGEST_DOCUMENT:
                raise too_large(path)
            if held + BATCH_BYTES + len(PADDING) > len(data):
                data = _doubled(data, held)
    if held:
        data[held] = NEWLINE
        yield data, held + 1


def _fill(stream: BinaryIO, room: Text) -> int:
    """Read until the room is full or the stream at its end; how many bytes."""
    filled, view = 0, memoryview(room.data)
    while filled < len(view) and (size := stream.readinto(view[filled:])):  # type: ignore[attr-defined]
        filled += size
    return filled


def _doubled(data: Text, held: int) -> Text:
    room = np.empty(2 * len(data), np.uint8)
    room[:held] = data[:held]
    return room


def last_line_end(data: Text, begin: int, end: int) -> int:
    """The place behind the last newline of data[begin:end]; `begin` where none is there."""
    while end > begin:
        first = max(begin, end - LOOK)
        found = data[first:end].tobytes().rfind(b"\n")
        if found >= 0:
            return first + found + 1
        end = first
    return begin


def line_end(data: Text, at: int) -> int:
    """The place of the first newline from `at`; one must be there."""
    while (found := data[at : at + LOOK].tobytes().find(b"\n")) < 0:
        at += LOOK
    return at + found
