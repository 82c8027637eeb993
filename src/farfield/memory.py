"""What memory this process may still take, and a bound for what a library asks of it at once."""

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
_GROUPS = Path("/sys/fs/cgroup")


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


def available_memory() -> int | None:
    """About how many bytes this process may still take: of the machine, its container and its own limit.

    None where the system doesn't tell (anywhere but on Linux).
    """
    known = [room for room in (_machine(), _container(), _own()) if room is not None]
    return max(0, min(known)) if known else None


def _machine() -> int | None:
    for line in _lines(Path("/proc/meminfo")):
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) << 10
    return None


def _container() -> int | None:
    """Of the control group of this process, without the files that are only cached there."""
    folder = next((line[3:] for line in _lines(Path("/proc/self/cgroup")) if line.startswith("0::")), "")
    for place in (_GROUPS / folder.lstrip("/"), _GROUPS):
        most, held = (_number(place / name) for name in ("memory.max", "memory.current"))
        if most is not None and held is not None:
            cached = next(
                (
                    int(line.split()[1])
                    for line in _lines(place / "memory.stat")
                    if line.startswith("inactive_file ")
                ),
                0,
            )
            return most - held + cached
    return None


def _own() -> int | None:
    if _limits is None or not _STATE.exists():
        return None
    limits: Any = _limits
    soft, _ = limits.getrlimit(limits.RLIMIT_AS)
    if soft == limits.RLIM_INFINITY:
        return None
    return int(soft) - int(_STATE.read_bytes().split()[0]) * int(limits.getpagesize())


def _number(path: Path) -> int | None:
    """The number in a file; None where there is none, as "max"."""
    text = next(iter(_lines(path)), "").strip()
    return int(text) if text.isdecimal() else None


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except (OSError, ValueError):
        return []
