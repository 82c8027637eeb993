"""Hashes of texts, and of files while they are read."""

from __future__ import annotations

import hashlib
import io
from typing import Protocol

from farfield.records import InputFile

READ_SIZE = 1 << 20


def hash_text(text: str) -> str:
    """The key of a text in `evidence.parquet`: 16 hex digits of BLAKE2b over its UTF-8 bytes."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


class Source(Protocol):
    """A file that was opened. `verify` raises FarfieldError where it was not read whole, or changed meanwhile."""

    def read(self, size: int, /) -> bytes: ...
    def close(self) -> None: ...
    def verify(self, size: int) -> None: ...


class HashingReader(io.RawIOBase):
    """Passes a stream through and keeps its size and SHA-256, so that hashing costs no second read."""

    def __init__(self, source: Source) -> None:
        self._source, self._hash, self.size = source, hashlib.sha256(), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        """As the source hands it on. What io makes of `readinto` copies it twice: half of looking a file over."""
        if size < 0:
            return self.readall() or b""
        data = self._source.read(size)
        self._hash.update(data)
        self.size += len(data)
        return data

    def close(self) -> None:
        self._source.close()
        super().close()

    def finish(self, path: str) -> InputFile:
        """Read what is left unread and tell what the file was. Raises FarfieldError where it has changed."""
        while self.read(READ_SIZE):
            pass
        self._source.verify(self.size)
        return InputFile(path, self.size, self._hash.hexdigest())
