"""From the command line: what was taken for what is printed and kept, and every remedy for scores can be typed."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from farfield.cli import main

Call = Callable[[str], tuple[int, str, str]]
GRADES = ("CORRECT", "INCORRECT", "NOT_ATTEMPTED")


@pytest.fixture
def farfield(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    monkeypatch.chdir(tmp_path)

    def call(command: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["farfield", *shlex.split(command)])
        with pytest.raises(SystemExit) as left:
            main()
        captured = capsys.readouterr()
        return int(left.value.code or 0), captured.out, captured.err

    return call


def write(name: str, column: str, scores: list[Any], **more: Any) -> None:
    rows = [
        {"id": n, "model": "m", "question": f"Which river is number {n}?", "d": n, column: score, **more}
        for n, score in enumerate(scores)
    ]
    Path(name).write_text("\n".join(map(json.dumps, rows)))


def result(folder: str = "farfield-out") -> dict[str, Any]:
    score: dict[str, Any] = json.loads((Path(folder) / "profile.json").read_text())["profiles"][0]["score"]
    return score


def test_what_was_taken_is_printed_and_kept(farfield: Call) -> None:
    write("log.jsonl", "is_correct", [1, 0] * 10, gold="x", answer="y", correct="B")
    code, out, err = farfield("profile log.jsonl --ruler column:d")
    assert code == 0, err
    told = "score = is_correct, target = gold, output = answer, subject = model, question = question, item_id = id"
    assert f"read as  {told}" in out
    record = json.loads(Path("farfield-out/run.json").read_text())
    assert record["columns"][0]["fields"]["score"] == "is_correct"
    assert record["columns"][0]["files"] == ["log.jsonl"]
    assert told in Path("farfield-out/report.html").read_text()
    assert result()["mean"] == 0.5


def test_words_for_no_answer(farfield: Call) -> None:
    write("log.jsonl", "grade", [GRADES[n % 3] for n in range(30)])
    code, out, err = farfield("profile log.jsonl --ruler column:d")
    assert (code, result()["items"]) == (0, 30), err
    assert result()["mean"] == pytest.approx(1 / 3)
    assert "NOT_ATTEMPTED (10)" in " ".join(out.split())
    farfield("profile log.jsonl --ruler column:d --score-word NOT_ATTEMPTED=none")
    assert (result()["items"], result()["unscored"], result()["mean"]) == (20, 10, 0.5)


def test_the_printed_remedies_can_be_typed(farfield: Call) -> None:
    write("log.jsonl", "score", ["so so" if n % 2 else "it's fine" for n in range(20)], passed=1)
    Path("log.jsonl").write_text(
        Path("log.jsonl").read_text().replace('"passed": 1', '"won": 1', 5).replace('"passed": 1', '"won": 0')
    )
    code, _, err = farfield("profile log.jsonl --ruler column:d")
    assert code == 2
    assert "it's fine (10), so so (10)" in " ".join(err.split())
    words = re.search(r"or none: (.*?)\. Name", " ".join(err.split()))
    assert words is not None
    typed = words[1].replace("SCORE", "0.25", 1).replace("SCORE", "0.75", 1)
    code, _, err = farfield(f"profile log.jsonl --ruler column:d {typed}")
    assert (code, result()["mean"]) == (0, 0.5), err
    assert farfield("profile log.jsonl --ruler column:d --map score=won")[0] == 0
    assert result()["mean"] == 0.25


def test_the_best_possible_mark(farfield: Call) -> None:
    write("log.jsonl", "score", [n % 11 for n in range(22)])
    code, _, err = farfield("profile log.jsonl --ruler column:d")
    assert code == 2
    assert "--score-max 10" in err
    code, _, err = farfield("profile log.jsonl --ruler column:d --score-max 10")
    assert (code, result()["mean"]) == (0, pytest.approx(0.5)), err
    assert json.loads(Path("farfield-out/run.json").read_text())["options"]["read"]["score_max"] == 10
    assert farfield("profile log.jsonl --ruler column:d --score-max 0")[0] == 2
    assert "is not of the form WORD=SCORE" in farfield("profile log.jsonl --ruler column:d --score-word x")[2]
    assert "is no score from 0 to 1" in farfield("profile log.jsonl --ruler column:d --score-word x=7")[2]


def test_a_scan_tells_the_columns_too(farfield: Call) -> None:
    write("log.jsonl", "score", ["8/10"] * 5)
    Path("corpus.jsonl").write_text('{"text": "Which river is number 3? Nobody knows."}\n')
    code, out, err = farfield("scan log.jsonl --corpus corpus.jsonl --score-max 10 --score-word x=0")
    assert code == 0, err
    assert "read as  score = score (8/10 is 0.8)" in out


def test_one_file_a_model_is_compared(farfield: Call) -> None:
    for name, right in (("alpha", 12), ("beta", 6)):
        write(f"outputs_{name}.jsonl", "score", [int(n < right) for n in range(24)])
        text = Path(f"outputs_{name}.jsonl").read_text()
        Path(f"outputs_{name}.jsonl").write_text(text.replace('"model": "m"', f'"model": "{name}"'))
    assert farfield("profile outputs_alpha.jsonl outputs_beta.jsonl --ruler column:d")[0] == 0
    code, _, err = farfield("compare farfield-out")
    assert code == 0, err
    pair = json.loads(Path("farfield-comparison/comparison.json").read_text())["pairs"][0]
    assert (pair["items"], pair["score"]["difference"]) == (24, -0.25)


def test_runs_of_two_subsets_are_not_paired_by_their_bare_ids(farfield: Call) -> None:
    for name, subset in (("ada", "law"), ("bob", "star")):
        rows = [
            {
                "id": n,
                "task": "t",
                "model": name,
                "question": f"The {subset} of {n * 7}?",
                "d": n,
                "score": n % 2,
            }
            for n in range(20)
        ]
        Path(f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)))
        assert farfield(f"profile {name}.jsonl --ruler column:d --out {name}")[0] == 0
    assert farfield("compare ada bob")[0] == 0
    pair = json.loads(Path("farfield-comparison/comparison.json").read_text())["pairs"][0]
    assert (pair["items"], pair["unpaired"]) == (0, [20, 20])


def test_repeats_of_a_question_are_one_cluster(farfield: Call) -> None:
    rows = [
        {"id": n * 10 + k, "model": "m", "question": f"Number {n}?", "d": n, "score": int(n < 10)}
        for n in range(20)
        for k in range(10)
    ]
    Path("log.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert farfield("profile log.jsonl --ruler column:d")[0] == 0
    profile = json.loads(Path("farfield-out/profile.json").read_text())["profiles"][0]
    assert profile["clusters"] == 20
    assert profile["score"]["low"] == pytest.approx(0.30, abs=0.02)
    assert profile["score"]["high"] == pytest.approx(0.70, abs=0.02)
