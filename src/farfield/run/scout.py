"""A scanner for Inspect Scout: what each transcript displayed, and what stands behind what it handed in.

`scout scan farfield/reuse -T LOGS`. The same grades and verdicts as `farfield reuse` gives, and no model is asked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from inspect_scout import Reference, Result, Transcript, scanner

from farfield.records import AgentRun, Rejected
from farfield.reuse.access import ACCESSED, Access
from farfield.reuse.audit import audit_run
from farfield.reuse.find import find_accesses
from farfield.reuse.given import Given
from farfield.reuse.tasks import read_tasks
from farfield.transcripts.finishing import finish
from farfield.transcripts.formats.inspect import read_sample

Scan = Callable[[Any], Awaitable[Any]]


def run_of(transcript: Transcript) -> AgentRun | Rejected:
    """The run of a transcript, or why there is nothing to audit in it."""
    told = transcript.metadata
    sample = {
        "id": transcript.task_id or transcript.transcript_id,
        "epoch": transcript.task_repeat,
        "input": told.get("input"),
        "messages": [one.model_dump(mode="json") for one in transcript.messages],
        "events": [one.model_dump(mode="json") for one in transcript.events],
        "scores": told.get("scores"),
        "metadata": told.get("sample_metadata"),
        "error": transcript.error,
        "limit": transcript.limit,
    }
    return finish(read_sample(sample, transcript.source_uri or "a transcript", transcript.model))


def reuse(tasks: str | None = None) -> Scan:
    """A scanner whose value is the verdict, and whose answer is the grade of the strongest access.

    `tasks`: the tasks, as SWE-bench lists them: dates, the fix, the hidden tests. Its references are the calls that
    displayed what may hold an answer.
    """
    known = read_tasks(tasks) if tasks else {}

    async def scan(transcript: Transcript) -> Result:
        run = run_of(transcript)
        if isinstance(run, Rejected):
            return Result(value=None, explanation=run.reason)
        task = known.get(run.task)
        accesses = find_accesses(run, known)
        audited = audit_run(run, accesses, Given(), task.patch if task else None)
        opened = [one for one in accesses.accesses if one.grade in ACCESSED]
        return Result(
            value=audited.verdict,
            answer=accesses.grade,
            explanation="\n".join(f"[M{at}] {_words(one)}" for at, one in enumerate(opened, 1)) or None,
            metadata={
                "copied_tokens": audited.text.product.copied,
                "reproduced_lines": audited.text.reproduced_lines,
                "reproduced_of": audited.text.reproduced_of,
                "patch": run.patch_origin,
                "sealed": accesses.seal.sealed,
            },
            references=[
                one for at, access in enumerate(opened, 1) for one in _cited(at, access, run, transcript)
            ],
        )

    return scan


def _words(access: Access) -> str:
    return f"{access.grade}, {access.way}: {access.command[:300]} ({access.why})"


def _cited(at: int, access: Access, run: AgentRun, transcript: Transcript) -> list[Reference]:
    """The message of a call, where the run was read from messages."""
    source = run.events[access.event].source
    if transcript.events or source is None or source >= len(transcript.messages):
        return []
    return [Reference(type="message", cite=f"[M{at}]", id=str(transcript.messages[source].id))]


SCANNER = scanner(messages="all", events=["model", "tool", "span_begin"], name="reuse")(reuse)
