"""Where a call's shell stands: what the format or the call tells of it, else how the agent uses its shell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from farfield.records import AgentRun, Event

FRESH = ("mini-swe-agent", "codex", "openclaw", "inspect")
"""Harnesses that start each command in the same folder, but those of a session."""

GOES_ON = ("swe-agent", "openhands", "claude-code", "terminus")
"""Harnesses whose shell stands where the last command left it."""

_FOLDERS = ("workdir", "cwd", "working_dir", "working_directory", "workingDirectory")
_ONLY_MOVES = re.compile(r"\s*cd\s+[^\s;&|]+\s*")
_MOVES_FIRST = re.compile(r"\s*cd\s+([^\s;&|]+)\s*(?:&&|;|\n)")


def told_folder(call: Event) -> str | None:
    """The folder that a call names for its command; null where it names none."""
    found = (call.arguments.get(name) for name in _FOLDERS)
    return next((one for one in found if isinstance(one, str) and one.startswith(("/", "~"))), None)


def starts_afresh(run: AgentRun) -> bool | None:
    """Whether each command of a run starts in the same folder; null where neither format nor harness tells."""
    for name in (run.format, run.subject.lower()):
        if name.startswith(FRESH):
            return True
        if name.startswith(GOES_ON):
            return False
    return None


def is_session(call: Event) -> bool:
    """Whether a call is made in a shell that its harness keeps, as Inspect's `bash_session`."""
    return "session" in (call.tool or "")


def may_move_again(events: Sequence[Event]) -> bool:
    """Whether some of these calls could tell that each command starts afresh: a folder is moved to more than once."""
    lines = [event.command for event in events if event.kind == "call" and event.command is not None]
    moved = [folder for line in lines if (folder := _moved_to(line)) is not None]
    return len(moved) > len(set(moved)) and not any(_ONLY_MOVES.fullmatch(line) for line in lines)


def moves_again(calls: Sequence[Event]) -> bool:
    """Whether an agent uses its shell as one that starts each command in the same folder.

    Who only moves, and works there in the next call, has a shell that goes on; who moves to the same folder again
    and again has not.
    """
    lines = [call.command or "" for call in calls]
    if any(_ONLY_MOVES.fullmatch(line) for line in lines):
        return False
    first = [_moved_to(line) for line in lines]
    again = sum(one is not None and one == other for one, other in pairwise(first))
    return again > 1 or (again > 0 and sum(one is not None for one in first) * 2 >= len(lines))


def _moved_to(line: str) -> str | None:
    """The folder that a command moves to before all else."""
    found = _MOVES_FIRST.match(line)
    return found[1] if found else None


_MOST_FOLDERS = 4
"""In which a shell may stand: each is tried."""


class Folders:
    """Where each agent's shell stands: first where it does, then where it would without calls that excuse nothing."""

    def __init__(self, afresh: bool) -> None:
        """`afresh`: each command starts in the same folder, but those of a session."""
        self._afresh = afresh
        self._of: dict[str | None, tuple[str | None, ...]] = {}

    def of(self, call: Event) -> tuple[str | None, ...]:
        """Where the shell of a call may stand; null where nothing tells."""
        told = told_folder(call)
        return (told,) if told else self._stood(call)

    def leave(self, call: Event, ends: Sequence[str | None], *, leaves: bool) -> None:
        """Notes where a call leaves its shell. `leaves`: whether where it stood before is over with."""
        if self._goes_on(call):
            folders = ends if leaves else (*ends, *self._stood(call))
            self._of[call.agent] = tuple(dict.fromkeys(folders))[:_MOST_FOLDERS]

    def _stood(self, call: Event) -> tuple[str | None, ...]:
        return self._of.get(call.agent, (None,)) if self._goes_on(call) else (None,)

    def _goes_on(self, call: Event) -> bool:
        return not self._afresh or is_session(call)
