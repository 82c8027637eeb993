"""Streams as what they hold: .gz and .zst."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import BinaryIO, cast

import zstandard

from farfield.records import FarfieldError

BUFFER = 1 << 15  # bytes: reads that are larger pass it by, and are copied once less
INPUT = 1 << 15  # bytes read at once: what they unpack to stays in the cache


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
            return self._inner.readinto(buffer)
        except EOFError as error:
            raise _damaged(self._path, "the gzip stream ends too early (truncated file)") from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise _damaged(self._path, f"not valid gzip: {error}") from error


class _ZstdReader(io.RawIOBase):
    """Zstandard frames, one after the other. The package's own reader takes a truncated file for a whole one."""

    def __init__(self, stream: BinaryIO, path: str) -> None:
        self._stream, self._path = stream, path
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._ready = memoryview(b"")
        self._input = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            if not self._advance():
                return 0
        taken = min(len(buffer), len(self._ready))
        buffer[:taken] = self._ready[:taken]
        self._ready = self._ready[taken:]
        return taken

    def _advance(self) -> bool:
        data = self._input or self._stream.read(INPUT)
        self._input = b""
        if not data:
            if self._frame is not None:
                raise _damaged(self._path, "the zstd stream ends too early (truncated file)")
            return False
        if self._frame is None:
            self._frame = zstandard.ZstdDecompressor(max_window_size=2**31).decompressobj()
        try:
            self._ready = memoryview(self._frame.decompress(data))
        except zstandard.ZstdError as error:
            raise _damaged(self._path, f"not valid zstd: {error}") from error
        if self._frame.eof:
            self._input, self._frame = self._frame.unused_data, None
        return True
