"""SWE-agent's `.traj`: 0.x with actions as text and a demonstration, 1.x with function calls flattened to text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from farfield.files.json_values import decode_json
from farfield.transcripts.chat_messages import read_call
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.flattened_actions import read_action
from farfield.transcripts.outputs import is_cut
from farfield.transcripts.transcript_format import Document, TranscriptFormat
from farfield.transcripts.values import as_object, as_objects, commit_of, name_of, text_of

TOOL_MARKS = {"action", "observation"}


def read_swe_agent(document: Document) -> Iterator[RunDraft]:
    """The run of a trajectory."""
    top = as_object(document.value)
    draft = RunDraft("swe-agent", document.path, document.line)
    history, config = as_objects(top.get("history")), _config(top)
    _read_task(draft, top, history, config)
    calls = _Calls(history)
    for number, step in enumerate(draft.log.objects(top.get("trajectory"), "steps")):
        _read_step(draft, step, number, calls)
    info, problem = as_object(top.get("info")), as_object(config.get("problem_statement"))
    draft.patch, draft.submits = text_of(info.get("submission")), True
    draft.ended = name_of(info.get("exit_status"))
    draft.task = name_of(problem.get("id"), top.get("instance_id"))
    agent, env = as_object(config.get("agent")), as_object(config.get("env"))
    draft.subject = name_of(as_object(agent.get("model")).get("name"))
    draft.base = commit_of(as_object(env.get("repo")).get("base_commit"))
    yield draft


def _config(top: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the run was made with; written as JSON within JSON by most versions."""
    told = top.get("replay_config")
    if isinstance(told, str):
        try:
            told = decode_json(told.encode(errors="replace"))
        except ValueError:
            return {}
    return as_object(told)


def _read_task(
    draft: RunDraft, top: Mapping[str, Any], history: list[Mapping[str, Any]], config: Mapping[str, Any]
) -> None:
    """What was given before the first step: demonstrations too, which hold the code of another task."""
    given = history or _prompt(top)
    for number, entry in enumerate(given):
        if entry.get("role") == "assistant" and not entry.get("is_demo"):
            break
        asked = entry.get("role") != "system" and not entry.get("is_demo")
        draft.log.task(entry.get("content"), source=number, asked=asked)
    if not draft.log.events:
        draft.log.task(as_object(config.get("problem_statement")).get("text"))


def _prompt(top: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The prompt as the first step repeats it, where there is no history."""
    first = next(iter(as_objects(top.get("trajectory"))), {})
    return next((found for name in ("query", "messages") if (found := as_objects(first.get(name)))), [])


class _Calls:
    """The function calls of the history by their flattened action, in order: the flattened text alone is ambiguous."""

    def __init__(self, history: list[Mapping[str, Any]]) -> None:
        self._calls = [
            (text_of(entry.get("action")).strip(), found[0])
            for entry in history
            if not entry.get("is_demo") and len(found := as_objects(entry.get("tool_calls"))) == 1
        ]
        self._next = 0

    def take(self, action: str) -> Mapping[str, Any] | None:
        """The call of an action; None where the history has none."""
        for at in range(self._next, len(self._calls)):
            if self._calls[at][0] == action.strip():
                self._next = at + 1
                return self._calls[at][1]
        return None


def _read_step(draft: RunDraft, step: Mapping[str, Any], number: int, calls: _Calls) -> None:
    thought, action = text_of(step.get("thought")), text_of(step.get("action"))
    for block in as_objects(step.get("thinking_blocks")):
        draft.log.say(block.get("thinking"), source=number)
    draft.log.say(thought or ("" if action.strip() else text_of(step.get("response"))), source=number)
    if not action.strip():
        draft.log.task(step.get("observation"), source=number)  # the harness's word on a turn without action
        return
    told = calls.take(action)
    if told is not None:
        call = read_call(draft.log, told, {"source": number})
    else:
        call = read_action(draft.log, action, source=number)
    text = text_of(step.get("observation"))
    draft.log.result(text, call=call, source=number, cut=is_cut(text))


def _knows(value: Any) -> bool:
    top = as_object(value)
    steps = as_objects(top.get("trajectory"))
    if steps:
        return steps[0].keys() >= TOOL_MARKS
    return isinstance(top.get("trajectory"), list) and {"history", "info"} <= top.keys()


FORMAT = TranscriptFormat("swe-agent", read_swe_agent, knows=_knows)
