"""What a list of tasks and a checkout of the repository add to accesses: the fix by name, dates, ancestry."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import polars as pl
import pytest

from agent_runs import BASE, BASE_ID, FIXED, LOOK, OTHER, commit, diff, run_of
from farfield.records import FarfieldError
from farfield.reuse import Repository, Task, find_accesses, read_tasks
from farfield.reuse.returned import read_date

ROW = {
    "instance_id": "example__roll-41",
    "base_commit": BASE_ID,
    "created_at": "2023-02-01T10:00:00Z",
    "patch": diff(FIXED),
    "test_patch": diff("    assert window_mean([1.5], 1) == [1.5]", "tests/test_windows.py"),
}


@pytest.fixture
def tasks(tmp_path: Path) -> dict[str, Task]:
    path = tmp_path / "tasks.jsonl"
    path.write_text(json.dumps(ROW) + "\n" + json.dumps({**ROW, "instance_id": "other__task-1"}) + "\n")
    return dict(read_tasks(str(path)))


def test_tasks_are_read_from_lines_a_list_and_parquet(tasks, tmp_path: Path) -> None:
    as_list, parquet = tmp_path / "tasks.json", tmp_path / "tasks.parquet"
    as_list.write_text(json.dumps([ROW]))
    pl.DataFrame([ROW]).write_parquet(parquet)
    expected = tasks["example__roll-41"]
    assert expected.base == BASE_ID
    assert expected.date == read_date("2023-02-01T10:00:00+00:00")
    assert read_tasks(str(as_list)) == {"example__roll-41": expected}
    assert read_tasks(str(parquet)) == {"example__roll-41": expected}
    assert len(tasks) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1}\n', "no task with a name"),
        ('{"instance_id": "a"}\n{"b', "not JSON"),
        ("", "not JSON|no task"),
    ],
)
def test_a_list_without_tasks_is_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "tasks.jsonl"
    path.write_text(text)
    with pytest.raises(FarfieldError, match=message):
        read_tasks(str(path))


def test_the_fix_is_the_answer_whatever_was_submitted(tasks) -> None:
    step = ("git show 9e41c0b", commit(FIXED))
    other = run_of(LOOK, step, patch=diff(OTHER))
    assert find_accesses(other).grade == "later"
    found = find_accesses(other, tasks)
    assert found.grade == "answer"
    assert found.accesses[0].why == "it holds 5 lines of the known fix"


def test_a_hidden_test_is_the_answer(tasks) -> None:
    step = ("git show main:tests/test_windows.py", "    assert window_mean([1.5], 1) == [1.5]\n")
    found = find_accesses(run_of(LOOK, step), tasks)
    assert found.grade == "answer"
    assert found.accesses[0].why == "it holds a line of the hidden tests"


def test_what_is_not_the_fix_is_dated_against_the_task(tasks) -> None:
    unshown = commit(OTHER, path="roll/other.py").replace("total", "amount")
    assert find_accesses(run_of(("git show 9e41c0b", unshown)), tasks).grade == "later"
    older = unshown.replace("2023", "2021")
    assert find_accesses(run_of(("git show 9e41c0b", older)), tasks).grade == "context"
    same = commit("    window = 1.5 * width", path="roll/windows.py")
    assert find_accesses(run_of(LOOK, ("git show 9e41c0b", same)), tasks).grade == "later"


def test_the_base_of_the_list_is_the_base(tasks) -> None:
    run = run_of(LOOK, (f"git show {BASE_ID[:9]}:roll/windows.py", BASE), task="drifts")
    assert find_accesses(run, tasks).grade == "none"


def git(folder: Path, *words: str, date: str = "2020-01-01T10:00:00+0000") -> str:
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}
    settings |= {f"GIT_{who}_{what}": "a" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    settings |= {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    return subprocess.run(
        ["git", "-C", str(folder), *words], check=True, capture_output=True, text=True, env=settings
    ).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> tuple[Path, str, str, str]:
    """A repository with a commit before the base, the base, and one after it."""
    folder = tmp_path / "roll"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    ids = []
    for at in range(3):
        (folder / "windows.py").write_text(f"x = {at}\n")
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", f"Number {at}")
        ids.append(git(folder, "rev-parse", "HEAD"))
    return folder, ids[0], ids[1], ids[2]


def test_a_checkout_tells_what_nothing_else_does(checkout) -> None:
    folder, before, base, after = checkout
    repository = Repository(str(folder))
    shown = commit(OTHER, path="roll/other.py").replace("total", "amount")
    for one, without, expected in ((before, "undecided", "context"), (after, "undecided", "later")):
        step = (f"git show {one[:9]}", shown.replace("9e41c0b7d2a86f35c1e07b94d8a2f6130c5e7b21", one))
        run = run_of(step, task="it drifts", base=base)
        assert find_accesses(run).grade == without
        assert find_accesses(run, repository=repository).grade == expected
    step = (f"git show {after[:9]}", commit(OTHER.replace("width", "size"), after).replace("total", "amount"))
    run = run_of(step, task="it drifts", base=base)
    assert find_accesses(run, repository=repository).grade == "answer"
    unknown = run_of(("git show 9e41c0b", shown), task="it drifts", base=base)
    assert find_accesses(unknown, repository=repository).grade == "undecided"


def test_a_checkout_runs_nothing_of_its_own(checkout, tmp_path: Path) -> None:
    folder, before, base, _ = checkout
    mark = tmp_path / "ran"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {mark}\n")
    script.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "alias.merge-base", "core.editor"):
        git(folder, "config", key, str(script) if "alias" not in key else f"!{script}")
    hooks = folder / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-checkout", "post-index-change", "reference-transaction"):
        (hooks / name).write_text(script.read_text())
        (hooks / name).chmod(0o755)
    assert Repository(str(folder)).is_ancestor(before, base) is True
    assert not mark.exists()


def test_names_that_are_no_commits_reach_no_option(checkout) -> None:
    folder, _, base, _ = checkout
    repository = Repository(str(folder))
    for name in ("--output=x", "-h", "a b", "$(touch x)", "HEAD;ls", ""):
        assert repository.is_ancestor(name, base) is None
    assert repository.is_ancestor("main", base) is False


def test_a_folder_without_a_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FarfieldError, match="no git repository"):
        Repository(str(tmp_path))
    with pytest.raises(FarfieldError, match="no such folder"):
        Repository(str(tmp_path / "none"))
