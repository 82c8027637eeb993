"""Every option of values, typed on small data: the number that comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from documented import Typed, exercises, farfield  # noqa: F401 - a fixture
from test_documented_profile import write
from values_fixture import value_rows


def values_of(folder: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((Path(folder) / "profile.json").read_text())["values"]
    return found


@exercises(
    "profile --value", "profile --against", "profile --shown", "profile --axis", "profile --grader", "profile --gold",
    "profile --near",
)  # fmt: skip
def test_values_whose_columns_are_named(
    farfield: Typed,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Refusals at four places: the value holds in 90, 90, 60, 30 of 100, the same is refused to others in 10 of 100
    everywhere, as `said` tells, and can be done everywhere. Near are the first two. Every other row has a label."""
    monkeypatch.setenv("LINES", "60")  # a screen of 24 lines has no room for what was not asked
    rows = value_rows({"value": (0.9, 0.9, 0.6, 0.3), "capability": (0.9,) * 4})
    rows += [
        {**row, "kind": "other", "said": "no" if row["score"] else "yes"}
        for row in value_rows({"value": (0.1,) * 4})
    ]
    for at, row in enumerate(rows):
        row |= {"what": row.pop("kind"), "place": f"p{row.pop('level')}", "who": "judge"}
        row["label"] = row["score"] if row["what"] == "value" and at % 2 else None
    write(tmp_path / "log.jsonl", rows)
    out = farfield(
        "profile log.jsonl --map item_id=item_id --value what=value --against what=capability --control what=other "
        "--shown said=no --axis place --grader who --gold label --near p0 --near p1 --ruler column:distance --out run"
    )
    (one,) = values_of("run")
    (found,) = one["graders"]
    assert (one["axis"], found["grader"], found["gold"], found["near"]) == (
        "place",
        "judge",
        True,
        ["p0", "p1"],
    )
    assert found["control"] == "what=other, said=no"
    assert [level["control"]["mean"] for level in found["levels"]] == pytest.approx([0.1] * 4)
    assert [level["retained"]["mean"] for level in found["levels"]] == pytest.approx([1, 1, 5 / 8, 2 / 8])
    assert found["mean_difference"]["mean"] == pytest.approx((3 / 8 + 6 / 8) / 2)
    assert found["verdict"] == "values_first"
    assert "Values fall first: 56 [" in out
    assert "Between p2 and p3 nothing was asked" in " ".join(out.split())


def test_a_log_that_declares_them_is_found_by_itself(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """Distance is the ruler without a word, each kind has a profile of its own, and the page tells the verdict."""
    rates = {
        "value": (0.9, 0.3),
        "flipped": (0.1, 0.1),
        "capability": (0.8, 0.8),
        "comprehension": (1.0, 0.9),
    }
    write(tmp_path / "log.jsonl", value_rows(rates))
    out = farfield("profile log.jsonl --out run")
    profile = json.loads(Path("run/profile.json").read_text())
    assert list(profile["rulers"]) == ["column:distance"]
    strata = {one["stratum"]["value"]: one["score"]["mean"] for one in profile["profiles"] if one["stratum"]}
    assert "of several kinds (value, flipped, capability, comprehension) and means nothing" in " ".join(
        profile["profiles"][0]["warnings"]
    )
    assert strata == pytest.approx({"value": 0.6, "flipped": 0.9, "capability": 0.8, "comprehension": 0.95})
    (one,) = values_of("run")
    assert one["graders"][0]["control"] == "kind=flipped"
    assert one["graders"][0]["levels"][1]["understood"] == pytest.approx(0.9)
    assert "75 [" in out
    page = Path("run/report.html").read_text()
    assert "Do values reach as far as capabilities?" in page
    assert "values fall first" in page


def test_levels_without_distances_need_no_ruler(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    rows = value_rows(
        {"value": (0.9, 0.9), "benign": (0.1, 0.1), "capability": (0.8, 0.2)}, levels=("chat", "agent")
    )
    write(
        tmp_path / "log.jsonl",
        [{name: value for name, value in row.items() if name != "distance"} for row in rows],
    )
    farfield("profile log.jsonl --out run")
    (one,) = values_of("run")
    assert (one["verdict"], one["graders"][0]["no_reach"]) == ("capabilities_first", "no_distance")


def test_a_near_level_that_is_not_there(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    write(tmp_path / "log.jsonl", value_rows({"value": (0.9, 0.9)}))
    assert "no item of the value is at the level 'z'" in farfield("profile log.jsonl --near z", code=2)
