"""What was found of a folder's files, remembered as long as nothing of them has changed.

To read all sources of Farfield takes as long as to scan ten million characters, and each command would do it. A file
has changed where its size, its place on the disk or one of its two times has; what was found while a file was younger
than the clock of a disk can tell is not remembered.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from farfield.records import FarfieldError
from farfield.storage.caching import cache_folder

OLD_ENOUGH = 2_000_000_000
"""Nanoseconds: the coarsest clock of a file system in use has steps of two seconds."""
Seen: TypeAlias = tuple[str, int, int, int, int]
"""Of a file its path, size, number on the disk, and when its content and it were last changed."""
SHARED = stat.S_IWGRP | stat.S_IWOTH


def remembered(
    what: str, folder: Path, ending: str, find: Callable[[], str], seen: Sequence[Seen] | None = None
) -> str:
    """What `find` finds, `what` by name, of the files in a folder, and below it, that end so: one line.

    `seen`: what `look` saw of them when this process began, where that is what is asked about.
    """
    name = hashlib.sha256(f"{what}\0{folder}\0{ending}".encode()).hexdigest()[:16]
    try:
        path = cache_folder() / "states" / name
        before, _, found = path.read_text(encoding="utf-8").partition(" ") if _is_own(path) else ("", "", "")
    except (OSError, ValueError, FarfieldError):
        before = found = ""
    if seen is not None and before == _stamp(seen):
        return found
    files = look(folder, ending)
    stamp = _stamp(files)
    if before == stamp:
        return found
    newest = max((max(times) for _, _, _, *times in files), default=0)
    is_old = newest < time.time_ns() - OLD_ENOUGH
    found = find()
    if is_old:
        with suppress(OSError, FarfieldError):
            _keep(cache_folder() / "states", name, f"{stamp} {found}")
    return found


def look(folder: Path, ending: str) -> list[Seen]:
    """What is seen of the files in a folder, and below it, that end so."""
    return sorted(_looks(folder, ending))


def _stamp(files: Sequence[Seen]) -> str:
    return hashlib.sha256(repr(files).encode()).hexdigest()


def _looks(folder: Path, ending: str) -> Iterator[Seen]:
    for root, _folders, names in os.walk(folder):
        for name in names:
            if name.endswith(ending):
                path = f"{root}/{name}"
                seen = os.stat(path)  # noqa: PTH116 - a path object for each of a thousand takes as long as looking
                yield path, seen.st_size, seen.st_ino, seen.st_mtime_ns, seen.st_ctime_ns


def _is_own(path: Path) -> bool:
    """Whether nobody but this user could write a file, by itself or by putting another in its place."""
    if not hasattr(os, "getuid"):
        return True
    seen = (path.lstat(), path.parent.lstat())
    return all(one.st_uid == os.getuid() and not one.st_mode & SHARED for one in seen)


def _keep(folder: Path, name: str, line: str) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    handle, path = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(line)
    Path(path).replace(folder / name)
