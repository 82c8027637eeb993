"""Which results are those of a call, and what of its commands prints."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from farfield.records import Event
from farfield.reuse.git_calls import read_git
from farfield.reuse.shell import Command, read_commands

_QUIET = frozenset(
    {"cd", "echo", "export", "true", "pwd", "mkdir", "set", "source", "printf", "sleep", "read", "test", "["}
)
_QUIET_GIT = frozenset({"add", "config", "rm", "mv", "clean"})
_MAKING = frozenset({"commit", "checkout", "switch", "stash", "reset", "restore"})
_TOLD_TO = re.compile(r"-[a-zA-Z]*q[a-zA-Z]*(?:=.*)?|--quiet", re.DOTALL)
"""The option by which git says nothing of what it makes, alone or among others, as in `-qam TEXT`."""

READING = frozenset({"cat", "head", "tail", "sed", "grep", "rg", "less", "nl", "awk"})
PATH_KEYS = ("path", "file_path", "filePath", "filename", "file", "target_file")


def shows_files(call: Event, result: Event | None, opened: Sequence[str] = ()) -> bool:
    """Whether a call reads files that are there already. `opened`: its commands that open what came from outside."""
    if result is None or result.text.count("\n") < 3:
        return False
    if call.command is None:
        return not opened and any(key in call.arguments for key in PATH_KEYS)
    commands = read_commands(call.command)[0][:20]
    outside = {command.words for command in commands if command.text in opened}
    return any(
        command.name in READING and outside.isdisjoint((command.words, *command.sources))
        for command in commands
    )


def further_results(told: Sequence[Event], first: Event | None) -> Sequence[Event]:
    """Results beside the longest one that show something, as those of a command in the background."""
    return [one for one in told if one is not first and one.text.count("\n") > 2]


def is_quiet(command: Command) -> bool:
    """Whether a command prints nothing that could be opened."""
    call = read_git(command.words)
    if call is not None:
        told_to = any(_TOLD_TO.fullmatch(option) for option in call.options)
        return call.verb in _QUIET_GIT or (call.verb in _MAKING and told_to)
    return command.name in _QUIET


def results_of_calls(events: Sequence[Event]) -> Mapping[int, list[Event]]:
    """The results of each call; one that names no call belongs to the call before it."""
    found: dict[int, list[Event]] = {}
    last: int | None = None
    for event in events:
        if event.kind == "call":
            last = event.number
        elif event.kind == "result":
            call = event.call if event.call is not None else last
            if call is not None:
                found.setdefault(call, []).append(event)
    return found


def prints_alone(commands: Sequence[Command]) -> bool:
    """Whether at most one command of a call prints: a pipeline counts once."""
    return (
        sum(not is_quiet(command) and not command.sources and not command.inner for command in commands) < 2
    )


def shows_own_changes(commands: Sequence[Command]) -> bool:
    """Whether one of several commands is a `git diff` of the working tree."""
    calls = [call for command in commands if (call := read_git(command.words)) is not None]
    return any(call.verb == "diff" and all(one.kind == "head" for one in call.revisions) for call in calls)
