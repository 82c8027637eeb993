"""Lists of chat messages → events: those of OpenAI (chat and responses), of Anthropic, and mixtures of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from farfield.transcripts.events import EventLog
from farfield.transcripts.outputs import unwrap
from farfield.transcripts.values import as_object, as_objects, name_of, text_of, time_of, word_of

SYSTEM_ROLES = {"system", "developer"}
GIVEN_ROLES = SYSTEM_ROLES | {"user", "human"}
AGENT_ROLES = {"assistant", "ai", "model", "agent"}
RESULT_ROLES = {"tool", "function", "toolResult", "tool_result"}
ROLES = GIVEN_ROLES | AGENT_ROLES | RESULT_ROLES
CALL_PARTS = {
    "tool_use", "server_tool_use", "mcp_tool_use", "toolCall", "tool_call", "function_call", "custom_tool_call",
    "local_shell_call",
}  # fmt: skip
RESULT_PARTS = {
    "tool_result", "mcp_tool_result", "web_search_tool_result", "function_call_output", "toolResult",
    "custom_tool_call_output", "local_shell_call_output",
}  # fmt: skip
THINKING = {"thinking", "reasoning", "redacted_thinking"}
LOOKED_AT = 64  # messages by which a list is known


def are_messages(value: Any) -> bool:
    """Whether a list is one of chat messages, or of items as OpenAI's responses hold them."""
    if not isinstance(value, list) or not value:
        return False
    known = [_is_message(part) for part in value[:LOOKED_AT]]
    return sum(known) * 2 > len(known)


def _is_message(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return False
    return word_of(value.get("role")) in ROLES or value.get("type") in (
        "function_call",
        "function_call_output",
    )


def parts_of(messages: Iterable[Any]) -> Iterator[str]:
    """The kinds of the messages' parts, one after another."""
    for message in map(as_object, messages):
        yield word_of(message.get("type"))
        content = message.get("content")
        for part in content if isinstance(content, list) else ():
            yield word_of(part.get("type")) if isinstance(part, Mapping) else ""


def read_messages(log: EventLog, messages: Sequence[Any], **place: Any) -> None:
    """The events of chat messages, in order. What is none is counted."""
    for number, message in enumerate(messages):
        if isinstance(message, Mapping):
            read_message(log, message, source=number, **place)
        else:
            log.oddities["messages that are none"] += 1


def read_message(log: EventLog, message: Mapping[str, Any], **place: Any) -> None:
    """The events of one message: what was given, or what the agent said and called, or what came back."""
    place.setdefault("time", time_of(message.get("timestamp"), message.get("created_at")))
    role, kind = word_of(message.get("role")), word_of(message.get("type"))
    if not role and isinstance(message.get("output"), list):  # a whole response of OpenAI
        for part in as_objects(message["output"]):
            read_message(log, part, **place)
        return
    if role in RESULT_ROLES:
        _tool_message(log, message, place)
    elif role in AGENT_ROLES:
        _agent_message(log, message, place)
    elif not role and (kind in CALL_PARTS or kind in RESULT_PARTS or kind in THINKING):
        _part(log, message, place)
    elif role in GIVEN_ROLES:
        asked = role not in SYSTEM_ROLES
        _parts(log, content_of(message), "task", place if asked else {**place, "asked": False})
    elif text := text_of(content_of(message)):
        log.oddities[f"messages of the role {role[:20]}, taken for what was given"] += 1
        log.task(text, **place)


def content_of(message: Mapping[str, Any]) -> Any:
    """What a message says; some datasets call it `text`, and the system's prompt by that name."""
    return next((message[name] for name in ("content", "text", "system_prompt") if message.get(name)), None)


def _agent_message(log: EventLog, message: Mapping[str, Any], place: Mapping[str, Any]) -> None:
    for name in ("reasoning_content", "reasoning", "thinking"):
        if isinstance(message.get(name), str):
            log.say(message[name], **place)
            break
    _parts(log, content_of(message), "say", place)
    for call in log.objects(message.get("tool_calls"), "calls"):
        read_call(log, call, place)
    if isinstance(old := message.get("function_call"), Mapping):  # of 2023
        log.call(name_of(old.get("name")), old.get("arguments"), **place)


def read_call(log: EventLog, call: Mapping[str, Any], place: Mapping[str, Any]) -> int:
    """A call as OpenAI, Inspect or a harness writes it: `function` is an object, or the name itself."""
    function = call.get("function")
    inner = function if isinstance(function, Mapping) else call
    tool = name_of(inner.get("name"), function, call.get("function_name"), inner.get("tool"))
    given = next((inner[name] for name in ("arguments", "input", "args", "kwargs") if name in inner), None)
    key = name_of(call.get("id"), call.get("call_id"), call.get("tool_call_id"))
    return log.call(tool, given, key, error=name_of(call.get("parse_error")), **place)


def _tool_message(log: EventLog, message: Mapping[str, Any], place: Mapping[str, Any]) -> None:
    key = name_of(
        message.get("tool_call_id"), message.get("toolCallId"), message.get("call_id"), message.get("id")
    )
    call = None
    if key is None:  # as of 2023: by the function's name
        call = log.waiting(name_of(message.get("name"), message.get("toolName")))
    content = message.get("content")
    if not content and isinstance(message.get("error"), Mapping):  # Inspect tells it beside the content
        content = message["error"].get("message")
    read_output(log, content, key, call=call, **place)


def _parts(log: EventLog, content: Any, kind: str, place: Mapping[str, Any]) -> None:
    """The content of a message: a text, or parts, of which texts that follow each other are one saying."""
    if not isinstance(content, list):
        _text(log, text_of(content), kind, place)
        return
    texts: list[str] = []
    for part in content:
        part_kind = word_of(as_object(part).get("type"))
        if part_kind in CALL_PARTS or part_kind in RESULT_PARTS or part_kind in THINKING:
            _text(log, "\n".join(texts), kind, place)
            texts = []
            _part(log, part, place)
        elif text := text_of([part]):
            texts.append(text)
    _text(log, "\n".join(texts), kind, place)


def _part(log: EventLog, part: Mapping[str, Any], place: Mapping[str, Any]) -> None:
    part_kind = word_of(part.get("type"))
    if part_kind in CALL_PARTS:
        tool = name_of(part.get("name"))
        given = next((part[name] for name in ("input", "arguments", "action") if name in part), None)
        if part_kind == "custom_tool_call":  # which is given a text, and no JSON
            given = {"input": given}
        log.call(
            tool or ("shell" if part_kind == "local_shell_call" else None),
            given,
            name_of(part.get("call_id"), part.get("id")),
            **place,
        )
    elif part_kind in RESULT_PARTS:
        key = name_of(part.get("tool_use_id"), part.get("call_id"), part.get("toolCallId"), part.get("id"))
        read_output(log, part.get("content", part.get("output")), key, **place)
    else:
        texts = [part.get(name) for name in ("thinking", "reasoning", "summary", "text") if part.get(name)]
        log.say(texts[0] if texts else "", **place)


def _text(log: EventLog, text: str, kind: str, place: Mapping[str, Any]) -> None:
    (log.say if kind == "say" else log.task)(text, **place)


def read_output(log: EventLog, content: Any, key: str | None, **more: Any) -> int:
    """What came back from a call, without the marks in which its harness wraps it."""
    shown = unwrap(text_of(content))
    if shown.exit_code is not None:
        more["exit_code"] = shown.exit_code
    more["cut"] = more.get("cut", False) or shown.cut
    return log.result(shown.text, key, **more)
