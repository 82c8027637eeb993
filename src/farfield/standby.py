"""Processes of this machine that are started before there is work for them, so that they are there when there is.

A fresh process loads packages and compiled code for most of a second. What the command itself loads, reads and builds
before it can deal out work takes about as long, so both are done at once. How many are worth it is told by a glance at
the corpus; how many work, whoever deals it out decides later. This module is light: it comes before all that is not.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from glob import iglob
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from farfield.memory import available_memory

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

PAYS_FROM = 256 << 20
"""Bytes of text for each process: to begin takes one as long as scanning some 100 MB (benchmarks/workers.py)."""
PACKED_TEXT = 3
"""Bytes of text in a byte of a compressed file, about."""
PACKED = (".gz", ".zst", ".bz2", ".xz", ".zip", ".parquet")
CUT = (".jsonl", ".ndjson", ".parquet")
"""Files that are read in pieces, by several."""
PIECE = 32 << 20
MOST_GLANCED_AT = 10_000  # files: a glance at more would take as long as it saves
HELPER_BYTES = 200 << 20  # that a process takes for packages and compiled code
SHARE_OF_MEMORY = 0.25  # that processes may take which nobody has work for yet

Job: TypeAlias = "Callable[[Connection], None]"
"""What a process does with its pipe; it comes by pickle."""

READY = ("ready",)
"""The first thing that comes through the pipe."""
SCANS = ("farfield.scan.loading:load",)
"""What a process loads that will scan; named here, as whoever starts it has loaded nothing of the kind yet."""

_standing: list[Helper] = []
"""Those that wait. Any of them will do for any work, so it's no matter who started them."""


class Helper:
    """A fresh process. It loads what it will need, says so, and does the one job that comes through `pipe`.

    `loads`: functions as `module:function`, called before there is a job.
    """

    def __init__(self, loads: Sequence[str] = ()) -> None:
        import multiprocessing

        # A fresh interpreter: forking one that runs polars' threads can hang.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_wait, args=(theirs, tuple(loads)), daemon=True)
        with _deaf():
            self._process.start()
        theirs.close()
        self.exit_status: int | None = None

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    def end(self) -> None:
        """End it, whatever it is at."""
        self._process.kill()
        self._process.join()
        self.exit_status = self._process.exitcode
        self.pipe.close()


@contextmanager
def standing_by(count: int, loads: Sequence[str]) -> Iterator[None]:
    """Within it so many processes wait for work, with those that did already. Whom nobody took is ended with it."""
    started: list[Helper] = []
    try:
        with suppress(OSError):  # no room for another: whoever needs one is told
            while len(_standing) < count:
                started.append(Helper(loads))
                _standing.append(started[-1])
        yield
    finally:
        for helper in [one for one in _standing if one in started]:
            _standing.remove(helper)
            helper.end()


def take(count: int) -> list[Helper]:
    """Up to so many of those that wait, for work. The others are ended: they are not needed."""
    found = [helper for helper in _standing if helper.is_alive][:count]
    rest = [helper for helper in _standing if helper not in found]
    _standing.clear()
    for helper in rest:
        helper.end()
    return found


def further_processes(sources: Sequence[str], asked: int | None) -> int:
    """How many processes beside this one will scan a corpus, as a glance at its files of this machine tells.

    At most: what it costs to be wrong is a process that is ended again. `asked`: as many as were asked for.
    """
    wanted = asked or cores()
    if wanted < 2:
        return 0
    text = pieces = 0
    met: set[str] = set()
    for path in islice(_files(sources), MOST_GLANCED_AT):
        if path in met:
            continue
        met.add(path)
        with suppress(OSError):
            size = Path(path).stat().st_size
            text += text_in(path, size)
            pieces += max(1, size // PIECE) if path.lower().endswith(CUT) else 1
        if min(pieces, processes_for(text, asked)) >= wanted:
            break
    free = available_memory()
    room = wanted if free is None else int(free * SHARE_OF_MEMORY) // HELPER_BYTES
    return max(0, min(processes_for(text, asked) - 1, pieces - 1, room))


def _files(sources: Sequence[str]) -> Iterator[str]:
    """About the files that sources name; what is wrong with one, reading it tells."""
    for source in sources:
        if "://" in source:
            continue
        with suppress(OSError, ValueError):
            named = [source] if Path(source).exists() else iglob(source, recursive=True)  # noqa: PTH207
            for name in named:
                yield from _below(name) if Path(name).is_dir() else [name]


def _below(folder: str) -> Iterator[str]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (f"{root}/{name}" for name in names if not name.startswith("."))


def processes_for(text: int, asked: int | None) -> int:
    """How many processes scan so many bytes of text: as many as were asked for, else as many as pay."""
    return asked or max(1, min(cores(), text // PAYS_FROM))


def text_in(path: str, size: int) -> int:
    """About how many bytes of text a file of so many bytes holds, by its name."""
    return size * (PACKED_TEXT if is_packed(path) else 1)


def is_packed(path: str) -> bool:
    """Whether a file's name says that it is compressed."""
    return path.removesuffix("/").endswith(PACKED)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _deaf() -> Iterator[None]:
    """A process that is started within it hears no Ctrl-C, which it would answer by telling where it was."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # or it begins with the process, and lets this one hear again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _wait(pipe: Connection, loads: Sequence[str]) -> None:
    """Load, then do the job that comes, in a process that was started for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this process decides what Ctrl-C ends
    with suppress(Exception):  # what is wrong, the job will meet as well
        for name in loads:
            module, _, function = name.partition(":")
            getattr(import_module(module), function)()
    with suppress(EOFError, ConnectionError):
        pipe.send(READY)
        job: Job = pickle.loads(pipe.recv_bytes())
        job(pipe)
