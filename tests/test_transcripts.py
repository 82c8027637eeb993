"""Transcripts of agents → runs: the same events from every format, and what real files hold, counted by eye."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from farfield.records import AgentRun, AgentRuns
from farfield.transcripts import read_runs

FORMATS = {
    "swe-agent": "{}.traj",
    "mini-swe-agent": "{}.traj.json",
    "openhands": "{}.jsonl",
    "atif": "{}.trajectory.json",
    "openai": "{}.json",
    "anthropic": "{}.json",
}
ANSWERS = [
    "clean", "verbatim", "reindented", "renamed", "after-own", "from-base", "from-task", "sealed", "past",
    "upstream-url", "not-found", "digits", "short",
]  # fmt: skip
SYSTEM = "You fix bugs."  # stands in some of the formats only


@pytest.fixture(scope="module")
def reuse(shared_data: Path) -> Path:
    folder = shared_data / "reuse"
    if not folder.is_dir():
        pytest.skip("the transcripts of ../shared/data/reuse are not beside this checkout")
    return folder


def only(found: AgentRuns) -> AgentRun:
    assert not found.rejected
    assert not found.nothing
    (run,) = found.runs
    return run


def lived(run: AgentRun) -> list[tuple[str, str, int | None]]:
    """The events of a run in order: kind, text or command without the space around it, and the place of the call."""
    events = [event for event in run.events if not (event.kind == "task" and event.text == SYSTEM)]
    places = {event.number: at for at, event in enumerate(events)}
    return [
        (
            event.kind,
            (event.command or "") if event.kind == "call" else event.text.strip(),
            places.get(event.call),
        )
        if event.call is not None
        else (event.kind, (event.command or event.text).strip(), None)
        for event in events
    ]


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_known_run_is_the_same_in_every_format(reuse: Path, answer: str) -> None:
    runs = {
        kind: only(read_runs(str(reuse / "known_answer" / kind / name.format(answer))))
        for kind, name in FORMATS.items()
    }
    assert {kind: run.format for kind, run in runs.items()} == {kind: kind for kind in FORMATS}
    first = lived(runs["swe-agent"])
    assert Counter(kind for kind, _, _ in first)["call"] >= 2
    for kind, run in runs.items():
        assert lived(run) == first, kind
        assert run.patch_origin == "recorded"
        assert (run.patch or "").startswith("diff --git a/roll.py b/roll.py"), kind
        assert run.patch == runs["openai"].patch
        assert not run.notes


def test_one_run_in_six_formats_counts_once(reuse: Path) -> None:
    found = read_runs(str(reuse / "known_answer"))
    assert sorted(run.run_id for run in found.runs) == sorted(ANSWERS)
    assert len(found.repeated) == 5 * 13
    assert found.repeated[0].reason.startswith("the same run as after-own in ")
    assert [Path(one.source).name for one in found.rejected] == ["truth.jsonl"]


def test_vorflux_with_its_lists(reuse: Path) -> None:
    found = read_runs(str(reuse / "vorflux"))
    assert len(found.runs) == 12
    assert not found.rejected
    assert not found.nothing
    claimed = [one for one in found.listed if one.claimed]
    assert (len(found.listed), len(claimed)) == (500, 442)
    assert sum(one.handed_in is False for one in claimed) == 26
    assert Counter(one.sealed for one in found.listed) == {True: 79, False: 421}
    assert sum(one.flagged is True for one in found.listed) == 10
    assert sum(one.run_id is not None for one in found.listed) == 12
    assert sum(one.sealed is True and one.claimed is True for one in found.listed) == 61
    runs = {run.run_id: run for run in found.runs}
    one = runs["django__django-11815"]
    assert (one.subject, one.claimed, one.patch_origin) == ("opus46-code_gpt55h-review", True, "recorded")
    assert Counter(event.kind for event in one.events) == {"call": 89, "result": 85, "say": 42, "task": 1}
    came = next(event for event in one.events if event.source == 92 and event.kind == "result")
    assert "git show f0adf3b9b7" in (one.events[came.call or 0].command or "")
    assert came.text.startswith("commit f0adf3b9b7a19cdee05368ff0c0c2d087f011180\n")
    assert came.exit_code == 0
    assert runs["astropy__astropy-8872"].claimed is False


def test_swe_agent_text_actions_and_a_demonstration(reuse: Path) -> None:
    run = only(read_runs(str(reuse / "swe-agent" / "pydicom-1458.traj")))
    assert Counter(event.kind for event in run.events) == {"say": 12, "call": 12, "result": 12, "task": 3}
    assert "demonstration" in run.events[1].text
    assert run.events[1].kind == "task"
    calls = [event for event in run.events if event.kind == "call"]
    assert [event.tool for event in calls] == [
        "create", "edit", "bash", "bash", "bash", "edit", "edit", "edit", "edit", "bash", "bash", "bash",
    ]  # fmt: skip
    assert calls[3].command == 'find_file "numpy_handler.py"'
    assert calls[1].command is None
    assert calls[1].arguments["new_str"].startswith("import numpy as np\n")
    assert (run.ended, run.patch_origin, run.claimed) == ("submitted", "recorded", None)
    assert not any("\r" in event.text for event in run.events)


def test_swe_agent_function_calls(reuse: Path) -> None:
    run = only(read_runs(str(reuse / "swe-agent" / "marshmallow-1867.function_calling.traj")))
    assert (run.task, run.subject) == ("marshmallow-code__marshmallow-1867", "gpt-4o")
    assert run.base == "bfd2593d4b416122e30cdefe0c72d322ef471611"
    calls = [event for event in run.events if event.kind == "call"]
    assert [event.tool for event in calls] == [
        "create", "insert", "bash", "bash", "find_file", "open", "edit", "edit", "bash", "bash", "submit",
    ]  # fmt: skip
    assert calls[6].arguments["search"].startswith("return int(value.total_seconds()")
    assert [event.call for event in run.events if event.kind == "result"] == [event.number for event in calls]
    assert not any("\r" in event.text for event in run.events)
    assert "\r" not in (run.patch or "")


def test_mini_swe_agent_of_the_beginnings(reuse: Path) -> None:
    run = only(read_runs(str(reuse / "mini-swe-agent" / "github_issue.traj.json")))
    assert Counter(event.kind for event in run.events) == {"say": 10, "call": 10, "result": 10, "task": 2}
    first = next(event for event in run.events if event.kind == "call")
    assert (first.command or "").startswith("cat ")
    came = next(event for event in run.events if event.call == first.number)
    assert came.exit_code == 1
    assert came.text.startswith("cat: ")
    assert "returncode" not in came.text
    assert run.patch_origin == "rebuilt"  # of what `cat > PATH <<` wrote
    assert (run.patch or "").startswith(
        "--- /dev/null\n+++ b/tests/missing_colon.py\n@@ -0,0 +1,11 @@\n+#!/usr/bin/env"
    )


def test_openhands_output(reuse: Path) -> None:
    found = read_runs(str(reuse / "openhands" / "output.jsonl"))
    counts = {run.run_id: Counter(event.kind for event in run.events) for run in found.runs}
    assert counts == {
        "ponylang__ponyc-4595": {"say": 24, "call": 21, "result": 21, "task": 3},
        "ponylang__ponyc-4593": {"say": 34, "call": 32, "result": 32, "task": 3},
        "ponylang__ponyc-4588": {"say": 49, "call": 48, "result": 48, "task": 4},
    }
    for run in found.runs:
        assert run.subject == "openai/openrouter-llama-4-maverick"
        assert run.patch_origin == "recorded"
        assert run.base is not None
        commands = [
            event.command for event in run.events if event.kind == "call" and event.tool == "execute_bash"
        ]
        assert commands
        assert all(commands)
        assert all(event.command is None for event in run.events if event.tool == "str_replace_editor")


def test_openhands_event_lists(reuse: Path) -> None:
    found = read_runs(str(reuse / "openhands" / "events"))
    assert [run.run_id for run in found.runs] == ["basic", "basic_gui_mode", "wrong_initial_state"]
    assert [run.patch_origin for run in found.runs] == ["rebuilt", "rebuilt", "untold"]
    assert "+class Game2048:" in (found.runs[0].patch or "")
    (nothing,) = found.nothing
    assert nothing.reason == "nothing to audit: no tool call in the run basic_interactions"


def test_inspect_with_tools(reuse: Path) -> None:
    found = read_runs(str(reuse / "inspect" / "log.eval"))
    assert len(found.runs) == 15
    assert not found.rejected
    calls = {run.run_id: sum(event.kind == "call" for event in run.events) for run in found.runs}
    assert calls["15"] == 10
    assert calls["78"] == 16
    assert calls["97"] == 5
    assert sum(run.claimed is True for run in found.runs) == 9
    first = next(event for event in found.runs[-1].events if event.kind == "call")
    assert (first.tool, first.command) == ("bash", "ls")
    assert next(run for run in found.runs if run.run_id == "78").notes == [
        "ended before it was done: message",
        "calls of which nothing came back: 1",
    ]


def test_tau_bench_is_nothing_to_audit(reuse: Path) -> None:
    found = read_runs(str(reuse / "tau-bench"))
    assert not found.runs
    assert not found.rejected
    assert len(found.nothing) == 20
    assert all(one.reason.startswith("nothing to audit: ") for one in found.nothing)
    assert sum("no tool call" in one.reason for one in found.nothing) == 4


def test_all_formats_in_one_folder(reuse: Path) -> None:
    found = read_runs(str(reuse))
    assert len({run.run_id for run in found.runs}) == len(found.runs) == 13 + 12 + 2 + 2 + 6 + 15
    assert sorted(Path(one.source).name for one in found.rejected) == ["truth.jsonl", "truth.jsonl"]
    assert re.search(r"^[0-9a-f]{64}$", found.inputs[0].sha256 or "")


def test_vorflux_by_its_trajectories_alone(reuse: Path) -> None:
    found = read_runs(str(reuse / "vorflux" / "trajs"))
    assert sum(run.claimed is True for run in found.runs) == 10
    assert all(run.patch_origin == "recorded" for run in found.runs)
    assert not found.listed
