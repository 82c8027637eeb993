"""One run of an agent, written as each harness writes it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple


class Turn(NamedTuple):
    """A call of a tool, and what came back. `command`: where the tool is a shell."""

    tool: str
    arguments: dict[str, Any]
    shown: str

    @property
    def command(self) -> str | None:
        return self.arguments["command"] if self.tool == "bash" else None


class Told(NamedTuple):
    """A whole run."""

    name: str
    task: str
    turns: Sequence[Turn]
    patch: str


def write_openai(folder: Path, run: Told) -> None:
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": "You mend software."},
        {"role": "user", "content": run.task},
    ]
    for at, turn in enumerate(run.turns):
        call = {"name": turn.tool, "arguments": json.dumps(turn.arguments)}
        messages.append(
            {
                "role": "assistant",
                "content": "Next.",
                "tool_calls": [{"id": f"c{at}", "type": "function", "function": call}],
            }
        )
        messages.append({"role": "tool", "tool_call_id": f"c{at}", "content": turn.shown})
    value = {"instance_id": run.name, "messages": messages, "submission": run.patch}
    (folder / f"{run.name}.json").write_text(json.dumps(value))


def write_anthropic(folder: Path, run: Told) -> None:
    messages: list[dict[str, Any]] = [{"role": "user", "content": run.task}]
    for at, turn in enumerate(run.turns):
        use = {"type": "tool_use", "id": f"t{at}", "name": turn.tool, "input": turn.arguments}
        messages.append({"role": "assistant", "content": [{"type": "text", "text": "Next."}, use]})
        shown = [{"type": "text", "text": turn.shown}]
        messages.append(
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": f"t{at}", "content": shown}]}
        )
    value = {"instance_id": run.name, "messages": messages, "submission": run.patch}
    (folder / f"{run.name}.json").write_text(json.dumps(value))


def write_atif(folder: Path, run: Told) -> None:
    steps: list[dict[str, Any]] = [{"step_id": 1, "source": "user", "message": run.task}]
    for at, turn in enumerate(run.turns):
        steps.append(
            {
                "step_id": at + 2,
                "source": "agent",
                "message": "Next.",
                "tool_calls": [
                    {"tool_call_id": f"c{at}", "function_name": turn.tool, "arguments": turn.arguments}
                ],
                "observation": {"results": [{"source_call_id": f"c{at}", "content": turn.shown}]},
            }
        )
    agent = {"name": "agent", "version": "1"}
    value = {
        "schema_version": "ATIF-v1.6",
        "session_id": run.name,
        "agent": agent,
        "steps": steps,
        "extra": {"instance_id": run.name, "submission": run.patch},
    }
    (folder / f"{run.name}.trajectory.json").write_text(json.dumps(value))


def write_openhands(folder: Path, run: Told) -> None:
    history: list[dict[str, Any]] = [
        {"id": 0, "source": "user", "action": "message", "args": {"content": run.task}}
    ]
    for at, turn in enumerate(run.turns):
        action = {"action": "run", "args": {**turn.arguments, "thought": "Next."}}
        kind = "run"
        if turn.command is None:
            action = {"action": "call_tool_mcp", "args": {"name": turn.tool, "arguments": turn.arguments}}
            kind = "mcp"
        history.append({"id": 2 * at + 1, "source": "agent", **action})
        history.append(
            {
                "id": 2 * at + 2,
                "source": "agent",
                "observation": kind,
                "content": turn.shown,
                "cause": 2 * at + 1,
                "extras": {},
            }
        )
    value = {
        "instance_id": run.name,
        "instruction": run.task,
        "history": history,
        "test_result": {"git_patch": run.patch},
    }
    (folder / f"{run.name}.jsonl").write_text(json.dumps(value) + "\n")


def write_mini_swe_agent(folder: Path, run: Told) -> None:
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": "You mend software."},
        {"role": "user", "content": run.task},
    ]
    for at, turn in enumerate(run.turns):
        messages.append(
            {
                "role": "assistant",
                "content": "Next.",
                "extra": {"actions": [{"command": turn.command, "tool_call_id": f"c{at}"}]},
            }
        )
        messages.append(
            {
                "role": "tool",
                "tool_call_id": f"c{at}",
                "content": f"<returncode>0</returncode>\n<output>\n{turn.shown}</output>",
                "extra": {"raw_output": turn.shown, "returncode": 0},
            }
        )
    value = {
        "instance_id": run.name,
        "info": {"exit_status": "Submitted", "submission": run.patch, "mini_version": "2.2.4"},
        "messages": messages,
        "trajectory_format": "mini-swe-agent-1.1",
    }
    (folder / f"{run.name}.traj.json").write_text(json.dumps(value))


def write_swe_agent(folder: Path, run: Told) -> None:
    trajectory = [
        {
            "action": f"{turn.command}\n",
            "observation": turn.shown.replace("\n", "\r\n"),
            "response": f"Next.\n```\n{turn.command}\n```",
            "thought": "Next.",
            "state": {"working_dir": "/testbed"},
        }
        for turn in run.turns
    ]
    history = [
        {"role": "system", "content": "You mend software.", "agent": "main"},
        {"role": "user", "content": run.task, "agent": "main"},
    ]
    value = {
        "environment": "swe_main",
        "trajectory": trajectory,
        "history": history,
        "info": {"exit_status": "submitted", "submission": run.patch},
    }
    (folder / f"{run.name}.traj").write_text(json.dumps(value))


def write_claude_code(folder: Path, run: Told) -> None:
    head = {"sessionId": run.name, "cwd": "/testbed", "version": "2.0.0"}
    lines: list[dict[str, Any]] = [
        {"type": "user", "uuid": "u", "message": {"role": "user", "content": run.task}, **head}
    ]
    for at, turn in enumerate(run.turns):
        tool = "Bash" if turn.command is not None else turn.tool
        use = {"type": "tool_use", "id": f"t{at}", "name": tool, "input": turn.arguments}
        result = {"type": "tool_result", "tool_use_id": f"t{at}", "content": turn.shown}
        lines.append(
            {
                "type": "assistant",
                "uuid": f"a{at}",
                "message": {"role": "assistant", "content": [use]},
                **head,
            }
        )
        lines.append(
            {"type": "user", "uuid": f"r{at}", "message": {"role": "user", "content": [result]}, **head}
        )
    (folder / f"{run.name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


WRITERS: dict[str, Callable[[Path, Told], None]] = {
    "openai": write_openai,
    "anthropic": write_anthropic,
    "atif": write_atif,
    "openhands": write_openhands,
    "mini-swe-agent": write_mini_swe_agent,
    "swe-agent": write_swe_agent,
    "claude-code": write_claude_code,
}
SHELLS = frozenset({"mini-swe-agent", "swe-agent"})
"""Harnesses whose only tool is a shell."""
