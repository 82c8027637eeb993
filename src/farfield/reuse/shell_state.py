"""Where a call's shell stands: what the format or the call tells of it, else how the agent uses its shell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from farfield.records import AgentRun, Event

FRESH = ("mini-swe-agent", "codex", "openclaw")
"""Harnesses that start each command in the same folder."""

GOES_ON = ("swe-agent", "openhands", "claude-code", "terminus")
"""Harnesses whose shell stands where the last command left it."""

_FOLDERS = ("workdir", "cwd", "working_dir", "working_directory", "workingDirectory")
_ONLY_MOVES = re.compile(r"\s*cd\s+[^\s;&|]+\s*")
_MOVES_FIRST = re.compile(r"\s*cd\s+([^\s;&|]+)\s*(?:&&|;|\n)")


def told_folder(call: Event) -> str | None:
    """The folder that a call names for its command; null where it names none."""
    found = (call.arguments.get(name) for name in _FOLDERS)
    return next((one for one in found if isinstance(one, str) and one.startswith(("/", "~"))), None)


def starts_afresh(run: AgentRun) -> bool:
    """Whether each command of a run starts in the same folder.

    Where neither format nor harness tells, the agent does: who only moves, and works there in the next call, has a
    shell that goes on; who moves to the same folder again and again has not.
    """
    for name in (run.format, run.subject.lower()):
        if name.startswith(FRESH):
            return True
        if name.startswith(GOES_ON):
            return False
    calls = [event for event in run.events if event.kind == "call" and event.command is not None]
    if run.format == "inspect":
        return not any("session" in (event.tool or "") for event in calls)
    return _moves_again([event.command or "" for event in calls])


def _moves_again(lines: Sequence[str]) -> bool:
    if any(_ONLY_MOVES.fullmatch(line) for line in lines):
        return False
    first = [found[1] if (found := _MOVES_FIRST.match(line)) else None for line in lines]
    again = sum(one is not None and one == other for one, other in pairwise(first))
    return again > 1 or (again > 0 and sum(one is not None for one in first) * 2 >= len(lines))
