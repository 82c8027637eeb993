"""Agents that act by text: one block of shell a message, and the next user turn is what came back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from farfield.transcripts.chat_messages import AGENT_ROLES, content_of, parts_of, read_message
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.outputs import unwrap
from farfield.transcripts.values import as_object, as_objects, code_of, name_of, text_of, time_of, word_of

OPENING = re.compile(r"```([\w-]*)[^\S\n]*\n")
SHELLS = {"mswea_bash_command", "bash", "sh", "shell"}
OUTPUT = re.compile(r"\s*<(returncode|output)>")
SHELL_PROMPT = re.compile(
    r"triple backticks|code block|```|command[- ]line|bash command|shell", re.IGNORECASE
)
PROMPT = 20000  # characters of what was given at first, in which it says how to act
TEXT = {"", "text", "message"}


class Block(NamedTuple):
    """A fenced block: its language, its text, and where it begins and ends."""

    language: str
    text: str
    begin: int
    end: int


def fenced(text: str) -> list[Block]:
    """The fenced blocks of a text, one after another."""
    found: list[Block] = []
    at = 0
    while opening := OPENING.search(text, at):
        close = text.find("\n```", opening.end() - 1)
        if close < 0:
            break
        at = close + len("\n```")
        found.append(Block(opening[1], text[opening.end() : max(close, opening.end())], opening.start(), at))
    return found


def commands_in(text: str) -> list[Block]:
    """The blocks of a shell; where none is named so, those of no language."""
    blocks = fenced(text) if "```" in text else []
    named = [block for block in blocks if block.language in SHELLS]
    return named or [block for block in blocks if not block.language]


def acts_by_text(messages: Sequence[Any], *, marked: bool = False) -> bool:
    """Whether one block of shell a message is how the agent acts; `marked`: with the marks of mini-swe-agent."""
    told = [as_object(one) for one in messages]
    if any(one.get("tool_calls") for one in told) or any(kind not in TEXT for kind in parts_of(messages)):
        return False
    said = [text_of(content_of(one)) for one in told]
    agent = [at for at, one in enumerate(told) if word_of(one.get("role")) in AGENT_ROLES]
    acted = [at for at in agent if len(commands_in(said[at])) == 1]
    if not acted:
        return False
    answers = [said[at + 1] for at in acted if at + 1 < len(said) and at + 1 not in agent]
    if any(OUTPUT.match(text) for text in answers) or any("mswea_bash_command" in said[at] for at in acted):
        return True
    if marked:
        return False
    first = " ".join(said[: agent[0]])[:PROMPT]
    return len(acted) * 4 >= len(agent) * 3 and len(acted) > 1 and SHELL_PROMPT.search(first) is not None


class TextActions:
    """The messages of a run in order: calls of actions, what came back, and the harness's own words."""

    def __init__(self, draft: RunDraft, messages: Sequence[Any]) -> None:
        self.log, self._messages = draft.log, messages
        self._calls: list[int] = []  # of the last message of the agent, those without an id, not answered yet

    def read(self) -> None:
        """Read all messages."""
        for number, message in enumerate(self._messages):
            if not isinstance(message, Mapping):
                self.log.oddities["messages that are none"] += 1
                continue
            role, extra = word_of(message.get("role")), as_object(message.get("extra"))
            place = {"source": number, "time": time_of(extra.get("timestamp"), message.get("timestamp"))}
            if role in AGENT_ROLES:
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
        content = text_of(content_of(message))
        blocks = commands_in(content)
        said = content
        if len(blocks) == 1:
            said = f"{content[: blocks[0].begin]}{content[blocks[0].end :]}".strip()
        read_message(self.log, {**told, "content": said, "text": None}, **place)
        self._calls = []
        for action in actions or ([{"command": blocks[0].text}] if len(blocks) == 1 else []):
            key, command = name_of(action.get("tool_call_id")), text_of(action.get("command"))
            number = self.log.call("bash", {"command": command}, key, **place)
            if key is None:
                self._calls.append(number)

    def _user(self, message: Mapping[str, Any], extra: Mapping[str, Any], place: dict[str, Any]) -> None:
        """What came back, or the harness's word on a turn without a command."""
        content = content_of(message)
        if isinstance(content, list) and any(kind not in TEXT for kind in parts_of([message])):
            read_message(self.log, message, **place)
        elif not self._calls:
            self.log.task(content, **place)
        else:
            shown = unwrap(text_of(content))
            code = shown.exit_code if shown.exit_code is not None else code_of(extra.get("returncode"))
            self.log.result(shown.text, call=self._calls.pop(0), cut=shown.cut, exit_code=code, **place)
