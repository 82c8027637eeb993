"""A bound for what a library may ask of the system at once, where the system knows bounds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

try:
    import resource as _limits
except ImportError:  # not on Windows
    _limits = None  # type: ignore[assignment]

_STATE = Path("/proc/self/statm")


@contextmanager
def memory_limit(more: int) -> Iterator[None]:
    """Within it this process gets no more than so many bytes beyond those it has: asking for more is a MemoryError.

    Holds for all threads, so what is done within it shall be short. Does nothing where the system doesn't tell how much
    there is (anywhere but on Linux).
    """
    if _limits is None or not _STATE.exists():
        yield
        return
    limits: Any = _limits
    held = int(_STATE.read_bytes().split()[0]) * limits.getpagesize()
    soft, hard = limits.getrlimit(limits.RLIMIT_AS)
    wanted = held + more
    for known in (soft, hard):
        wanted = wanted if known == limits.RLIM_INFINITY else min(wanted, known)
    limits.setrlimit(limits.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        limits.setrlimit(limits.RLIMIT_AS, (soft, hard))
