"""Inspect logs with tools: `.eval` archives and `.json`, without inspect_ai. Handed-off agents stand in the events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import msgspec

from farfield.files.inspect_archive import EvalArchive
from farfield.files.json_values import decode_as
from farfield.records import FarfieldError
from farfield.transcripts.account import Account
from farfield.transcripts.chat_messages import read_call, read_message, read_messages
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.outputs import is_cut
from farfield.transcripts.transcript_format import Document, TranscriptFormat
from farfield.transcripts.values import as_object, as_objects, commit_of, name_of, text_of, time_of, truth_of

ATTACHMENT = "attachment://"
PATCH_NAMES = ("model_patch", "patch", "agent_patch")
MARKS = {"C": True, "I": False, "P": False, "N": False}


class Sample(msgspec.Struct):
    """What of a sample tells its run."""

    id: Any = None
    epoch: Any = None
    uuid: Any = None
    input: Any = None
    messages: Any = None
    output: Any = None
    scores: Any = None
    metadata: Any = None
    events: Any = None
    attachments: Any = None
    error: Any = None
    limit: Any = None


def read_inspect_archive(stream: BinaryIO, path: str, account: Account) -> Iterator[RunDraft]:
    """The runs of an archive, sample by sample."""
    archive = EvalArchive(stream, path)
    spec = _spec(archive, path, account)
    names = [name for name in archive.names if name.startswith("samples/") and name.endswith(".json")]
    if not names:
        raise FarfieldError("holds no samples", where=path, remedy="Is it the whole log?")
    for name in names:
        try:
            sample = decode_as(archive.read(name), Sample)
        except (ValueError, RecursionError) as error:
            account.reject(path, None, str(error), name)
            continue
        yield _draft(sample, path, spec)


def _spec(archive: EvalArchive, path: str, account: Account) -> Mapping[str, Any]:
    for name in ("header.json", "_journal/start.json"):
        if name in archive.names:
            try:
                return as_object(as_object(msgspec.json.decode(archive.read(name))).get("eval"))
            except (ValueError, msgspec.DecodeError, RecursionError) as error:
                account.reject(path, None, f"{name} cannot be read: {error}", name)
    return {}


def read_inspect(document: Document) -> Iterator[RunDraft]:
    """The runs of a log of JSON."""
    top = as_object(document.value)
    samples = top.get("samples")
    for number, one in enumerate(samples if isinstance(samples, list) else []):
        try:
            sample = msgspec.convert(one, Sample)
        except (ValueError, msgspec.ValidationError):
            document.account.reject(document.path, None, f"sample {number} is no object", one)
            continue
        yield _draft(sample, document.path, as_object(top.get("eval")))


def read_sample(sample: Mapping[str, Any], path: str, model: str | None = None) -> RunDraft:
    """The run of one sample that was read elsewhere. `model`: its subject."""
    return _draft(msgspec.convert(sample, Sample), path, {"model": model})


def _draft(sample: Sample, path: str, spec: Mapping[str, Any]) -> RunDraft:
    draft = RunDraft("inspect", path)
    epoch = name_of(sample.epoch)
    draft.task = name_of(sample.id)
    draft.name = (
        f"{draft.task}.{epoch}" if draft.task is not None and epoch not in (None, "1") else draft.task
    )
    draft.subject = name_of(spec.get("model"))
    _Reader(draft, as_object(sample.attachments)).read(sample)
    metadata = as_object(sample.metadata)
    draft.base, draft.reference = (
        commit_of(metadata.get("base_commit")),
        text_of(metadata.get("patch")) or None,
    )
    _read_scores(draft, as_object(sample.scores))
    if draft.patch is None:
        _read_answer(draft)
    limit = sample.limit.get("type") if isinstance(sample.limit, Mapping) else sample.limit
    draft.ended = "error" if sample.error else name_of(limit)
    return draft


def _read_scores(draft: RunDraft, scores: Mapping[str, Any]) -> None:
    """The claim, where all scorers agree, and the patch that a scorer keeps."""
    told = set[bool | None]()
    for score in map(as_object, scores.values()):
        value = score.get("value")
        told.add(MARKS[value] if isinstance(value, str) and value in MARKS else truth_of(value))
        noted = as_object(score.get("metadata"))
        for name in PATCH_NAMES:
            if draft.patch is None and isinstance(noted.get(name), str):
                draft.patch, draft.submits = text_of(noted[name]), True
    draft.claimed = told.pop() if len(told) == 1 else None


def _read_answer(draft: RunDraft) -> None:
    """The text that was handed in by `submit`."""
    answers = [event for event in draft.log.events if event.kind == "call" and event.tool == "submit"]
    if answers:
        draft.patch = text_of(answers[-1].arguments.get("answer", answers[-1].arguments.get("submission")))
        draft.submits = bool(draft.patch)


class _Reader:
    """The events of a sample: of its messages, or of its events where those tell of more calls."""

    def __init__(self, draft: RunDraft, attachments: Mapping[str, Any]) -> None:
        self.log, self._attachments = draft.log, attachments

    def read(self, sample: Sample) -> None:
        """Read the sample."""
        messages = [self._whole(one) for one in self.log.objects(sample.messages, "messages")]
        events = self.log.objects(sample.events, "events")
        if _called(events) - _called_by(messages):
            self._read_events(events, messages, sample.input)
        elif messages:
            read_messages(self.log, messages)
        else:
            self._given(sample.input)

    def _given(self, given: Any) -> None:
        if isinstance(given, list):
            read_messages(self.log, [self._whole(one) for one in as_objects(given)])
        else:
            self.log.task(self._whole(given))

    def _read_events(
        self, events: list[Mapping[str, Any]], messages: list[Mapping[str, Any]], given: Any
    ) -> None:
        """Model and tool events in order, those of handed-off agents with the agent's name."""
        head = [one for one in messages if one.get("role") in ("system", "user")][:2]
        if head:
            read_messages(self.log, head)
        else:
            self._given(given)
        spans: dict[str, tuple[str | None, str | None]] = {}
        for number, event in enumerate(_flat(events)):
            kind = event.get("event")
            if kind == "span_begin":
                named = name_of(event.get("name")) if event.get("type") == "agent" else None
                parent = spans.get(str(event.get("parent_id")), (None, None))
                spans[str(event.get("id"))] = (named or parent[0], None)
            agent = spans.get(str(event.get("span_id")), (None, None))[0]
            place = {"source": number, "time": time_of(event.get("timestamp")), "agent": agent}
            if kind == "model":
                for choice in as_objects(as_object(event.get("output")).get("choices"))[:1]:
                    read_message(self.log, self._whole(as_object(choice.get("message"))), **place)
            elif kind == "tool":
                self._tool(event, place)

    def _tool(self, event: Mapping[str, Any], place: dict[str, Any]) -> None:
        key = name_of(event.get("id"))
        if self.log.call_of(key) is None:
            read_call(self.log, {**self._whole(event), "name": event.get("function")}, place)
        text = text_of(self._whole(event.get("result")))
        if not text and isinstance(event.get("error"), Mapping):
            text = text_of(event["error"].get("message"))
        self.log.result(text, key, cut=bool(event.get("truncated")) or is_cut(text), **place)

    def _whole(self, value: Any) -> Any:
        """A value, its attachments in their places."""
        if not self._attachments:
            return value
        if isinstance(value, str):
            if not value.startswith(ATTACHMENT):
                return value
            return self._attachments.get(value.removeprefix(ATTACHMENT), value)
        if isinstance(value, list):
            return [self._whole(part) for part in value]
        if isinstance(value, Mapping):
            return {name: self._whole(part) for name, part in value.items()}
        return value


def _flat(events: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Events in order, those that old logs nest within the event of a tool before its end."""
    for event in events:
        yield from _flat(as_objects(event.get("events")))
        yield event


def _called(events: list[Mapping[str, Any]]) -> set[str]:
    return {str(event.get("id")) for event in _flat(events) if event.get("event") == "tool"}


def _called_by(messages: list[Mapping[str, Any]]) -> set[str]:
    return {str(call.get("id")) for one in messages for call in as_objects(one.get("tool_calls"))}


def _knows(value: Any) -> bool:
    top = as_object(value)
    return {"eval", "status"} <= top.keys() and isinstance(top.get("samples"), list)


FORMAT = TranscriptFormat("inspect", read_inspect, knows=_knows, read_archive=read_inspect_archive)
