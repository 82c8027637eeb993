"""The command line as a user meets it: what it writes, what it prints, and one clear message for each mistake."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
import zstandard

from farfield.cli import main, repeat_sources
from farfield.records import FIELDS
from farfield.report import write_report
from farfield.schemas import ITEM_SCHEMA

QUESTIONS = [f"how many apples are {n} apples and {n % 7} more apples on day {n * 37}" for n in range(40)]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a log of forty items of two subjects and a corpus of thirty documents."""
    monkeypatch.chdir(tmp_path)
    answers = [
        {
            "item_id": f"q{n}", "subject": subject, "task": "apples", "question": question, "target": f"{n + n % 7}",
            "output": f"there are {n}", "score": int((n * 7 + len(subject)) % 3 > 0), "level": n % 5,
            "date": f"2024-{1 + n % 12:02}-01",
        }
        for subject in ("small", "larger")
        for n, question in enumerate(QUESTIONS)
    ]  # fmt: skip
    write_lines(tmp_path / "log.jsonl", answers)
    documents = [
        {"id": f"doc-{n}", "text": f"{QUESTIONS[n][: 20 + n]} or so. The answer: {n}"} for n in range(30)
    ]
    documents.append({"id": "leak", "text": f"{QUESTIONS[3]}? {3 + 3}!"})
    write_lines(tmp_path / "corpus.jsonl", documents)
    return tmp_path


def write_lines(path: Path, records: list[dict]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))


def run(*arguments: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["farfield", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


@pytest.fixture
def farfield(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def call(command: str) -> tuple[int, str, str]:
        code = run(*command.split(), monkeypatch=monkeypatch)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_profile_writes_the_run_folder(workspace, farfield) -> None:
    code, out, err = farfield(
        "profile log.jsonl --corpus corpus.jsonl --difficulty level --ruler pieces --ruler bits"
    )
    assert code == 0, err
    folder = workspace / "farfield-out"
    assert "report.html" in out
    assert sorted(path.name for path in folder.iterdir()) == [
        "evidence.parquet", "items.parquet", "passages.parquet", "profile.json", "report.html", "run.json",
    ]  # fmt: skip
    items = pl.read_parquet(folder / "items.parquet")
    assert items.columns[: len(ITEM_SCHEMA)] == list(ITEM_SCHEMA)
    measured = ("words", "pieces", "bits", "match", "coverage_8", "coverage_13")
    assert {f"{field}_{name}" for field in FIELDS for name in measured} <= set(items.columns)
    assert {"ruler_pieces", "ruler_bits", "level"} <= set(items.columns)
    assert items.filter(pl.col("recall_documents") > 0)["item_id"].unique().to_list() == ["q3"]
    # Documents 21 and 28 hold nearly all of their question, and the right answer beside it.
    assert items.filter(pl.col("regime") == "recall")["item_id"].unique().sort().to_list() == [
        "q21",
        "q28",
        "q3",
    ]
    passages = pl.read_parquet(folder / "passages.parquet")
    assert passages.columns[:7] == ["item_id", "rank", "document", "start", "end", "text", "words"]
    leaked = passages.filter(item_id="q3", rank=1).row(0, named=True)
    assert leaked["words"] == 13
    profile = json.loads((folder / "profile.json").read_text())
    assert [entry["subject"] for entry in profile["profiles"]] == ["small", "larger"]
    record = json.loads((folder / "run.json").read_text())
    assert record["command"].startswith("farfield profile log.jsonl")
    assert len(record["inputs"]["corpus"][0]["sha256"]) == 64


def test_a_column_and_a_time_ruler_need_no_corpus(workspace, farfield) -> None:
    command = "profile log.jsonl --ruler column:level --ruler time --cutoff 2024-06-01 --out out"
    code, _, err = farfield(command)
    assert code == 0, err
    profile = json.loads((workspace / "out" / "profile.json").read_text())
    assert profile["corpus"] is None
    assert list(profile["profiles"][0]["rulers"]) == ["column:level", "time"]
    assert not (workspace / "out" / "evidence.parquet").exists()


def test_scan_writes_distances_only(workspace, farfield) -> None:
    code, out, _ = farfield("scan log.jsonl --corpus corpus.jsonl --out out")
    assert code == 0
    assert "31 documents" in out
    assert not (workspace / "out" / "profile.json").exists()
    assert "ruler_coverage" in pl.read_parquet(workspace / "out" / "items.parquet").columns


def test_scan_needs_no_scores(workspace, farfield) -> None:
    write_lines(workspace / "asked.jsonl", [{"id": n, "question": text} for n, text in enumerate(QUESTIONS)])
    code, _, err = farfield("scan asked.jsonl --corpus corpus.jsonl --out out")
    assert code == 0, err
    items = pl.read_parquet(workspace / "out" / "items.parquet")
    assert items["score"].null_count() == items.height == len(QUESTIONS)
    assert items["question_pieces"].null_count() == 0
    assert farfield("profile asked.jsonl --corpus corpus.jsonl")[0] == 2


def test_names_from_a_log_cannot_steer_the_terminal(workspace, farfield) -> None:
    records = [json.loads(line) for line in (workspace / "log.jsonl").read_text().splitlines()]
    write_lines(
        workspace / "log.jsonl",
        [{**r, "subject": "m\x1b[2J\x07[red]", "task": "t\x9b31m"} for r in records[:40]],
    )
    code, out, err = farfield("profile log.jsonl --corpus corpus.jsonl")
    assert code == 0, err
    assert "m\ufffd[2J\ufffd[red]" in out
    assert not any(ord(c) < 32 and c not in "\n\t" for c in out + err)
    assert "\x9b" not in out
    _, _, err = farfield("profile log.jsonl --ruler column:\x1b[2J")
    assert "\x1b" not in err


def test_workers_make_no_difference(workspace, farfield) -> None:
    documents = (workspace / "corpus.jsonl").read_text().splitlines(keepends=True)
    for number in range(3):
        (workspace / f"part{number}.jsonl").write_text("".join(documents[number::3]))
    for workers in (1, 2):
        assert (
            farfield(f"profile log.jsonl --corpus part*.jsonl --workers {workers} --out out{workers}")[0] == 0
        )
    for name in ("items.parquet", "passages.parquet", "evidence.parquet", "profile.json"):
        assert (workspace / "out1" / name).read_bytes() == (workspace / "out2" / name).read_bytes()


def test_a_corpus_of_several_files_as_a_shell_expands_it(workspace, farfield) -> None:
    documents = (workspace / "corpus.jsonl").read_text().splitlines(keepends=True)
    (workspace / "a.jsonl").write_text("".join(documents[::2]))
    (workspace / "b.jsonl").write_text("".join(documents[1::2]))
    for order in (
        "log.jsonl --corpus a.jsonl b.jsonl --out out",
        "--corpus corpus.jsonl log.jsonl --out out",
    ):
        code, out, err = farfield(f"profile {order}")
        assert code == 0, err
        assert "31 documents" in out
    assert repeat_sources(["profile", "x", "--corpus", "a", "b", "--out", "o", "y"]) == (
        ["profile", "x", "--corpus", "a", "--corpus", "b", "--out", "o", "y"]
    )


def test_broken_records_are_kept(workspace, farfield) -> None:
    with (workspace / "log.jsonl").open("a") as file:
        file.write("{not json\n")
    with (workspace / "corpus.jsonl").open("ab") as file:
        file.write(b'{"text": "\xff\xfe"}\n{"body": "x"}\n')
    code, _, err = farfield("profile log.jsonl --corpus corpus.jsonl --out out")
    assert code == 0, err
    kept = [json.loads(line) for line in (workspace / "out" / "rejected.jsonl").read_text().splitlines()]
    assert [(Path(entry["source"]).name, entry["line"]) for entry in kept] == [
        ("log.jsonl", 81), ("corpus.jsonl", 32), ("corpus.jsonl", 33),
    ]  # fmt: skip
    assert "rejected" in (workspace / "out" / "report.html").read_text()


@pytest.mark.parametrize(
    "asked", ["--corpus corpus.jsonl --by level", "--ruler time --cutoff 2024-06-01 --difficulty level"]
)
def test_the_page_of_a_run_is_the_page_of_its_files(asked, workspace, farfield) -> None:
    """A run makes it of what it has in hand, `view` and others of what stands in the folder."""
    with (workspace / "log.jsonl").open("a") as file:
        file.write("{not json\n")
    code, _, err = farfield(f"profile log.jsonl {asked} --out out")
    assert code == 0, err
    page = workspace / "out" / "report.html"
    own = page.read_bytes()
    page.unlink()
    assert write_report(workspace / "out").read_bytes() == own


BAD = [
    ("profile nowhere.jsonl --corpus corpus.jsonl", ["nowhere.jsonl", "no such file"]),
    ("profile log.jsonl --corpus nowhere/", ["nowhere/", "no such file"]),
    ("profile empty.jsonl --corpus corpus.jsonl", ["empty.jsonl"]),
    ("profile noscores.jsonl --corpus corpus.jsonl", ["noscores.jsonl", "score", "--map"]),
    ("profile log.jsonl --corpus cut.jsonl.zst", ["cut.jsonl.zst", "truncated"]),
    ("profile cut-log.jsonl.zst --corpus corpus.jsonl", ["cut-log.jsonl.zst", "truncated"]),
    ("profile log.jsonl --corpus nofield.jsonl", ["nofield.jsonl", "line 1", "--text-field", "body"]),
    ("profile log.jsonl --corpus corpus.jsonl --difficulty stepz", ["stepz", "level"]),
    ("profile log.jsonl --ruler column:levle", ["levle", "level"]),
    ("profile log.jsonl --corpus corpus.jsonl --ruler peices", ["peices", "pieces"]),
    ("profile log.jsonl --corpus corpus.jsonl --map question=prompt", ["prompt", "question"]),
    ("profile log.jsonl", ["--corpus", "--ruler"]),
    ("profile log.jsonl --ruler time", ["--cutoff"]),
    ("profile log.jsonl --corpus corpus.jsonl --cluster nothing", ["nothing"]),
    ("profile log.jsonl --corpus corpus.jsonl --chance 1.5", ["1.5", "chance"]),
    ("profile log.jsonl --corpus corpus.jsonl --unit letter", ["letter", "byte"]),
    ("profile log.jsonl --corpus corpus.jsonl --map score", ["--map score", "FIELD=COLUMN"]),
    ("profile log.jsonl --corpus corpus.jsonl --out log.jsonl", ["log.jsonl", "--out"]),
    ("profile latin.jsonl --corpus corpus.jsonl", ["latin.jsonl", "UTF-8"]),
    ("scan log.jsonl", ["--corpus"]),
]


@pytest.mark.parametrize(("command", "told"), BAD, ids=[command for command, _ in BAD])
def test_each_mistake_gets_one_clear_message(command, told, workspace, farfield) -> None:
    lines = (workspace / "log.jsonl").read_bytes()
    (workspace / "empty.jsonl").write_text("")
    records = [json.loads(line) for line in lines.splitlines()]
    write_lines(
        workspace / "noscores.jsonl", [{"question": r["question"], "answer": r["target"]} for r in records]
    )
    corpus = (workspace / "corpus.jsonl").read_bytes()
    (workspace / "cut.jsonl.zst").write_bytes(zstandard.compress(corpus)[:-20])
    (workspace / "cut-log.jsonl.zst").write_bytes(zstandard.compress(lines)[:-20])
    write_lines(workspace / "nofield.jsonl", [{"body": "x"}] * 3)
    (workspace / "latin.jsonl").write_bytes(b'{"question": "caf\xe9", "score": 1}\n' * 20)
    before = sorted(path for path in workspace.rglob("*"))
    code, out, err = farfield(command)
    assert code == 2
    assert out == ""
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) <= 4
    assert not [word for word in told if word not in err], err
    assert sorted(path for path in workspace.rglob("*")) == before, "a mistake leaves no files"


@pytest.mark.parametrize(
    "scores", [[1] * 30, [0] * 30, [1, 0, 1, 1, 0]], ids=["all right", "all wrong", "five items"]
)
def test_little_to_see_is_said_and_not_an_error(scores, workspace, farfield) -> None:
    rows = [
        {"id": n, "question": QUESTIONS[n], "target": "x", "score": score} for n, score in enumerate(scores)
    ]
    write_lines(workspace / "few.jsonl", rows)
    code, _, err = farfield("profile few.jsonl --corpus corpus.jsonl --out out")
    assert code == 0, err
    assert "Traceback" not in err
    assert "Warning" not in err
    profile = json.loads((workspace / "out" / "profile.json").read_text())
    assert profile["profiles"][0]["warnings"]


def test_an_earlier_run_survives_a_mistake(workspace, farfield) -> None:
    assert farfield("profile log.jsonl --corpus corpus.jsonl --out out")[0] == 0
    before = {path.name: path.read_bytes() for path in (workspace / "out").iterdir()}
    assert farfield("profile log.jsonl --corpus nowhere --out out")[0] == 2
    assert {path.name: path.read_bytes() for path in (workspace / "out").iterdir()} == before


@pytest.mark.slow
def test_a_killed_run_leaves_no_half_written_file(workspace) -> None:
    """Killed at several moments, every file that is there is whole."""
    command = [sys.executable, "-c", "from farfield.cli import main; main()", "profile", "log.jsonl"]
    command += ["--corpus", "corpus.jsonl", "--out", "out"]
    for wait in (1.0, 2.0, 3.0, 4.0):
        process = subprocess.Popen(
            command, cwd=workspace, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(wait)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        for path in (workspace / "out").glob("[!.]*.parquet"):
            pl.read_parquet(path)
        for path in (workspace / "out").glob("[!.]*.json"):
            json.loads(path.read_text())
        for path in (workspace / "out").glob("[!.]*.html"):
            assert path.read_text().rstrip().endswith("</html>")
    finished = subprocess.run(command, cwd=workspace, check=False, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr


def test_view_writes_every_item(workspace, farfield) -> None:
    assert farfield("profile log.jsonl --corpus corpus.jsonl --out out")[0] == 0
    code, out, _ = farfield("view out --no-open")
    assert code == 0
    assert Path(out.strip()) == Path("out/report-all.html")
    page = (workspace / "out" / "report-all.html").read_text()
    assert all(question in page for question in QUESTIONS)
    code, _, err = farfield("view . --no-open")
    assert code == 2
    assert "finished" in err
