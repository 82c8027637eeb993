"""A draft of a run → the run, by the rules that all formats share, or why there is nothing to audit in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from farfield.files.siblings import folder_of
from farfield.records import AgentRun, Event, Rejected, without_secrets
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.patches import patch_of

ENDINGS = re.compile(r"(\.(traj|trajectory|json|jsonl|ndjson|eval|gz|zst|bz2|xz))+$", re.IGNORECASE)
COMMON_NAMES = {"trajectory", "output", "session", "transcript", "messages", "log", "traj", "run", "history"}
CODE_ARGUMENTS = re.compile(
    r"path|file|url|uri|command|cmd|code|script|patch|query|pattern|repo|dir|keystrokes|package|text$|content",
    re.IGNORECASE,
)
"""Arguments of calls that can show or write code."""


def finish(draft: RunDraft) -> AgentRun | Rejected:
    """The run of a draft; `Rejected` where it holds nothing to audit, with the reason."""
    events = draft.log.events
    calls = [event for event in events if event.kind == "call"]
    if not calls:
        what = "no tool call" if events else "no event"
        marks = (found for event in events if event.kind == "say" and (found := _BY_TEXT.search(event.text)))
        by_text = next(
            (f"; its words hold {found[0].strip()!r}, by which no call is read" for found in marks), ""
        )
        return Rejected(
            draft.path, draft.line, f"nothing to audit: {what} in the run {name_run(draft)}{by_text}"
        )
    if not draft.submits and not any(_touches_code(event) for event in calls):
        tools = ", ".join(dict.fromkeys(str(event.tool) for event in calls[:40]))[:120]
        return Rejected(
            draft.path,
            draft.line,
            f"nothing to audit: no call in the run {name_run(draft)} can show or write code ({tools})",
        )
    patch, origin = patch_of(draft)
    named = name_run(draft)
    return AgentRun(
        run_id=named,
        task=draft.task or named,
        subject=draft.subject or draft.format,
        format=draft.format,
        file=without_secrets(draft.path),
        events=_alone(events),
        patch=patch,
        patch_origin=origin,
        claimed=draft.claimed,
        ended=draft.ended,
        base=draft.base,
        reference=draft.reference,
        notes=list(_notes(draft)),
        task_told=draft.task is not None,
    )


_BY_TEXT = re.compile(
    r"<function=\w+>|<tool_call>|<(?:execute_command|read_file|invoke|tool_use)\b|^Action: ", re.MULTILINE
)
"""How agents write calls as text in forms that are not read."""


def name_run(draft: RunDraft) -> str:
    """Its own name; else the task's; else the file's, or its folder's where many files are called so."""
    return draft.name or draft.task or _name_of_file(draft.path)


def _name_of_file(path: str) -> str:
    name = ENDINGS.sub("", without_secrets(path).rsplit("/", 1)[-1])
    if name.lower() not in COMMON_NAMES:
        return name or "run"
    folder = folder_of(without_secrets(path)).rsplit("/", 1)[-1]
    return folder if folder not in ("", ".", "..") else name


def _touches_code(event: Event) -> bool:
    return event.command is not None or event.broken is not None or any(_names_code(event.arguments))


def _names_code(given: Mapping[str, Any], depth: int = 2) -> Iterator[bool]:
    for name, value in given.items():
        yield CODE_ARGUMENTS.search(str(name)) is not None
        if depth and isinstance(value, Mapping):
            yield from _names_code(value, depth - 1)


def _alone(events: list[Event]) -> list[Event]:
    """The events; the name of the agent is left out where there is one."""
    if len({event.agent for event in events}) > 1:
        return events
    return [replace(event, agent=None) if event.agent else event for event in events]


ENDED_EARLY = "ended before it was done"
"""How the note of a run begins that a limit or an error ended."""

_EARLY = re.compile(
    r"exit|limit|cost|token|time|context|message|error|exception|abort|cancel|kill", re.IGNORECASE
)


def _notes(draft: RunDraft) -> Iterator[str]:
    yield from draft.notes
    if draft.ended and _EARLY.search(draft.ended):
        yield f"{ENDED_EARLY}: {draft.ended[:100]}"
    for what, number in draft.log.oddities.items():
        yield f"{what}: {number:,}"
    if unanswered := draft.log.unanswered():
        yield f"calls of which nothing came back: {len(unanswered):,}"
    if cut := sum(event.cut for event in draft.log.events):
        yield f"outputs cut short: {cut:,}"
