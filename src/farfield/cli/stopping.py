"""Ctrl-C: what is finished stays, and the same command goes on from there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

STOPPED = 130  # as shells report a command that Ctrl-C ended


@contextmanager
def resumable() -> Iterator[None]:
    """Ends the program with what the work that was stopped has to say."""
    try:
        yield
    except KeyboardInterrupt as stop:
        print("\n".join(["farfield: stopped", *getattr(stop, "__notes__", ())]), file=sys.stderr)
        sys.exit(STOPPED)
