"""The members of an Inspect `.eval` archive: a zip whose members are zstandard-compressed (method 93).

What an archive says of a member's size is a claim: a member is unpacked in pieces, and no further than it claims, or
than LARGEST_MEMBER. zipfile is not asked to unpack: of some methods it takes whatever comes out.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import BinaryIO

import zstandard

from farfield.records import FarfieldError

STORED, DEFLATED, ZSTANDARD = 0, 8, 93  # what Inspect has written; zipfile knows the last from Python 3.14 on
LARGEST_MEMBER = 256 << 20  # bytes of one sample, several times that in memory; more is no log, but a trap
LARGEST_WINDOW = 128 << 20  # bytes that a zstandard frame may ask to look back: what its own tools allow
LOCAL_HEADER = 30  # bytes before the name in a member's own header
ENCRYPTED = 1  # the bit that says so


class EvalArchive:
    """Reads whole members by name. Raises FarfieldError where the stream holds no zip archive."""

    def __init__(self, stream: BinaryIO, path: str) -> None:
        try:
            self._zip = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise FarfieldError(
                f"not a zip archive, as an Inspect log is: {error}",
                where=path,
                remedy="Was it copied whole? Fetch it again, or name another --format.",
            ) from error
        self._stream = stream
        self.names = list(self._zip.NameToInfo)

    def read(self, name: str) -> bytes:
        """The content of a member. Raises ValueError where it is damaged."""
        info = self._zip.NameToInfo[name]
        if info.compress_type not in (STORED, DEFLATED, ZSTANDARD):
            raise ValueError(f"{name} is packed by method {info.compress_type}, which Inspect does not write")
        if info.file_size > LARGEST_MEMBER:
            raise ValueError(
                f"{name} is said to be {info.file_size >> 20:,} MB long; a sample may have {LARGEST_MEMBER >> 20}"
            )
        try:
            data = self._unpack(info)
        except (zstandard.ZstdError, zlib.error, EOFError, OSError, MemoryError) as error:
            raise ValueError(f"{name} is damaged: {error}") from error
        if len(data) != info.file_size or zlib.crc32(data) != info.CRC:
            raise ValueError(f"{name} is damaged: its checksum or size is wrong")
        return data

    def _unpack(self, info: zipfile.ZipInfo) -> bytes:
        """At most one byte more than the member is said to have."""
        self._stream.seek(info.header_offset)
        header = self._stream.read(LOCAL_HEADER)
        if len(header) < LOCAL_HEADER or info.flag_bits & ENCRYPTED:
            raise EOFError("it is encrypted" if info.flag_bits & ENCRYPTED else "its header is cut")
        name_length, extra_length = (
            int.from_bytes(header[26:28], "little"),
            int.from_bytes(header[28:], "little"),
        )
        self._stream.seek(info.header_offset + LOCAL_HEADER + name_length + extra_length)
        most = info.file_size + 1
        if info.compress_type == STORED:
            return self._stream.read(min(info.compress_size, most))
        packed = self._stream.read(info.compress_size)
        if info.compress_type == DEFLATED:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most)
        decompressor = zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW)
        reader = decompressor.stream_reader(io.BytesIO(packed), read_across_frames=True)
        return bytes(reader.read(most))
