"""Telling whether a file is still the one it was."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from farfield.records import FarfieldError
from farfield.storage.addresses import is_url


class FileState(NamedTuple):
    """Bytes of a file, and a stamp that changes when its content does; None where a server doesn't tell."""

    size: int | None
    stamp: str | None


def file_state(path: str) -> FileState:
    """Size and time of the last change; of a URL what its server tells versions by. No content is read.

    Raises FarfieldError where the file isn't there.
    """
    if is_url(path):
        return _remote_state(path)
    found = local_stat(path)
    return FileState(found.st_size, str(found.st_mtime_ns))


def local_stat(path: str) -> os.stat_result:
    """What the system knows of a file. Raises FarfieldError where it isn't there."""
    try:
        return Path(path).stat()
    except OSError as error:
        remedy = "The link leads nowhere: remove it." if Path(path).is_symlink() else "Check its permissions."
        raise FarfieldError(
            f"cannot be opened: {error.strerror or error}", where=path, remedy=remedy
        ) from error


def _remote_state(url: str) -> FileState:
    from farfield.storage.remote import RETRY, VERSION_MARKS, connect
    from farfield.storage.retrying import persist

    system, path = connect(url, listings=True)
    found = persist(lambda: dict(system.info(path)), url, RETRY)
    marks = [f"{mark}={found[mark]}" for mark in VERSION_MARKS if mark != "size" and found.get(mark)]
    return FileState(found.get("size"), " ".join(marks) or None)
