"""Every option of `farfield reuse`, typed on known transcripts: the verdicts and numbers that come out."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from documented import ROOT, Typed, exercises, farfield  # noqa: F401 - a fixture
from reuse_screen import screen_of

EXAMPLES = ROOT / "docs" / "examples" / "reuse"
sys.path.append(str(EXAMPLES.parent))
from make_reuse_runs import BASE, FIX, LONG_FIX, TIDES, write_runs  # noqa: E402


def result(folder: str = "farfield-reuse") -> Any:
    return json.loads(Path(folder, "reuse.json").read_text())


def rows(folder: str = "farfield-reuse") -> dict[str, Any]:
    return {row["run"]: row for row in pl.read_parquet(Path(folder, "runs.parquet")).iter_rows(named=True)}


def test_the_examples_are_what_their_script_writes(tmp_path: Path) -> None:
    write_runs(tmp_path)
    kept = {path.relative_to(EXAMPLES): path.read_text() for path in EXAMPLES.rglob("*.json")}
    assert kept == {path.relative_to(tmp_path): path.read_text() for path in tmp_path.rglob("*.json")}
    assert len(kept) == 14


@exercises("reuse --sealed", "reuse --out", "reuse --workers")
def test_the_worked_example_comes_out_as_the_page_tells(farfield: Typed) -> None:  # noqa: F811
    told = farfield(f"reuse {EXAMPLES}/open --sealed {EXAMPLES}/sealed --out one --workers 1")
    page = " ".join(told.split())
    assert "Nothing handed in: 1 of 5 claimed runs" in page
    assert "what may hold an answer: 3 of 5 claimed runs" in page
    assert "Sealing the history costs 33" in page
    found = result("one")
    assert found["whole"]["split"] == {
        "no_patch": 1, "copied": 1, "reproduced": 1, "displayed": 1, "undecided": 0, "nothing_found": 1
    }  # fmt: skip
    gap = found["sealing"]["gap"]
    assert [gap[name] for name in ("pairs", "both", "open_only", "sealed_only", "neither")] == [6, 2, 3, 1, 0]
    assert (round(gap["low"], 2), round(gap["high"], 2), gap["p"]) == (-0.27, 0.73, 0.625)
    assert gap["necessary"] == {"low": 2, "high": 2, "of": 5}
    assert found["sealing"]["unsealed"] == 0
    verdicts = {name.rpartition("-")[2]: row["verdict"] for name, row in rows("one").items()}
    assert [verdicts[str(task)] for task in range(1, 7)] == [
        "copied", "reproduced", "displayed", "nothing found", "no patch", "nothing found"
    ]  # fmt: skip
    assert sum(name.endswith("(sealed)") for name in verdicts) == 6
    assert all(row["sealed"] for name, row in rows("one").items() if name.endswith("(sealed)"))
    farfield(f"reuse {EXAMPLES}/open --sealed {EXAMPLES}/sealed --out two --workers 2")
    for name in ("runs.parquet", "accesses.parquet", "spans.parquet", "reuse.json"):
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes()


@exercises("reuse --tasks")
def test_a_list_of_tasks_tells_the_fix_from_later_code(farfield: Typed) -> None:  # noqa: F811
    task = {
        "instance_id": "tideline__tideline-3",
        "base_commit": BASE,
        "created_at": "2024-03-01T00:00:00Z",
        "patch": "".join(
            ["--- a/tides.py\n+++ b/tides.py\n@@ -8,1 +8,9 @@\n def at_hour(readings, hour):\n"]
            + [f"+{line}\n" for line in LONG_FIX.splitlines()]
        ),
    }
    Path("tasks.jsonl").write_text(json.dumps(task) + "\n")
    farfield(f"reuse {EXAMPLES}/open --out without --workers 1")
    farfield(f"reuse {EXAMPLES}/open --tasks tasks.jsonl --workers 1")
    name = "tideline__tideline-3"
    assert rows("without")[name]["accessed"] == "later"
    row = rows()[name]
    assert (row["accessed"], row["verdict"]) == ("answer", "displayed")
    assert (row["gold_lines"], row["gold_lines_seen"], row["gold_lines_submitted"]) == (8, 8, 0)
    assert result()["options"]["tasks"] == "tasks.jsonl"


@exercises("reuse --background")
def test_a_background_takes_away_what_all_share(farfield: Typed) -> None:  # noqa: F811
    Path("shared").mkdir()
    Path("shared", "fix.py").write_text(LONG_FIX)
    farfield(f"reuse {EXAMPLES}/open --background shared --workers 1")
    row = rows()["tideline__tideline-1"]
    assert (row["verdict"], row["copied_tokens"], row["new_tokens"]) == ("displayed", 0, 0)
    told = farfield(f"reuse {EXAMPLES}/open --background nowhere --workers 1", code=2)
    assert "--background names a folder" in " ".join(told.split())


@exercises("reuse --repo")
def test_what_stands_in_the_base_of_a_checkout_is_not_copied(farfield: Typed) -> None:  # noqa: F811
    """The base of the copy of the runs is a commit that holds the fix: nothing is copied from what stood there."""
    git = ["git", "-C", "checkout", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    Path("checkout").mkdir()

    def commit(text: str) -> str:
        Path("checkout", "tides.py").write_text(text)
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-qm", "one"], check=True)
        return subprocess.run(
            [*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
        ).stdout.strip()

    subprocess.run(["git", "init", "-q", "checkout"], check=True)
    older = commit(TIDES)
    younger = commit(TIDES + LONG_FIX)
    verdicts = {}
    for base, fix in ((older, younger), (younger, older)):
        shutil.rmtree("runs", ignore_errors=True)
        shutil.copytree(EXAMPLES / "open", "runs")
        for path in Path("runs").glob("*.traj.json"):
            text = path.read_text().replace(BASE, base).replace(FIX, fix).replace(FIX[:7], fix[:7])
            path.write_text(text)
        Path("tasks.jsonl").write_text(
            json.dumps({"instance_id": "tideline__tideline-1", "base_commit": base}) + "\n"
        )
        farfield("reuse runs --repo tideline/tideline=checkout --tasks tasks.jsonl --workers 1")
        row = rows()["tideline__tideline-1"]
        verdicts[base] = row["verdict"], row["copied_tokens"]
    assert verdicts == {older: ("copied", 123), younger: ("displayed", 0)}
    told = farfield("reuse runs --repo nowhere --workers 1", code=2)
    assert "--repo names a git checkout" in " ".join(told.split())


@exercises("reuse --json", "reuse --quiet")
def test_what_was_found_is_printed_as_its_file_has_it_or_not_at_all(farfield: Typed) -> None:  # noqa: F811
    told = farfield(f"reuse {EXAMPLES}/open --json --quiet --workers 1")
    assert json.loads(told) == result()
    assert result()["whole"]["copied"]["count"] == 1
    assert farfield(f"reuse {EXAMPLES}/open -q --workers 1") == ""


def test_a_page_of_all_runs_is_made_by_view(farfield: Typed) -> None:  # noqa: F811
    farfield(f"reuse {EXAMPLES}/open --out one --workers 1")
    told = farfield("view one --no-open")
    assert told.strip() == "one/report-all.html"
    assert "Solved, or looked up?" in Path("one/report-all.html").read_text()


def test_where_there_is_no_transcript_one_message_says_so(farfield: Typed) -> None:  # noqa: F811
    Path("empty").mkdir()
    farfield("reuse empty --workers 1", code=2)
    assert not Path("farfield-reuse").exists()


@pytest.mark.parametrize("path", ["nowhere", "nowhere/*.traj"])
def test_a_source_that_is_missing_is_named(farfield: Typed, path: str) -> None:  # noqa: F811
    assert "nowhere" in farfield(f"reuse '{path}' --workers 1", code=2)


def test_the_python_of_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs" / "reuse.md").read_text()
    (block,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    monkeypatch.chdir(ROOT)
    exec(block.replace('"farfield-reuse"', repr(str(tmp_path / "out"))), {})
    assert capsys.readouterr().out == "1\n"


def halves(lists: bool) -> None:
    """Open runs of three tasks and sealed ones of the three others, with the lists of all six or without."""
    for arm, tasks in (("open", (1, 2, 3)), ("sealed", (4, 5, 6))):
        Path(arm).mkdir()
        for task in tasks:
            shutil.copy(EXAMPLES / arm / f"tideline__tideline-{task}.traj.json", arm)
        if lists:
            shutil.copy(EXAMPLES / arm / "results.json", arm)


def test_arms_of_different_tasks_get_no_difference(farfield: Typed) -> None:  # noqa: F811
    halves(lists=False)
    told = farfield("reuse open --sealed sealed --workers 1")
    assert "No difference between sealed and open history is told" in " ".join(told.split())
    sealing = result()["sealing"]
    assert sealing["gap"] is None
    assert "different tasks" in sealing["note"]
    assert (sealing["open"]["runs"], sealing["sealed"]["runs"]) == (3, 3)


def test_what_lists_tell_of_runs_without_a_transcript_is_paired(farfield: Typed) -> None:  # noqa: F811
    halves(lists=True)
    farfield("reuse open --sealed sealed --workers 1")
    gap = result()["sealing"]["gap"]
    assert [gap[name] for name in ("pairs", "both", "open_only", "sealed_only", "neither")] == [6, 2, 3, 1, 0]
    assert result()["whole"]["runs"] == 3


def test_the_same_runs_as_both_arms_are_refused(farfield: Typed) -> None:  # noqa: F811
    for copied in (EXAMPLES / "open", "again"):
        if copied == "again":
            shutil.copytree(EXAMPLES / "open", "again")
        told = " ".join(farfield(f"reuse {EXAMPLES}/open --sealed {copied} --workers 1", code=2).split())
        assert "which of them had open history cannot be told" in told
        assert not Path("farfield-reuse").exists()


def test_runs_that_both_arms_name_are_counted_once_and_told(farfield: Typed) -> None:  # noqa: F811
    shutil.copytree(EXAMPLES / "open", "runs")
    shutil.copytree(EXAMPLES / "sealed", "runs/sealed")
    farfield("reuse runs --sealed ./runs/sealed --out within --workers 1")
    found = result("within")
    assert "6 runs are named by RUNS and by --sealed alike; they count as sealed alone" in found["warnings"]
    assert found["whole"]["runs"] == found["sealing"]["gap"]["pairs"] == 6
    shutil.copytree(EXAMPLES / "sealed", "sealed")
    for task in (1, 2):
        shutil.copy(
            EXAMPLES / "open" / f"tideline__tideline-{task}.traj.json", f"sealed/copy-{task}.traj.json"
        )
    farfield(f"reuse {EXAMPLES}/open --sealed sealed --out copies --workers 1")
    found = result("copies")
    assert found["read"]["repeated"] == 2
    assert (found["sealing"]["open"]["runs"], found["sealing"]["sealed"]["runs"]) == (6, 6)


def test_a_folder_without_a_repository_is_refused_before_a_run_is_read(
    farfield: Typed,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("farfield.jobs.reuse.iterate_runs", lambda *_: pytest.fail("a run was read"))
    Path("plain").mkdir()
    told = farfield(f"reuse {EXAMPLES}/open --repo plain --workers 1", code=2)
    assert "no git repository" in " ".join(told.split())


def test_what_an_audit_left_is_no_transcript(farfield: Typed) -> None:  # noqa: F811
    shutil.copytree(EXAMPLES / "open", "runs")
    farfield("reuse runs --out runs/audit --workers 1")
    for named in ("runs/audit", "runs/audit/reuse.json"):
        told = " ".join(farfield(f"reuse {named} --workers 1", code=2).split())
        assert "runs/audit: is what `farfield reuse` wrote, and holds no transcript" in told
        assert "`farfield open runs/audit` shows its page" in told
    farfield("reuse runs --out again --workers 1")
    assert result("again")["read"] == result("runs/audit")["read"]


def test_warnings_fit_the_screen(farfield: Typed) -> None:  # noqa: F811
    shutil.copytree(EXAMPLES / "open", "runs")
    Path("runs/empty.traj.json").write_text('{"trajectory_format": "mini-swe-agent-1.1", "messages": []}')
    farfield("reuse runs --workers 1")
    told = screen_of(Path("farfield-reuse"), 80)
    assert "! not audited, and in no share: 1 file, record or run, named in rejected.jsonl" in " ".join(
        " ".join(told).split()
    )
    assert max(map(len, told)) <= 80


def test_the_terminal_stays_a_screenful(farfield: Typed) -> None:  # noqa: F811
    farfield(f"reuse {EXAMPLES}/open --sealed {EXAMPLES}/sealed --workers 1")
    for width in (60, 80, 120):
        told = screen_of(Path("farfield-reuse"), width)
        assert len(told) <= 24
        words = " ".join(" ".join(told).split())
        split = "claimed to be solved: no patch 1 · copied 1 · reproduced 1" in words
        assert split or ("answer 2 (2 solved)" in words and width == 60)
        assert (
            "Nothing found: 1 of 5 claimed runs" in words
        )  # of some runs nobody knows whether there is a patch
