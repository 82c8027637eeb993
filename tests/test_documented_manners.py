"""What every command has: help, JSON, silence, a dry run, a page that opens; typed, with the number that comes out."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import webbrowser
from pathlib import Path
from typing import Any

import pytest

from documented import COMMANDS, Typed, exercises, farfield, subcommands  # noqa: F401 - a fixture
from farfield.results.summary import ScoreRow
from test_cli import run
from test_documented_commands import runs  # noqa: F401 - a fixture
from test_documented_profile import write


def printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str) -> Any:
    """The one object that a command prints; nothing stands on standard error."""
    assert run(*command.split(), monkeypatch=monkeypatch) == 0
    told = capsys.readouterr()
    assert told.err == ""
    return json.loads(told.out)


@exercises("profile --json", "profile --quiet", "scan --json", "scan --quiet")
@pytest.mark.usefixtures("runs")
def test_a_run_is_one_object(
    farfield: Typed,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`small` has 9, 7, 5, 3 and 1 of ten right at distances 1 to 5: 50 % in all, 80 % in the nearest two fifths."""
    assert farfield("profile log.jsonl --ruler column:far --out run --quiet") == ""
    found = printed(
        capsys, monkeypatch, "profile log.jsonl --ruler column:far --no-length --out run --json --quiet"
    )
    assert (found["schema"], found["command"], found["folder"]) == ("farfield.summary/1", "profile", "run")
    assert Path(found["files"]["report"]).is_file()
    assert [row["subject"] for row in found["scores"]] == ["small", "middle", "large"]
    small, _, large = found["scores"]
    assert (small["score"], small["items"], small["ruler"]) == (0.5, 200, "column:far")
    assert (small["near"], small["far"]) == (0.8, 0.2)
    assert small["gap"] == pytest.approx(-0.6)
    assert small["reach"] == pytest.approx(
        3.5, abs=0.2
    )  # half of 80 % lies midway between 50 % at 3 and 30 % at 4
    assert (large["score"], large["gap"]) == (0.9, 0.0)
    assert found["answer"][0].startswith("small scores 50.0\u202f%")
    assert tuple(small) == ScoreRow.__struct_fields__
    nearer = printed(
        capsys, monkeypatch, "profile log.jsonl --ruler column:far --where far!=4 --where far!=5 --out run --json "
        "--quiet"
    )  # fmt: skip
    first = nearer["scores"][0]  # 9, 7 and 5 of ten: it falls, and not to half of 90 %
    assert (first["score"], first["near"], first["far"]) == (0.7, 0.9, 0.5)
    assert (first["reach"], first["beyond_the_data"]) == (None, True)
    assert first["reach_low"] <= 3
    write(Path("corpus.jsonl"), [{"text": "what is 40 and how far from here is it"}])
    scanned = printed(
        capsys, monkeypatch, "scan log.jsonl --corpus corpus.jsonl --out scanned --json --quiet"
    )
    assert (scanned["scores"], scanned["answer"]) == ([], [])
    assert (scanned["corpus"]["documents"], scanned["corpus"]["words"]) == (1, 10)
    farfield("scan log.jsonl --corpus corpus.jsonl --out scanned --json --quiet")
    farfield("profile log.jsonl --ruler column:far --out run --json --quiet")


@exercises("compare --json", "compare --quiet", "plan --json", "plan --quiet")
@pytest.mark.usefixtures("runs")
def test_comparison_and_plan_print_their_files(farfield: Typed) -> None:  # noqa: F811
    farfield("profile log.jsonl --ruler column:far --out run -q")
    assert farfield("compare run --out beside --quiet") == ""
    assert json.loads(farfield("compare run --out beside --json")) == json.loads(
        Path("beside/comparison.json").read_text()
    )
    assert farfield("plan run --out planned --quiet") == ""
    assert json.loads(farfield("plan run --out planned --json")) == json.loads(
        Path("planned/plan.json").read_text()
    )


@exercises("profile --dry-run", "scan --dry-run")
@pytest.mark.usefixtures("runs")
def test_a_dry_run_says_what_would_be_read(farfield: Typed) -> None:  # noqa: F811
    """Two files of 4.5 MB together, which take a core 18 to 36 thousandths of a second."""
    text = json.dumps({"text": "a word " * 321_428}) + "\n"
    for name in ("a.jsonl", "b.jsonl"):
        Path(name).write_text(text)
    told = farfield("profile log.jsonl --corpus a.jsonl b.jsonl --dry-run")
    assert (
        "would be read: 1 file of results (600 answers of 3 subjects), and 2 files of the corpus, 4.5 MB"
        in told
    )
    assert "about 0.001 or fewer core-hours (at most 1 s of one core), in 1 process" in told
    assert not Path("farfield-out").exists()
    found = json.loads(farfield("scan log.jsonl --corpus a.jsonl b.jsonl --dry-run --json --workers 3"))
    assert (found["corpus_bytes"], found["corpus_files"], found["items"]) == (2 * len(text), 2, 600)
    assert found["core_hours_high"] == pytest.approx(2 * len(text) / 125e6 / 3600)
    assert found["processes"] == 3
    assert not Path("farfield-scan").exists()
    assert "no such file" in farfield("profile log.jsonl --corpus nowhere --dry-run", code=2)


@pytest.mark.parametrize(
    "command", ["", *(each.replace("-", " ") for name, one in COMMANDS.items() for each, _ in subcommands(name, one))]
)  # fmt: skip
def test_h_is_help(command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*command.split(), "-h", monkeypatch=monkeypatch) == 0
    short = capsys.readouterr().out
    assert run(*command.split(), "--help", monkeypatch=monkeypatch) == 0
    assert short == capsys.readouterr().out
    assert f"Usage: python -m farfield {command}".rstrip() in short or "Usage:" in short


@pytest.mark.usefixtures("runs")
def test_open_shows_the_page(farfield: Typed, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or True)
    farfield("profile log.jsonl --ruler column:far --out run -q")
    farfield("compare run --out beside -q")
    assert farfield("open run") == "run/report.html\n"
    assert farfield("open beside") == "beside/comparison.html\n"
    rows = [
        {"tuple": 0, "check": "Neg", "role": role, "prob": prob}
        for role, prob in (("P", 0.6), ("not_P", 0.3))
    ]
    Path("stated.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    farfield("coherence stated.jsonl --out stated")
    assert farfield("open stated") == "stated/coherence.html\n"
    pages = ("run/report.html", "beside/comparison.html", "stated/coherence.html")
    assert opened == [Path(name).resolve().as_uri() for name in pages]
    assert "holds 3 runs" in farfield("open .", code=2)
    Path("empty").mkdir()
    assert "holds no report" in farfield("open empty", code=2)
    assert "no such folder" in farfield("open nowhere", code=2)
    assert "Name its folder: run" in farfield("open run/report.html", code=2)


@pytest.mark.usefixtures("runs")
def test_a_line_for_each_stage_where_there_is_no_terminal(
    farfield: Typed,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("profile", "log.jsonl", "--ruler", "column:far", "--out", "run", monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().err.splitlines() == [
        "farfield: reading results", "farfield: measuring", "farfield: writing the report",
    ]  # fmt: skip
    refused = farfield("profile nowhere --ruler column:far", code=2)
    assert refused.startswith("farfield: nowhere: no such file or folder")


def test_the_bash_completion_offers_names(monkeypatch: pytest.MonkeyPatch) -> None:
    for typed, offered in (
        ("run addi", {"addition"}),
        ("profile log --ruler co", {"containment", "coverage", "column:"}),
        ("profile log --format lm", {"lm_eval"}),
        ("lab carry", {"carry_in"}),
        ("study sc", {"scale"}),
        ("op", {"open"}),
        ("profile --dry", {"--dry-run"}),
    ):
        assert offered <= set(completed(typed, monkeypatch)), typed


def completed(typed: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What bash is offered for the last word of a line."""
    words = ["farfield", *typed.split()]
    environment = {"COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    for name, value in {**environment, "_FARFIELD_COMPLETE": "complete_bash"}.items():
        monkeypatch.setenv(name, value)
    code = "import sys; sys.argv = ['farfield']; from farfield.cli import app; app(prog_name='farfield')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return re.split(r"\s+", done.stdout)
