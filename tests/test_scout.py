"""The scanner of Inspect Scout: the same verdicts, with the calls that displayed an answer as references."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from agent_runs import BASE, FIXED, SUBMITTED, TASK, commit

pytest.importorskip("inspect_scout", reason="Inspect Scout is not installed")

from inspect_ai.model import ChatMessageAssistant, ChatMessageTool, ChatMessageUser
from inspect_ai.tool import ToolCall
from inspect_scout import Result, Transcript

from farfield.run.scout import SCANNER


def transcript(*steps: tuple[str, str], **more: Any) -> Transcript:
    messages: list[Any] = [ChatMessageUser(content=TASK)]
    for at, (command, shown) in enumerate(steps):
        call = ToolCall(id=f"c{at}", function="bash", arguments={"command": command})
        messages.append(ChatMessageAssistant(content="", tool_calls=[call]))
        messages.append(ChatMessageTool(content=shown, tool_call_id=f"c{at}", function="bash"))
    scores = {"tests": {"value": "C", "metadata": {"model_patch": SUBMITTED}}}
    return Transcript(
        transcript_id="t", task_id="example__roll-41", messages=messages, metadata={"scores": scores, **more}
    )


def scanned(one: Transcript) -> Result:
    return asyncio.run(SCANNER()(one))


def test_a_fix_that_was_displayed_is_found_with_its_call() -> None:
    one = transcript(("cat roll/windows.py", BASE), ("git show 9e41c0b", commit(FIXED)))
    found = scanned(one)
    assert (found.value, found.answer) == ("copied", "answer")
    assert "git show 9e41c0b" in (found.explanation or "")
    assert [(ref.type, ref.id) for ref in found.references] == [("message", one.messages[3].id)]


def test_a_clean_run_and_one_without_a_call() -> None:
    found = scanned(transcript(("cat roll/windows.py", BASE), ("git diff", SUBMITTED)))
    assert (found.value, found.answer, found.references) == ("nothing found", "none", [])
    nothing = scanned(transcript())
    assert nothing.value is None
    assert "nothing to audit" in (nothing.explanation or "")
