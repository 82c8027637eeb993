"""The end of a process whose work is done: at once."""

from __future__ import annotations

import atexit
import os
import sys
import threading


def leave_at_once() -> None:
    """End this process with the status 0, or return where it must end as Python does.

    To take apart all that numba, polars and LLVM hold, only for the system to free it anyway, takes a sixth of a short
    command. What is registered for the end is done, and what was printed is written. Where other threads are to be
    waited for, somebody measures or interacts, or the output cannot be written, Python's own way tells what is to be
    told.
    """
    others = [one for one in threading.enumerate() if not (one.daemon or one is threading.current_thread())]
    watched = sys.gettrace() is not None or sys.getprofile() is not None
    if others or watched or sys.flags.inspect or sys.flags.interactive:
        return
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):  # closed, or there is none
        return
    os._exit(0)
