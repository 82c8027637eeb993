"""Transcripts of every format, bent: runs that can be written down come out, or why there are none."""
# ruff: noqa: E501 - documents of a line each

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from farfield.records import FarfieldError
from farfield.transcripts import read_runs

from . import shapes
from .shapes import Dice, bend

CALL = {
    "id": "c",
    "type": "function",
    "function": {"name": "bash", "arguments": '{"command": "git show 1234567"}'},
}
TASK = {"role": "user", "content": "Fix it."}
CHAT = [
    {"role": "system", "content": "Act."},
    TASK,
    {"role": "assistant", "content": "Look.", "tool_calls": [CALL], "reasoning_content": "Hm."},
    {"role": "tool", "tool_call_id": "c", "content": "<returncode>0</returncode>\n<output>\nx\n</output>"},
]
USE = {"type": "tool_use", "id": "t", "name": "edit", "input": {"path": "a", "old_str": "x", "new_str": "y"}}
CAME = {"type": "tool_result", "tool_use_id": "t", "content": [{"type": "text", "text": "done"}]}
SHOWN = {"stdout": "commit", "stderr": "", "exitCode": 0, "outputExceededThreshold": False}
DOCUMENTS: dict[str, Any] = {
    "swe-agent": {
        "trajectory": [
            {"action": "str_replace_editor create a --file_text 'x'", "observation": "ok\r\n", "thought": "t"},
            {"action": "edit 1:2\nnew\nend_of_edit", "observation": "ok", "thought": "", "response": "r"},
            {"action": "ls", "observation": "a", "thought": "", "thinking_blocks": [{"thinking": "x"}]},
        ],
        "history": [{**TASK, "is_demo": True}, TASK, {"role": "assistant", "action": "ls", "tool_calls": [CALL]}],
        "info": {"exit_status": "submitted", "submission": "diff --git a/a b/a\n"},
        "replay_config": '{"problem_statement": {"id": "a__b-1"}, "agent": {"model": {"name": "m"}}}',
    },
    "mini-swe-agent": {
        "info": {"exit_status": "Submitted", "submission": "", "mini_version": "2", "config": {"model": {}}},
        "messages": [
            TASK,
            {"role": "assistant", "content": "Go.\n```bash\nls\n```"},
            {"role": "user", "content": "<returncode>0</returncode>\n<output>\na\n</output>"},
            {"role": "assistant", "content": "", "extra": {"actions": [{"command": "ls", "tool_call_id": "c"}]}},
            CHAT[3],
        ],
    },
    "openhands": {
        "instance_id": "a__b-1",
        "instruction": "Fix it.",
        "history": [
            {"id": 1, "source": "agent", "action": "run", "args": {"command": "ls", "thought": "t"}},
            {"id": 2, "source": "agent", "observation": "run", "cause": 1, "content": "a", "extras": {"exit_code": 0}},
            {"id": 3, "source": "agent", "action": "edit", "args": {"path": "a", "translated_ipython_code": "print(file_editor(**{'command': 'create', 'path': 'a', 'file_text': 'b'}))"}},
            [{"action": "finish", "args": {"thought": "x"}}, {"observation": "error", "content": "no", "extras": {}}],
        ],
        "test_result": {"git_patch": "diff"},
        "instance": {"base_commit": "abcdef123", "patch": "x"},
        "metadata": {"llm_config": {"model": "m"}},
    },
    "openhands-sdk": [
        {"kind": "SystemPromptEvent", "source": "agent", "system_prompt": {"type": "text", "text": "Act."}},
        {"kind": "MessageEvent", "source": "user", "llm_message": {"role": "user", "content": [{"type": "text", "text": "Fix it."}]}},
        {"kind": "ActionEvent", "source": "agent", "thought": [{"type": "text", "text": "t"}], "action": {"kind": "A", "command": "ls"}, "tool_name": "terminal", "tool_call_id": "c", "tool_call": {"id": "c", "name": "terminal", "arguments": "{}"}},
        {"kind": "ObservationEvent", "source": "environment", "tool_call_id": "c", "observation": {"content": [{"type": "text", "text": "a"}], "exit_code": 0}},
    ],
    "atif": {
        "schema_version": "ATIF-v1.6",
        "session_id": "s",
        "agent": {"name": "a", "model_name": "m"},
        "steps": [
            {"step_id": 1, "source": "user", "message": "Fix it."},
            {
                "step_id": 2,
                "source": "agent",
                "message": "m",
                "tool_calls": [{"tool_call_id": "c", "function_name": "exec", "arguments": {"command": "ls"}}],
                "observation": {"results": [{"source_call_id": "c", "content": "a"}]},
            },
        ],
        "extra": {"patch": "diff"},
    },
    "openai": {"id": "r", "messages": CHAT, "patch": "diff"},
    "anthropic": {
        "messages": [TASK, {"role": "assistant", "content": [{"type": "thinking", "thinking": "T"}, USE]}, {"role": "user", "content": [CAME]}],
        "system": "Act.",
        "resolved": 1,
    },
    "vorflux": {
        "instance_id": "a__b-1",
        "session_id": "s",
        "trajectory": [
            {"type": "llm_call", "timestamp": "2026-05-05 12:41:53.5", "task_prompt": [TASK], "output": {"content": "x", "tool_calls": [CALL]}},
            {"type": "tool_call", "tool": "bash_execute", "arguments": {"command": "git show 1234567"}, "result": SHOWN},
            {"type": "tool_call", "tool": "read", "arguments": {"filePath": "a"}, "result": "text"},
            {"type": "judge_call"},
        ],
    },
    "inspect": {
        "eval": {"model": "m"},
        "status": "success",
        "samples": [
            {
                "id": 1,
                "epoch": 1,
                "messages": [TASK, {"role": "assistant", "content": "", "tool_calls": [{"id": "c", "function": "bash", "arguments": {"cmd": "ls"}}]}],
                "events": [
                    {"event": "span_begin", "id": "s", "type": "agent", "name": "a"},
                    {"event": "model", "span_id": "s", "output": {"choices": [{"message": CHAT[2]}]}},
                    {"event": "tool", "span_id": "s", "id": "d", "function": "bash", "arguments": {}, "result": "attachment://h", "events": []},
                ],
                "attachments": {"h": "x"},
                "scores": {"s": {"value": "C", "metadata": {"model_patch": "diff"}}},
                "metadata": {"patch": "gold"},
            }
        ],
    },
    "tau-bench": [{"task_id": 1, "trial": 0, "reward": 1.0, "traj": CHAT}],
    "responses": [TASK, {"type": "function_call", "name": "shell", "call_id": "c", "arguments": '{"command": ["bash", "-lc", "ls"]}'}, {"type": "function_call_output", "call_id": "c", "output": '{"output": "a", "metadata": {"exit_code": 0}}'}],
}  # fmt: skip
LINES: dict[str, Any] = {
    "openclaw": [
        {"type": "session", "version": 3, "id": "s"},
        {"type": "model_change", "id": "m", "parentId": None, "modelId": "x"},
        {"type": "message", "message": {"role": "user", "content": [{"type": "text", "text": "Fix it."}]}},
        {"type": "message", "message": {"role": "assistant", "content": [{"type": "toolCall", "id": "c", "name": "exec", "arguments": {"command": "ls"}}]}},
        {"type": "message", "message": {"role": "toolResult", "toolCallId": "c", "content": [{"type": "text", "text": "still running (session a)"}], "details": {"sessionId": "a"}}},
        {"type": "message", "message": {"role": "assistant", "content": [{"type": "toolCall", "id": "p", "name": "process", "arguments": {"action": "poll", "sessionId": "a"}}, {"type": "toolCall", "id": "e", "name": "edit", "arguments": {"path": "a", "edits": [{"oldText": "x", "newText": "y"}]}}]}},
        {"type": "message", "message": {"role": "toolResult", "toolCallId": "p", "content": "a"}},
        {"type": "compaction", "summary": "x"},
    ],
    "claude-code": [
        {"type": "summary", "summary": "x", "leafUuid": "l"},
        {"type": "user", "uuid": "u", "sessionId": "s", "message": TASK},
        {"type": "assistant", "uuid": "u", "sessionId": "s", "isSidechain": True, "message": {"role": "assistant", "content": [USE]}},
        {"type": "user", "uuid": "u", "sessionId": "s", "message": {"role": "user", "content": [CAME]}},
    ],
    "codex": [
        {"type": "session_meta", "payload": {"id": "s", "git": {"commit_hash": "abcdef12345"}}},
        {"type": "turn_context", "payload": {"model": "m"}},
        {"type": "response_item", "payload": {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Fix it."}]}},
        {"type": "response_item", "payload": {"type": "custom_tool_call", "name": "apply_patch", "input": "*** Begin Patch\n*** Add File: a\n+b\n*** End Patch", "call_id": "c"}},
        {"type": "response_item", "payload": {"type": "custom_tool_call_output", "call_id": "c", "output": "Process running with session ID 7"}},
        {"type": "response_item", "payload": {"type": "function_call", "name": "write_stdin", "arguments": "{\"session_id\": 7}", "call_id": "d"}},
        {"type": "response_item", "payload": {"type": "function_call_output", "call_id": "d", "output": "x"}},
    ],
    "chat-lines": CHAT,
}  # fmt: skip
LISTS: dict[str, Any] = {
    "runs.json": {"metadata": {"harness": "h"}, "runs": [{"instance_id": "a__b-1", "resolved": 1, "contamination_status": "pass"}]},
    "preds.json": {"a__b-1": {"model_name_or_path": "m", "instance_id": "a__b-1", "model_patch": "# No patch generated"}},
    "results.json": {"resolved": ["a__b-1"], "no_generation": ["c"]},
    "result.json": {"task_name": "t", "trial_name": "u", "verifier_result": {"rewards": {"reward": 1.0}}},
}  # fmt: skip


def bent_transcript(folder: Path, data: bytes) -> None:
    """A transcript and a list beside it, both bent."""
    dice = Dice(data)
    place = folder / "transcripts"
    for old in place.glob("*"):
        old.unlink()
    place.mkdir(exist_ok=True)
    kind = dice.below(len(DOCUMENTS) + len(LINES))
    names = [*DOCUMENTS, *LINES]
    name = names[kind]
    if name in DOCUMENTS:
        told = json.dumps(bend(DOCUMENTS[name], dice), indent=dice.below(2) or None).encode()
        path = place / "trajectory.json"
    else:
        told = shapes.as_lines(bend(LINES[name], dice))
        path = place / "session.jsonl"
    path.write_bytes(told[: len(told) // 2] if dice.below(16) == 1 else told)
    beside = list(LISTS)[dice.below(len(LISTS))]
    (place / beside).write_text(json.dumps(bend(LISTS[beside], dice)))
    check_runs(str(place))


def read_bytes(folder: Path, name: str, data: bytes) -> None:
    """Any bytes under a name."""
    path = folder / name
    path.write_bytes(data)
    check_runs(str(path))


def check_runs(path: str) -> None:
    """Runs come out whole, and what is no run has a reason."""
    try:
        found = read_runs(path)
    except FarfieldError as error:
        str(error).encode()
        return
    assert found.runs or found.nothing or found.listed
    assert len({run.run_id for run in found.runs}) == len(found.runs)
    for run in found.runs:
        assert [event.number for event in run.events] == list(range(len(run.events)))
        assert any(event.kind == "call" for event in run.events)
        for event in run.events:
            assert isinstance(event.text, str)
            assert event.call is None or run.events[event.call].kind == "call"
        assert (run.patch is None) == (run.patch_origin in ("none", "untold"))
        for name in (run.run_id, run.task, run.subject):
            assert name.strip()
    msgspec.json.encode(found)
