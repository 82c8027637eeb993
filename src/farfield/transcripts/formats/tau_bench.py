"""tau-bench: conversations of a customer's agent with its tools, as OpenAI's messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from farfield.transcripts.chat_messages import are_messages, read_messages
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.transcript_format import Document, TranscriptFormat
from farfield.transcripts.values import as_object, name_of, number_of, truth_of


def read_tau_bench(document: Document) -> Iterator[RunDraft]:
    """The conversation of one record."""
    record = as_object(document.value)
    draft = RunDraft("tau-bench", document.path, document.line)
    read_messages(draft.log, record["traj"])
    draft.task, trial = name_of(record.get("task_id")), name_of(record.get("trial"))
    draft.name = ".".join(part for part in (draft.task, trial) if part is not None) or None
    reward = number_of(record.get("reward"))
    draft.claimed = truth_of(reward) if reward is not None else None
    yield draft


def _knows(value: Any) -> bool:
    record = as_object(value)
    return {"task_id", "traj"} <= record.keys() and are_messages(record["traj"])


FORMAT = TranscriptFormat("tau-bench", read_tau_bench, knows=_knows)
