"""Looking at the beginning of a stream before it is read."""

from __future__ import annotations

import io
from typing import BinaryIO


def read_fully(stream: BinaryIO, size: int) -> bytes:
    """Up to `size` bytes; fewer only where the stream ends."""
    gathered = bytearray()
    while len(gathered) < size and (data := stream.read(size - len(gathered))):
        gathered += data
    return bytes(gathered)


class Rewound(io.RawIOBase):
    """A stream with what was read of it in front again."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head, self._stream = memoryview(head), stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._head:
            return int(self._stream.readinto(buffer))  # type: ignore[attr-defined]
        size = min(len(buffer), len(self._head))
        buffer[:size] = self._head[:size]
        self._head = self._head[size:]
        return size

    def read(self, size: int = -1) -> bytes:
        if self._head or size < 0:
            return super().read(size) or b""
        return self._stream.read(size)
