"""OpenHands: `output.jsonl` of an evaluation, and lists of events."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from farfield.transcripts.commands import SHELL_TOOL
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.events import EventLog
from farfield.transcripts.formats.openhands_sdk import is_sdk_event, read_sdk_events
from farfield.transcripts.outputs import is_cut
from farfield.transcripts.transcript_format import Document, TranscriptFormat
from farfield.transcripts.values import (
    as_object,
    as_objects,
    code_of,
    commit_of,
    name_of,
    text_of,
    time_of,
    truth_of,
    word_of,
)

SKIPPED = {
    "recall", "agent_state_changed", "change_agent_state", "condensation", "condensation_request", "null",
    "loop_recovery",
}  # fmt: skip
SHELL = {"run"}
EDITOR_CALL = re.compile(r"print\(file_editor\(\*\*(\{.*\})\)\)", re.DOTALL)
SAID = ("thought", "final_thought", "content", "outputs")
NOT_GIVEN = {"thought", "translated_ipython_code"}


def read_openhands(document: Document) -> Iterator[RunDraft]:
    """The run of a record of `output.jsonl`, or of a list of events."""
    top = as_object(document.value)
    draft = RunDraft("openhands", document.path, document.line)
    events = document.read_lines() or (top.get("history") if top else document.value)
    log = draft.log
    log_events = _unpaired(events if isinstance(events, list) else [])
    if top and not any(_is_prompt(event) for event in log_events):
        log.task(top.get("instruction"))
    if any(is_sdk_event(event) for event in as_objects(log_events)[:8]):
        read_sdk_events(log, log_events)
    else:
        _Reader(log).read(log_events)
    instance, result = as_object(top.get("instance")), as_object(top.get("test_result"))
    metadata = as_object(top.get("metadata"))
    draft.task = name_of(top.get("instance_id"), instance.get("instance_id"))
    model = as_object(metadata.get("llm_config")).get("model")
    draft.subject = name_of(model, metadata.get("agent_class"))
    draft.base = commit_of(instance.get("base_commit"))
    draft.reference = text_of(instance.get("patch")) or None
    draft.claimed = truth_of(as_object(result.get("report")).get("resolved", top.get("resolved")))
    draft.ended = name_of(top.get("error")) or (None if not top else name_of(top.get("status")))
    draft.patch = text_of(result.get("git_patch", top.get("git_patch")))
    draft.submits = "git_patch" in result or "git_patch" in top
    yield draft


def _unpaired(events: Sequence[Any]) -> list[Any]:
    """Events in order; older histories hold pairs of an action and its observation."""
    found: list[Any] = []
    for event in events:
        found += event if isinstance(event, list) else [event]
    return found


def _is_prompt(event: Any) -> bool:
    told = as_object(event)
    return isinstance(told.get("llm_message"), Mapping) or (told.get("source"), told.get("action")) == (
        "user",
        "message",
    )


class _Reader:
    """Actions are calls and sayings, observations what came back."""

    def __init__(self, log: EventLog) -> None:
        self.log = log
        self._numbers: dict[Any, int] = {}  # of calls, by the id of their action
        self._last: int | None = None

    def read(self, events: Sequence[Any]) -> None:
        """Read all events."""
        for at, event in enumerate(events):
            if not isinstance(event, Mapping):
                self.log.oddities["events that are none"] += 1
                continue
            source = event.get("id") if isinstance(event.get("id"), int) else at
            place = {"source": source, "time": time_of(event.get("timestamp"))}
            if "action" in event:
                self._action(event, place)
            elif "observation" in event:
                self._observation(event, place)

    def _action(self, event: Mapping[str, Any], place: dict[str, Any]) -> None:
        action, args = word_of(event.get("action")), as_object(event.get("args"))
        if action in SKIPPED:
            return
        if action == "system" or (action == "message" and event.get("source") != "agent"):
            self.log.task(args.get("content", event.get("message")), asked=action != "system", **place)
        elif action in ("message", "think", "finish", "reject"):
            for text in dict.fromkeys(text_of(args.get(name)) for name in SAID if args.get(name)):
                self.log.say(text if text != "{}" else "", **place)
        else:
            self._call(event, action, args, place)

    def _call(
        self, event: Mapping[str, Any], action: str, args: Mapping[str, Any], place: dict[str, Any]
    ) -> None:
        self.log.say(args.get("thought"), **place)
        told = as_object(event.get("tool_call_metadata"))
        tool = name_of(told.get("function_name")) or action or "action"
        given = {name: value for name, value in args.items() if name not in NOT_GIVEN and value is not None}
        if action == "call_tool_mcp" and isinstance(args.get("arguments"), Mapping):  # a tool of a server
            tool, given = name_of(args.get("name")) or tool, dict(args["arguments"])
        given |= _translated(args) if action in ("edit", "read", "write") else {}
        tool = tool if action not in SHELL or SHELL_TOOL.search(tool) else action
        number = self._last = self.log.call(tool, given, shell=action in SHELL, **place)
        if isinstance(event.get("id"), int | str):
            self._numbers[event["id"]] = number

    def _observation(self, event: Mapping[str, Any], place: dict[str, Any]) -> None:
        kind = word_of(event.get("observation"))
        if kind in SKIPPED:
            return
        cause = event.get("cause")
        call = self._numbers.get(cause) if isinstance(cause, int | str) else None
        extras = as_object(event.get("extras"))
        if (
            call is None and "cause" not in event and kind not in ("error", "think")
        ):  # older: the action before
            call = self._last
        if call is None and kind in ("error", "think", "user_rejected", "message", "chat"):
            self.log.task(event.get("content"), **place)  # the harness's word on what was no action
            return
        text = text_of(event.get("content"))
        code = code_of(as_object(extras.get("metadata")).get("exit_code", extras.get("exit_code")))
        self.log.result(text, call=call, exit_code=code, cut=is_cut(text), **place)


def _translated(args: Mapping[str, Any]) -> dict[str, Any]:
    """What an editor was given where the action tells it only as Python that calls the editor."""
    code = args.get("translated_ipython_code")
    if not isinstance(code, str) or args.get("command") or not (found := EDITOR_CALL.fullmatch(code)):
        return {}
    try:
        told = ast.literal_eval(found[1])  # reads literals, and runs nothing
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return {"code": code}
    return {name: value for name, value in as_object(told).items() if value is not None}


def _knows(value: Any) -> bool:
    top = as_object(value)
    if top:
        return isinstance(top.get("history"), list) and (
            {"instance_id", "test_result"} <= top.keys() or _are_events(_unpaired(top["history"]))
        )
    return isinstance(value, list) and _are_events(_unpaired(value))


def _are_events(events: Sequence[Any]) -> bool:
    found = [_is_event(event) for event in as_objects(list(events))[:8]]
    return bool(found) and sum(found) * 2 > len(found)


def _is_event(event: Mapping[str, Any]) -> bool:
    return (
        is_sdk_event(event)
        or ("action" in event and "args" in event)
        or ("observation" in event and "content" in event)
    )


def _knows_line(first: Mapping[str, Any]) -> bool:
    return _is_event(first) and "source" in first


FORMAT = TranscriptFormat("openhands", read_openhands, knows=_knows, knows_line=_knows_line)
