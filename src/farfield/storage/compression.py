"""Streams as what they hold: gzip, zstd, bzip2 and xz, told by their first bytes."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import secrets
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, cast

import zstandard

from farfield.records import FarfieldError
from farfield.storage.rewinding import Rewound, read_fully

BUFFER = 1 << 15  # bytes: reads that are larger pass it by, and are copied once less
INPUT = 1 << 15  # bytes read at once: what they unpack to stays in the cache
LAST = 8 * secrets.token_bytes(16)  # nobody else's; repeated, so that it does not stand in its own frame
LAST_FRAME = zstandard.compress(LAST)


XZ_MEMORY = 256 << 20  # bytes: `xz -9` asks for 65 MiB; what asks for more is refused

MARKS = {
    b"\x1f\x8b": ".gz",
    b"\x28\xb5\x2f\xfd": ".zst",
    **{bytes([byte]) + b"\x2a\x4d\x18": ".zst" for byte in range(0x50, 0x60)},  # a frame to be skipped
    b"BZh": ".bz2",
    b"\xfd7zXZ\0": ".xz",
}
"""The first bytes of each compression."""
AS_IT_IS = (b"{", b"[", b"version https://git-lfs", b"PK\3\4", b"PAR1", b"ARROW1", b"\xff\xff\xff\xff", b"WARC/",
            b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")  # fmt: skip
"""How a file begins that is named as compressed and is not: some clients unpack what they fetch, some fetch nothing."""
TAR_AT, TAR = 257, b"ustar"
LONGEST_MARK = TAR_AT + len(TAR)


def decompress(stream: BinaryIO, path: str) -> BinaryIO:
    """The stream as what it holds, by its first bytes, or by the suffix of `path` where they are no compression's.

    Reading a compressed stream that ends too early or is damaged raises FarfieldError.
    """
    head = read_fully(stream, LONGEST_MARK)
    whole = cast(BinaryIO, Rewound(head, stream))
    kind = next((kind for mark, kind in MARKS.items() if head.startswith(mark)), None)
    if kind == ".bz2" and not head[3:4].isdigit():  # a word may begin so
        kind = None
    if kind is None and not head.startswith(AS_IT_IS) and head[TAR_AT:] != TAR:
        kind = next((ending for ending in READERS if path.lower().endswith(ending)), None)
    return cast(BinaryIO, io.BufferedReader(READERS[kind](whole, path), BUFFER)) if kind else whole


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


class _StreamsReader(io.RawIOBase):
    """Streams of bzip2 or xz, one after the other, each by a fresh decompressor."""

    def __init__(
        self,
        stream: BinaryIO,
        path: str,
        name: str,
        fresh: Callable[[], Any],
        broken: tuple[type[Exception], ...],
    ) -> None:
        self._stream, self._path, self._name = stream, path, name
        self._fresh, self._broken = fresh, broken
        self._inner: Any = None  # between two streams

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = b""
        while not data:
            raw = self._raw()
            if raw is None:
                return 0
            try:
                data = self._inner.decompress(raw, len(buffer))
            except self._broken as error:
                raise _damaged(self._path, f"not valid {self._name}: {error}") from error
        buffer[: len(data)] = data
        return len(data)

    def _raw(self) -> bytes | None:
        """What the decompressor is given next; None at the end of the last stream."""
        if self._inner is None or self._inner.eof:
            rest = b"" if self._inner is None else self._inner.unused_data
            while not (rest := rest.lstrip(b"\0")):  # xz may pad its streams
                if not (rest := self._stream.read(INPUT)):
                    return None
            self._inner = self._fresh()
            return rest
        if not self._inner.needs_input:
            return b""
        if not (raw := self._stream.read(INPUT)):
            raise _damaged(self._path, f"the {self._name} stream ends too early (truncated file)")
        return raw


def _bzip2(stream: BinaryIO, path: str) -> io.RawIOBase:
    return _StreamsReader(stream, path, "bzip2", bz2.BZ2Decompressor, (OSError, EOFError))


def _xz(stream: BinaryIO, path: str) -> io.RawIOBase:
    def fresh() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(memlimit=XZ_MEMORY)

    return _StreamsReader(stream, path, "xz", fresh, (lzma.LZMAError, EOFError))


READERS: dict[str, Callable[[BinaryIO, str], io.RawIOBase]] = {
    ".gz": _GzipReader,
    ".zst": _ZstdReader,
    ".bz2": _bzip2,
    ".xz": _xz,
}
