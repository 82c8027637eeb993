"""Files that are one value, read whole."""

from __future__ import annotations

import io
from typing import BinaryIO

from farfield.records import FarfieldError
from farfield.storage import READ_SIZE

LARGEST_WHOLE = 512 << 20  # bytes of a log that is one JSON value: up to ten times that in memory


def read_whole(stream: BinaryIO, path: str) -> bytes:
    """All that a stream holds. Raises FarfieldError above LARGEST_WHOLE, as a small compressed file may hold."""
    gathered = io.BytesIO()
    while data := stream.read(READ_SIZE):
        gathered.write(data)
        if gathered.tell() > LARGEST_WHOLE:
            raise FarfieldError(
                f"holds more than {LARGEST_WHOLE >> 20:,} MiB, too much to be read as one JSON value",
                where=path,
                remedy="Write it as JSON lines, or split it.",
            )
    return gathered.getvalue()
