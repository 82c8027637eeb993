"""Commands that run on in the background, and the calls that later ask what came of them."""

from __future__ import annotations

import re

from farfield.records import Event
from farfield.transcripts.values import name_of

RUNNING = re.compile(
    r"still running \(session ([\w.:-]+)"  # OpenClaw
    r"|running in background with ID: ([\w.:-]+)"  # Claude Code
    r"|Process running with session ID ([\w.:-]+)"  # Codex
)
POLLING_TOOLS = {"process", "BashOutput", "TaskOutput", "write_stdin", "get_process_output"}
SESSION_NAMES = ("sessionId", "session_id", "bash_id", "shell_id", "task_id")
LOOKED_AT = 4096  # characters of an output in which it says that its command runs on


class Background:
    """Which call started what still runs, by the name of its session."""

    def __init__(self) -> None:
        self._started: dict[str, int] = {}

    def owner_of(self, call: Event, text: str) -> int:
        """The call that an output belongs to: the one whose result it is, or the command that the call asks after."""
        if call.tool in POLLING_TOOLS:
            asked = name_of(*(call.arguments.get(name) for name in SESSION_NAMES))
            return self._started.get(asked or "", call.number)
        if found := RUNNING.search(text, 0, LOOKED_AT):
            self._started[next(name for name in found.groups() if name)] = call.number
        return call.number
