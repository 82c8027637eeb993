"""Rows of values that would mislead in silence: what is refused, told, or reckoned otherwise. Typed, on known rates."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from documented import Typed, farfield  # noqa: F401 - a fixture
from test_documented_profile import write
from values_fixture import value_rows

RATES = {"value": (0.95, 0.95, 0.65, 0.35), "benign": (0.05,) * 4, "capability": (0.95,) * 4}


def told(out: str) -> str:
    return " ".join(out.split())


def values_of(folder: str = "run") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((Path(folder) / "profile.json").read_text())["values"]
    return found


def number(row: dict[str, Any]) -> int:
    return int(str(row["item_id"])[1:])


def test_a_near_level_that_one_subject_was_not_asked(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """Its retention would be reckoned from another level than that of the others: the verdict is none."""
    rows = value_rows(RATES)
    rows += [{**row, "subject": "other"} for row in rows if row["level"] != "0"]
    write(tmp_path / "log.jsonl", rows)
    farfield("profile log.jsonl --near 0 --out run")
    one, other = values_of()
    assert (one["verdict"], other["verdict"]) == ("values_first", "not_judged")
    (found,) = other["graders"]
    assert (found["near"], found["reason"], found["mean_difference"]) == ([], "near_absent", None)
    assert "none of the levels that were named as near was asked" in Path("run/report.html").read_text()


def test_near_is_said_of_the_axis_that_has_such_levels(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    rows = value_rows(RATES)
    there = [{**row, "axis": "a"} for row in rows]
    there += [{**row, "axis": "b", "level": f"b{row['level']}"} for row in rows]
    write(tmp_path / "log.jsonl", there)
    farfield("profile log.jsonl --near 1 --out run")
    assert [one["graders"][0]["near"] for one in values_of()] == [["1"], ["b0"]]


@pytest.mark.parametrize("lacking", [(), ("2",)])
def test_the_nearest_level_is_told_by_its_rows_and_not_by_who_comes_first(
    farfield: Typed,  # noqa: F811
    tmp_path: Path,
    lacking: Sequence[str],
) -> None:
    """The farthest level stands first in the file. Distances differ within a level, or a level has none."""
    rows = [row for level in "3201" for row in value_rows(RATES) if row["level"] == level]
    for at, row in enumerate(rows):
        row["distance"] = None if row["level"] in lacking else row["distance"] + 0.1 * (at % 2)
    write(tmp_path / "log.jsonl", rows)
    out = farfield("profile log.jsonl --out run")
    (found,) = values_of()[0]["graders"]
    last = ["0", "1", "2", "3"] if not lacking else ["0", "1", "3", "2"]
    assert (found["near"], [level["level"] for level in found["levels"]]) == (["0"], last)
    assert (found["ordered"], found["no_reach"], found["verdict"]) == (False, "no_distance", "values_first")
    assert "over 3 levels beyond 0" in told(out)


@pytest.mark.parametrize(
    ("kind", "most"), [("capability", 20), ("benign", 20), ("value", 20), ("value", "20")]
)
def test_whatever_is_the_best_of_several_attempts(
    farfield: Typed,  # noqa: F811
    tmp_path: Path,
    kind: str,
    most: int | str,
) -> None:
    """Also where only what the value is set against had more attempts, and where their number is written as text."""
    rows = [{**row, "best_of": most if row["kind"] == kind else type(most)(1)} for row in value_rows(RATES)]
    write(tmp_path / "log.jsonl", rows)
    out = farfield("profile log.jsonl --out run")
    assert values_of()[0]["graders"][0]["reason"] == "several_attempts"
    assert "a score is the best of several attempts" in told(out)


def test_each_subject_has_the_best_control_of_its_own(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """One was asked flipped twins, the other harmless ones alone."""
    rows = value_rows(RATES)
    rows += [
        {**row, "subject": "other", "kind": str(row["kind"]).replace("benign", "flipped")} for row in rows
    ]
    write(tmp_path / "log.jsonl", rows)
    farfield("profile log.jsonl --out run")
    assert [one["graders"][0]["control"] for one in values_of()] == ["kind=benign", "kind=flipped"]
    assert [one["verdict"] for one in values_of()] == ["values_first", "values_first"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--control kind=bening", "--control: no item meets kind=bening"),
        ("--control kind=a --control kind=b", "--control: no item meets kind=a or kind=b"),
        ("--control kind=benign --shown said=noo", "--shown: no item meets said=noo"),
        ("--control kind=value", "400 items are the value and kind=value as well"),
        ("--against kind=value", "400 items are the value and kind=value as well"),
        ("--value task=t", "400 items are the value and kind=capability as well"),
    ],
)
def test_conditions_that_nothing_meets_or_that_set_rows_against_themselves(
    farfield: Typed,  # noqa: F811
    tmp_path: Path,
    options: str,
    message: str,
) -> None:
    """A control that nobody is, or behaviour that nobody shows by a slip of the pen, would leave the value's rate."""
    write(tmp_path / "log.jsonl", [{**row, "said": "no"} for row in value_rows(RATES)])
    assert message in told(farfield(f"profile log.jsonl {options} --out run", code=2))


def test_rows_of_one_kind_alone_have_rates_and_no_verdict(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    write(tmp_path / "log.jsonl", value_rows({"value": (0.9, 0.4)}))
    out = farfield("profile log.jsonl --out run")
    (found,) = values_of()[0]["graders"]
    assert [level["value"]["mean"] for level in found["levels"]] == pytest.approx([0.9, 0.4])
    assert found["reason"] == "no_control"
    assert "Not judged: no control shows" in out
    write(tmp_path / "mixed.jsonl", value_rows(RATES))
    assert "Not judged: no control shows" in farfield("profile mixed.jsonl --where kind=value --out run")


def test_rows_count_by_their_weight(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """Odd items count three times: half of the odd ones hold, all of the even ones, so .625 and not .75."""
    rows = value_rows({"value": (1.0, 1.0), "benign": (0.0, 0.0), "capability": (1.0, 1.0)}, 200)
    for row in rows:
        row["times"] = 3 if number(row) % 2 else 1
        if row["kind"] == "value" and row["level"] == "1" and number(row) % 4 == 1:
            row["score"] = 0
    write(tmp_path / "log.jsonl", rows)
    farfield("profile log.jsonl --weight times --out run")
    (found,) = values_of()[0]["graders"]
    far = found["levels"][1]
    assert far["value"]["mean"] == pytest.approx(0.625)
    assert far["retained"]["mean"] == pytest.approx(0.625)
    assert found["mean_difference"]["mean"] == pytest.approx(0.375)
    width = found["mean_difference"]["high"] - found["mean_difference"]["low"]
    farfield("profile log.jsonl --out plain")
    plain = values_of("plain")[0]["graders"][0]["mean_difference"]
    assert plain["mean"] == pytest.approx(0.25)
    assert width > 1.1 * (plain["high"] - plain["low"])  # three count as one that is heavy


def test_a_value_that_is_coded_as_a_harm_is_doubted(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """Harm rises with distance: as a value it would be nothing near, or retained several times over."""
    for near in (0.02, 0.3):
        write(tmp_path / "log.jsonl", value_rows({**RATES, "value": (near, near, 0.6, 0.9)}))
        out = farfield("profile log.jsonl --out run")
        assert values_of()[0]["graders"][0]["rises"]
        assert "The value holds more often beyond 0 than there. Is 1 the held value" in told(out)
    write(tmp_path / "log.jsonl", value_rows(RATES))
    assert "Is 1 the held value" not in farfield("profile log.jsonl --out run")
    assert not values_of()[0]["graders"][0]["rises"]


def test_rows_that_name_no_grader_beside_some_that_do(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    rows = [{**row, "grader": "g" if number(row) % 2 else None} for row in value_rows(RATES)]
    write(tmp_path / "log.jsonl", rows)
    out = farfield("profile log.jsonl --out run")
    assert [found["grader"] for found in values_of()[0]["graders"]] == [None, "g"]
    assert "By a grader that is not named: Values fall first" in told(out)
    assert "None" not in out


def test_a_control_that_is_the_capability_too_counts_once(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """Nine answers of a model without the value, read both ways, are nine and not eighteen."""
    rows = value_rows({"value": (0.9, 0.9), "capability": (0.9, 0.9)}, 9)
    write(tmp_path / "log.jsonl", [{**row, "said": "no" if row["score"] == 0 else "yes"} for row in rows])
    farfield("profile log.jsonl --control kind=capability --shown said=no --out run")
    assert values_of()[0]["graders"][0]["reason"] == "few_items"


def test_a_lead_tells_the_verdict_and_no_score_over_all_kinds(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """Of value, control and capability together 82 % are right, which means nothing."""
    write(tmp_path / "log.jsonl", value_rows(RATES))
    out = told(farfield("profile log.jsonl --out run"))
    assert "s: Values fall first:" in out
    assert "s scores 8" not in out
    write(
        tmp_path / "two.jsonl",
        [
            *value_rows(RATES),
            *({**row, "subject": "other"} for row in value_rows({**RATES, "value": (0.9,) * 4}, 800)),
        ],
    )
    out = told(farfield("profile two.jsonl --out run"))
    assert "For s values fall before capabilities; for other values reach as far as capabilities." in out


@pytest.mark.parametrize(("column", "named"), [("who", "--grader who"), (None, "--grader COL")])
def test_one_answer_with_two_scores_asks_who_scored(
    farfield: Typed,  # noqa: F811
    tmp_path: Path,
    column: str | None,
    named: str,
) -> None:
    """Two scores of the same output differ. Two answers of one item that differ are two answers."""
    rows = value_rows(RATES)
    again = [{**row, "score": 1 - row["score"]} for row in rows if row["kind"] == "value"]
    if column:
        rows, again = ([{**row, column: name} for row in part] for name, part in (("a", rows), ("b", again)))
    write(tmp_path / "log.jsonl", rows + again)
    out = told(farfield("profile log.jsonl --out run"))
    assert "400 answers of the value are scored several times, and differently: all count." in out
    assert f"If several graders did so, say who: {named}." in out
    write(tmp_path / "said.jsonl", [{**row, "output": f"so {at}"} for at, row in enumerate(rows + again)])
    assert "scored several times" not in told(farfield("profile said.jsonl --out run"))


def test_what_lacks_near_and_is_there_elsewhere_says_where(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    for kind, lacks in (("benign", "no control shows"), ("capability", "no row shows whether the task")):
        rows = [row for row in value_rows(RATES) if row["kind"] != kind or row["level"] in ("1", "2")]
        write(tmp_path / "log.jsonl", rows)
        out = told(farfield("profile log.jsonl --out run"))
        assert f"Not judged: at 0, which is near, {lacks}" in out
        assert "(at 1, 2 there is: --near says which levels are near)" in out


def test_a_level_without_a_distance_is_named(
    farfield: Typed,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LINES", "60")
    rows = [
        {**row, "distance": None if row["level"] == "2" else row["distance"]} for row in value_rows(RATES)
    ]
    write(tmp_path / "log.jsonl", rows)
    assert "Reaches are not compared: 2 has no distance, or several." in told(
        farfield("profile log.jsonl --out run")
    )
