"""--cutoff takes a column: one date for each subject, and controls on the calendar of the subject beside them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from test_cli import run, write_lines

CUTOFFS = {"old": date(2022, 6, 30), "new": date(2023, 6, 30)}


def rows(cutoffs: dict[str, str | None], broken: str = "old") -> list[dict]:
    """An item every three days for three years; from its cutoff on the subject `broken` solves half as much."""
    found = []
    for subject, told in cutoffs.items():
        for n in range(360):
            day = date(2021, 6, 30) + timedelta(days=3 * n)
            late = subject == broken and day > CUTOFFS[subject]
            found.append({
                "item_id": n, "model": subject, "task": "news", "question": f"news {n}", "date": day.isoformat(),
                "score": int((n * 7) % 10 < (3 if late else 8)), **({"trained_until": told} if told else {}),
            })  # fmt: skip
    return found


@pytest.fixture
def farfield(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.chdir(tmp_path)

    def call(log: list[dict], *words: str) -> tuple[int, str, str]:
        write_lines(Path("log.jsonl"), log)
        code = run("profile", "log.jsonl", "--ruler", "time", *words, monkeypatch=monkeypatch)
        captured = capsys.readouterr()
        return code, captured.out, " ".join(captured.err.split())

    return call


def series() -> dict[str, dict]:
    profile = json.loads(Path("farfield-out/profile.json").read_text())
    return {one["subject"]: one["rulers"]["time"]["interrupted"] for one in profile["profiles"]}


def test_each_subject_has_its_own_cutoff(farfield) -> None:
    log = rows({name: day.isoformat() for name, day in CUTOFFS.items()})
    code, _, err = farfield(
        log, "--cutoff", "trained_until", "--control", "subject=new", "--control", "subject=old"
    )
    assert code == 0, err
    items = pl.read_parquet("farfield-out/items.parquet")
    days = [(date.fromisoformat(row["date"]) - CUTOFFS[row["model"]]).days for row in log]
    assert items["ruler_time"].to_list() == days
    both = series()
    apart = {}
    for subject, day in CUTOFFS.items():
        assert both[subject]["cutoff"] == day.isoformat()
        assert (
            farfield(
                log, "--cutoff", day.isoformat(), "--control", "subject=new", "--control", "subject=old"
            )[0]
            == 0
        )
        apart[subject] = series()[subject]
    assert (
        both == apart
    )  # the same as one run at each date, with the other subject beside it at the same dates
    page = Path("farfield-out/report.html").read_text()
    assert "just after 2023-06-30" in page


def test_the_report_names_the_cutoffs(farfield) -> None:
    assert (
        farfield(rows({name: str(day) for name, day in CUTOFFS.items()}), "--cutoff", "trained_until")[0] == 0
    )
    assert "Cutoffs: old 2022-06-30, new 2023-06-30." in Path("farfield-out/report.html").read_text()


@pytest.mark.parametrize(
    ("cutoffs", "word", "told"),
    [
        ({"old": "2022-06-30", "new": None}, "trained_until", "holds no date for new"),
        (
            {"old": "June 2022", "new": "2023-06-30"},
            "trained_until",
            "holds 'June 2022' for old, which is not an ISO date",
        ),
        ({"old": "2022-06-30", "new": "2023-06-30"}, "trained_untill", "not an ISO date, and no column"),
        ({"old": "2022-06-30", "new": "2023-06-30"}, "2022-13-01", "not an ISO date, and no column"),
        ({"old": "2022-06-30", "new": "2023-06-30"}, "date", "holds 360 dates for old"),
    ],
)
def test_what_is_no_cutoff_is_a_message(farfield, cutoffs, word, told) -> None:
    code, _, err = farfield(rows(cutoffs), "--cutoff", word)
    assert code == 2
    assert told in err


def test_two_dates_of_one_subject_are_refused_and_blanks_are_filled(farfield) -> None:
    log = rows({"old": "2022-06-30"})
    log[5].pop("trained_until")
    log[6]["trained_until"] = "2022-06-30T00:00:00"
    assert farfield(log, "--cutoff", "trained_until")[0] == 0
    assert series()["old"]["cutoff"] == "2022-06-30"
    log[7]["trained_until"] = "2022-07-01"
    code, _, err = farfield(log, "--cutoff", "trained_until")
    assert code == 2
    assert "holds 2 dates for old (2022-06-30, 2022-07-01)" in err
