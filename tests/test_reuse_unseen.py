"""Content of another commit that is put into the working tree without a look at it, with and without a patch."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from agent_runs import BASE, BASE_ID, FIXED, LOOK, SUBMITTED, commit, diff, run_of
from farfield import audit
from farfield.records import AgentRun
from farfield.reuse import find_accesses

FILE = "roll/windows.py"
RAW = f"https://raw.githubusercontent.com/example/roll/main/{FILE}"
CLONE = ("git clone https://github.com/example/roll /tmp/up", "Cloning into '/tmp/up'...")
PATCHES = {"recorded": SUBMITTED, "untold": None, "rebuilt": diff("lesson = 1", path="roll/other.py")}

TAKEN = [
    [(f"git show origin/main:{FILE} > {FILE}", "")],
    [(f"git show 9e41c0b:{FILE} > {FILE}", "")],
    [("cd roll && git show origin/main:./windows.py > windows.py", "")],
    [(f"git show origin/main:{FILE} | cat > {FILE}", "")],
    [(f"git show origin/main:{FILE} | tee {FILE} > /dev/null", "")],
    [(f"git -C /testbed cat-file -p 9e41c0b:{FILE} > {FILE}", "")],
    [(f"git checkout origin/main -- {FILE}", "Updated 1 path")],
    [(f"git checkout 9e41c0b -- {FILE}", "")],
    [(f"git restore --source=origin/main {FILE}", "")],
    [("git read-tree -u --reset origin/main", "")],
    [("git archive origin/main roll | tar x", "")],
    [("git show 9e41c0b | git apply > log", "")],
    [(f"curl -s {RAW} -o {FILE}", "")],
    [CLONE, (f"cp /tmp/up/{FILE} {FILE}", "")],
    [CLONE, (f"cat /tmp/up/{FILE} > {FILE}", "")],
    [CLONE, ("cp -r /tmp/up/roll .", "")],
    [(f"git show origin/main:{FILE} > {FILE}.new && mv {FILE}.new {FILE}", "")],
]

LEFT = [
    [(f"git show HEAD:{FILE} > {FILE}", "")],
    [(f"git show HEAD~2:{FILE} > {FILE}", "")],
    [(f"git show {BASE_ID}:{FILE} > {FILE}", "")],
    [(f"git show main:{FILE} > {FILE}", "")],
    [(f"git show origin/main:{FILE} > /tmp/windows.py", "")],
    [(f"git show origin/main:{FILE} > upstream.txt", "")],
    [(f"git show origin/main:{FILE} > {FILE}", "fatal: invalid object name 'origin/main'")],
    [("cd /tmp/o && git -C /testbed archive origin/main | tar x", "")],
    [("git archive HEAD | tar x", "")],
    [(f"git log --oneline -3 -- {FILE}", "9e41c0b Exact sums"), (f"git checkout 9e41c0b -- {FILE}", "")],
    [(f"cp {FILE} /tmp/windows.py && cp /tmp/windows.py {FILE}", "")],
    [CLONE, (f"cp /tmp/up/{FILE} /tmp/windows.py", "")],
]


def taking(steps: list[tuple[str, str]], origin: str) -> AgentRun:
    return replace(run_of(LOOK, *steps, patch=PATCHES[origin]), patch_origin=origin)  # type: ignore[arg-type]


@pytest.mark.parametrize("origin", PATCHES)
@pytest.mark.parametrize("steps", TAKEN, ids=lambda steps: steps[-1][0])
def test_what_is_taken_unseen_may_be_handed_in(steps: list[tuple[str, str]], origin: str) -> None:
    found = find_accesses(taking(steps, origin))
    assert found.grade in ("undecided", "later")
    assert any(one.why.startswith("put into the working tree") for one in found.accesses)


@pytest.mark.parametrize("origin", PATCHES)
@pytest.mark.parametrize("steps", LEFT, ids=lambda steps: steps[-1][0])
def test_what_is_the_tasks_own_or_stays_outside_is_not(steps: list[tuple[str, str]], origin: str) -> None:
    assert not find_accesses(taking(steps, origin)).accessed


def test_a_file_taken_in_a_run_without_a_patch_is_undecided(tmp_path: Path) -> None:
    call = {"name": "bash", "arguments": json.dumps({"command": f"git show origin/main:{FILE} > {FILE}"})}
    look = {"name": "bash", "arguments": json.dumps({"command": f"cat {FILE}"})}
    steps = [
        {"source": "user", "message": "Values drift."},
        *(
            {
                "source": "agent",
                "message": "",
                "tool_calls": [
                    {
                        "tool_call_id": f"c{at}",
                        "function_name": one["name"],
                        "arguments": json.loads(one["arguments"]),
                    }
                ],
                "observation": {"results": [{"source_call_id": f"c{at}", "content": shown}]},
            }
            for at, (one, shown) in enumerate(((look, BASE), (call, "")))
        ),
    ]
    agent = {"name": "a", "version": "1", "model_name": "m"}
    run = {"schema_version": "ATIF-v1.4", "session_id": "s", "agent": agent, "steps": steps}
    (tmp_path / "trajectory.json").write_text(json.dumps(run))
    done = audit(str(tmp_path / "trajectory.json"), tmp_path / "out")
    assert done.result.read.formats == {"atif": 1}
    assert done.result.whole.split.undecided == 1


def test_messages_that_go_into_a_file_leave_the_rest_on_the_screen() -> None:
    for sent in ("2>/tmp/errors", "2> /tmp/errors", "2>>/tmp/errors"):
        assert find_accesses(run_of(LOOK, (f"git show 9e41c0b {sent}", commit(FIXED)))).grade == "answer"
        assert find_accesses(run_of(LOOK, (f"(git show 9e41c0b) {sent}", commit(FIXED)))).grade == "answer"
    filed = ("git show 9e41c0b | grep -v x > /tmp/shown", "")
    assert find_accesses(run_of(LOOK, filed)).grade == "looked"
    assert find_accesses(run_of(LOOK, filed, ("cat /tmp/shown", commit(FIXED)))).grade == "answer"
