"""Writing results, whole or not at all, and reading them again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

import msgspec
import polars as pl

from farfield.records import FarfieldError, Rejected
from farfield.storage.addresses import require_local
from farfield.storage.hashing import READ_SIZE


@contextmanager
def write_whole(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place on success and vanishes on failure."""
    require_local(path)
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


@contextmanager
def scratch_file(where: str, in_memory: int = 0) -> Iterator[IO[bytes]]:
    """A temporary file without a name, of which the first `in_memory` bytes need no disk.

    Raises FarfieldError where there is no room for one; `where`: the file that it is needed for.
    """
    try:
        local = tempfile.SpooledTemporaryFile(in_memory) if in_memory else tempfile.TemporaryFile()  # noqa: SIM115
    except OSError as error:
        raise _no_scratch(where, error) from error
    with local:
        yield cast(IO[bytes], local)


def copy_into(local: IO[bytes], stream: BinaryIO, where: str, largest: int | None = None) -> None:
    """Copy a stream of up to `largest` bytes to a temporary file. Raises FarfieldError where it is more, or no room."""
    left = largest
    while data := stream.read(READ_SIZE):
        if left is not None:
            left -= len(data)
            if left < 0:
                raise FarfieldError(
                    f"unpacks to more than {(largest or 0) >> 30:,} GiB",
                    where=where,
                    remedy="Unpack it and name what is in it.",
                )
        try:
            local.write(data)
        except OSError as error:
            raise _no_scratch(where, error) from error


def _no_scratch(where: str, error: OSError) -> FarfieldError:
    return FarfieldError(
        f"cannot be copied to the temporary folder: {error.strerror or error}",
        where=where,
        remedy="Free some space, or name another folder in the variable TMPDIR.",
    )


def _unwritable(path: Path, error: Exception, *, folder: bool = False) -> FarfieldError:
    in_the_way = _file_in_the_way([path, *path.parents] if folder else path.parents)
    if in_the_way is not None:
        return FarfieldError(
            "is a file, and a folder is to be written there",
            where=str(in_the_way),
            remedy="Name another folder with --out, or move the file away.",
        )
    if not folder and path.is_dir():
        return FarfieldError(
            "is a folder, and a file is to be written there", where=str(path), remedy="Name a file in it."
        )
    reason = error.strerror if isinstance(error, OSError) else None
    return FarfieldError(
        f"cannot be written: {reason or error}",
        where=str(path),
        remedy="Free some space or name another folder with --out.",
    )


def _file_in_the_way(folders: Sequence[Path]) -> Path | None:
    """The file that stands where a folder should."""
    try:
        return next((one for one in folders if one.exists() and not one.is_dir()), None)
    except OSError:
        return None


def remove(path: Path) -> None:
    """Remove a file, if it is there."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error


def make_folder(path: Path) -> None:
    """Make a folder, if it isn't there."""
    require_local(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error, folder=True) from error


def move(path: Path, place: Path) -> None:
    """Move a file, in place of what stands there."""
    try:
        path.replace(place)
    except OSError as error:
        raise _unwritable(place, error) from error


def write_text(path: Path, text: str) -> None:
    """Write a text as UTF-8, whole or not at all."""
    with write_whole(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_json(path: Path, value: object) -> None:
    """Write a value as indented JSON, whole or not at all."""
    write_text(path, msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n")


def read_json(path: Path) -> object:
    """The value of a JSON file of a run. Raises FarfieldError where it is missing, cannot be read or is not
    valid JSON.
    """
    try:
        return msgspec.json.decode(path.read_bytes())
    except FileNotFoundError as error:
        raise FarfieldError(
            "is missing", where=str(path), remedy="Is this a folder that a Farfield run has finished?"
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FarfieldError(
            f"is not valid JSON: {error}", where=str(path), remedy="Run the command that made it again."
        ) from error
    except OSError as error:
        raise FarfieldError(
            f"cannot be read: {error.strerror or error}", where=str(path), remedy="Check its permissions."
        ) from error


def write_table(path: Path, table: pl.DataFrame) -> None:
    """Write a table as Parquet, whole or not at all. Raises FarfieldError where the disk does not take it."""
    with write_whole(path) as temporary:
        try:
            table.write_parquet(temporary, compression="zstd", statistics=False)
        except pl.exceptions.ComputeError as error:  # what polars makes of a full disk
            raise _unwritable(path, _shortage(temporary) or error) from error


def _shortage(path: Path) -> OSError | None:
    """What the system says where nothing more can be written to a file."""
    try:
        with path.open("ab") as file:
            file.write(bytes(READ_SIZE))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error
    return None


def write_rejected(path: Path, rejected: Sequence[Rejected]) -> None:
    """One JSON line for each record left out; no file where there is none, so an old one is removed."""
    if not rejected:
        remove(path)
        return
    with write_whole(path) as temporary:
        temporary.write_bytes(b"".join(msgspec.json.encode(record) + b"\n" for record in rejected))
