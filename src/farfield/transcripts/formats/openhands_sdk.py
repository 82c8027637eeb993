"""Events of OpenHands' software agent SDK (1.x): each names its kind, and results name their call by its id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from farfield.transcripts.chat_messages import read_message
from farfield.transcripts.events import EventLog
from farfield.transcripts.outputs import is_cut
from farfield.transcripts.values import as_object, as_objects, code_of, name_of, text_of, time_of, word_of

RESULT_KINDS = {"ObservationEvent", "AgentErrorEvent", "UserRejectObservation"}
SHOWN = ("content", "output", "error", "text", "message")
NOT_GIVEN = {"kind", "security_risk", "summary"}


def is_sdk_event(event: Mapping[str, Any]) -> bool:
    """Whether an event is one of the SDK's."""
    kind = word_of(event.get("kind"))
    return kind.endswith("Event") or kind in RESULT_KINDS or isinstance(event.get("llm_message"), Mapping)


def read_sdk_events(log: EventLog, events: Sequence[Any]) -> None:
    """Read the events in order."""
    for number, event in enumerate(events):
        if not isinstance(event, Mapping):
            log.oddities["events that are none"] += 1
            continue
        place = {"source": number, "time": time_of(event.get("timestamp"))}
        kind = word_of(event.get("kind"))
        if isinstance(event.get("llm_message"), Mapping):
            read_message(log, event["llm_message"], **place)
        elif kind == "SystemPromptEvent":
            log.task(event.get("system_prompt"), asked=False, **place)
        elif isinstance(event.get("action"), Mapping) or isinstance(event.get("tool_call"), Mapping):
            _action(log, event, place)
        elif kind in RESULT_KINDS:
            _result(log, event, place)


def _action(log: EventLog, event: Mapping[str, Any], place: Mapping[str, Any]) -> None:
    log.say(event.get("reasoning_content"), **place)
    for block in as_objects(event.get("thinking_blocks")):
        log.say(block.get("thinking"), **place)
    log.say(event.get("thought"), **place)
    called, action = as_object(event.get("tool_call")), as_object(event.get("action"))
    given: Any = {
        name: value for name, value in action.items() if name not in NOT_GIVEN and value is not None
    }
    if not given:
        given = called.get("arguments", as_object(called.get("function")).get("arguments"))
    tool = name_of(event.get("tool_name"), called.get("name"), action.get("kind"))
    if tool in ("finish", "think"):
        for text in given.values() if isinstance(given, Mapping) else ():
            log.say(text, **place)
        return
    log.call(tool, given, name_of(event.get("tool_call_id"), called.get("id")), **place)


def _result(log: EventLog, event: Mapping[str, Any], place: Mapping[str, Any]) -> None:
    shown = as_object(event.get("observation")) or event
    key = name_of(event.get("tool_call_id"))
    if log.call_of(key) is None and word_of(event.get("tool_name")) in ("finish", "think"):
        return
    text = next((told for name in SHOWN if (told := text_of(shown.get(name)))), "")
    code = code_of(shown.get("exit_code", as_object(shown.get("metadata")).get("exit_code")))
    log.result(text, key, exit_code=code, cut=is_cut(text), **place)
