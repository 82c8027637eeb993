"""Message lists of OpenAI: `tool_calls` whose arguments are a JSON text, role `tool` with `tool_call_id`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from farfield.files.json_values import decode_json
from farfield.transcripts.chat_messages import are_messages, read_messages
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.text_actions import TextActions, acts_by_text
from farfield.transcripts.transcript_format import Document, TranscriptFormat
from farfield.transcripts.values import as_object, commit_of, name_of, text_of, truth_of

LIST_NAMES = ("messages", "conversation", "trajectory", "history", "input", "traj", "conversations")
TASK_NAMES = ("instance_id", "task_id", "task")
RUN_NAMES = ("id", "run_id", "session_id", "conversation_id", "trajectory_id", "uuid")
SUBJECT_NAMES = ("model", "model_name", "model_name_or_path", "agent", "subject")
PATCH_NAMES = ("patch", "model_patch", "submission", "git_patch", "generated_patch")
CLAIM_NAMES = ("resolved", "solved", "reward", "success", "passed")


def find_messages(value: Any) -> tuple[Sequence[Any], Mapping[str, Any]]:
    """The list of messages of a document and what stands beside it; none where it holds no such list."""
    if are_messages(value):
        return value, {}
    top = as_object(value)
    for name in LIST_NAMES:
        found: Any = top.get(name)
        if isinstance(found, str) and found.startswith("[{"):  # datasets write it as JSON within JSON
            found = _decoded(found)
        if are_messages(found):
            answer: Any = top.get("output")
            return ([*found, *answer] if name == "input" and are_messages(answer) else found), top
    return [], {}


def _decoded(text: str) -> Any:
    try:
        return decode_json(text.encode(errors="replace"))
    except ValueError:
        return None


def read_chat(document: Document, kind: str) -> Iterator[RunDraft]:
    """The run that a list of chat messages is, with what stands beside it."""
    messages, top = find_messages(document.value)
    draft = RunDraft(kind, document.path, document.line)
    if isinstance(top.get("system"), str | list):  # Anthropic's prompt stands beside the messages
        draft.log.task(top["system"], asked=False)
    messages = document.read_lines() or messages
    if acts_by_text(messages):
        TextActions(draft, messages).read()
    else:
        read_messages(draft.log, messages)
    describe(draft, top)
    yield draft


def describe(draft: RunDraft, top: Mapping[str, Any]) -> None:
    """What stands beside a list of messages: names, the patch, the claim."""
    draft.name = name_of(*(top.get(name) for name in RUN_NAMES))
    draft.task = name_of(*(top.get(name) for name in TASK_NAMES))
    draft.subject = name_of(*(top.get(name) for name in SUBJECT_NAMES))
    draft.base = commit_of(top.get("base_commit"))
    draft.claimed = next((truth_of(top[name]) for name in CLAIM_NAMES if name in top), None)
    draft.ended = name_of(top.get("exit_status"), top.get("status"))
    for name in PATCH_NAMES:
        if name in top:
            draft.patch, draft.submits = text_of(top[name]), True
            break


def read_openai(document: Document) -> Iterator[RunDraft]:
    """The run of a list of messages."""
    yield from read_chat(document, "openai")


def _knows(value: Any) -> bool:
    return bool(find_messages(value)[0])


def _knows_line(first: Mapping[str, Any]) -> bool:
    return are_messages([first]) and not find_messages(first)[0]


FORMAT = TranscriptFormat("openai", read_openai, knows=_knows, knows_line=_knows_line)
