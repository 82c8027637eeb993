"""Known answers: thirteen ways to solve one bug in six formats, and runs that a careful reader labelled."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import farfield
from farfield.records import AgentRun, Event, Rejected
from farfield.reuse.auditor import Auditor
from reuse_screen import screen_of

FORMATS = ("anthropic", "atif", "mini-swe-agent", "openai", "openhands", "swe-agent")
CLEAN = ("swe-agent", "mini-swe-agent", "openhands", "inspect")
COPIED = {"copied": "yes", "reproduced": "cannot tell"}
"""What a verdict says of whether an answer was copied; all others say no."""


@pytest.fixture(scope="module")
def reuse_data(shared_data: Path) -> Path:
    folder = shared_data / "reuse"
    if not folder.is_dir():
        pytest.skip("the transcripts are not beside this checkout")
    return folder


class Audits:
    """Audits of folders of the transcripts, each made once: their results, their rows by run, their spans."""

    def __init__(self, data: Path, out: Path) -> None:
        self._data, self._out = data, out
        self._made: dict[str, tuple[Any, dict[str, Any]]] = {}

    def __call__(self, name: str) -> tuple[Any, dict[str, Any]]:
        if name not in self._made:
            done = farfield.audit(str(self._data / name), self._out / name)
            rows = pl.read_parquet(done.folder / "runs.parquet").iter_rows(named=True)
            self._made[name] = done.result, {row["run"]: row for row in rows}
        return self._made[name]

    def file(self, name: str, file: str) -> Path:
        """A file that the audit of a folder wrote."""
        self(name)
        return self._out / name / file


@pytest.fixture(scope="module")
def audits(reuse_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Audits:
    return Audits(reuse_data, tmp_path_factory.mktemp("audits"))


@pytest.mark.parametrize("name", FORMATS)
def test_thirteen_known_answers(reuse_data: Path, audits: Audits, name: str) -> None:
    truth = [json.loads(line) for line in (reuse_data / "known_answer/truth.jsonl").read_text().splitlines()]
    result, rows = audits(f"known_answer/{name}")
    assert result.read.runs == len(truth) == 13
    found = {
        run: (row["accessed"], COPIED.get(row["verdict"], "no"), row["added_lines"])
        for run, row in rows.items()
    }
    assert found == {one["id"]: (one["accessed"], one["copied"], one["submitted_lines"]) for one in truth}


def test_every_format_gives_the_same_rows(audits: Audits) -> None:
    columns = [
        "accessed", "verdict", "added_lines", "new_tokens", "new_informative", "copied_tokens", "copied_lines",
        "reproduced_lines", "reproduced_of", "renamed_tokens", "sealed", "outcome",
    ]  # fmt: skip
    tables = []
    for name in FORMATS:
        _, rows = audits(f"known_answer/{name}")
        tables.append({run: [row[column] for column in columns] for run, row in rows.items()})
    assert all(table == tables[0] for table in tables)


def test_a_copy_whose_names_were_changed_says_what_was_missed(audits: Audits) -> None:
    _, rows = audits("known_answer/openai")
    row = rows["renamed"]
    assert row["verdict"] == "copied"
    assert 0 < row["copied_tokens"] < rows["verbatim"]["copied_tokens"]
    assert row["renamed_tokens"] > 0
    spans = pl.read_parquet(audits.file("known_answer/openai", "spans.parquet")).filter(
        pl.col("run") == "renamed"
    )
    assert set(spans["kind"]) == {"same", "renamed"}


def test_an_accusation_shows_its_lines(audits: Audits) -> None:
    spans = pl.read_parquet(audits.file("known_answer/openhands", "spans.parquet")).filter(pl.col("counts"))
    assert set(spans["run"]) == {"verbatim", "reindented", "renamed", "digits", "upstream-url", "short"}
    row = spans.filter(pl.col("run") == "verbatim").row(0, named=True)
    assert "carry = (running - total) - adjusted" in row["submission_text"]
    assert "carry = (running - total) - adjusted" in row["source_text"]
    assert (row["first_line"], row["last_line"]) == (4, 13)
    joined = dict(zip(row["same_lines"], row["same_source_lines"], strict=True))
    left = dict(enumerate(row["submission_text"].split("\n"), row["first_line"]))
    right = dict(enumerate(row["source_text"].split("\n"), row["source_first_line"]))
    assert all(left[at] == right[joined[at]].removeprefix("+") for at in joined if at in left)


def test_five_hundred_runs_of_which_twelve_have_a_transcript(reuse_data: Path, audits: Audits) -> None:
    result, rows = audits("vorflux")
    assert result.read.runs == 12
    listed = result.listed
    assert (listed.runs, listed.claimed, listed.without_patch, listed.flagged) == (500, 442, 26, 10)
    sealing = result.sealing
    assert (sealing.sealed.runs, sealing.open.runs) == (79, 421)
    assert (sealing.sealed.solved.count, sealing.open.solved.count) == (61, 381)
    assert sealing.gap is None
    assert "different tasks" in sealing.note
    truth = {one["id"]: one for one in map(json.loads, (reuse_data / "truth.jsonl").read_text().splitlines())}
    displayed = {run for run, row in rows.items() if row["accessed"] in ("answer", "later", "undecided")}
    assert displayed >= {run for run in rows if truth[run]["accessed"] in ("answer", "future")}
    same = {run for run, row in rows.items() if row["verdict"] in ("copied", "reproduced")}
    assert same == {run for run in rows if truth[run]["copied"] in ("yes", "partly")}


def test_the_table_of_labelled_runs(reuse_data: Path, audits: Audits) -> None:
    """Every cell of the table in docs/reuse.md, and the one row in which label and transcript contradict each other."""
    told: list[tuple[str, str, str, str, str]] = []
    truth = [json.loads(line) for line in (reuse_data / "known_answer/truth.jsonl").read_text().splitlines()]
    for name in FORMATS:
        _, rows = audits(f"known_answer/{name}")
        told += [(one["id"], one["accessed"], one["copied"], *graded(rows[one["id"]])) for one in truth]
    labels = {
        one["id"]: one for one in map(json.loads, (reuse_data / "truth.jsonl").read_text().splitlines())
    }
    _, rows = audits("vorflux")
    told += [(run, labels[run]["accessed"], labels[run]["copied"], *graded(row)) for run, row in rows.items()]
    for name in CLEAN:
        _, rows = audits(name)
        told += [(run, "none", "no", *graded(row)) for run, row in rows.items()]
    shown = ("answer", "future", "later", "undecided")
    assert Counter((label in shown, found in shown) for _, label, _, found, _ in told) == {
        (True, True): 45,
        (False, False): 69,
        (False, True): 1,
    }
    assert [run for run, label, _, found, _ in told if label not in shown and found in shown] == [
        "scikit-learn__scikit-learn-10908"
    ]
    alike = {"partly": "in part", "cannot tell": "in part"}
    assert Counter((alike.get(copied, copied), verdict) for *_, copied, _, verdict in told) == {
        ("yes", "copied"): 30,
        ("yes", "reproduced"): 1,
        ("in part", "reproduced"): 7,
        ("no", "displayed"): 8,
        ("no", "nothing found"): 69,
    }


def graded(row: dict[str, Any]) -> tuple[str, str]:
    return row["accessed"], row["verdict"]


@pytest.mark.parametrize("folder", CLEAN)
def test_clean_runs_are_not_accused(audits: Audits, folder: str) -> None:
    result, rows = audits(folder)
    assert rows
    assert not [run for run, row in rows.items() if row["verdict"] in ("copied", "reproduced", "displayed")]
    assert result.whole.split.copied == result.whole.split.reproduced == 0


@pytest.mark.parametrize(
    "folder", [*(f"known_answer/{name}" for name in FORMATS), *CLEAN, "vorflux", "tau-bench"]
)
def test_every_audit_is_seen_at_once_on_the_smallest_screen(audits: Audits, folder: str) -> None:
    place = audits.file(folder, "reuse.json").parent
    assert len(screen_of(place, 80)) <= 24 >= len(screen_of(place, 60))
    told = screen_of(place, 80, ["what this says is longer than the line that it stands in, " * 2] * 5)
    assert len(told) <= 24
    assert any(line.startswith("  ! what this says") for line in told)
    assert told[-1] == "  report  farfield-reuse/report.html"


def test_conversations_without_code_are_nothing_to_audit(audits: Audits) -> None:
    result, rows = audits("tau-bench")
    assert (result.read.runs, result.read.nothing, rows) == (0, 20, {})
    assert "nothing to audit" in audits.file("tau-bench", "rejected.jsonl").read_text()


def test_a_run_that_cannot_be_audited_is_named() -> None:
    nested: Any = "x"
    for _ in range(100_000):
        nested = [nested]
    event = Event(0, "call", tool="edit", arguments={"new_str": nested})
    run = AgentRun("deep", "task", "agent", "test", "deep.json", [event], "a patch", "recorded")
    found = Auditor()(run)
    assert isinstance(found, Rejected)
    assert (found.source, found.record) == ("deep.json", "deep")
    assert "RecursionError" in found.reason
