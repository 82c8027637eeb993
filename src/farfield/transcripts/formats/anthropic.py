"""Message lists of Anthropic: parts `tool_use` and `tool_result`, several results in one user turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from farfield.transcripts.chat_messages import parts_of
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.formats.openai import find_messages, read_chat
from farfield.transcripts.transcript_format import Document, TranscriptFormat

PARTS = {"tool_use", "tool_result"}


def read_anthropic(document: Document) -> Iterator[RunDraft]:
    """The run of a list of messages."""
    yield from read_chat(document, "anthropic")


def _knows(value: Any) -> bool:
    return any(kind in PARTS for kind in parts_of(find_messages(value)[0]))


def _knows_line(first: Mapping[str, Any]) -> bool:
    return "role" in first and any(kind in PARTS for kind in parts_of([first]))


FORMAT = TranscriptFormat("anthropic", read_anthropic, knows=_knows, knows_line=_knows_line)
