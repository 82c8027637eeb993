"""Archives (tar, zip) → the files in them, as streams, one after the other. Nothing is ever written by their names.

What an archive claims decides no memory: headers, lists of members and names have limits, contents are streams.
"""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple, cast

from farfield.records import FarfieldError

LARGEST_EXTENSION = 1 << 20  # bytes of a tar header beyond the usual 512: long names, attributes
LARGEST_DIRECTORY = 16 << 20  # bytes of a zip archive's list of members: some 200,000 of them
TAIL = (1 << 16) + 22 + 20  # bytes at the end of a zip archive among which its end record stands
ZIP_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
TAR_AT, TAR_MARK = 257, b"ustar"
ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
HIDDEN = (".", "__MACOSX")


class Member(NamedTuple):
    """A file in an archive: its name there, its size as the archive claims it, and its content or why there is none."""

    name: str
    size: int
    stream: BinaryIO | None
    problem: str = ""


def is_tar(head: bytes) -> bool:
    """Whether a file begins as a tar archive: by its mark, or by the sum that its first header tells of itself."""
    if head[TAR_AT : TAR_AT + 5] == TAR_MARK:
        return True
    try:
        tarfile.TarInfo.frombuf(head[:512], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


class _Bounded(tarfile.TarInfo):
    """A header that is not read where it claims to be longer than any is."""

    def _proc_member(self, archive: tarfile.TarFile) -> Any:
        extended = self.type in (
            tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE,
            tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK,
        )  # fmt: skip
        if extended and not 0 <= self.size <= LARGEST_EXTENSION:
            raise tarfile.ReadError(f"a header of {self.size:,} bytes")
        return super()._proc_member(archive)  # type: ignore[misc]


def tar_members(stream: BinaryIO, path: str) -> Iterator[Member]:
    """The files of a tar archive that is read from front to back. Raises FarfieldError where it is damaged."""
    try:
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Bounded, errorlevel=2) as archive:
            while (found := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]  # or it would keep them all
                if not found.isreg() or is_hidden(found.name):
                    continue
                if found.issparse():
                    yield Member(
                        found.name, found.size, None, "a file with holes (sparse), which is not read"
                    )
                    continue
                content = archive.extractfile(found)
                if content is not None:
                    yield Member(found.name, found.size, _careful(content, path))
    except (tarfile.TarError, EOFError, OverflowError, ValueError) as error:
        raise _damaged(path, f"not a readable tar archive: {error}") from error


def zip_members(stream: BinaryIO, path: str) -> Iterator[Member]:
    """The files of a zip archive, whose stream has random access. Raises FarfieldError where it is damaged."""
    with open_zip(stream, path) as archive:
        for found in archive.infolist():
            if found.is_dir() or is_hidden(found.filename):
                continue
            problem = _problem(found)
            if problem:
                yield Member(found.filename, found.compress_size, None, problem)
                continue
            try:
                with archive.open(found) as content:
                    yield Member(found.filename, found.file_size, _careful(content, path))
            except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
                raise _damaged(path, f"not a readable zip archive: {error}") from error


def open_zip(stream: BinaryIO, path: str) -> zipfile.ZipFile:
    """Raises FarfieldError where it is damaged or lists more than LARGEST_DIRECTORY."""
    if _directory_size(stream) > LARGEST_DIRECTORY:
        raise FarfieldError(
            "a zip archive of too many files", where=path, remedy="Unpack it, or pack it as several archives."
        )
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise _damaged(path, f"not a readable zip archive: {error}") from error


def _directory_size(stream: BinaryIO) -> int:
    """Bytes between where the list of members begins, as the archive tells, and its end."""
    end = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, end - TAIL))
    tail = stream.read(TAIL)
    stream.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(tail):
        return 0  # no zip archive, as zipfile will tell
    size, begin = struct.unpack("<II", tail[at + 12 : at + 20])
    if 0xFFFFFFFF in (size, begin) and (wide := tail.rfind(b"PK\x06\x06")) >= 0 and wide + 56 <= len(tail):
        size = struct.unpack("<Q", tail[wide + 40 : wide + 48])[0]
    return min(int(size), end)


def _problem(found: zipfile.ZipInfo) -> str:
    if found.flag_bits & 1:
        return "encrypted"
    if found.compress_type not in ZIP_METHODS:
        return f"compressed in a way that is not read (method {found.compress_type}); pack it again"
    return ""


def is_hidden(name: str) -> bool:
    """Whether a name in an archive, or a folder above it, is hidden: it begins as hidden names do."""
    return any(part.startswith(HIDDEN) and part not in (".", "..") for part in name.split("/"))


def _careful(stream: Any, path: str) -> BinaryIO:
    return cast(BinaryIO, _Careful(stream, path))


class _Careful(io.RawIOBase):
    """The content of a member, whose damage is told as that of the archive."""

    def __init__(self, stream: BinaryIO, path: str) -> None:
        self._stream, self._path = stream, path

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise _damaged(self._path, f"a damaged archive: {error}") from error
        buffer[: len(data)] = data
        return len(data)


def _damaged(path: str, what: str) -> FarfieldError:
    return FarfieldError(what, where=path, remedy="Fetch or pack the file again.")
