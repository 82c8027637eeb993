"""mini-swe-agent 1 and 2, and the bare list of messages of its beginnings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from farfield.transcripts.chat_messages import are_messages
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.text_actions import TextActions, acts_by_text
from farfield.transcripts.transcript_format import Document, TranscriptFormat
from farfield.transcripts.values import as_object, name_of, text_of


def read_mini_swe_agent(document: Document) -> Iterator[RunDraft]:
    """The run of a trajectory."""
    top = as_object(document.value)
    messages = top.get("messages") if top else document.value
    info = as_object(top.get("info"))
    draft = RunDraft("mini-swe-agent", document.path, document.line)
    TextActions(draft, messages if isinstance(messages, list) else []).read()
    config = as_object(info.get("config"))
    model = as_object(config.get("model"))
    draft.task = name_of(top.get("instance_id"), info.get("instance_id"))
    draft.subject = name_of(model.get("model_name"), model.get("name"), config.get("model"))
    draft.ended = name_of(info.get("exit_status"))
    draft.patch, draft.submits = (
        text_of(info.get("submission")),
        "submission" in info or "exit_status" in info,
    )
    yield draft


def _knows(value: Any) -> bool:
    top = as_object(value)
    if top:
        told = str(top.get("trajectory_format", ""))
        info = as_object(top.get("info"))
        return are_messages(top.get("messages")) and (
            told.startswith("mini-swe-agent")
            or "mini_version" in info
            or {"exit_status", "submission"} <= info.keys()
        )
    return are_messages(value) and acts_by_text(value, marked=True)


FORMAT = TranscriptFormat("mini-swe-agent", read_mini_swe_agent, knows=_knows)
