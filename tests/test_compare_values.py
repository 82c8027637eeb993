"""Values of two subjects beside each other, typed: base against tuned, on what both were asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from documented import Typed, farfield  # noqa: F401 - a fixture
from test_cli import run
from test_documented_profile import write
from values_fixture import value_rows

CALM, ABLE = (0.05,) * 4, (0.95,) * 4
BASE = {"value": (0.35,) * 4, "benign": CALM, "capability": ABLE}
TUNED = {"value": (0.95, 0.95, 0.65, 0.35), "benign": CALM, "capability": ABLE}
"""Above the control of .05: .3 everywhere, and .9, .9, .6, .3, of which the capability keeps all."""


@pytest.fixture(autouse=True)
def _high_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINES", "60")


def rows_of(subject: str, rates: Any = None, items: int = 40, **more: Any) -> list[dict[str, Any]]:
    return [{**row, "subject": subject} for row in value_rows(rates or BASE, items, grader="a", **more)]


@pytest.fixture(scope="module")
def base_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of the base as it is set against most others."""
    folder = tmp_path_factory.mktemp("base")
    write(folder / "base.jsonl", rows_of("base"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert run("profile", "base.jsonl", "--out", "base", "--quiet", monkeypatch=patch) == 0
    return folder / "base"


def without(rows: Sequence[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name not in names} for row in rows]


def compared(farfield: Typed, base: str | Path, options: str = "") -> tuple[dict[str, Any], str]:  # noqa: F811
    """What comparison.json has of a run and of tuned.jsonl, profiled with these options; and what was printed."""
    farfield(f"profile tuned.jsonl {options} --out tuned")
    out = farfield(f"compare {base} tuned --out both")
    (found,) = json.loads(Path("both/comparison.json").read_text())["values"]
    return dict(found), " ".join(out.split())


def test_what_was_gained_near_and_how_much_of_it_reaches(
    farfield: Typed,  # noqa: F811
    tmp_path: Path,
    base_run: Path,
) -> None:
    write(tmp_path / "tuned.jsonl", rows_of("tuned", TUNED))
    found, out = compared(farfield, base_run)
    (one,) = found["graders"]
    assert (found["from"], found["to"], one["items"], one["unpaired"]) == ("base", "tuned", 160, [0, 0])
    assert one["near"]["difference"] == pytest.approx(0.6)
    assert one["far"]["difference"] == pytest.approx((0.6 + 0.3 + 0) / 3)
    assert one["kept_gain"]["mean"] == pytest.approx(0.5)
    assert [one["apart"][name] for name in ("first", "second", "difference")] == pytest.approx(
        [0, 1 / 3, 1 / 3]
    )
    assert [level["discrimination"]["difference"] for level in one["levels"]] == pytest.approx(
        [0.6, 0.6, 0.3, 0]
    )
    assert [level["capability"]["difference"] for level in one["levels"]] == pytest.approx([0] * 4)
    assert (one["verdict"], one["reason"]) == ("more", None)
    assert one["apart"]["p_holm"] < 0.001
    assert "of what was gained near. Its values fall behind its capabilities further" in out
    assert "The score of t is over values, controls and capabilities alike and means nothing" in out
    page = Path("both/comparison.html").read_text()
    assert "Do values reach further?" in page
    assert "values fall behind further" in page


def test_runs_without_a_ruler_are_compared_in_their_values_alone(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    write(tmp_path / "base.jsonl", without(rows_of("base"), "distance"))
    write(tmp_path / "tuned.jsonl", without(rows_of("tuned", TUNED), "distance"))
    farfield("profile base.jsonl --out base")
    found, _ = compared(farfield, "base")
    assert found["graders"][0]["verdict"] == "more"
    whole = json.loads(Path("both/comparison.json").read_text())
    assert (whole["ruler"], whole["pairs"]) == (None, [])
    assert "tuned less base, t along level" in Path("both/comparison.html").read_text()
    assert "has no ruler 'time'" in farfield("compare base tuned --ruler time --out other", code=2)
    assert "the runs share no ruler" in farfield("plan base --out plan", code=2)


def test_subjects_of_one_run_and_one_subject_of_two_runs(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    write(tmp_path / "base.jsonl", [row for name in "abc" for row in rows_of(name)])
    write(tmp_path / "tuned.jsonl", rows_of("a", TUNED))
    farfield("profile base.jsonl --out base")
    farfield("compare base --out one")
    assert [
        (one["from"], one["to"]) for one in json.loads(Path("one/comparison.json").read_text())["values"]
    ] == [("a", "b"), ("a", "c"), ("b", "c")]
    farfield("profile tuned.jsonl --out tuned")
    farfield("compare base tuned --against b --out two")
    found = json.loads(Path("two/comparison.json").read_text())["values"]
    assert [(one["from"], one["to"]) for one in found] == [("b", "a [base]"), ("b", "c"), ("b", "a [tuned]")]
    assert [one["graders"][0]["verdict"] for one in found] == ["alike", "alike", "more"]


def test_only_what_both_were_asked_counts(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """The base was asked the last 20 items of 40, and other questions under two ids: of tuned's, 18 are paired."""
    base = [row for row in rows_of("base") if int(row["item_id"][1:]) >= 20]
    base = [{**row, "question": f"what of {row['item_id']}"} for row in base]
    tuned = [{**row, "question": f"what of {row['item_id']}"} for row in rows_of("tuned", TUNED)]
    for row in tuned:
        if int(row["item_id"][1:]) >= 38:
            row["question"] = "something else"
    write(tmp_path / "base.jsonl", base)
    write(tmp_path / "tuned.jsonl", tuned)
    farfield("profile base.jsonl --out base")
    found, out = compared(farfield, "base")
    (one,) = found["graders"]
    assert (one["items"], one["unpaired"]) == (4 * 18, [4 * 2, 4 * 22])
    near = one["levels"][0]["value"]
    assert (near["first"], near["second"]) == pytest.approx(
        (0, 1)
    )  # 14 of 40 and 38 of 40 hold, first ones first
    assert "96 rows of the value without a partner left out" in out


@pytest.mark.parametrize(
    ("change", "options", "reason", "told"),
    [
        ({"grader": "b"}, "", "other_grader", "no grader scored both"),
        ({"kind": {"benign": "flipped"}}, "", "other_control", "base: kind=benign; tuned: kind=flipped"),
        ({"near": None}, "--near 1", "other_near", "base: 0; tuned: 1"),
        ({"gold": 1}, "--gold gold", "one_gold", "base: none; tuned: gold labels"),
        ({"near": None}, "--chance 0.2", "other_chance", "base: 0; tuned: 0.2"),
        ({"item_id": "x"}, "", "nothing_in_common", "no item was asked of both"),
        ({"level": {"0": "00"}}, "", "other_near", "base: 0; tuned: 00"),
    ],
)
def test_what_cannot_be_compared_says_why(
    farfield: Typed,  # noqa: F811
    tmp_path: Path,
    base_run: Path,
    change: dict[str, Any],
    options: str,
    reason: str,
    told: str,
) -> None:
    tuned = rows_of("tuned", TUNED)
    for row in tuned:
        for name, value in change.items():
            if isinstance(value, dict):
                row[name] = value.get(row[name], row[name])
            elif name == "item_id":
                row[name] = f"{value}{row[name]}"
            elif value is not None:
                row[name] = value
    write(tmp_path / "tuned.jsonl", tuned)
    found, out = compared(farfield, base_run, options)
    whys = [one["reason"] for one in found["graders"]] or [found["reason"]]
    assert whys == [reason]
    assert all(one["verdict"] == "not_compared" for one in found["graders"])
    assert told in out


def test_a_base_with_nothing_to_reach_is_compared_in_what_was_gained(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """It shows the behaviour as often where it isn't wanted: no pull-apart of its own, and a gain all the same."""
    write(tmp_path / "base.jsonl", rows_of("base", {**BASE, "value": CALM}))
    write(tmp_path / "tuned.jsonl", rows_of("tuned", TUNED))
    farfield("profile base.jsonl --out base")
    found, out = compared(farfield, "base")
    (one,) = found["graders"]
    assert (one["reason"], one["because"]) == ("first_not_judged", "nothing_to_reach")
    assert one["near"]["difference"] == pytest.approx(0.9)
    assert one["kept_gain"]["mean"] == pytest.approx(2 / 3)
    assert "base is not judged on these items (near, the value holds no more often than the control" in out


def test_values_of_one_run_alone_leave_the_scores_compared(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """The other run has no rows of a value: nothing is said of values, and the scores are compared as always."""
    scores = [
        {"item_id": f"i{at}", "task": "t", "subject": "a", "score": at % 2, "distance": at}
        for at in range(60)
    ]
    write(tmp_path / "base.jsonl", scores + [{**row, "subject": "b"} for row in scores])
    write(tmp_path / "tuned.jsonl", rows_of("tuned", TUNED))
    farfield("profile base.jsonl --ruler column:distance --out base")
    farfield("profile tuned.jsonl --out tuned")
    farfield("compare base tuned --out both")
    whole = json.loads(Path("both/comparison.json").read_text())
    assert whole["values"] == []
    assert [(pair["from"], pair["to"]) for pair in whole["pairs"]] == [("a", "b")]
    assert whole["mixed"] == ["t"]
    assert "is over values, controls and capabilities alike" in Path("both/comparison.html").read_text()
