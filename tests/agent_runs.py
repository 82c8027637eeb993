"""Runs of an agent on one small bug, made of commands and what came back from them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from farfield.records import AgentRun, Event
from farfield.reuse import Accesses
from farfield.reuse.access import ACCESSED
from farfield.reuse.shell import read_commands

BASE_ID = "5d7c2ab90e13f4867ab1c2d3e4f5061728394a5b"
FIX_ID = "9e41c0b7d2a86f35c1e07b94d8a2f6130c5e7b21"
OLD_ID = "c8f1e2d30b4a5968778695a4b3c2d1e0f9e8d7c6"
TASK = (
    f"Repository https://github.com/example/roll, base commit {BASE_ID}.\nwindow_mean drifts on long streams."
)

BASE = '''"""Rolling windows over a stream of readings."""

def window_mean(readings, width):
    total = sum(readings[:width])
    means = [total / width]
    for position in range(width, len(readings)):
        total += readings[position] - readings[position - width]
        means.append(total / width)
    return means
'''
FIXED = """    carry = 0.0
    for place, value in enumerate(readings):
        adjusted = value - carry
        running = total + adjusted
        carry = (running - total) - adjusted
"""
OTHER = """    if width < 1 or width > len(readings):
        raise ValueError(f"width {width} is none of this stream")
"""
INDEX = "1a2b3c4d5..6b7c8d9e0"


def diff(text: str, path: str = "roll/windows.py", index: str = INDEX, removed: str = "") -> str:
    """A patch that adds these lines behind one of the base."""
    added = "".join(f"+{line}\n" for line in text.rstrip("\n").split("\n"))
    gone = "".join(f"-{line}\n" for line in removed.rstrip("\n").split("\n") if line)
    counts = f"-3,{2 + gone.count(chr(10))} +3,{2 + added.count(chr(10))}"
    return (
        f"diff --git a/{path} b/{path}\nindex {index} 100644\n--- a/{path}\n+++ b/{path}\n"
        f"@@ {counts} @@ def window_mean(readings, width):\n     total = sum(readings[:width])\n{gone}{added}"
        "     means = [total / width]\n"
    )


def commit(text: str, commit: str = FIX_ID, date: str = "Fri Mar 3 10:00:00 2023 +0100", **more: str) -> str:
    """What `git show` prints of a commit that adds these lines."""
    more.setdefault("index", "777777777..888888888")
    return (
        f"commit {commit}\nAuthor: A. Person <a@example.org>\nDate:   {date}\n\n    Exact sums (#41)\n\n"
        f"{diff(text, **more)}"
    )


SUBMITTED = diff(FIXED)
LOOK = ("cat roll/windows.py", BASE)
"""The step with which most runs begin."""

Step = tuple[str, str] | tuple[str, dict[str, Any], str]


def run_of(*steps: Step, task: str = TASK, patch: str | None = SUBMITTED, **more: Any) -> AgentRun:
    """A run of (command, what came back) and of (tool, arguments, what came back)."""
    events = [Event(0, "task", task)]
    for step in steps:
        number = len(events)
        if len(step) == 2:
            events.append(Event(number, "call", tool="bash", command=step[0], arguments={"command": step[0]}))
        else:
            events.append(Event(number, "call", tool=step[0], arguments=step[1]))
        events.append(Event(number + 1, "result", step[-1], call=number))
    more = {
        "run_id": "run",
        "task": "example__roll-41",
        "subject": "agent",
        "format": "openai",
        "file": "r.json",
        **more,
    }
    return AgentRun(events=events, patch=patch, patch_origin="recorded" if patch else "none", **more)


def without(run: AgentRun, number: int) -> AgentRun:
    """The run without one call and its result; the other events keep their numbers."""
    return _with_events(run, [event for event in run.events if number not in (event.number, event.call)])


def _with_events(run: AgentRun, kept: Sequence[Event]) -> AgentRun:
    return AgentRun(
        run.run_id,
        run.task,
        run.subject,
        run.format,
        run.file,
        kept,
        run.patch,
        run.patch_origin,
        base=run.base,
    )


def runs_without_an_access(run: AgentRun, found: Accesses) -> Iterator[tuple[int, AgentRun]]:
    """Each access of a run with the run without it: without its whole call where that displayed what may hold an answer
    or is one command; else its line goes on without it.
    """
    alone = {
        event.number
        for event in run.events
        if event.command is None or len(read_commands(event.command)[0]) == 1
    }
    shown = {one.event for one in found.accesses if one.grade in ACCESSED}
    for number in sorted({one.event for one in found.accesses}):
        taken = without(run, number) if number in alone | shown else without_looking(run, found, number)
        if taken is not None:
            yield number, taken


def _without_end(pipeline: str, told: set[str]) -> str:
    """A pipeline with what stands in it before an access, which the access only read."""
    pieces = _outside_quotes(pipeline, (" | ",))[::2]
    before = itertools.takewhile(lambda one: not any(word in one for word in told), pieces)
    return " | ".join([*before, "./run.sh "])


_QUOTED = re.compile(r"""'[^']*'|"(?:\\.|[^"\\])*\"""", re.DOTALL)


def _outside_quotes(line: str, separators: Sequence[str]) -> list[str]:
    """A line cut at separators that stand in no quotes: parts and separators by turns."""
    pattern = re.compile(f"({'|'.join(map(re.escape, separators))})")
    hidden = _QUOTED.sub(lambda found: "\0" * len(found[0]), line)
    found, at = [], 0
    for piece in pattern.split(hidden):
        found.append(line[at : at + len(piece)])
        at += len(piece)
    return found


def without_looking(run: AgentRun, found: Accesses, number: int) -> AgentRun | None:
    """The run with a line on which something that looks nothing up prints what an access printed; null where the access
    does not stand there as it is told.
    """
    told = {one.command for one in found.accesses if one.event == number}
    (call,) = (event for event in run.events if event.number == number)
    parts = _outside_quotes(call.command or "", ("; ", "&& ", "\n"))
    looks = {part for part in parts if part.startswith(tuple(told))}
    looks = looks or {part for part in parts if any(one in part for one in told)}
    typed = any(
        "send-keys" in part or "-X stuff" in part for part in parts if any(one in part for one in told)
    )
    reads = {part for part in parts if typed and "capture-pane" in part}
    line = "".join(
        "./run.sh " if part in reads else _without_end(part, told) if part in looks else part
        for part in parts
    )
    if line == call.command:
        return None
    other = replace(call, command=line, arguments={"command": line})
    return _with_events(run, [other if event is call else event for event in run.events])


def on_one_line(steps: Sequence[tuple[str, str]], join: str = "; ") -> tuple[str, str]:
    """Several commands as one call, whose output belongs to the whole."""
    join = "\n" if any("<<" in step[0] for step in steps) else join
    return join.join(step[0] for step in steps), "\n".join(step[1] for step in steps if step[1])
