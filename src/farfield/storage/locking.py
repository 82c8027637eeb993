"""Holding a folder against other processes. What holds it is let go by any end of the process, kill -9 too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

try:
    import fcntl as _locks
except ImportError:  # not on Windows
    _locks = None  # type: ignore[assignment]


@contextmanager
def hold(folder: Path, *, wait: bool) -> Iterator[None]:
    """Hold a folder; where another process does, wait for it or raise BlockingIOError.

    Holds nothing where the platform or the file system knows no locks. Raises OSError where the folder isn't there.
    """
    if _locks is None:
        yield
        return
    door = os.open(folder, os.O_RDONLY)
    try:
        _lock(_locks, door, wait)
        yield
    finally:
        os.close(door)


def _lock(locks: Any, door: int, wait: bool) -> None:
    try:
        locks.flock(door, locks.LOCK_EX if wait else locks.LOCK_EX | locks.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:  # some network file systems
        return
