"""Harbor's ATIF: `trajectory.json` with steps, and the result of the trial beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from farfield.files.json_values import decode_json
from farfield.transcripts.account import Account, canonical
from farfield.transcripts.chat_messages import read_call, read_output
from farfield.transcripts.commands import command_of
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.neighbours import place_beside, read_beside
from farfield.transcripts.transcript_format import Document, TranscriptFormat
from farfield.transcripts.values import (
    as_object,
    as_objects,
    commit_of,
    name_of,
    number_of,
    text_of,
    time_of,
)

SOLVED = 1.0  # the reward of a task that is solved
TRIAL_MARKS = {"task_name", "trial_name", "verifier_result"}
TRIAL_FILES = (
    "result.json", "config.json", "lock.json", "../result.json", "../config.json", "../lock.json",
    "verifier/ctrf.json", "verifier/report.json", "verifier/reward.json",
)  # fmt: skip
PATCHES = ("patch", "model_patch", "submission")


def read_atif(document: Document) -> Iterator[RunDraft]:
    """The run of a trajectory; those of its subagents, where they stand in it, belong to it."""
    top = as_object(document.value)
    draft = RunDraft("atif", document.path, document.line)
    _read_steps(draft, top, None)
    for number, part in enumerate(as_objects(top.get("subagent_trajectories")), start=1):
        named = name_of(as_object(part.get("agent")).get("name"), part.get("trajectory_id"))
        _read_steps(draft, part, named or f"subagent {number}")
    agent, extra = as_object(top.get("agent")), as_object(top.get("extra"))
    draft.name = name_of(top.get("session_id"))
    draft.subject = name_of(agent.get("model_name"), agent.get("name"))
    draft.base = commit_of(extra.get("base_commit"))
    for name in PATCHES:
        if name in extra:
            draft.patch, draft.submits = text_of(extra[name]), True
            break
    _read_trial(draft, document.account)
    yield draft


def _read_steps(draft: RunDraft, top: Mapping[str, Any], agent: str | None) -> None:
    for number, step in enumerate(draft.log.objects(top.get("steps"), "steps")):
        place = {"source": number, "time": time_of(step.get("timestamp")), "agent": agent}
        if step.get("source") == "agent":
            _agent_step(draft, step, place)
        else:
            draft.log.task(step.get("message"), **place)
            _read_results(draft, step, [], place)


def _agent_step(draft: RunDraft, step: Mapping[str, Any], place: Mapping[str, Any]) -> None:
    results = draft.log.objects(as_object(step.get("observation")).get("results"), "results")
    message = text_of(step.get("message"))
    draft.log.say(step.get("reasoning_content"), **place)
    if not any(message.strip() and message.strip() == text_of(one.get("content")).strip() for one in results):
        draft.log.say(
            message, **place
        )  # else one export tells what came back a second time, as the agent's own
    calls = draft.log.objects(step.get("tool_calls"), "calls")
    if len(calls) > 1 and len(results) == 1 and name_of(results[0].get("source_call_id")) is None:
        calls = _joined(calls)
    _read_results(draft, step, [read_call(draft.log, call, place) for call in calls], place)


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
    draft: RunDraft, step: Mapping[str, Any], calls: list[int], place: Mapping[str, Any]
) -> None:
    results = as_objects(as_object(step.get("observation")).get("results"))
    for at, result in enumerate(results):
        key = name_of(result.get("source_call_id"))
        call = draft.log.call_of(key)
        if call is None and key is None and calls:  # by place, where no id tells it
            call = calls[min(at, len(calls) - 1)]
        read_output(draft.log, result.get("content"), key, call=call, **place)


def _read_trial(draft: RunDraft, account: Account) -> None:
    """What Harbor writes beside a trajectory: the trial's result, and the reward of its verifier."""
    result: Mapping[str, Any] = {}
    for folder in ("", "../"):
        told = _result(draft, f"{folder}result.json")
        if told.keys() & TRIAL_MARKS:
            result = told
            account.beside |= {canonical(place_beside(draft.path, f"{folder}{name}")) for name in TRIAL_FILES}
            break
    draft.task = name_of(result.get("task_name")) or draft.task
    draft.name = name_of(result.get("trial_name")) or draft.name
    told = as_object(result.get("verifier_result"))
    reward = number_of(as_object(told.get("rewards")).get("reward", told.get("reward")))
    for place in ("verifier/reward.txt", "../verifier/reward.txt", "reward.txt"):
        if reward is None and (raw := read_beside(draft.path, place)) is not None:
            reward = number_of(raw.decode(errors="replace").strip())
    draft.claimed = reward >= SOLVED if reward is not None else None
    if result.get("exception_info"):
        draft.ended = name_of(as_object(result["exception_info"]).get("exception_type")) or "exception"


def _result(draft: RunDraft, place: str) -> Mapping[str, Any]:
    raw = read_beside(draft.path, place)
    if raw is None:
        return {}
    try:
        return as_object(decode_json(raw))
    except ValueError as error:
        draft.notes.append(f"{place} beside it cannot be read: {error}")
        return {}


def _knows(value: Any) -> bool:
    top = as_object(value)
    version = top.get("schema_version")
    return isinstance(top.get("steps"), list) and (
        (isinstance(version, str) and version.upper().startswith("ATIF"))
        or {"agent", "session_id"} <= top.keys()
    )


FORMAT = TranscriptFormat("atif", read_atif, knows=_knows)
