"""What each format of transcripts has of its own, written as its harness writes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import farfield
from farfield.records import AgentRun, AgentRuns, Event, FarfieldError
from farfield.transcripts import read_runs


def write(path: Path, value: Any) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return str(path)


def lines(*values: Any) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


def only(found: AgentRuns, of: int = 1) -> AgentRun:
    assert not found.rejected, found.rejected
    assert len(found.runs) == of
    return found.runs[0]


def told(run: AgentRun) -> list[tuple[Any, ...]]:
    return [
        (event.kind, event.text, event.call)
        if event.kind == "result"
        else (event.kind, event.command if event.kind == "call" else event.text)
        for event in run.events
    ]


def calls(run: AgentRun) -> list[Event]:
    return [event for event in run.events if event.kind == "call"]


def results(run: AgentRun) -> list[Event]:
    return [event for event in run.events if event.kind == "result"]


def openclaw(role: str, content: Any, **more: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "id": "m",
        "parentId": None,
        "timestamp": "2026-02-01T10:00:00.000Z",
        "message": {"role": role, "content": content, **more},
    }


def text(words: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": words}]


def tool(key: str, name: str, **arguments: Any) -> dict[str, Any]:
    return {"type": "toolCall", "id": key, "name": name, "arguments": arguments}


SESSION = {
    "type": "session",
    "version": 3,
    "id": "s1",
    "timestamp": "2026-02-01T09:59:00.000Z",
    "cwd": "/repo",
}


def test_openclaw_parallel_calls_answer_by_id(tmp_path: Path) -> None:
    path = write(
        tmp_path / "session.jsonl",
        lines(
            SESSION,
            {"type": "model_change", "id": "a", "parentId": None, "provider": "p", "modelId": "some-model"},
            openclaw("user", text("Fix it.")),
            openclaw(
                "assistant",
                [
                    {"type": "thinking", "thinking": "Two at once."},
                    *text("Looking."),
                    tool("c1", "exec", command="cat a.py"),
                    tool("c2", "exec", command="cat b.py"),
                ],
            ),
            openclaw("toolResult", text("b"), toolCallId="c2", toolName="exec"),
            openclaw("toolResult", text("a"), toolCallId="c1", toolName="exec"),
        ),
    )
    run = only(read_runs(path))
    assert (run.format, run.subject, run.run_id) == ("openclaw", "some-model", "s1")
    assert told(run) == [
        ("task", "Fix it."),
        ("say", "Two at once."),
        ("say", "Looking."),
        ("call", "cat a.py"),
        ("call", "cat b.py"),
        ("result", "b", 4),
        ("result", "a", 3),
    ]
    assert run.events[0].time == "2026-02-01T10:00:00.000Z"
    assert run.events[0].source == 3


def test_openclaw_a_background_command_answers_through_process(tmp_path: Path) -> None:
    running = "Command still running (session quiet-reef, pid 41). Use process to poll."
    path = write(
        tmp_path / "session.jsonl",
        lines(
            SESSION,
            openclaw("user", text("Fix it.")),
            openclaw("assistant", [tool("c1", "exec", command="git show 9e41c0b", background=True)]),
            openclaw("toolResult", text(running), toolCallId="c1", details={"sessionId": "quiet-reef"}),
            openclaw("assistant", [tool("c2", "process", action="poll", sessionId="quiet-reef")]),
            openclaw("toolResult", text("commit 9e41c0b7"), toolCallId="c2", details={"exitCode": 0}),
        ),
    )
    run = only(read_runs(path))
    shown, polled = calls(run)
    assert (shown.command, polled.command) == ("git show 9e41c0b", None)
    assert [(event.text, event.call, event.exit_code) for event in results(run)] == [
        (running, shown.number, None),
        ("commit 9e41c0b7", shown.number, 0),
    ]
    assert not run.notes


def test_openclaw_patch_is_rebuilt_from_edits(tmp_path: Path) -> None:
    edits = [{"oldText": "a = 1\nb = 2\n", "newText": "a = 1\nb = 3\n"}, {"oldText": "x", "newText": "y"}]
    again = [{"oldText": "b = 3\n", "newText": "b = 4\nc = 5\n"}]
    path = write(
        tmp_path / "session.jsonl",
        lines(
            SESSION,
            openclaw("user", text("Fix it.")),
            openclaw("assistant", [tool("c1", "edit", path="/repo/m.py", edits=edits)]),
            openclaw("toolResult", text("Successfully replaced 2 block(s)"), toolCallId="c1"),
            openclaw("assistant", [tool("c2", "edit", path="/repo/m.py", edits=again)]),
            openclaw("toolResult", text("Successfully replaced 1 block(s)"), toolCallId="c2"),
            openclaw("assistant", [tool("c3", "edit", path="/repo/m.py", oldText="q", newText="never")]),
            openclaw(
                "toolResult", text("Could not find the exact text in m.py"), toolCallId="c3", isError=True
            ),
            openclaw("assistant", [tool("c4", "write", path="new.py", content="print(1)\n")]),
            openclaw("toolResult", text("Successfully wrote 9 bytes"), toolCallId="c4"),
        ),
    )
    run = only(read_runs(path))
    assert run.patch_origin == "rebuilt"
    assert run.patch == (
        "--- a/repo/m.py\n+++ b/repo/m.py\n"
        "@@ -1,2 +1,3 @@\n a = 1\n-b = 2\n+b = 4\n+c = 5\n"
        "@@ -1,1 +1,1 @@\n-x\n+y\n"
        "--- /dev/null\n+++ b/new.py\n@@ -0,0 +1,1 @@\n+print(1)\n"
    )


TASK = {"role": "user", "content": "Fix it."}
STEP: dict[str, Any] = {"step_id": 1, "source": "user", "message": "Fix it."}
ATIF: dict[str, Any] = {
    "schema_version": "ATIF-v1.6",
    "session_id": "s",
    "agent": {"name": "openclaw", "version": "1"},
}


def atif_step(message: str, calls: list[Any], results: list[Any]) -> dict[str, Any]:
    return {
        "step_id": 2,
        "source": "agent",
        "message": message,
        "tool_calls": calls,
        "observation": {"results": results},
    }


def atif_call(key: str, command: str) -> dict[str, Any]:
    return {"tool_call_id": key, "function_name": "exec", "arguments": {"command": command}}


def test_atif_output_repeated_as_a_message_is_no_saying(tmp_path: Path) -> None:
    repeated = atif_step(
        "def fix(): ...",
        [atif_call("c", "cat m.py")],
        [{"source_call_id": "c", "content": "def fix(): ...\n"}],
    )
    run = only(read_runs(write(tmp_path / "trajectory.json", {**ATIF, "steps": [STEP, repeated]})))
    assert told(run) == [("task", "Fix it."), ("call", "cat m.py"), ("result", "def fix(): ...\n", 1)]


def test_atif_with_the_trial_beside_it(tmp_path: Path) -> None:
    step = atif_step("", [atif_call("c", "ls")], [{"source_call_id": "c", "content": "m.py"}])
    for trial, reward in (("a__x", "1"), ("b__y", "0.0")):
        write(
            tmp_path / trial / "agent" / "trajectory.json",
            {**ATIF, "steps": [{**STEP, "message": trial}, step]},
        )
        write(tmp_path / trial / "verifier" / "reward.txt", f"{reward}\n")
        write(
            tmp_path / trial / "result.json",
            {"task_name": trial[0], "trial_name": trial, "verifier_result": None},
        )
        write(tmp_path / trial / "config.json", {"task": {}})
    write(tmp_path / "result.json", {"stats": {}})
    found = read_runs(str(tmp_path))
    assert not found.rejected
    assert [(run.run_id, run.task, run.claimed) for run in found.runs] == [
        ("a__x", "a", True),
        ("b__y", "b", False),
    ]


def test_atif_commands_of_one_screen_are_one_call(tmp_path: Path) -> None:
    keys = [{"tool_call_id": str(at), "function_name": "bash_command", "arguments": {"keystrokes": f"{line}\n"}}
            for at, line in enumerate(("cd /app", "git show abc1234"))]  # fmt: skip
    step = atif_step("Look.", keys, [{"content": "commit abc1234"}])
    run = only(read_runs(write(tmp_path / "trajectory.json", {**ATIF, "steps": [STEP, step]})))
    assert told(run)[2:] == [("call", "cd /app\ngit show abc1234"), ("result", "commit abc1234", 2)]


def test_atif_continuations_and_subagents_are_one_run(tmp_path: Path) -> None:
    def shown(key: str, command: str, **more: Any) -> dict[str, Any]:
        return atif_step(
            "", [atif_call(key, command)], [{"source_call_id": key, "content": command.upper(), **more}]
        )

    helper = {
        "schema_version": "ATIF-v1.6",
        "agent": {"name": "helper"},
        "steps": [shown("h", "git show 1234567")],
    }
    more = {**ATIF, "steps": [{**STEP, "is_copied_context": True}, shown("d", "git diff")]}
    ref = [{"session_id": "x", "trajectory_path": "trajectory.summary-1.json"}]
    main = {
        **ATIF,
        "steps": [STEP, shown("a", "ls"), shown("b", "ask", subagent_trajectory_ref=ref)],
        "continued_trajectory_ref": "trajectory.cont-1.json",
    }
    write(tmp_path / "trajectory.json", main)
    write(tmp_path / "trajectory.cont-1.json", more)
    write(tmp_path / "trajectory.summary-1.json", helper)
    run = only(read_runs(str(tmp_path)))
    assert [(event.command, event.agent) for event in calls(run)] == [
        ("ls", None),
        ("git show 1234567", "helper"),
        ("ask", None),
        ("git diff", None),
    ]
    assert [event.text for event in run.events if event.kind == "task"] == ["Fix it."]


def mini(messages: list[Any], **info: Any) -> dict[str, Any]:
    return {
        "info": {"exit_status": "Submitted", "submission": "", "mini_version": "1.14", **info},
        "messages": messages,
    }


def test_mini_swe_agent_a_turn_without_a_command_is_answered_by_the_harness(tmp_path: Path) -> None:
    messages = [
        {"role": "system", "content": "Act."},
        TASK,
        {"role": "assistant", "content": "I think."},
        {
            "role": "user",
            "content": "Please always provide EXACTLY ONE action in triple backticks, found 0 actions.",
        },
        {"role": "assistant", "content": "Look.\n\n```bash\ncat m.py\n```"},
        {
            "role": "user",
            "content": "<returncode>1</returncode>\n<output>\ncat: m.py: No such file\n</output>",
        },
        {"role": "exit", "content": "diff --git", "extra": {}},
    ]
    run = only(read_runs(write(tmp_path / "r.traj.json", mini(messages, submission="diff --git a/m b/m\n"))))
    assert told(run) == [
        ("task", "Act."),
        ("task", "Fix it."),
        ("say", "I think."),
        ("task", "Please always provide EXACTLY ONE action in triple backticks, found 0 actions."),
        ("say", "Look."),
        ("call", "cat m.py"),
        ("result", "cat: m.py: No such file", 5),
    ]
    assert results(run)[0].exit_code == 1
    assert run.patch == "diff --git a/m b/m\n"


def test_mini_swe_agent_output_that_was_cut(tmp_path: Path) -> None:
    shown = "<returncode>0</returncode>\n<warning>\nToo long.\n</warning>\n<output_head>\na\n</output_head>\n" \
        "<elided_chars>\n9 characters elided\n</elided_chars>\n<output_tail>\nb\n</output_tail>"  # fmt: skip
    messages = [
        TASK,
        {"role": "assistant", "content": "```mswea_bash_command\ncat m.py\n```"},
        {"role": "user", "content": shown},
    ]
    run = only(read_runs(write(tmp_path / "r.json", mini(messages))))
    (came,) = results(run)
    assert came.cut
    assert came.exit_code == 0
    assert run.notes == ["outputs cut short: 1"]
    assert (run.patch, run.patch_origin) == (None, "none")


def test_mini_swe_agent_2_with_calls_and_an_exception(tmp_path: Path) -> None:
    def call(key: str, command: str) -> dict[str, Any]:
        return {"id": key, "function": {"name": "bash", "arguments": json.dumps({"command": command})}}

    actions = [{"command": "ls", "tool_call_id": "1"}, {"command": "sleep 99", "tool_call_id": "2"}]
    timed_out = "<exception>timed out</exception>\n<returncode>-1</returncode>\n<output>\n</output>"
    messages = [
        TASK,
        {"role": "assistant", "content": None, "tool_calls": [call("1", "ls"), call("2", "sleep 99")],
         "extra": {"actions": actions, "timestamp": 1780680349.4}},
        {"role": "tool", "tool_call_id": "2", "content": timed_out, "extra": {"returncode": -1}},
        {"role": "tool", "tool_call_id": "1", "content": "<returncode>0</returncode>\n<output>\na\n</output>"},
    ]  # fmt: skip
    run = only(read_runs(write(tmp_path / "r.json", mini(messages, exit_status="LimitsExceeded"))))
    assert told(run) == [
        ("task", "Fix it."),
        ("call", "ls"),
        ("call", "sleep 99"),
        ("result", "timed out", 2),
        ("result", "a", 1),
    ]
    assert [event.exit_code for event in results(run)] == [-1, 0]
    assert run.events[1].time == "2026-06-05T17:25:49.400000+00:00"
    assert run.ended == "LimitsExceeded"


def test_swe_agent_flattened_editor_calls(tmp_path: Path) -> None:
    written = "def f():\n    return 'it''s'\n".replace("'", "'\"'\"'")
    trajectory = [
        {
            "action": f"str_replace_editor create /r/m.py --file_text '{written}'",
            "observation": "File created",
            "thought": "t",
        },
        {
            "action": "str_replace_editor view /r/m.py --view_range 1 2",
            "observation": "1\tdef",
            "thought": "",
        },
        {
            "action": "git show 9e41c0b | head -5",
            "observation": "commit\r\nAuthor",
            "thought": "",
            "response": "r",
        },
        {
            "action": "",
            "observation": "Your output could not be parsed.",
            "thought": "",
            "response": "I am lost.",
        },
    ]
    top = {"trajectory": trajectory, "history": [], "info": {"exit_status": "exit_cost", "submission": None}}
    run = only(read_runs(write(tmp_path / "django__django-1.traj", top)))
    first, view, shell = calls(run)
    assert first.arguments == {
        "command": "create",
        "path": "/r/m.py",
        "file_text": "def f():\n    return 'it''s'\n",
    }
    assert (first.tool, first.command) == ("str_replace_editor", None)
    assert view.arguments["command"] == "view"
    assert shell.command == "git show 9e41c0b | head -5"
    assert told(run)[-3:] == [
        ("result", "commit\nAuthor", shell.number),
        ("say", "I am lost."),
        ("task", "Your output could not be parsed."),
    ]
    assert (run.task, run.ended, run.patch_origin) == ("django__django-1", "exit_cost", "none")


def test_openhands_pairs_causes_and_the_reference(tmp_path: Path) -> None:
    def run_action(number: int, command: str) -> dict[str, Any]:
        return {"id": number, "source": "agent", "action": "run", "args": {"command": command, "thought": ""}}

    def came(number: int, cause: int, content: str) -> dict[str, Any]:
        extras = {"command": "x", "exit_code": 0}
        return {
            "id": number,
            "source": "agent",
            "observation": "run",
            "cause": cause,
            "content": content,
            "extras": extras,
        }

    record = {
        "instance_id": "a__b-1",
        "instruction": "Fix it.",
        "history": [
            [run_action(1, "cat a"), came(3, 1, "A")],
            [run_action(4, "cat b"), came(6, 5, "C")],
            [run_action(5, "cat c"), came(7, 4, "B")],
            {
                "id": 8,
                "source": "environment",
                "observation": "agent_state_changed",
                "content": "",
                "extras": {},
            },
        ],
        "test_result": {"git_patch": ""},
        "instance": {"base_commit": "abcdef1234", "patch": "diff --git the gold", "instance_id": "a__b-1"},
    }
    run = only(read_runs(write(tmp_path / "output.jsonl", lines(record))))
    assert told(run) == [
        ("task", "Fix it."),
        ("call", "cat a"), ("result", "A", 1),
        ("call", "cat b"), ("result", "C", None),
        ("call", "cat c"), ("result", "B", 3),
    ]  # fmt: skip
    assert (run.reference, run.base) == ("diff --git the gold", "abcdef1234")
    assert not any("gold" in event.text for event in run.events)
    assert run.patch_origin == "none"


def bash(command: str) -> dict[str, Any]:
    call = {"name": "bash", "arguments": json.dumps({"command": command})}
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "c", "type": "function", "function": call}],
    }


def test_openai_responses_and_broken_arguments(tmp_path: Path) -> None:
    given = {"command": ["bash", "-lc", "git show 1234567"]}
    shown = {"output": "commit 1234567\n", "metadata": {"exit_code": 0}}
    items = [
        TASK,
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}]},
        {"type": "function_call", "name": "shell", "call_id": "c1", "arguments": json.dumps(given)},
        {"type": "function_call_output", "call_id": "c1", "output": json.dumps(shown)},
        {"type": "function_call", "name": "shell", "call_id": "c2", "arguments": '{"command": ["bash", '},
        {"type": "function_call_output", "call_id": "gone", "output": "nobody asked"},
    ]
    run = only(read_runs(write(tmp_path / "r.json", items)))
    assert told(run) == [
        ("task", "Fix it."),
        ("say", "Hm."),
        ("call", "git show 1234567"),
        ("result", "commit 1234567\n", 2),
        ("call", None),
        ("result", "nobody asked", None),
    ]
    assert results(run)[0].exit_code == 0
    assert "not valid JSON" in (calls(run)[1].broken or "")
    assert calls(run)[1].arguments == {"text": '{"command": ["bash", '}
    assert run.notes == [
        "calls whose arguments cannot be read: 1",
        "results without their call: 1",
        "calls of which nothing came back: 1",
    ]


def test_a_displayed_file_of_json_is_no_output_of_a_harness(tmp_path: Path) -> None:
    shown = '{"output": "dist", "name": "package"}'
    messages = [
        bash("cat p.json"),
        {"role": "tool", "tool_call_id": "c", "content": shown},
    ]  # fmt: skip
    assert results(only(read_runs(write(tmp_path / "r.json", messages))))[0].text == shown


def test_anthropic_several_results_in_one_turn(tmp_path: Path) -> None:
    def use(key: str, command: str) -> dict[str, Any]:
        return {"type": "tool_use", "id": key, "name": "bash", "input": {"command": command}}

    def came(key: str, content: Any) -> dict[str, Any]:
        return {"type": "tool_result", "tool_use_id": key, "content": content}

    messages = [
        TASK,
        {
            "role": "assistant",
            "content": [{"type": "thinking", "thinking": "T"}, use("a", "cat a"), use("b", "cat b")],
        },
        {
            "role": "user",
            "content": [came("b", "B"), came("a", text("A")), {"type": "text", "text": "Go on."}],
        },
    ]
    run = only(
        read_runs(write(tmp_path / "r.json", {"system": "Act.", "messages": messages, "model": "claude"}))
    )
    assert (run.format, run.subject) == ("anthropic", "claude")
    assert told(run) == [
        ("task", "Act."),
        ("task", "Fix it."),
        ("say", "T"),
        ("call", "cat a"),
        ("call", "cat b"),
        ("result", "B", 4),
        ("result", "A", 3),
        ("task", "Go on."),
    ]


def test_inspect_tells_what_it_could_not_parse_and_what_failed(tmp_path: Path) -> None:
    called = [
        {"id": "a", "function": "bash", "arguments": {"cmd": "ls"}},
        {"id": "b", "function": "bash", "arguments": {}, "parse_error": "no JSON"},
    ]
    failed = {
        "role": "tool",
        "tool_call_id": "a",
        "content": "",
        "error": {"type": "timeout", "message": "timed out"},
    }
    messages = [TASK, {"role": "assistant", "content": "", "tool_calls": called}, failed]
    log = {
        "eval": {"model": "m"},
        "status": "error",
        "samples": [{"id": "s", "epoch": 2, "messages": messages}],
    }
    run = only(read_runs(write(tmp_path / "log.json", log)))
    assert (run.run_id, results(run)[0].text, calls(run)[1].broken) == ("s.2", "timed out", "no JSON")


def test_inspect_handed_off_agents_stand_in_the_events(tmp_path: Path) -> None:
    def asked(key: str, name: str, **arguments: Any) -> dict[str, Any]:
        return {"id": key, "function": name, "arguments": arguments, "type": "function"}

    def model(span: str, said: str, *called: Any) -> dict[str, Any]:
        message = {"role": "assistant", "content": said, "tool_calls": list(called)}
        return {"event": "model", "span_id": span, "output": {"choices": [{"message": message}]}}

    def came(span: str, call: dict[str, Any], result: str) -> dict[str, Any]:
        return {"event": "tool", "span_id": span, **call, "result": result}

    hand, look = asked("h", "helper", input="Look."), asked("l", "bash", cmd="git show 1234567")
    messages = [
        {"role": "system", "content": "Act."},
        TASK,
        {"role": "assistant", "content": "Help me.", "tool_calls": [hand]},
        {"role": "tool", "tool_call_id": "h", "function": "helper", "content": "It was fixed so."},
    ]
    events = [
        {"event": "span_begin", "id": "s0", "type": "agent", "name": "main"},
        model("s0", "Help me.", hand),
        {"event": "span_begin", "id": "s1", "parent_id": "s0", "type": "agent", "name": "helper"},
        model("s1", "Looking.", look),
        came("s1", look, "attachment://a1"),
        {"event": "span_end", "id": "s1"},
        came("s0", hand, "It was fixed so."),
    ]
    sample = {
        "id": "x-1",
        "epoch": 1,
        "messages": messages,
        "events": events,
        "attachments": {"a1": "commit 1234567"},
    }
    log = {"eval": {"model": "m", "task": "t"}, "status": "success", "samples": [sample]}
    run = only(read_runs(write(tmp_path / "log.json", log)))
    assert told(run) == [
        ("task", "Act."),
        ("task", "Fix it."),
        ("say", "Help me."),
        ("call", None),
        ("say", "Looking."),
        ("call", "git show 1234567"),
        ("result", "commit 1234567", 5),
        ("result", "It was fixed so.", 3),
    ]
    assert [event.agent for event in run.events] == [
        None,
        None,
        "main",
        "main",
        "helper",
        "helper",
        "helper",
        "main",
    ]


def test_ids_that_are_not_unique_are_made_so(tmp_path: Path) -> None:
    for number in range(3):
        messages = [
            TASK,
            bash(f"ls {number}"),
        ]  # fmt: skip
        write(tmp_path / f"{number}.json", {"id": "same", "messages": messages})
    assert [run.run_id for run in read_runs(str(tmp_path)).runs] == ["same", "same#2", "same#3"]


def test_two_runs_of_one_file_that_did_the_same_are_two(tmp_path: Path) -> None:
    messages = [
        TASK,
        bash("ls"),
    ]  # fmt: skip
    path = write(
        tmp_path / "runs.jsonl", lines({"id": 1, "messages": messages}, {"id": 2, "messages": messages})
    )
    assert [run.run_id for run in read_runs(path).runs] == ["1", "2"]
    write(tmp_path / "again.jsonl", lines({"id": 1, "messages": messages}))
    found = read_runs(str(tmp_path))
    assert (len(found.runs), len(found.repeated)) == (2, 1)


@pytest.mark.parametrize(("handed_in", "runs"), [("+one = 1\n", 1), ("+ one  = 1\n\n", 1), ("+two = 2\n", 2)])
def test_runs_that_handed_in_something_else_are_two(tmp_path: Path, handed_in: str, runs: int) -> None:
    messages = [TASK, bash("cat m.py"), {"role": "tool", "tool_call_id": "c", "content": "x = 1\n" * 99}]
    for name, patch in {"1": "--- a/m.py\n+++ b/m.py\n@@ -1,0 +1,1 @@\n+one = 1\n", "2": handed_in}.items():
        write(tmp_path / f"{name}.json", {"instance_id": "a__b-1", "messages": messages, "patch": patch})
    found = read_runs(str(tmp_path))
    assert (len(found.runs), len(found.repeated)) == (runs, 2 - runs)


@pytest.mark.parametrize(
    ("other", "runs"),
    [
        ({"instance_id": "a__b-2", "issue": "It drifts too."}, 2),  # another task, in the same repository
        ({"instance_id": "copy-of-a__b-1"}, 1),
        ({"patch": ""}, 2),  # handed in nothing
        ({"patch": "It is mended."}, 2),
        ({}, 1),
    ],
)
def test_runs_that_did_the_same_on_other_tasks_or_to_another_end_are_two(
    tmp_path: Path, other: dict[str, Any], runs: int
) -> None:
    messages = [bash("cat m.py"), {"role": "tool", "tool_call_id": "c", "content": "x = 1\n" * 99}]
    told = {"instance_id": "a__b-1", "messages": [TASK, *messages], "patch": "Mend it by hand."}
    write(tmp_path / "1.json", told)
    if issue := other.pop("issue", None):
        other["messages"] = [{"role": "user", "content": issue}, *messages]
    write(tmp_path / "2.json", {**told, **other})
    found = read_runs(str(tmp_path))
    assert (len(found.runs), len(found.repeated)) == (runs, 2 - runs)


@pytest.mark.parametrize("ended", ["submitted (exit_cost)", "LimitsExceeded", "submitted"])
def test_a_run_that_a_limit_ended_says_so(tmp_path: Path, ended: str) -> None:
    messages = [TASK, bash("ls"), {"role": "tool", "tool_call_id": "c", "content": "m.py"}]
    told = {"instance_id": "a__b-1", "messages": messages, "patch": "+x = 1\n", "exit_status": ended}
    path = write(tmp_path / "1.json", told)
    early = ended != "submitted"
    assert only(read_runs(path)).notes == ([f"ended before it was done: {ended}"] if early else [])
    warnings = farfield.audit(path, tmp_path / "out").result.warnings
    assert any("a limit or an error ended it" in one for one in warnings) == early


@pytest.mark.parametrize("submission", ["# No patch generated", "  \n", "# No patch generated\n# sorry\n"])
def test_no_patch_in_words_is_none(tmp_path: Path, submission: str) -> None:
    messages = [
        TASK,
        bash("ls"),
    ]  # fmt: skip
    run = only(
        read_runs(write(tmp_path / "r.json", {"messages": messages, "patch": submission, "resolved": True}))
    )
    assert (run.patch, run.patch_origin, run.claimed) == (None, "none", True)


HEREDOC = (
    "cd /repo && cat > a.py <<'EOF' && python a.py\nx = 1\nEOF\n"
    "tee -a b.py <<END\ny\nEND\ncat > /tmp/t.py <<E\nz\nE\n"
)
PATCH = "*** Begin Patch\n*** Update File: m.py\n@@ def f():\n a\n-b\n+c\n*** Add File: n.py\n+new\n*** End Patch\n"


def test_what_a_shell_writes_out_and_apply_patch_are_edits(tmp_path: Path) -> None:
    messages = [
        TASK,
        bash(HEREDOC),
        bash(f"apply_patch <<'EOF'\n{PATCH}EOF\n"),
        bash("cat > gone.py <<'EOF'\nq\nEOF"),
        bash("python gone.py; rm -f gone.py"),
    ]
    run = only(read_runs(write(tmp_path / "r.json", messages)))
    assert run.patch == (
        "--- /dev/null\n+++ b/a.py\n@@ -0,0 +1,1 @@\n+x = 1\n"
        "--- a/b.py\n+++ b/b.py\n@@ -0,0 +1,1 @@\n+y\n"
        "--- a/m.py\n+++ b/m.py\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"
        "--- /dev/null\n+++ b/n.py\n@@ -0,0 +1,1 @@\n+new\n"
    )


def test_openhands_events_of_the_sdk(tmp_path: Path) -> None:
    action = {"kind": "TerminalAction", "command": "git show 1234567", "is_input": False}
    shown = {"kind": "TerminalObservation", "content": text("commit 1234567"), "exit_code": 0}
    events = [
        {"kind": "SystemPromptEvent", "source": "agent", "system_prompt": {"type": "text", "text": "Act."}},
        {"kind": "MessageEvent", "source": "user", "llm_message": {"role": "user", "content": text("Fix it.")}},
        {"kind": "ActionEvent", "source": "agent", "thought": text("Look."), "action": action, "tool_name": "terminal",
         "tool_call_id": "c", "tool_call": {"id": "c", "name": "terminal", "arguments": "{}"}},
        {"kind": "ObservationEvent", "source": "environment", "tool_call_id": "c", "observation": shown},
        {"kind": "ActionEvent", "source": "agent", "thought": [], "tool_name": "finish", "tool_call_id": "d",
         "action": {"kind": "FinishAction", "message": "Done."}},
    ]  # fmt: skip
    record = {"instance_id": "a__b-1", "test_result": {"git_patch": "diff"}, "history": events}
    run = only(read_runs(write(tmp_path / "output.jsonl", lines(record))))
    assert told(run) == [
        ("task", "Act."),
        ("task", "Fix it."),
        ("say", "Look."),
        ("call", "git show 1234567"),
        ("result", "commit 1234567", 3),
        ("say", "Done."),
    ]
    assert results(run)[0].exit_code == 0
    assert told(only(read_runs(write(tmp_path / "events.json", events)))) == told(run)


def test_claude_code_sessions(tmp_path: Path) -> None:
    def line(role: str, content: Any, **more: Any) -> dict[str, Any]:
        place = {
            "uuid": "u",
            "sessionId": "s1",
            "timestamp": "2026-02-01T10:00:00.000Z",
            "isSidechain": False,
        }
        return {"type": role, **place, **more, "message": {"role": role, "content": content, "model": "m"}}

    use = {"type": "tool_use", "id": "t", "name": "Bash", "input": {"command": "git show 1234567"}}
    session = lines(
        {"type": "summary", "summary": "x", "leafUuid": "l"},
        line("user", "Fix it."),
        line("assistant", [{"type": "text", "text": "Look."}]),
        line("assistant", [use], isSidechain=True),
        line(
            "user",
            [{"type": "tool_result", "tool_use_id": "t", "content": "commit 1234567"}],
            isSidechain=True,
        ),
    )
    run = only(read_runs(write(tmp_path / "s1.jsonl", session)))
    assert (run.format, run.run_id, run.subject) == ("claude-code", "s1", "m")
    assert told(run) == [
        ("task", "Fix it."),
        ("say", "Look."),
        ("call", "git show 1234567"),
        ("result", "commit 1234567", 2),
    ]
    assert [event.agent for event in run.events] == [None, None, "subagent", "subagent"]


def test_codex_rollouts(tmp_path: Path) -> None:
    def item(**payload: Any) -> dict[str, Any]:
        return {"timestamp": "2026-02-01T10:00:00.000Z", "type": "response_item", "payload": payload}

    rollout = lines(
        {
            "timestamp": "2026",
            "type": "session_meta",
            "payload": {"id": "s1", "git": {"commit_hash": "abcdef12345"}},
        },
        {"timestamp": "2026", "type": "turn_context", "payload": {"model": "m"}},
        item(type="message", role="user", content=[{"type": "input_text", "text": "Fix it."}]),
        {"timestamp": "2026", "type": "event_msg", "payload": {"type": "user_message", "message": "Fix it."}},
        item(type="function_call", name="shell", arguments='{"command": ["bash", "-lc", "ls"]}', call_id="c"),
        item(
            type="function_call_output",
            call_id="c",
            output='{"output": "m.py\\n", "metadata": {"exit_code": 0}}',
        ),
        item(type="custom_tool_call", name="apply_patch", input=PATCH, call_id="d"),
        item(type="custom_tool_call_output", call_id="d", output="Success."),
        {"timestamp": "2026", "type": "session_meta", "payload": {"id": "s1"}},
        {"timestamp": "2026", "type": "compacted", "payload": {"message": "The fix is in m.py."}},
    )
    run = only(read_runs(write(tmp_path / "rollout.jsonl", rollout)))
    assert (run.format, run.run_id, run.subject, run.base) == ("codex", "s1", "m", "abcdef12345")
    assert told(run)[:4] == [("task", "Fix it."), ("call", "ls"), ("result", "m.py\n", 1), ("call", None)]
    assert told(run)[-1] == ("say", "The fix is in m.py.")
    assert (run.patch or "").startswith("--- a/m.py\n")
    assert not run.notes


def listed_run(folder: Path, task: str, command: str = "ls") -> None:
    write(folder / f"{task}.json", {"instance_id": task, "messages": [TASK, bash(command)]})


def test_predictions_and_reports_beside_transcripts(tmp_path: Path) -> None:
    for task in ("a__b-1", "a__b-2", "a__b-3"):
        listed_run(tmp_path / "trajs", task, f"cat {task}")
    preds = [
        {"instance_id": "a__b-1", "model_name_or_path": "m", "model_patch": "diff --git a/x b/x\n"},
        {"instance_id": "a__b-2", "model_name_or_path": "m", "model_patch": ""},
        {"instance_id": "a__b-4", "model_name_or_path": "m", "model_patch": None},
    ]
    write(tmp_path / "all_preds.jsonl", lines(*preds))
    report = {
        "resolved_ids": ["a__b-1", "a__b-4"],
        "unresolved_ids": ["a__b-2"],
        "empty_patch_ids": ["a__b-2"],
    }
    write(tmp_path / "results" / "results.json", report)
    found = read_runs(str(tmp_path))
    assert not found.rejected
    assert [(run.task, run.claimed, run.patch_origin, run.subject) for run in found.runs] == [
        ("a__b-1", True, "recorded", "m"),
        ("a__b-2", False, "none", "m"),
        ("a__b-3", None, "untold", "openai"),
    ]
    assert [(one.task, one.run_id, one.claimed, one.handed_in) for one in found.listed] == [
        ("a__b-1", "a__b-1", True, True),
        ("a__b-2", "a__b-2", False, False),
        ("a__b-4", None, True, False),
    ]
    assert len(found.inputs) == 5


def test_reports_of_single_tasks_are_of_the_same_submission(tmp_path: Path) -> None:
    for task, solved in (("a__b-1", True), ("a__b-2", False)):
        listed_run(tmp_path / "trajs", task, f"cat {task}")
        verdict = {task: {"patch_exists": solved, "patch_successfully_applied": solved, "resolved": solved}}
        write(tmp_path / "logs" / task / "report.json", verdict)
    write(tmp_path / "results" / "results.json", {"resolved": ["a__b-1"], "no_generation": ["a__b-2"]})
    found = read_runs(str(tmp_path))
    assert not found.rejected
    assert [(one.task, one.run_id, one.claimed, one.handed_in) for one in found.listed] == [
        ("a__b-1", "a__b-1", True, True),
        ("a__b-2", "a__b-2", False, False),
    ]
    assert [(run.claimed, run.patch_origin) for run in found.runs] == [(True, "untold"), (False, "none")]


def test_lists_speak_of_their_own_tree(tmp_path: Path) -> None:
    for agent, solved in (("one", ["t"]), ("two", [])):
        listed_run(tmp_path / agent / "trajs", "t", f"echo {agent}")
        write(
            tmp_path / agent / "results.json",
            {"resolved_ids": solved, "unresolved_ids": ["t"][len(solved) :]},
        )
    found = read_runs(str(tmp_path))
    assert [run.claimed for run in found.runs] == [True, False]
    assert [(one.run_id, one.claimed) for one in found.listed] == [("t", True), ("t#2", False)]


def test_lists_that_do_not_agree_leave_it_untold(tmp_path: Path) -> None:
    listed_run(tmp_path, "t")
    write(tmp_path / "one.json", {"resolved_ids": ["t"]})
    write(tmp_path / "two.json", {"resolved_ids": [], "unresolved_ids": ["t"]})
    (run,) = read_runs(str(tmp_path)).runs
    assert run.claimed is None
    assert "lists beside it do not agree on whether it is solved" in run.notes


@pytest.mark.parametrize(
    "table",
    [
        b"instance_id,resolved\na__b-1,True\n",
        b"\xef\xbb\xbfinstance_id,resolved\r\na__b-1,True\r\n",
        b"instance_id;note;resolved\na__b-1;one, two, three;True\n",
        b"resolved\ttask_id\nTrue\ta__b-1\n",
    ],
)
def test_tables_as_spreadsheets_write_them_are_lists(tmp_path: Path, table: bytes) -> None:
    listed_run(tmp_path / "runs", "a__b-1")
    (tmp_path / "claims.csv").write_bytes(table)
    found = read_runs([str(tmp_path / "runs"), str(tmp_path / "claims.csv")])
    assert [run.claimed for run in found.runs] == [True]
    assert [one.task for one in found.listed] == ["a__b-1"]


def test_a_table_that_is_no_list_is_told_where_it_was_named(tmp_path: Path) -> None:
    listed_run(tmp_path / "runs", "a__b-1")
    path = write(tmp_path / "claims.csv", "name,outcome\na__b-1,won\n")
    found = read_runs([str(tmp_path / "runs"), path])
    assert [(one.source, one.reason) for one in found.rejected] == [(path, "is a table, and no list of runs")]
    assert not read_runs(str(tmp_path)).rejected
    with pytest.raises(FarfieldError, match="is a table, and no list of runs"):
        read_runs(path)


def test_a_list_alone_can_be_counted(tmp_path: Path) -> None:
    found = read_runs(write(tmp_path / "runs.json", {"runs": [{"instance_id": "t", "resolved": 1}]}))
    assert (len(found.runs), len(found.listed), found.listed[0].claimed) == (0, 1, True)


def test_a_dataset_of_text_actions(tmp_path: Path) -> None:
    given = {
        "role": "system",
        "text": None,
        "system_prompt": "Use a code block with one command. ```\nls\n```",
    }
    trajectory = [
        given,
        {"role": "user", "text": "Fix it."},
        {"role": "ai", "text": "Look.\n\n```\ngit show 1234567\n```"},
        {"role": "user", "text": "commit 1234567"},
        {"role": "ai", "text": "Some code:\n```python\nx\n```\nnow\n```\nsubmit\n```\n"},
    ]
    record = {"instance_id": "a__b-1", "model_name": "m", "trajectory": trajectory, "generated_patch": "diff"}
    run = only(read_runs(write(tmp_path / "r.jsonl", lines(record))))
    assert (run.format, run.task, run.subject, run.patch) == ("openai", "a__b-1", "m", "diff")
    assert told(run)[2:] == [
        ("say", "Look."),
        ("call", "git show 1234567"),
        ("result", "commit 1234567", 3),
        ("say", "Some code:\n```python\nx\n```\nnow"),
        ("call", "submit"),
    ]


def test_function_calls_of_2023_are_answered_by_name(tmp_path: Path) -> None:
    messages = [
        TASK,
        {
            "role": "assistant",
            "content": None,
            "function_call": {"name": "bash", "arguments": '{"command": "ls"}'},
        },
        {"role": "function", "name": "bash", "content": "m.py"},
        {
            "role": "assistant",
            "content": None,
            "function_call": {"name": "bash", "arguments": '{"command": "pwd"}'},
        },
        {"role": "function", "name": "bash", "content": "/repo"},
    ]
    run = only(read_runs(write(tmp_path / "r.json", messages)))
    assert told(run)[1:] == [("call", "ls"), ("result", "m.py", 1), ("call", "pwd"), ("result", "/repo", 3)]


def test_what_a_search_of_the_web_found_is_kept(tmp_path: Path) -> None:
    page = {
        "type": "web_search_result",
        "title": "Fix",
        "url": "https://example.org/1",
        "encrypted_content": "x",
    }
    content = [
        {"type": "server_tool_use", "id": "w", "name": "web_search", "input": {"query": "fix"}},
        {"type": "web_search_tool_result", "tool_use_id": "w", "content": [page]},
        {"type": "tool_use", "id": "t", "name": "bash", "input": {"command": "ls"}},
    ]
    run = only(read_runs(write(tmp_path / "r.json", [TASK, {"role": "assistant", "content": content}])))
    assert results(run)[0].text == "Fix\nhttps://example.org/1"
    assert results(run)[0].call == 1


@pytest.mark.parametrize(
    ("shown", "cut"),
    [
        ("a\n[... Observation truncated due to length ...]\nb", True),
        ("a<response clipped><NOTE>Due to the max output limit, only part of this file", True),
        ("[... omitted 12 of 400 lines ...]", True),
        ("[... output limited to 10000 bytes; 12 interior bytes omitted ...]", True),
        ("The output of your call to bash was too long to be displayed.", True),
        ("... [12 lines truncated] ...", True),
        ("def truncated(lines): ...  # omitted 12 of 400", False),
    ],
)
def test_outputs_that_were_cut_say_so(tmp_path: Path, shown: str, cut: bool) -> None:
    messages = [TASK, bash("cat m.py"), {"role": "tool", "tool_call_id": "c", "content": shown}]
    assert results(only(read_runs(write(tmp_path / "r.json", messages))))[0].cut is cut


def test_messages_written_as_json_within_json(tmp_path: Path) -> None:
    messages = json.dumps([TASK, bash("ls"), {"role": "tool", "tool_call_id": "c", "content": "m.py"}])
    record = {"instance_id": "a__b-1", "messages": messages, "resolved": False, "patch": "diff"}
    run = only(
        read_runs(write(tmp_path / "r.jsonl", lines(record, record | {"instance_id": "a__b-2"}))), of=2
    )
    assert told(run) == [("task", "Fix it."), ("call", "ls"), ("result", "m.py", 1)]
    assert (run.claimed, run.patch) == (False, "diff")


def test_tau_bench_2_is_nothing_to_audit(tmp_path: Path) -> None:
    call = {"id": "1", "name": "get_user_details", "arguments": {"user_id": "u"}, "requestor": "assistant"}
    messages = [
        TASK,
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "id": "1", "content": "{}"},
    ]
    simulation = {"id": "s", "task_id": "0", "trial": 1, "messages": messages, "reward_info": {"reward": 1.0}}
    found = read_runs(write(tmp_path / "r.json", {"info": {}, "simulations": [simulation, simulation]}))
    assert not found.runs
    assert len(found.nothing) == 2
    assert found.nothing[0].reason.endswith(
        "no call in the run 0.1 can show or write code (get_user_details)"
    )


@pytest.mark.parametrize(
    ("document", "names"),
    [
        ({"t1": {"messages": [TASK, bash("ls 1")]}, "t2": {"messages": [TASK, bash("ls 2")]}}, ["t1", "t2"]),
        (
            {"info": {}, "runs": [{"messages": [TASK, bash("ls 1")]}, {"messages": [TASK, bash("ls 2")]}]},
            ["r", "r#2"],
        ),
        ({"data": {"messages": [TASK, bash("ls 1")]}}, ["r"]),
        ([[TASK, bash("ls 1")], [TASK, bash("ls 2")]], ["r", "r#2"]),
    ],
)
def test_runs_within_an_object_or_a_list(tmp_path: Path, document: Any, names: list[str]) -> None:
    found = read_runs(write(tmp_path / "r.json", document))
    assert [run.run_id for run in found.runs] == names
    assert not found.rejected


def test_a_response_beside_its_input(tmp_path: Path) -> None:
    called = {"type": "function_call", "name": "bash", "call_id": "1", "arguments": '{"command": "ls"}'}
    run = only(read_runs(write(tmp_path / "r.json", {"model": "m", "input": [TASK], "output": [called]})))
    assert told(run) == [("task", "Fix it."), ("call", "ls")]
