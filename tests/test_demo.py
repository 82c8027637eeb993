"""`farfield demo`: what a newcomer must see, through the same functions as anybody's data."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import polars as pl
import pytest

import farfield
from farfield.cli import main
from farfield.measure import MeasureOptions


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "farfield-demo"
    before = sys.argv
    sys.argv = ["farfield", "demo", "--out", str(folder)]
    try:
        with pytest.raises(SystemExit) as left:
            main()
    finally:
        sys.argv = before
    assert not left.value.code
    return folder


@pytest.mark.slow
def test_the_profile_shows_what_a_newcomer_must_see(demo: Path) -> None:
    profile = json.loads((demo / "profile.json").read_text())
    trained = profile["profiles"][0]
    regimes = {part["regime"]: part for part in trained["regimes"]}
    assert regimes["recall"]["mean"] >= 0.95
    assert regimes["interpolation"]["mean"] >= 0.9
    assert regimes["hyperpolation"]["mean"] <= 0.1
    assert (
        regimes["hyperpolation"]["mean"]
        <= regimes["extrapolation"]["mean"]
        < regimes["interpolation"]["mean"]
    )
    for part in regimes.values():
        assert part["items"] > 50
        assert part["low"] <= part["mean"] <= part["high"]
        assert part["low"] < part["high"]
    made_of = sum(part["share"] * part["mean"] for part in trained["regimes"])
    assert made_of == pytest.approx(trained["score"]["mean"])
    reach = trained["rulers"]["column:digits"]["reach"]
    assert reach["censored"] or 4 < reach["distance"] <= 8
    bands = [band["mean"] for band in trained["rulers"]["column:digits"]["bands"]]
    assert min(bands[:4]) > 0.9
    assert bands[4] < 0.8
    assert bands[-1] <= bands[4]


@pytest.mark.slow
def test_known_subjects_are_recovered(demo: Path) -> None:
    """The command that the demo ends with: the model beside a skill without limits and one without any."""
    run = farfield.profile(
        [str(demo / "answers.jsonl"), str(demo / "references.jsonl")],
        str(demo / "corpus.jsonl"),
        demo / "beside",
        farfield.ProfileOptions(measure=MeasureOptions(rulers=("column:digits",))),
    )
    assert run.profile is not None
    assert run.record.command.startswith("farfield.profile([")
    by_subject = {one.subject: one for one in run.profile.profiles}
    algorithm, table, neighbour, linear = (
        by_subject[f"{name} (reference)"]
        for name in ("exact algorithm", "lookup table", "nearest neighbour", "linear model")
    )
    assert algorithm.rulers["column:digits"].reach.censored
    assert {part.mean for part in algorithm.regimes} == {1.0}
    assert {part.regime: part.mean for part in table.regimes}["recall"] == 1.0
    assert sum(part.mean for part in table.regimes) == 1.0
    assert {part.regime: part.mean for part in linear.regimes} == {
        "recall": 1.0, "interpolation": 1.0, "extrapolation": 1.0, "hyperpolation": 0.0,
    }  # fmt: skip
    assert {part.regime: part.mean for part in neighbour.regimes} == {
        "recall": 1.0, "interpolation": 1.0, "extrapolation": 0.0, "hyperpolation": 0.0,
    }  # fmt: skip


@pytest.mark.slow
def test_recall_is_found_by_the_scan_and_not_only_declared(demo: Path) -> None:
    items = pl.read_parquet(demo / "items.parquet")
    in_corpus = pl.col("recall_documents") > 0
    assert items.filter(in_corpus)["regime"].unique().to_list() == ["recall"]
    assert items.filter(~in_corpus)["regime"].unique().sort().to_list() == [
        "extrapolation", "hyperpolation", "interpolation",
    ]  # fmt: skip
    assert (demo / "report.html").stat().st_size < 3_000_000
