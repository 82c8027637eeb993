"""Which runs are one run exported twice, and a name for each that no other has."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from farfield.records import AgentRun, Event, Rejected
from farfield.transcripts.values import strings_in

ENOUGH = 400  # characters of calls and what came back by which two runs are one; below, the task counts too


def fingerprint(run: AgentRun) -> str:
    """What a run did and what came back, whatever format tells it: 32 hexadecimal digits.

    In no order: exports put what came back from several calls of one turn in orders of their own.
    """
    told = sorted(one for event in run.events if (one := _told(event)))
    if sum(map(len, told)) < ENOUGH:
        told.append(_given(run))
    digest = hashlib.blake2b(digest_size=16)
    for one in told:
        digest.update(one.encode(errors="replace") + b"\0")
    return digest.hexdigest()


def _told(event: Event) -> str:
    """The words of a call or of what came back, without the space between them."""
    if event.kind == "result":
        words = event.text
    elif event.kind == "call":
        words = event.command if event.command is not None else " ".join(sorted(strings_in(event.arguments)))
    else:
        return ""
    return "".join(words.split())


def _given(run: AgentRun) -> str:
    """What was given last before the agent first spoke, without the space in it."""
    given = next((event.text for event in reversed(list(_before(run)))), "")
    return "".join(given.split())


def _before(run: AgentRun) -> Iterator[Event]:
    """What was given before the agent first spoke."""
    for event in run.events:
        if event.kind != "task":
            return
        yield event


def _handed_in(run: AgentRun) -> list[str] | None:
    """The lines that a recorded patch changes, without the space in them and in no order; all of one that changes none,
    as of text that is no patch. None where nothing tells what was handed in.

    Exports write the heads of a patch, its context and the order of its files in ways of their own.
    """
    if run.patch_origin not in ("recorded", "none"):
        return None
    lines = ["".join(line.split()) for line in (run.patch or "").splitlines()]
    changed = sorted(line for line in lines if line[:1] in ("+", "-") and line[:3] not in ("+++", "---"))
    return changed or sorted(filter(None, lines))


class RunNames:
    """Admits runs one after another: each once, under a name of its own."""

    def __init__(self) -> None:
        self._seen: dict[str, list[_Occasion]] = {}
        self._names: set[str] = set()

    def admit(self, run: AgentRun) -> AgentRun | Rejected:
        """The run, its name made distinct; `Rejected` where it is one that was read before from another file."""
        time = next((event.time for event in run.events if event.time and event.kind != "task"), None)
        alike = self._seen.setdefault(fingerprint(run), [])
        for other in alike:
            if other.may_be(run, time):
                other.files.add(run.file)
                return Rejected(run.file, None, f"the same run as {other.name} in {other.file}")
        name, number = run.run_id, 1
        while name in self._names:
            number += 1
            name = f"{run.run_id}#{number}"
        self._names.add(name)
        task = (run.task, hash(_given(run))) if run.task_told else None
        alike.append(_Occasion(name, run.file, run.format, time, _handed_in(run), {run.file}, task))
        return run if name == run.run_id else replace(run, run_id=name)


@dataclass
class _Occasion:
    """A run that was admitted, and the files that hold it."""

    name: str
    file: str
    format: str
    time: str | None
    handed_in: list[str] | None
    files: set[str]
    task: tuple[str, int] | None
    """Its name, and a number for its text; null where the log doesn't name it."""

    def may_be(self, run: AgentRun, time: str | None) -> bool:
        """Whether a run that did the same is this one: not where both say what they handed in, or, in one format, their
        task or when they ran, and differ, nor where its file holds this one already, as of several epochs."""
        if self.format == run.format and self._is_of_another_task(run):
            return False
        if not self._hands_in_the_same(run):
            return False
        if self.time and time and self.format == run.format:
            return self.time == time
        return run.file not in self.files

    def _is_of_another_task(self, run: AgentRun) -> bool:
        """Whether both logs name their task, and differ in its name and its text: exports rename runs."""
        if self.task is None or not run.task_told:
            return False
        name, text = self.task
        return name != run.task and text != hash(_given(run))

    def _hands_in_the_same(self, run: AgentRun) -> bool:
        handed_in = _handed_in(run)
        return self.handed_in is None or handed_in is None or self.handed_in == handed_in
