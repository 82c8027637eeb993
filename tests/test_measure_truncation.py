"""Answers cut at a limit: counted, and the score without them stands beside the score."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from farfield.measure import MeasureOptions, fit_profile
from farfield.results import SubjectProfile
from farfield.results.score_notices import CutOff
from farfield.results.structs import ItemsMean
from measure_fixture import COLUMN, make_items
from test_cli import run


def profile_of(items: pl.DataFrame) -> SubjectProfile:
    (profile,) = fit_profile(items, MeasureOptions(rulers=(COLUMN,), draws=20)).profiles
    return profile


def with_outcomes(outcomes: list[str | None], scores: list[float]) -> pl.DataFrame:
    items = make_items(scores, list(range(len(scores))))
    return items.with_columns(pl.Series("outcome", outcomes, pl.String))


def test_the_score_without_the_cut_answers_stands_beside() -> None:
    outcomes = ["limit"] * 20 + ["timeout"] * 4 + [None] * 40
    profile = profile_of(with_outcomes(outcomes, [0.0] * 24 + [1.0] * 36 + [0.0] * 4))
    truncated = profile.truncated
    assert (truncated.items, truncated.limit, truncated.timeout) == (24, 20, 4)
    assert truncated.share == pytest.approx(24 / 64)
    assert truncated.mean == 0
    assert truncated.high > 0
    assert truncated.without.items == 40
    assert truncated.without.mean == pytest.approx(0.9)
    assert profile.score.mean == pytest.approx(36 / 64)  # nothing is left out in silence
    (notice,) = [one for one in profile.notices if isinstance(one, CutOff)]
    assert (notice.items, notice.of, notice.finished) == (24, 64, 40)
    assert notice.finished_mean == pytest.approx(0.9)


def test_all_answers_cut() -> None:
    profile = profile_of(with_outcomes(["limit"] * 6, [0.0, 1.0] * 3))
    assert profile.truncated.without == ItemsMean(items=0, mean=None, low=None, high=None)
    (notice,) = [one for one in profile.notices if isinstance(one, CutOff)]
    assert (notice.finished, notice.finished_mean) == (0, None)


def test_no_answer_cut_or_nothing_told() -> None:
    assert profile_of(with_outcomes(["refusal", None] * 3, [0.0, 1.0] * 3)).truncated is None
    assert profile_of(make_items([0.0, 1.0] * 3, list(range(6)))).truncated is None


def test_the_command_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    rows = [
        {
            "id": n,
            "model": "m",
            "question": f"What is {n} and {n}?",
            "score": int(n > 9),
            "finish_reason": reason,
        }
        for n, reason in enumerate(["length"] * 10 + ["stop"] * 30)
    ]
    logs = tmp_path / "logs"
    logs.mkdir()
    for name in "abcd":  # each a warning: it is passed over
        (logs / f"{name}.json").write_text('{"a": 1}')
    (logs / "log.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "corpus.jsonl").write_text('{"text": "a page about a bridge"}\n')
    arguments = ("profile", str(logs), "--corpus", str(tmp_path / "corpus.jsonl"))
    assert run(*arguments, "--out", str(tmp_path / "out"), monkeypatch=monkeypatch) == 0
    told = json.loads((tmp_path / "out" / "profile.json").read_text())["profiles"][0]
    assert told["truncated"]["items"] == 10
    assert told["truncated"]["without"]["mean"] == 1
    shown = capsys.readouterr()
    assert "more warning" in shown.out + shown.err
    assert "10 of 40 scored answers" in shown.out + shown.err  # before those that had no room
    assert "cut off" in (tmp_path / "out" / "report.html").read_text()
