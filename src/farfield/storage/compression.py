"""Streams as what they hold: .gz and .zst."""

from __future__ import annotations

import gzip
import io
import secrets
import zlib
from typing import Any, BinaryIO, cast

import zstandard

from farfield.records import FarfieldError

BUFFER = 1 << 15  # bytes: reads that are larger pass it by, and are copied once less
INPUT = 1 << 15  # bytes read at once: what they unpack to stays in the cache
LAST = 8 * secrets.token_bytes(16)  # nobody else's; repeated, so that it does not stand in its own frame
LAST_FRAME = zstandard.compress(LAST)


def decompress(stream: BinaryIO, path: str) -> BinaryIO:
    """The stream as what it holds, by the suffix of `path`.

    Reading a compressed stream that ends too early or is damaged raises FarfieldError.
    """
    if path.lower().endswith(".gz"):
        return cast(BinaryIO, io.BufferedReader(_GzipReader(stream, path), BUFFER))
    if path.lower().endswith(".zst"):
        return cast(BinaryIO, io.BufferedReader(_ZstdReader(stream, path), BUFFER))
    return stream


def _damaged(path: str, what: str) -> FarfieldError:
    return FarfieldError(what, where=path, remedy="Fetch or compress the file again.")


class _GzipReader(io.RawIOBase):
    def __init__(self, stream: BinaryIO, path: str) -> None:
        self._inner, self._path = gzip.GzipFile(fileobj=stream), path

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            return int(self._inner.readinto(buffer))
        except EOFError as error:
            raise _damaged(self._path, "the gzip stream ends too early (truncated file)") from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise _damaged(self._path, f"not valid gzip: {error}") from error


class _ZstdReader(io.RawIOBase):
    """Zstandard frames, one after the other.

    The package's own reader takes a truncated file for a whole one. So a frame of ours is put behind the stream: only
    if no other was open does its content come out at the end, where it is taken off.
    """

    def __init__(self, stream: BinaryIO, path: str) -> None:
        self._source = _Followed(stream, LAST_FRAME)
        frames: Any = zstandard.ZstdDecompressor(max_window_size=2**31)
        self._inner = frames.stream_reader(self._source, read_size=INPUT, read_across_frames=True)
        self._path, self._held = path, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """`buffer` has room for more than LAST: as many bytes are held back."""
        room, filled = memoryview(buffer), len(self._held)  # of an array of bytes, a part would be a copy
        room[:filled] = self._held
        while filled <= len(LAST):
            size = self._read(room[filled:])
            if size == 0 and room[:filled] != LAST:
                raise self._truncated()
            if size == 0:
                return 0
            filled += size
        ready = filled - len(LAST)
        self._held = bytes(room[ready:filled])
        return ready

    def _read(self, buffer: memoryview) -> int:
        try:
            return int(self._inner.readinto(buffer))
        except zstandard.ZstdError as error:
            if self._source.is_over:
                raise self._truncated() from error
            raise _damaged(self._path, f"not valid zstd: {error}") from error

    def _truncated(self) -> FarfieldError:
        return _damaged(self._path, "the zstd stream ends too early (truncated file)")


class _Followed:
    """A stream with something behind it. `is_over`: the stream itself is."""

    def __init__(self, stream: BinaryIO, last: bytes) -> None:
        self._stream, self._last, self.is_over = stream, last, False

    def read(self, size: int) -> bytes:
        if not self.is_over and (data := self._stream.read(size)):
            return data
        self.is_over = True
        # Byte by byte: zstd takes a frame that it gets as one piece for the one whose header was cut before it.
        data, self._last = self._last[:1], self._last[1:]
        return data
