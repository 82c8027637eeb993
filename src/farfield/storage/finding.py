"""Which files a path, folder, glob or URL stands for."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from farfield.records import FarfieldError, printable
from farfield.storage.addresses import is_url
from farfield.storage.identity import local_stat
from farfield.storage.remote import find_remote, remote_size


def find_files(source: str) -> list[str]:
    """All files that a path, folder, glob or URL stands for, sorted; hidden files and folders left out.

    Links to folders are not followed, so a link that loops does no harm; pipes and devices in a folder are
    passed over. Raises FarfieldError where nothing is found, or a folder can't be listed.
    """
    found = find_remote(source) if is_url(source) else _find_local(source)
    if not found and not is_url(source) and Path(source).is_dir():
        raise FarfieldError(
            "is an empty folder" if not any(Path(source).iterdir()) else "holds no file, but for hidden ones",
            where=source,
            remedy="Name the folder that holds the files, or the files themselves.",
        )
    if not found:
        raise FarfieldError(
            "no such file or folder",
            where=source,
            remedy="Check the path; a folder, a quoted glob and any fsspec URL also work.",
        )
    for path in found:
        _require_text(path)
    return found


def file_size(path: str) -> int:
    """Bytes of a file; 1 where a server doesn't tell. Raises FarfieldError where it isn't there."""
    if is_url(path):
        return remote_size(path) or 1
    return local_stat(path).st_size


def _find_local(source: str) -> list[str]:
    path = Path(source)
    try:
        if path.is_dir():
            return sorted(_walk(path))
        if path.exists():
            return [source]
    except (OSError, ValueError) as error:  # a name too long, a NUL in it
        raise FarfieldError(
            f"not a path: {error}", where=printable(source), remedy="Check what was typed."
        ) from error
    if any(mark in source for mark in "*?["):
        import fsspec

        matches = fsspec.filesystem("file").glob(source)
        cwd = os.getcwd()  # noqa: PTH109
        named = (m if source.startswith("/") else os.path.relpath(m, cwd) for m in matches)
        return sorted(file for m in named for file in (_walk(Path(m)) if Path(m).is_dir() else [m]))
    return []


def _walk(folder: Path) -> Iterator[str]:
    for root, folders, names in os.walk(folder, onerror=_unlisted, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = os.path.join(root, name)  # noqa: PTH118
            if not name.startswith(".") and not _is_pipe_or_device(path):
                yield path


def _unlisted(error: OSError) -> None:
    raise FarfieldError(
        f"cannot be listed: {error.strerror or error}",
        where=str(error.filename),
        remedy="Check its permissions.",
    ) from error


def _is_pipe_or_device(path: str) -> bool:
    try:
        mode = Path(path).stat().st_mode
    except OSError:  # a link that leads nowhere: opening it says so
        return False
    return not stat.S_ISREG(mode)


def _require_text(path: str) -> None:
    try:
        path.encode()
    except UnicodeEncodeError as error:
        shown = path.encode(errors="replace").decode()
        raise FarfieldError("its name is not valid UTF-8", where=shown, remedy="Rename the file.") from error
