"""vorflux: model calls and tool calls of an agent and its subagents, one list in the order of time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from farfield.transcripts.chat_messages import read_call, read_message
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.neighbours import read_beside
from farfield.transcripts.outputs import Output, is_cut, output_of
from farfield.transcripts.transcript_format import Document, TranscriptFormat
from farfield.transcripts.values import as_object, as_objects, code_of, name_of, text_of, time_of, word_of

ENTRY_TYPES = {"llm_call", "tool_call", "judge_call"}
PATCHES = ("patches/{}.diff", "../patches/{}.diff", "patches/{}.patch", "../patches/{}.patch")


def read_vorflux(document: Document) -> Iterator[RunDraft]:
    """The run of a trajectory, and its patch from the folder of patches beside it."""
    top = as_object(document.value)
    draft = RunDraft("vorflux", document.path, document.line)
    draft.task = name_of(top.get("instance_id"))
    reader = _Reader(draft)
    for number, entry in enumerate(draft.log.objects(top.get("trajectory"), "entries")):
        reader.entry(entry, {"source": number, "time": time_of(entry.get("timestamp"))})
    if draft.task is not None and "/" not in draft.task:
        for place in PATCHES:
            if (raw := read_beside(draft.path, place.format(draft.task))) is not None:
                draft.patch, draft.submits = text_of(raw.decode(errors="replace")), True
                break
    yield draft


class _Reader:
    """The entries in order. A tool's entry belongs to the first call of a model that gave the same and isn't answered;
    what no model called, the harness ran by itself."""

    def __init__(self, draft: RunDraft) -> None:
        self.log = draft.log
        self._waiting: dict[tuple[str, ...], deque[int]] = {}

    def entry(self, entry: Mapping[str, Any], place: dict[str, Any]) -> None:
        """One entry."""
        kind = entry.get("type")
        if kind == "llm_call":
            for message in as_objects(entry.get("task_prompt")):
                read_message(self.log, message, **place)
            self._model(as_object(entry.get("output")), place)
        elif kind == "tool_call":
            self._tool(entry, place)
        elif kind != "judge_call":  # a model that reads over the run, and tells the agent nothing
            self.log.oddities["entries of an unknown type"] += 1

    def _model(self, output: Mapping[str, Any], place: dict[str, Any]) -> None:
        self.log.say(text_of(output.get("content")).strip("\n"), **place)
        for call in self.log.objects(output.get("tool_calls"), "calls"):
            number = read_call(self.log, call, place)
            event = self.log.events[number]
            self._waiting.setdefault(_given(event.arguments, event.tool), deque()).append(number)

    def _tool(self, entry: Mapping[str, Any], place: dict[str, Any]) -> None:
        arguments = as_object(entry.get("arguments"))
        waiting = self._waiting.get(_given(arguments, name_of(entry.get("tool"))))
        if waiting:
            call = waiting.popleft()
        else:
            call = self.log.call(name_of(entry.get("tool")), entry.get("arguments"), **place)
        if "result" not in entry:
            return
        told = as_object(entry["result"])
        if told.keys() & {"stdout", "stderr"}:
            shown = output_of(told)
        else:
            text = text_of(entry["result"])
            shown = Output(text, code_of(told.get("exitCode")), told.get("truncated") is True or is_cut(text))
        self.log.result(shown.text, call=call, exit_code=shown.exit_code, cut=shown.cut, **place)


def _given(arguments: Mapping[str, Any], tool: str | None) -> tuple[str, ...]:
    """What a call was given, whatever its harness calls tool and arguments: the texts, in order of the alphabet; where
    there are none the tool tells it."""
    return tuple(sorted(value for value in arguments.values() if isinstance(value, str))) or (tool or "",)


def _knows(value: Any) -> bool:
    top = as_object(value)
    entries = top.get("trajectory")
    if not isinstance(entries, list):
        return False
    known = [word_of(one.get("type")) in ENTRY_TYPES for one in as_objects(entries)[:8]]
    return (bool(known) and sum(known) * 2 > len(known)) or (
        not entries and {"instance_id", "session_id", "trajectory_entries"} <= top.keys()
    )


FORMAT = TranscriptFormat("vorflux", read_vorflux, knows=_knows)
