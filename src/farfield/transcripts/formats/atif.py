"""Harbor's ATIF: `trajectory.json` with steps, and the result of the trial beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from farfield.transcripts.chat_messages import read_call, read_output
from farfield.transcripts.commands import command_of
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.formats.atif_parts import Parts, is_part
from farfield.transcripts.formats.harbor_trial import read_trial
from farfield.transcripts.transcript_format import Document, TranscriptFormat
from farfield.transcripts.values import (
    as_object,
    as_objects,
    commit_of,
    name_of,
    text_of,
    time_of,
)

PATCHES = ("patch", "model_patch", "submission")


def read_atif(document: Document) -> Iterator[RunDraft]:
    """The run of a trajectory; those of its subagents and its continuations belong to it."""
    top = as_object(document.value)
    parts = Parts(document)
    if is_part(document):  # its run is read from `trajectory.json`
        return
    draft = RunDraft("atif", document.path, document.line)
    reader = _Reader(draft, parts)
    reader.read(top, None)
    for agent, part in parts.left():
        reader.read(part, agent)
    agent_told, extra = as_object(top.get("agent")), as_object(top.get("extra"))
    draft.name = name_of(top.get("session_id"))
    draft.subject = name_of(agent_told.get("model_name"), agent_told.get("model"), agent_told.get("name"))
    draft.base = commit_of(extra.get("base_commit"))
    for name in PATCHES:
        if name in extra:
            draft.patch, draft.submits = text_of(extra[name]), True
            break
    read_trial(draft, document.account)
    yield draft


class _Reader:
    """The steps of a trajectory in order, those of a subagent where the step that called it stands."""

    def __init__(self, draft: RunDraft, parts: Parts) -> None:
        self.log, self._parts = draft.log, parts

    def read(self, top: Mapping[str, Any], agent: str | None) -> None:
        """Read a trajectory and its continuations."""
        self._steps(top, agent, copied=True)
        while (more := self._parts.continuation_of(top)) is not None:
            top = more
            self._steps(top, agent, copied=False)

    def _steps(self, top: Mapping[str, Any], agent: str | None, *, copied: bool) -> None:
        for number, step in enumerate(self.log.objects(top.get("steps"), "steps")):
            if not copied and step.get("is_copied_context") is True:  # was lived, and read, before
                continue
            place = {"source": number, "time": time_of(step.get("timestamp")), "agent": agent}
            for result in as_objects(as_object(step.get("observation")).get("results")):
                for name, part in self._parts.called_by(result):
                    self.read(part, name)
            if step.get("source") == "agent":
                _agent_step(self, step, place)
            else:
                self.log.task(step.get("message"), asked=step.get("source") != "system", **place)
                _read_results(self, step, [], place)


def _agent_step(reader: _Reader, step: Mapping[str, Any], place: Mapping[str, Any]) -> None:
    results = reader.log.objects(as_object(step.get("observation")).get("results"), "results")
    message = text_of(step.get("message"))
    reader.log.say(step.get("reasoning_content"), **place)
    if not any(message.strip() and message.strip() == text_of(one.get("content")).strip() for one in results):
        reader.log.say(
            message, **place
        )  # else one export tells what came back a second time, as the agent's own
    calls = reader.log.objects(step.get("tool_calls"), "calls")
    if len(calls) > 1 and len(results) == 1 and name_of(results[0].get("source_call_id")) is None:
        calls = _joined(calls)
    _read_results(reader, step, [read_call(reader.log, call, place) for call in calls], place)


def _joined(calls: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Commands typed into one terminal as one call: what the screen showed came back from all of them."""
    given = [as_object(call.get("arguments")) for call in calls]
    lines = [
        command_of(name_of(call.get("function_name")), one) for call, one in zip(calls, given, strict=True)
    ]
    if not all(line is not None for line in lines):
        return calls
    command = "\n".join(line for line in lines if line is not None)
    return [{**calls[0], "arguments": {"command": command}}]


def _read_results(
    reader: _Reader, step: Mapping[str, Any], calls: list[int], place: Mapping[str, Any]
) -> None:
    results = as_objects(as_object(step.get("observation")).get("results"))
    for at, result in enumerate(results):
        key = name_of(result.get("source_call_id"))
        call = reader.log.call_of(key)
        if call is None and key is None and calls:  # by place, where no id tells it
            call = calls[min(at, len(calls) - 1)]
        read_output(reader.log, result.get("content"), key, call=call, **place)


def _knows(value: Any) -> bool:
    top = as_object(value)
    version = top.get("schema_version")
    return isinstance(top.get("steps"), list) and (
        (isinstance(version, str) and version.upper().startswith("ATIF"))
        or {"agent", "session_id"} <= top.keys()
    )


FORMAT = TranscriptFormat("atif", read_atif, knows=_knows)
