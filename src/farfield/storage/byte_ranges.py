"""Ranges of the bytes of large files, read as they are."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

from farfield.storage.opening import LocalFile


class ByteRange(io.RawIOBase):
    """A file of this machine from `begin` to `end` (None: to its end); `size` tells the bytes read."""

    def __init__(self, file: LocalFile, begin: int, end: int | None) -> None:
        self._file, self._room, self.size = file, None if end is None else end - begin, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        wanted = len(buffer) if self._room is None else min(len(buffer), self._room - self.size)
        data = self._file.read(wanted)
        buffer[: len(data)] = data
        self.size += len(data)
        return len(data)


@contextmanager
def open_range(path: str, begin: int, end: int | None) -> Iterator[ByteRange]:
    """Bytes [begin, end) of a file of this machine. Raises FarfieldError where it can't be read."""
    file = LocalFile(path, begin)
    try:
        yield ByteRange(file, begin, end)
    finally:
        file.close()
