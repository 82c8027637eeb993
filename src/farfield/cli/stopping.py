"""Ctrl-C and SIGTERM: what is finished stays, and the same command goes on from there."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STOPPED = 130  # as shells report a command that Ctrl-C ended
TERMINATED = 143  # and one that SIGTERM ended

_terminated = threading.Event()


def stop_on_sigterm() -> None:
    """From now on SIGTERM ends the program as Ctrl-C does: no file half-written, no worker left."""

    def stop(*_: object) -> None:
        _terminated.set()
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)


def stopped_status() -> int | None:
    """The exit status after SIGTERM; None where there was none."""
    return TERMINATED if _terminated.is_set() else None


@contextmanager
def resumable() -> Iterator[None]:
    """Ends the program with what the work that was stopped has to say."""
    try:
        yield
    except KeyboardInterrupt as stop:
        print("\n".join(["farfield: stopped", *getattr(stop, "__notes__", ())]), file=sys.stderr)
        sys.exit(stopped_status() or STOPPED)
