"""Opening files for reading, as what they hold."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from farfield.records import FarfieldError
from farfield.storage.addresses import is_url
from farfield.storage.compression import decompress
from farfield.storage.hashing import HashingReader
from farfield.storage.remote import RemoteFile, changed


class LocalFile:
    """A file of this machine. Raises FarfieldError where it can't be read or has changed."""

    def __init__(self, path: str, begin: int = 0) -> None:
        self._path = path
        try:
            self._file = Path(path).open("rb")  # noqa: SIM115 - close() closes it
            if begin:
                self._file.seek(begin)
        except FileNotFoundError as error:
            raise FarfieldError("no such file", where=path, remedy="Check the path.") from error
        except IsADirectoryError as error:
            remedy = "Name the file that is meant."
            raise FarfieldError(
                "is a folder, and one file is wanted here", where=path, remedy=remedy
            ) from error
        except (OSError, ValueError) as error:
            raise self._error("cannot be opened", error) from error
        self._opened = os.fstat(self._file.fileno())

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; none at the end of the file."""
        try:
            return self._file.read(size)
        except OSError as error:
            raise self._error("cannot be read", error) from error

    def close(self) -> None:
        self._file.close()

    def verify(self, size: int) -> None:
        """Raises FarfieldError unless `size` bytes, all there are, were read of the file that was opened."""
        before, now = self._opened, os.fstat(self._file.fileno())
        if not stat.S_ISREG(before.st_mode):  # a pipe has no size
            return
        if (before.st_size, before.st_mtime_ns) != (now.st_size, now.st_mtime_ns) or size != before.st_size:
            raise changed(self._path)

    def _error(self, what: str, error: Exception) -> FarfieldError:
        reason = error.strerror if isinstance(error, OSError) else None
        return FarfieldError(
            f"{what}: {reason or error}", where=self._path, remedy="Check its permissions and its disk."
        )


@contextmanager
def open_hashed(path: str) -> Iterator[tuple[BinaryIO, HashingReader]]:
    """The decompressed content of a file, and the reader below it that hashes the file as it is."""
    with HashingReader(RemoteFile(path) if is_url(path) else LocalFile(path)) as hashing:
        yield decompress(cast(BinaryIO, hashing), path), hashing


@contextmanager
def open_input(path: str) -> Iterator[BinaryIO]:
    """The decompressed content of a file or URL, as a binary stream."""
    with open_hashed(path) as (stream, _):
        yield stream
