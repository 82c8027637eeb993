"""Claude Code's sessions: a line an event, messages of Anthropic with where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from farfield.transcripts.chat_messages import read_message
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.transcript_format import Document, TranscriptFormat
from farfield.transcripts.values import as_object, name_of, time_of, word_of

TYPES = {"user", "assistant"}
OTHERS = {"summary", "file-history-snapshot", "queue-operation", "system", "progress"}


def read_claude_code(document: Document) -> Iterator[RunDraft]:
    """The run of a session; its subagents, where their lines stand in it, are agents of it."""
    draft = RunDraft("claude-code", document.path)
    for number, told in document.line_objects(draft.log):
        message = as_object(told.get("message"))
        if word_of(told.get("type")) not in TYPES or not message:
            continue
        draft.name = draft.name or name_of(told.get("sessionId"))
        draft.subject = draft.subject or name_of(message.get("model"))
        agent = name_of(told.get("agentId"), "subagent") if told.get("isSidechain") is True else None
        place: dict[str, Any] = {"source": number, "time": time_of(told.get("timestamp")), "agent": agent}
        if told.get("isCompactSummary") is True:  # what the model wrote of what it had lived
            draft.log.say(message.get("content"), **place)
        else:
            read_message(draft.log, message, **place)
    yield draft


def _knows_line(first: Mapping[str, Any]) -> bool:
    kind = word_of(first.get("type"))
    if kind in TYPES:
        return isinstance(first.get("message"), Mapping) and bool({"sessionId", "uuid"} & first.keys())
    return kind in OTHERS and bool({"sessionId", "leafUuid", "messageId", "uuid"} & first.keys())


FORMAT = TranscriptFormat("claude-code", read_claude_code, knows_line=_knows_line)
