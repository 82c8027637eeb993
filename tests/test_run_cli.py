"""farfield families, farfield run and farfield model as a user meets them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from farfield.families import family_names, get_family
from farfield.run import models
from stub_server import HANG, serve
from test_cli import run as call


@pytest.fixture
def farfield(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.chdir(tmp_path)

    def run(command: str) -> tuple[int, str, str]:
        code = call(*command.split(), monkeypatch=monkeypatch)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_families_are_listed_with_their_axes(farfield) -> None:
    code, out, _ = farfield("families")
    assert code == 0
    for name in family_names():
        assert name in out
    assert "digits, base" in out


def test_a_family_shows_an_example_and_its_twin(farfield) -> None:
    code, out, _ = farfield("families addition")
    assert code == 0
    assert "8, 9, 10, 11, 16" in out
    assert "its twin, digits" in out
    assert "base 10" in out.split("its twin")[1]
    assert "its comprehension check" in out


def test_items_are_exported(farfield, tmp_path: Path) -> None:
    code, out, _ = farfield(
        "families addition --export items.jsonl --items 10 --axis base=8,10 --lm-eval task.yaml"
    )
    assert code == 0
    records = [json.loads(line) for line in (tmp_path / "items.jsonl").read_text().splitlines()]
    assert f"{len(records)} items" in out
    assert {record["axis_base"] for record in records} == {8, 10}
    assert all(record["question"] in record["prompt"] for record in records)
    assert "items.jsonl" in (tmp_path / "task.yaml").read_text()


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("families additon", "Did you mean addition?"),
        ("families --export x", "--export needs a family"),
        ("families addition --lm-eval x", "--lm-eval needs the items"),
        ("run additon --model farfield/exact", "Did you mean addition?"),
        ("run addition --model farfield/exact --axis bas=8", "Did you mean base?"),
        ("run addition --model farfield/exact --axis base=7", "8, 9, 10, 11, 16"),
        ("run addition --model farfield/smolm", "Did you mean smollm2"),
        ("run addition --model farfield/exct", "Did you mean exact?"),
        ("run market_turn --model farfield/frozn", "Did you mean frozen?"),
        ("run addition --model farfield/zzz", "There are: smollm2, "),
        ("run addition --model exact", "PROVIDER/NAME"),
        ("run addition --model nosuch/name", "PROVIDER/NAME"),
        ("run addition --model farfield/exact --model-arg corpus", "--model-arg slots=2"),
        ("run addition --model farfield/lookup", "--model-arg corpus=FILE"),
        ("run addition --model farfield/lookup --model-arg corpus=none.jsonl", "none.jsonl"),
        ("run addition --model farfield/exact --shots -1", "--shots"),
        ("run addition --model farfield/exact --out /proc/none", "cannot be written"),
        ("model add smolm", "Did you mean smollm2?"),
    ],
)
def test_a_mistake_is_one_message(farfield, command: str, says: str) -> None:
    code, _, err = farfield(command)
    assert code == 2
    assert says in err
    assert "Traceback" not in err


def test_a_run_says_the_score_at_each_level_and_what_to_type_next(farfield, tmp_path: Path) -> None:
    code, out, err = farfield(
        "run addition --model farfield/reciter --items 40 --axis base=8,10 --axis digits=1,2,3"
    )
    assert code == 0, err
    (log,) = (tmp_path / "farfield-logs").glob("*.eval")
    assert f"profile farfield-logs/{log.name} --support" in out
    assert "name that by --corpus instead of --support" in out
    base = out.split("  base")[1]
    assert base.split()[0] == "8"
    assert "10     " in base
    assert "what that world would say" in out
    assert "outcomes  answered" in out


def test_models_are_listed(farfield, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "cache_folder", lambda: tmp_path)
    code, out, _ = farfield("model list")
    assert code == 0
    assert "smollm2" in out
    assert "Apache-2.0" in out


@pytest.mark.slow
def test_a_run_that_is_stopped_tells_of_its_part(tmp_path: Path) -> None:
    answered = []

    def behaviour(question: str, _: int) -> object:
        answered.append(question)
        return "Answer: 1" if len(answered) < 4 else HANG

    with serve(behaviour) as server:
        asked = ["--model", "openai-api/stub/model", "--base-url", server.url, "--model-arg", "api_key=none"]
        code = (  # a shell's background work ignores an interrupt
            "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "from farfield.cli import main; main()"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", code, "run", "addition", *asked, "--items", "20"],
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ,
        )  # fmt: skip
        until = time.monotonic() + 120
        while len(answered) < 8 and time.monotonic() < until:
            time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert "Stopped before its end" in out
    assert "inspect eval-retry" in out


def test_families_that_vary_nothing_have_no_rows() -> None:
    from farfield.run.levels import Answered, score_levels

    family = get_family("addition")
    answers = [Answered({"digits": 2, "base": 10}, f"t{n}", "answered", float(n % 2)) for n in range(4)]
    assert score_levels(family, answers) == []
    far = [Answered({"digits": 3, "base": 10}, "f", "timeout", None)]
    rows = score_levels(family, [*answers, *far])
    assert [(row.level, row.items, row.score is None) for row in rows] == [(2, 4, False), (3, 1, True)]
    assert rows[0].score is not None
    assert rows[0].score.mean == 0.5


def test_a_level_has_all_its_items_as_in_the_profile_and_the_usual_ones_by_name(
    farfield, tmp_path: Path
) -> None:
    code, out, err = farfield("run addition --model farfield/reciter --items 60 --seed 5 --no-checks")
    assert code == 0, err
    code, _, err = farfield("profile farfield-logs --ruler column:axis_base --out p")
    assert code == 0, err
    (entry,) = json.loads((tmp_path / "p" / "profile.json").read_text())["profiles"]
    (axis,) = (one for one in entry["families"][0]["axes"] if one["name"] == "base")
    plain = out.replace("\u202f", " ").replace("\xa0", " ")
    heads, *rows = plain.split("recited")[0].splitlines()[2:]
    assert heads.split() == ["axis", "level", "items", "score", "others", "usual", "score"]
    of_base = rows[[row.split()[:1] for row in rows].index(["base"]) :]
    table = {row[:17].split()[-1]: row[17:].split("  ") for row in of_base if "%" in row}
    cells = {level: [cell.strip() for cell in row if cell.strip()] for level, row in table.items()}
    asked = [one for one in axis["levels"] if one["items"]]
    assert set(cells) == {str(one["level"]) for one in asked}
    for one, band in zip(asked, entry["rulers"]["column:axis_base"]["bands"], strict=True):
        shown = f"{100 * one['mean']:.0f} % [{100 * one['low']:.0f}, {100 * one['high']:.0f}]"
        assert cells[str(one["level"])][:2] == [str(one["items"]), shown]
        assert (band["items"], band["mean"], band["low"]) == (one["items"], one["mean"], one["low"])
    assert int(cells["10"][2]) < int(cells["10"][0])
    assert "all items at the level, which is what a profile's curve and bands take" in out
