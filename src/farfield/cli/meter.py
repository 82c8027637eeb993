"""Progress bars."""

from __future__ import annotations

from typing import Any

from rich.console import Console


class Meter:
    """Progress bars on standard error; nothing where that is not a terminal."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        console = Console(stderr=True)
        self._bars = Progress(
            TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[note]}"), TimeElapsedColumn(),
            console=console, transient=True, disable=not console.is_terminal,
        )  # fmt: skip
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Meter:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def stage(self, name: str, done: int, total: int, note: str = "") -> None:
        """A stage and how far it is; `total` 0 where that cannot be said."""
        if name not in self._tasks:
            for earlier in self._tasks.values():
                self._bars.update(earlier, total=1, completed=1)
            self._tasks[name] = self._bars.add_task(name, total=None, note="")
        self._bars.update(self._tasks[name], total=total or None, completed=done, note=note)

    def watch(self, now: Any) -> None:
        """Move the bar of the stage that a LabProgress tells of."""
        self.stage(now.stage, now.done, now.total, now.note)
