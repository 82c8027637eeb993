"""mini-swe-agent 1 and 2, and the bare list of messages of its beginnings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from farfield.transcripts.chat_messages import are_messages, parts_of, read_message
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.outputs import unwrap
from farfield.transcripts.transcript_format import Document, TranscriptFormat
from farfield.transcripts.values import as_object, as_objects, code_of, name_of, text_of, time_of

BLOCK = re.compile(r"```(?:mswea_bash_command|bash|sh|shell)[^\S\n]*\n(.*?)\n?```", re.DOTALL)
TEXT = {"", "text", "message"}
OUTPUT = re.compile(r"\s*<(returncode|output)>")


def read_mini_swe_agent(document: Document) -> Iterator[RunDraft]:
    """The run of a trajectory."""
    top = as_object(document.value)
    messages = top.get("messages") if top else document.value
    info = as_object(top.get("info"))
    draft = RunDraft("mini-swe-agent", document.path, document.line)
    _Reader(draft, messages if isinstance(messages, list) else []).read()
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


class _Reader:
    """The messages of a run in order: calls of actions, what came back, and the harness's own words."""

    def __init__(self, draft: RunDraft, messages: Sequence[Any]) -> None:
        self.log, self._messages = draft.log, messages
        self._calls: list[int] = []  # of the last message of the agent, those without an id, not answered yet

    def read(self) -> None:
        for number, message in enumerate(self._messages):
            if not isinstance(message, Mapping):
                self.log.oddities["messages that are none"] += 1
                continue
            role, extra = message.get("role"), as_object(message.get("extra"))
            place = {"source": number, "time": time_of(extra.get("timestamp"), message.get("timestamp"))}
            if role == "assistant":
                self._agent(message, extra, place)
            elif role == "user":
                self._user(message, extra, place)
            elif role != "exit":  # whose content repeats the submission
                read_message(self.log, message, **place)

    def _agent(self, message: Mapping[str, Any], extra: Mapping[str, Any], place: dict[str, Any]) -> None:
        actions = as_objects(extra.get("actions"))
        told = message if not actions else {**message, "tool_calls": None}
        if message.get("tool_calls") and not actions:
            read_message(self.log, told, **place)
            return
        content = text_of(message.get("content"))
        blocks = BLOCK.findall(content)
        said = BLOCK.sub("", content).strip() if len(blocks) == 1 or actions else content
        read_message(self.log, {**told, "content": said}, **place)
        self._calls = []
        for action in actions or ([{"command": blocks[0]}] if len(blocks) == 1 else []):
            key, command = name_of(action.get("tool_call_id")), text_of(action.get("command"))
            number = self.log.call("bash", {"command": command}, key, **place)
            if key is None:
                self._calls.append(number)

    def _user(self, message: Mapping[str, Any], extra: Mapping[str, Any], place: dict[str, Any]) -> None:
        """What came back, or the harness's word on a turn without a command."""
        content = message.get("content")
        if isinstance(content, list) and any(kind not in TEXT for kind in parts_of([message])):
            read_message(self.log, message, **place)
        elif not self._calls:
            self.log.task(content, **place)
        else:
            shown = unwrap(text_of(content))
            code = shown.exit_code if shown.exit_code is not None else code_of(extra.get("returncode"))
            self.log.result(shown.text, call=self._calls.pop(0), cut=shown.cut, exit_code=code, **place)


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
    return are_messages(value) and _is_bare(value)


def _is_bare(messages: Sequence[Any]) -> bool:
    """Whether one block of shell a message is how the agent acts, and the next user turn what came back."""
    if any(as_object(one).get("tool_calls") for one in messages) or any(
        kind not in TEXT for kind in parts_of(messages)
    ):
        return False
    said = [text_of(as_object(one).get("content")) for one in messages]
    roles = [as_object(one).get("role") for one in messages]
    acted = [at for at, role in enumerate(roles) if role == "assistant" and len(BLOCK.findall(said[at])) == 1]
    answered = any(
        OUTPUT.match(said[at + 1]) for at in acted if at + 1 < len(said) and roles[at + 1] == "user"
    )
    return bool(acted) and (answered or any("mswea_bash_command" in said[at] for at in acted))


FORMAT = TranscriptFormat("mini-swe-agent", read_mini_swe_agent, knows=_knows)
