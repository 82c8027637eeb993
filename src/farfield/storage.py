"""Opening, finding, hashing and writing files: the only room that touches the file system.

Addresses are paths, globs or any fsspec URL. `.gz` and `.zst` are opened as what they hold. Files are
written whole or not at all.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import fsspec
import msgspec
import polars as pl
import zstandard

from farfield.records import FarfieldError, InputFile, Rejected

COMPRESSIONS = (".gz", ".zst")
READ_SIZE = 1 << 20


def hash_text(text: str) -> str:
    """The key of a text in `evidence.parquet`: 16 hex digits of BLAKE2b over its UTF-8 bytes."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def is_url(source: str) -> bool:
    return "://" in source


def content_suffix(path: str) -> str:
    """The suffix that tells the format, below any compression: `.jsonl` for `a.jsonl.zst`."""
    name = path.rsplit("/", 1)[-1].lower()
    for compression in COMPRESSIONS:
        name = name.removesuffix(compression)
    return os.path.splitext(name)[1]  # noqa: PTH122 - a URL is not a Path


def find_files(source: str) -> list[str]:
    """All files that a path, folder, glob or URL stands for, sorted; hidden files and folders left out.

    Links to folders are not followed, so a link that loops does no harm.
    Raises FarfieldError where nothing is found.
    """
    found = _find_remote(source) if is_url(source) else _find_local(source)
    if not found:
        raise FarfieldError(
            "no such file or folder",
            where=source,
            remedy="Check the path; a folder, a quoted glob and any fsspec URL also work.",
        )
    return found


def _find_local(source: str) -> list[str]:
    path = Path(source)
    if path.is_dir():
        return sorted(_walk(path))
    if path.exists():
        return [source]
    if any(mark in source for mark in "*?["):
        matches = fsspec.filesystem("file").glob(source)
        cwd = os.getcwd()  # noqa: PTH109
        return sorted(m if source.startswith("/") else os.path.relpath(m, cwd) for m in matches)
    return []


def _walk(folder: Path) -> Iterator[str]:
    for root, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (os.path.join(root, name) for name in names if not name.startswith("."))  # noqa: PTH118


def _find_remote(source: str) -> list[str]:
    try:
        filesystem, path = fsspec.core.url_to_fs(source)
        if any(mark in path for mark in "*?["):
            found = filesystem.glob(path)
        elif filesystem.isdir(path):
            found = filesystem.find(path)
        else:
            found = [path] if filesystem.exists(path) else []
        return sorted(filesystem.unstrip_protocol(entry) for entry in found)
    except ImportError as error:
        raise FarfieldError(str(error), where=source, remedy="Install the package it names.") from error
    except (OSError, ValueError) as error:
        raise FarfieldError(f"cannot be reached: {error}", where=source) from error


class HashingReader(io.RawIOBase):
    """Passes a stream through and keeps its size and SHA-256, so that hashing costs no second read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._hash, self.size = stream, hashlib.sha256(), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self._hash.update(data)
        self.size += len(data)
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()

    def finish(self, path: str) -> InputFile:
        """Read what is left unread and tell what the file was."""
        while self.read(READ_SIZE):
            pass
        return InputFile(path, self.size, self._hash.hexdigest())


@contextmanager
def open_hashed(path: str) -> Iterator[tuple[BinaryIO, HashingReader]]:
    """The decompressed content of a file, and the reader below it that hashes the file as it is."""
    try:
        raw = cast(BinaryIO, _open_raw(path))
    except FileNotFoundError as error:
        raise FarfieldError("no such file", where=path, remedy="Check the path.") from error
    except OSError as error:
        raise FarfieldError(f"cannot be opened: {error.strerror or error}", where=path) from error
    with HashingReader(raw) as hashing:
        yield decompress(cast(BinaryIO, hashing), path), hashing


def _open_raw(path: str) -> object:
    if not is_url(path):
        return Path(path).open("rb")
    return fsspec.open(path, "rb").open()


@contextmanager
def open_input(path: str) -> Iterator[BinaryIO]:
    """The decompressed content of a file or URL, as a binary stream."""
    with open_hashed(path) as (stream, _):
        yield stream


def decompress(stream: BinaryIO, path: str) -> BinaryIO:
    """The stream as what it holds, by the suffix of `path`.

    Reading a compressed stream that ends too early or is damaged raises FarfieldError.
    """
    if path.lower().endswith(".gz"):
        return cast(BinaryIO, io.BufferedReader(_GzipReader(stream, path), READ_SIZE))
    if path.lower().endswith(".zst"):
        return cast(BinaryIO, io.BufferedReader(_ZstdReader(stream, path), READ_SIZE))
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
        data = self._input or self._stream.read(READ_SIZE // 8)
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


@contextmanager
def write_whole(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place on success and vanishes on failure."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise _unwritable(path, error) from error
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)  # mkstemp makes it private; a result is an ordinary file
        temporary.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> FarfieldError:
    return FarfieldError(
        f"cannot be written: {error.strerror or error}",
        where=str(path),
        remedy="Free some space or name another folder with --out.",
    )


def remove(path: Path) -> None:
    """Remove a file, if it is there."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error


def write_text(path: Path, text: str) -> None:
    with write_whole(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_json(path: Path, value: object) -> None:
    write_text(path, msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n")


def read_json(path: Path) -> object:
    try:
        return msgspec.json.decode(path.read_bytes())
    except FileNotFoundError as error:
        raise FarfieldError(
            "is missing", where=str(path), remedy="Is this a folder that a Farfield run has finished?"
        ) from error
    except msgspec.DecodeError as error:
        raise FarfieldError(f"is not valid JSON: {error}", where=str(path)) from error


def write_table(path: Path, table: pl.DataFrame) -> None:
    with write_whole(path) as temporary:
        table.write_parquet(temporary, compression="zstd", statistics=False)


def write_rejected(path: Path, rejected: Sequence[Rejected]) -> None:
    """One JSON line for each record left out; no file where there is none, so an old one is removed."""
    if not rejected:
        remove(path)
        return
    with write_whole(path) as temporary:
        temporary.write_bytes(b"".join(msgspec.json.encode(record) + b"\n" for record in rejected))
