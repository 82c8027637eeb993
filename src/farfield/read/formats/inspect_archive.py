"""The members of an Inspect `.eval` archive: a zip whose members are zstandard-compressed (method 93)."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import BinaryIO

import zstandard

from farfield.records import FarfieldError

ZSTANDARD = 93  # zipfile knows it from Python 3.14 on
LARGEST_MEMBER = 2 << 30  # bytes of one sample; more is no log, but a trap for memory
LOCAL_HEADER = 30  # bytes before the name in a member's own header


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
        if info.file_size > LARGEST_MEMBER:
            raise ValueError(f"{name} is said to be {info.file_size:,} bytes long")
        try:
            if info.compress_type != ZSTANDARD:
                return self._zip.read(info)
            data = self._inflate(info)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
            raise ValueError(f"{name} is damaged: {error}") from error
        except (zstandard.ZstdError, zlib.error, EOFError) as error:
            raise ValueError(f"{name} is damaged: {error}") from error
        if len(data) != info.file_size or zlib.crc32(data) != info.CRC:
            raise ValueError(f"{name} is damaged: its checksum or size is wrong")
        return data

    def _inflate(self, info: zipfile.ZipInfo) -> bytes:
        self._stream.seek(info.header_offset)
        header = self._stream.read(LOCAL_HEADER)
        name_length, extra_length = (
            int.from_bytes(header[26:28], "little"),
            int.from_bytes(header[28:], "little"),
        )
        self._stream.seek(info.header_offset + LOCAL_HEADER + name_length + extra_length)
        packed = io.BytesIO(self._stream.read(info.compress_size))
        reader = zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True)
        return bytes(reader.read(info.file_size + 1))
