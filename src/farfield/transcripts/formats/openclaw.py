"""OpenClaw's sessions: a line an event, parallel calls, background commands that answer through `process`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from farfield.transcripts.chat_messages import read_call
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.outputs import is_cut
from farfield.transcripts.transcript_format import Document, TranscriptFormat
from farfield.transcripts.values import as_object, as_objects, code_of, name_of, text_of, time_of, word_of

EXITED = re.compile(r"\(Command exited with code (\d{1,3})\)|Process exited with code (\d{1,3})")
EXITED_WITHIN = 80  # characters at the end of an output
LINE_TYPES = {"session", "message", "model_change", "thinking_level_change", "compaction", "custom"}


def read_openclaw(document: Document) -> Iterator[RunDraft]:
    """The run of a session."""
    draft = RunDraft("openclaw", document.path)
    reader = _Reader(draft)
    for number, line in document.line_objects(draft.log):
        reader.line(line, number)
    yield draft


class _Reader:
    """The lines of a session in order."""

    def __init__(self, draft: RunDraft) -> None:
        self.draft, self.log = draft, draft.log

    def line(self, line: Mapping[str, Any], number: int) -> None:
        """One line."""
        kind = line.get("type")
        message = as_object(line.get("message"))
        place = {"source": number, "time": time_of(line.get("timestamp"), message.get("timestamp"))}
        if kind == "session":
            self.draft.name = name_of(line.get("id")) or self.draft.name
        elif kind == "model_change":
            self.draft.subject = name_of(line.get("modelId"), line.get("model")) or self.draft.subject
        elif kind == "compaction":  # what the model wrote of what it had lived
            self.log.say(line.get("summary"), **place)
        elif kind == "message":
            self._message(message, place)

    def _message(self, message: Mapping[str, Any], place: dict[str, Any]) -> None:
        role = message.get("role")
        if role == "assistant":
            self.draft.subject = self.draft.subject or name_of(message.get("model"))
            self._said(message.get("content"), place)
            if message.get("stopReason") in ("error", "aborted"):
                self.draft.ended = name_of(message.get("stopReason"))
        elif role == "toolResult":
            self._result(message, place)
        elif role == "bashExecution":  # a command of the user, whose output the agent sees
            self.log.task(f"{text_of(message.get('command'))}\n{text_of(message.get('output'))}", **place)
        else:
            content = message.get("content", message.get("summary"))
            self.log.task(content, asked=role != "system", **place)

    def _said(self, content: Any, place: dict[str, Any]) -> None:
        if not isinstance(content, list):
            self.log.say(content, **place)
        for part in as_objects(content):
            kind = part.get("type")
            if kind == "toolCall":
                read_call(self.log, part, place)
            elif kind in ("text", "thinking"):
                self.log.say(part.get(str(kind)), **place)

    def _result(self, message: Mapping[str, Any], place: dict[str, Any]) -> None:
        text, details = text_of(message.get("content")), as_object(message.get("details"))
        code = code_of(details.get("exitCode"))
        if code is None and (found := EXITED.search(text[-EXITED_WITHIN:])):
            code = code_of(found[1] or found[2])
        cut = is_cut(text) or as_object(details.get("truncation")).get("truncated") is True
        self.log.result(text, name_of(message.get("toolCallId")), exit_code=code, cut=cut, **place)


def _knows_line(first: Mapping[str, Any]) -> bool:
    kind = word_of(first.get("type"))
    if kind == "session":
        return "id" in first
    return kind in LINE_TYPES and (
        isinstance(first.get("message"), Mapping) or {"id", "parentId"} <= first.keys()
    )


FORMAT = TranscriptFormat("openclaw", read_openclaw, knows_line=_knows_line)
