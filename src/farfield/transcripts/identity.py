"""Which runs are one run exported twice, and a name for each that no other has."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from farfield.records import AgentRun, Event, Rejected

SPACE = re.compile(r"\s+")
ENOUGH = 400  # characters of calls and what came back by which two runs are one; below, the task counts too


def fingerprint(run: AgentRun) -> str:
    """What a run did and what came back, whatever format tells it: 32 hexadecimal digits."""
    digest, size = hashlib.blake2b(digest_size=16), 0
    for event in run.events:
        if event.kind in ("call", "result"):
            told = SPACE.sub(" ", " ".join(_told(event))).strip()
            size += len(told)
            digest.update(f"{event.kind}\0{told}\0".encode(errors="replace"))
    if size < ENOUGH:
        given = next((event.text for event in reversed(list(_before(run))) if event.kind == "task"), "")
        digest.update(SPACE.sub(" ", given).strip().encode(errors="replace"))
    return digest.hexdigest()


def _told(event: Event) -> Iterator[str]:
    if event.kind == "result":
        yield event.text
    elif event.command is not None:
        yield event.command
    else:
        yield from sorted(strings_in(event.arguments))


def _before(run: AgentRun) -> Iterator[Event]:
    """What was given before the agent first spoke."""
    for event in run.events:
        if event.kind != "task":
            return
        yield event


def strings_in(value: Any) -> Iterator[str]:
    """All strings in a value, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings_in(part)


class RunNames:
    """Admits runs one after another: each once, under a name of its own."""

    def __init__(self) -> None:
        self._seen: dict[str, list[AgentRunKey]] = {}
        self._names: set[str] = set()

    def admit(self, run: AgentRun) -> AgentRun | Rejected:
        """The run, its name made distinct; `Rejected` where it is one that was read before."""
        key = AgentRunKey(run)
        for other in self._seen.setdefault(fingerprint(run), []):
            if key.may_be(other):
                return Rejected(run.file, None, f"the same run as {other.name} in {other.file}")
        name, number = run.run_id, 1
        while name in self._names:
            number += 1
            name = f"{run.run_id}#{number}"
        self._names.add(name)
        key.name = name
        self._seen[fingerprint(run)].append(key)
        return run if name == run.run_id else replace(run, run_id=name)


class AgentRunKey:
    """What tells two runs apart that did the same: when they ran, or that one file holds both."""

    def __init__(self, run: AgentRun) -> None:
        self.name, self.file, self.format = run.run_id, run.file, run.format
        self.time = next((event.time for event in run.events if event.time and event.kind != "task"), None)

    def may_be(self, other: AgentRunKey) -> bool:
        """Whether both may be the same run."""
        if self.time and other.time and self.format == other.format:
            return self.time == other.time
        return self.file != other.file
