"""Codex's rollouts: a line an event, items of OpenAI's responses in their payloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from farfield.transcripts.chat_messages import read_message
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.transcript_format import Document, TranscriptFormat
from farfield.transcripts.values import as_object, commit_of, name_of, time_of, word_of

TYPES = {"session_meta", "response_item", "turn_context", "event_msg", "compacted"}


def read_codex(document: Document) -> Iterator[RunDraft]:
    """The run of a rollout. Its `event_msg` lines tell the items a second time, for the screen."""
    draft = RunDraft("codex", document.path)
    for number, told in document.line_objects(draft.log):
        kind, payload = word_of(told.get("type")), as_object(told.get("payload"))
        if kind not in TYPES:
            draft.log.oddities["lines of an unknown type"] += 1
        if kind == "session_meta":
            draft.name = name_of(payload.get("id")) or draft.name
            draft.base = commit_of(as_object(payload.get("git")).get("commit_hash")) or draft.base
        elif kind == "turn_context":
            draft.subject = name_of(payload.get("model")) or draft.subject
        elif kind == "response_item":
            read_message(draft.log, payload, source=number, time=time_of(told.get("timestamp")))
        elif kind == "compacted":  # what the model wrote of what it had lived
            draft.log.say(payload.get("message"), source=number, time=time_of(told.get("timestamp")))
    yield draft


def _knows_line(first: Mapping[str, object]) -> bool:
    return word_of(first.get("type")) in TYPES and isinstance(first.get("payload"), Mapping)


FORMAT = TranscriptFormat("codex", read_codex, knows_line=_knows_line)
