"""tau-bench: conversations of a customer's agent with its tools, as OpenAI's messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from farfield.transcripts.chat_messages import are_messages, read_messages
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.transcript_format import Document, TranscriptFormat
from farfield.transcripts.values import as_object, as_objects, name_of, number_of, truth_of


def read_tau_bench(document: Document) -> Iterator[RunDraft]:
    """The conversation of a record, or those of a file of version 2."""
    top = as_object(document.value)
    for record in as_objects(top.get("simulations")) or [top]:
        draft = RunDraft("tau-bench", document.path, document.line)
        told = record.get("traj", record.get("messages"))
        read_messages(draft.log, told if isinstance(told, list) else [])
        draft.task, trial = name_of(record.get("task_id")), name_of(record.get("trial"))
        draft.name = ".".join(part for part in (draft.task, trial) if part is not None) or None
        reward = number_of(record.get("reward", as_object(record.get("reward_info")).get("reward")))
        draft.claimed = truth_of(reward) if reward is not None else None
        yield draft


def _knows(value: Any) -> bool:
    top = as_object(value)
    if {"task_id", "traj"} <= top.keys():
        return are_messages(top["traj"])
    first = next(iter(as_objects(top.get("simulations"))), {})
    return {"task_id", "messages"} <= first.keys()


FORMAT = TranscriptFormat("tau-bench", read_tau_bench, knows=_knows)
