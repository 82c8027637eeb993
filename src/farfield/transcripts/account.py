"""What reading transcripts gathers beside the runs: which files were read, and what was left out and why."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from farfield.files.encodings import as_utf8
from farfield.records import FarfieldError, InputFile, Rejected, beginning_of
from farfield.storage import copy_into, is_url, open_hashed, scratch_file

IN_MEMORY = 64 << 20  # bytes of an archive that are held in memory; a larger one goes to a temporary file


class Account:
    """Opens the files of transcripts and keeps account of them."""

    def __init__(self) -> None:
        self.inputs: list[InputFile] = []
        self.nothing: list[Rejected] = []
        self.rejected: list[Rejected] = []
        self.repeated: list[Rejected] = []
        self.errors: list[FarfieldError] = []
        self.beside: set[str] = set()
        """Files that are no transcripts and tell of one that stands beside them."""

    @contextmanager
    def open(self, path: str) -> Iterator[BinaryIO]:
        """The decompressed content, text in UTF-8; the file itself is hashed to its end."""
        with open_hashed(path) as (stream, hashing):
            yield as_utf8(stream)
            self.inputs.append(hashing.finish(path))

    @contextmanager
    def opening(self, path: str) -> Iterator[tuple[BinaryIO, Callable[[], None]]]:
        """The same, and what notes the file as one that was read, where it turns out to be of use."""
        with open_hashed(path) as (stream, hashing):
            yield as_utf8(stream), lambda: self.inputs.append(hashing.finish(path))

    @contextmanager
    def seekable(self, stream: BinaryIO, path: str) -> Iterator[BinaryIO]:
        """A stream with random access."""
        with scratch_file(path, IN_MEMORY) as local:
            copy_into(local, stream, path)
            local.seek(0)
            yield cast(BinaryIO, local)

    def reject(self, path: str, line: int | None, reason: str, record: object = "") -> None:
        """Note a file or record that cannot be read."""
        self.rejected.append(Rejected(path, line, reason, beginning_of(record)))

    def refuse(self, path: str, error: FarfieldError) -> None:
        """Note a file that holds no transcript, and why."""
        self.errors.append(error)
        self.reject(path, None, error.what)

    def absorb(self, other: Account) -> None:
        """Take over another account, of one file."""
        self.inputs += other.inputs
        self.nothing += other.nothing
        self.rejected += other.rejected
        self.repeated += other.repeated
        self.errors += other.errors
        self.beside |= other.beside

    def strange(self) -> list[Rejected]:
        """What could not be read, files that only tell of a transcript left out."""
        return [one for one in self.rejected if canonical(one.source) not in self.beside]


def canonical(path: str) -> str:
    """A path without `..` and `.`, so that two spellings are one."""
    return path if is_url(path) else posixpath.normpath(path)
