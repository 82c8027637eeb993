"""How far a run is: bars in a terminal or a notebook, elsewhere a line for each stage, on standard error."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from farfield.words.numbers import percent, whole

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID

PATIENCE = 1.0
"""Seconds until the first stage is told: what is refused at once is one message and nothing else."""
BETWEEN = 10.0
"""Seconds between two lines that say how far a long stage is."""


class Meter:
    """Tells the stages of a run. `quiet`: none of them."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._shown: _Bars | _Lines | None = None
        if not quiet:
            from rich.console import Console

            console = Console(stderr=True)
            self._shown = _Bars(console) if console.is_terminal or console.is_jupyter else _Lines()

    def __enter__(self) -> Meter:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self._shown is not None:
            self._shown.end(failed=kind is not None)

    def stage(self, name: str, done: int, total: int, note: str = "") -> None:
        """A stage and how far it is; `total` 0 where that cannot be said."""
        if self._shown is not None:
            self._shown.stage(name, done, total, note)

    def watch(self, now: Any) -> None:
        """Tell the stage of a LabProgress."""
        self.stage(now.stage, now.done, now.total, now.note)


@contextmanager
def watched(
    progress: Callable[[str, int, int], None] | bool | None,
) -> Iterator[Callable[[str, int, int], None]]:
    """Whom to tell of the stages: a function as it is, True a meter, None a meter in a notebook only."""
    if callable(progress):
        yield progress
        return
    wanted = "ipykernel" in sys.modules if progress is None else progress
    with Meter(quiet=not wanted) as meter:
        yield meter.stage


class _Bars:
    def __init__(self, console: Console) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._bars = Progress(
            TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[note]}"), TimeElapsedColumn(),
            console=console, transient=True,
        )  # fmt: skip
        self._tasks: dict[str, TaskID] = {}
        self._bars.start()

    def stage(self, name: str, done: int, total: int, note: str) -> None:
        if name not in self._tasks:
            for earlier in self._tasks.values():
                self._bars.update(earlier, total=1, completed=1)
            self._tasks[name] = self._bars.add_task(name, total=None, note="")
        self._bars.update(self._tasks[name], total=total or None, completed=done, note=note)

    def end(self, *, failed: bool) -> None:  # noqa: ARG002
        self._bars.stop()


class _Lines:
    """A line as each stage begins, and one every ten seconds within it."""

    def __init__(self) -> None:
        self._name, self._told_at, self._began = "", 0.0, time.monotonic()
        self._lock = threading.Lock()
        self._waiting: str | None = None
        self._timer: threading.Timer | None = None

    def stage(self, name: str, done: int, total: int, note: str) -> None:
        now = time.monotonic()
        if name != self._name:
            first, self._name, self._told_at = not self._name, name, now
            self._say_waiting()
            if first:
                self._waiting = name
                self._timer = threading.Timer(PATIENCE, self._say_waiting)
                self._timer.daemon = True
                self._timer.start()
            else:
                self._say(name)
        elif now - self._told_at > BETWEEN:
            self._told_at = now
            far = [percent(done / total)] if total else []
            self._say(
                f"{name}: {', '.join([*far, *filter(None, [note]), f'{whole(round(now - self._began))} s'])}"
            )

    def _say_waiting(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._say(waiting)

    def _say(self, line: str) -> None:
        print(f"farfield: {line}", file=sys.stderr, flush=True)

    def end(self, *, failed: bool) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if not failed:
            self._say_waiting()
