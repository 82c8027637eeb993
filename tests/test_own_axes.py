"""Items on axes of one's own: columns `family` and `axis_NAME` and a declared support, without a Python package."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import polars as pl
import pytest

from test_cli import run, write_lines

DOCS = Path(__file__).parents[1] / "docs"
ROOMS = ("kitchen", "garden", "attic")
SUPPORT = {"hops": [1, 3], "room": ["kitchen", "garden"]}


def rows(**other: object) -> list[dict]:
    """Ten items for each number of hops from 1 to 6 and each of three rooms."""
    return [
        {
            "item_id": f"{hops}-{room}-{n}", "model": "m", "task": "walks", "question": f"walk {hops} to {room}, {n}",
            "score": int(n % 5 < 5 - hops // 2), "family": "walking", "axis_hops": hops, "axis_room": room, **other,
        }
        for hops in range(1, 7)
        for room in ROOMS
        for n in range(10)
    ]  # fmt: skip


@pytest.fixture
def farfield(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str, str]:
        code = run(*words, monkeypatch=monkeypatch)
        captured = capsys.readouterr()
        return code, captured.out, " ".join(captured.err.split())

    return call


def profile(log: list[dict], support: object, farfield, *words: str) -> tuple[int, str, str]:
    write_lines(Path("log.jsonl"), log)
    Path("shown.json").write_text(json.dumps(support))
    return farfield("profile", "log.jsonl", "--support", "shown.json", *words)


def only() -> dict:
    (one,) = json.loads(Path("farfield-out/profile.json").read_text())["profiles"]
    return one


def test_regimes_by_the_rule_without_a_package(farfield) -> None:
    code, out, err = profile(rows(), SUPPORT, farfield)
    assert code == 0, err
    items = pl.read_parquet("farfield-out/items.parquet")
    expected = [
        "extrapolation" if row["axis_hops"] > 3 or row["axis_room"] == "attic" else "interpolation"
        for row in rows()
    ]
    assert items["regime"].to_list() == expected
    why = [
        "range" if row["axis_hops"] > 3 else "unseen level" if row["axis_room"] == "attic" else None
        for row in rows()
    ]
    assert items["extrapolation"].to_list() == why
    one = only()
    near = [row["score"] for row, regime in zip(rows(), expected, strict=True) if regime == "interpolation"]
    (part,) = [part for part in one["regimes"] if part["regime"] == "interpolation"]
    assert (part["items"], part["mean"]) == (60, pytest.approx(sum(near) / 60))
    assert list(one["rulers"]) == ["column:axis_hops"]  # as families that a package brings
    (block,) = one["families"]
    assert block["support"]["source"] == "declared"
    assert [(axis["name"], axis["kind"], axis["default"]) for axis in block["axes"]] == [
        ("hops", "ordered", 3),
        ("room", "categorical", "kitchen"),
    ]
    assert not any("no family" in text for text in one["warnings"])
    assert "interpolation" in out


@pytest.mark.parametrize(
    ("support", "expected"),
    [
        ({"hops": [1, 6], "room": ["kitchen"]}, {"interpolation": 60, "hyperpolation": 120}),
        ({"hops": [2], "room": list(ROOMS)}, {"interpolation": 30, "hyperpolation": 150}),
        (
            {"hops": {"kind": "categorical", "levels": [1, 3]}, "room": list(ROOMS)},
            {"interpolation": 60, "extrapolation": 120},
        ),
        ({"walking": SUPPORT, "swimming": {"x": [1]}}, {"interpolation": 60, "extrapolation": 120}),
    ],
)
def test_what_is_declared_decides(farfield, support, expected) -> None:
    code, _, err = profile(rows(), support, farfield)
    assert code == 0, err
    assert {part["regime"]: part["items"] for part in only()["regimes"]} == expected


def test_joined_names_are_taken_apart(farfield) -> None:
    """A declaration supports all combinations of its parts, and no part that it lacks."""
    joined = {1: "kitchen+garden", 2: "kitchen+cellar"}
    log = [{**row, "axis_room": joined.get(row["axis_hops"], row["axis_room"])} for row in rows()]
    code, _, err = profile(log, {"hops": [1, 6], "room": ["kitchen", "garden", "kitchen+attic"]}, farfield)
    assert code == 0, err
    assert only()["families"][0]["axes"][1]["kind"] == "compositional"
    found = pl.read_parquet("farfield-out/items.parquet").group_by("axis_room").agg(pl.col("regime").unique())
    assert dict(found.select("axis_room", pl.col("regime").list.join(",")).iter_rows()) == {
        "kitchen+garden": "interpolation", "kitchen+cellar": "extrapolation", "kitchen": "interpolation",
        "garden": "interpolation", "attic": "interpolation",
    }  # fmt: skip


def test_an_item_without_a_level_is_unknown_and_counted(farfield) -> None:
    log = [{**row, "axis_room": row["axis_room"] if n % 9 else None} for n, row in enumerate(rows())]
    assert profile(log, SUPPORT, farfield)[0] == 0
    assert {part["regime"]: part["items"] for part in only()["regimes"]}["unknown"] == 20
    assert any("20 items of walking tell no axis_room" in text for text in only()["warnings"])


@pytest.mark.parametrize(
    ("log", "support", "told"),
    [
        (
            rows(),
            {"hop": [1, 3], "room": ["attic"]},
            "declares the axis 'hop' of walking.*no column axis_hop.*Did you mean hops",
        ),
        (rows(), {"hops": [1, 3]}, "does not declare the axis 'room' of walking"),
        (
            rows(),
            {"hops": [1, "x"], "room": ["attic"]},
            "mixes numbers and names on the axis hops.*categorical",
        ),
        (
            rows(),
            {"hops": {"kind": "wild", "levels": [1]}, "room": ["attic"]},
            "calls the axis hops 'wild'.*ordered, categorical",
        ),
        (rows(axis_hops=0.5), SUPPORT, "0.5 is no whole number.*write tenths"),
        (rows(axis_hops="far"), SUPPORT, "'far' is no whole number"),
        (rows(), {"hops": [], "room": ["attic"]}, "tells no levels of the axis hops"),
        (rows(), [1, 2], "not a JSON object"),
        (rows(family=None), SUPPORT, "no item is of one.*column `family` beside axis_hops, axis_room"),
    ],
)
def test_a_support_that_does_not_fit_is_a_message(farfield, log, support, told) -> None:
    code, _, err = profile(log, support, farfield)
    assert code == 2
    assert re.search(told, err), err


def test_without_a_support_the_message_says_how(farfield) -> None:
    write_lines(Path("log.jsonl"), rows())
    assert farfield("profile", "log.jsonl", "--ruler", "column:axis_hops")[0] == 0
    (told,) = [text for text in only()["warnings"] if "no family 'walking'" in text]
    assert "180 items of it have no regime" in told
    declared = json.loads(told.partition("--support FILE, as ")[2].removesuffix("."))
    assert set(declared) == {"hops", "room"}
    write_lines(Path("log.jsonl"), [{k: v for k, v in row.items() if k != "family"} for row in rows()])
    assert farfield("profile", "log.jsonl", "--ruler", "column:axis_hops")[0] == 0
    assert any("no column `family`" in text and "axis_hops, axis_room" in text for text in only()["warnings"])
    write_lines(Path("log.jsonl"), rows(family="adition"))
    assert farfield("profile", "log.jsonl", "--ruler", "column:axis_hops")[0] == 0
    assert any("did you mean addition?" in text for text in only()["warnings"])


def test_a_half_level_of_a_family_is_none(farfield) -> None:
    log = [
        {
            "item_id": n, "model": "m", "task": "sums", "question": f"sum {n}", "score": n % 2, "family": "addition",
            "axis_digits": 2.5 if n % 4 == 0 else 2, "axis_base": 10,
        }
        for n in range(40)
    ]  # fmt: skip
    assert profile(log, {"digits": [1, 4], "base": [10]}, farfield)[0] == 0
    assert {part["regime"]: part["items"] for part in only()["regimes"]} == {
        "interpolation": 30,
        "unknown": 10,
    }


def test_the_documented_example_runs(farfield) -> None:
    section = (DOCS / "regimes.md").read_text().split("## Axes of your own", 1)[1].split("\n## ")[0]
    log, support = re.findall(r"```(?:json|jsonl)\n(.*?)```", section, re.DOTALL)
    (command,) = re.findall(r"```bash\n(.*?)```", section, re.DOTALL)
    Path("walks.jsonl").write_text(log)
    Path("shown.json").write_text(support)
    code, _, err = farfield(*shlex.split(command)[1:])
    assert code == 0, err
    found = {
        row["item_id"]: row["regime"] for row in pl.read_parquet("farfield-out/items.parquet").to_dicts()
    }
    told = dict(re.findall(r"^\| `(\w+)` \| (\w+)", section, re.MULTILINE))
    assert found == told
