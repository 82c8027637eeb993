"""The command `farfield`, which notes for timeline.py when each run of shards was begun and ended, and by whom."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))


def note(what: str, **more: object) -> None:
    line = json.dumps({"what": what, "at": time.monotonic(), "pid": os.getpid(), **more}) + "\n"
    file = os.open(os.environ["FARFIELD_TIMELINE"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, line.encode())
    os.close(file)


def timed(what: str, work: Callable[..., Any], *arguments: Any, mb: float = 0, **named: Any) -> Any:
    since, before = time.monotonic(), time.thread_time()
    found = work(*arguments, **named)
    note(what, since=since, cpu=time.thread_time() - before, mb=mb)
    return found


def watch() -> None:
    """Note also when the plan is made, and what else takes the time of this process."""
    from farfield.scan import engines, evidence
    from timed_shards import TimedScan

    plan, index, table = engines.make_plan, evidence.build_index, evidence._make_evidence
    engines.ShardScan = TimedScan
    engines.make_plan = lambda *a, **k: timed("plan", plan, *a, **k)
    evidence.build_index = lambda *a, **k: note("items") or index(*a, **k)
    evidence._make_evidence = lambda *a, **k: note("merged") or table(*a, **k)


if __name__ == "__main__":
    note("begin")
    from farfield import cli
    from farfield.cli.leaving import leave_at_once
    from farfield.registry import Registry

    get = Registry.get

    def get_and_watch(self: Registry[Any], name: str) -> Any:
        """The command is loaded first, which starts further processes before all that is watched is loaded."""
        found = get(self, name)
        from farfield.cli import profile

        profile.profile_options = lambda *a, **k: (watch(), cli_options(*a, **k))[1]
        return found

    from farfield.cli.options import profile_options as cli_options

    Registry.get = get_and_watch
    try:
        cli.main()
    except SystemExit as end:
        note("left")
        if not end.code:
            leave_at_once()
        raise
elif __name__ == "__mp_main__":
    note("started")
