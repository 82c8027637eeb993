"""`farfield demo`: what a newcomer must see, through the same functions as anybody's data."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import polars as pl
import pytest

import farfield
from farfield.cli import main
from farfield.jobs import demo as demo_module
from farfield.lab import DrawOptions, LabData, LabOptions, Place
from farfield.lab.data import MODEL, read_lab_data
from farfield.lab.drawing import draw_world
from farfield.lab.references import answer_references
from farfield.lab.worlds import get_world
from farfield.measure import MeasureOptions


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a demo, and what stood on the screen."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()) as told:
        patch.chdir(folder)  # where the lines to type next are as short as anybody's
        typed(Path("farfield-demo"))
    return folder / "farfield-demo", told.getvalue()


@pytest.fixture
def demo(shown: tuple[Path, str]) -> Path:
    return shown[0]


def typed(folder: Path, *options: str) -> None:
    """`farfield demo --out FOLDER OPTIONS`."""
    before = sys.argv
    sys.argv = ["farfield", "demo", "--out", str(folder), *options]
    try:
        with pytest.raises(SystemExit) as left:
            main()
    finally:
        sys.argv = before
    assert not left.value.code


def test_the_demo_says_how_far_a_model_carries(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of 1,000 sums 692 are known or between known ones; of 200 longer ones 27 are right, of 108 carried ones none."""
    assert (demo / "report.html").is_file()
    capsys.readouterr()
    typed(tmp_path / "demo", "--json", "--quiet")
    told = capsys.readouterr()
    assert told.err == ""
    found = json.loads(told.out)
    (by_digits,) = [row for row in found["scores"] if row["ruler"] == "column:digits"]
    assert (by_digits["score"], by_digits["items"]) == (0.719, 1000)
    assert (by_digits["near"], by_digits["far"]) == (1.0, 0.135)
    assert by_digits["reach"] == pytest.approx(5.0, abs=0.1)
    assert (found["corpus"]["documents"], found["corpus"]["words"]) == (12_000, 48_000)
    assert (demo / "items.parquet").read_bytes() == (tmp_path / "demo" / "items.parquet").read_bytes()


def test_the_screen_tells_what_the_score_is_made_of_once(shown: tuple[Path, str]) -> None:
    told = " ".join(shown[1].split())
    assert (
        "transformer-32 scores 72 %. 69 of these points come from items that the corpus shows or that lie between "
        "them. Of 200 items beyond what the corpus shows of digits transformer-32 gets 14 %; of 108 that vary carry, "
        "which the corpus never does, 0 %."
    ) in told
    assert told.count("69 of these points") == 1
    assert "This is one training run" in told


def test_the_shipped_corpus_is_what_the_world_draws(demo: Path) -> None:
    """The files are the lab's own: drawn again from the seed, word for word; no model is needed for it."""
    drawn = draw_world(get_world("carry_in"), DrawOptions(), seed=0)
    texts = [json.loads(line)["text"] for line in (demo / "corpus.jsonl").open()]
    assert texts == [drawn.world.document(row.exercise) for row in drawn.corpus]
    answers = pl.read_ndjson(demo / "answers.jsonl")
    assert answers["question"].to_list() == [item.exercise.question for item in drawn.items]
    assert answers["target"].to_list() == [item.exercise.target for item in drawn.items]
    assert answers["score"].to_list() == (answers["output"] == answers["target"]).cast(float).to_list()
    said = pl.read_ndjson(demo / "references.jsonl")
    assert {name: part["output"].to_list() for (name,), part in said.group_by("subject")} == {
        name: list(outputs) for name, outputs in answer_references(drawn).items()
    }


def test_a_model_is_trained_where_the_demo_was_and_gives_way_again(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which models are trained, and that no file of one stays beside another's answers; training is not run."""
    asked: list[Place] = []

    def trained(places: list[Place], options: LabOptions, _: object) -> list[LabData]:
        (place,) = places
        asked.append(place)
        assert options == LabOptions()
        (place.folder / MODEL).write_bytes(b"of a model")
        answers = pl.read_ndjson(demo / "answers.jsonl").with_columns(output=pl.lit("0"), score=pl.lit(0.0))
        answers.write_ndjson(place.folder / "answers.jsonl")
        return [read_lab_data(place)]

    monkeypatch.setattr(demo_module, "write_lab_data", trained)
    folder = Path(shutil.copytree(demo, tmp_path / "trained"))
    for options, seed in ((("--train",), 0), (("--seed", "7"), 7)):
        typed(folder, *options, "--quiet")
        assert asked.pop() == Place(folder, seed)
        assert json.loads((folder / "profile.json").read_text())["profiles"][0]["score"]["mean"] == 0
        assert (folder / MODEL).is_file()
    typed(folder, "--quiet")
    assert not asked
    assert not (folder / MODEL).exists(), "the model of other answers"
    assert (folder / "answers.jsonl").read_bytes() == (demo / "answers.jsonl").read_bytes()


@pytest.mark.slow
def test_a_trained_demo_is_the_one_that_comes_with_farfield(demo: Path, tmp_path: Path) -> None:
    """Corpus and references are the same to the byte; what a model answers may differ with the processor, a little.

    In a process of its own, whose compiler optimises as on a user's machine: see `conftest`.
    """
    pytest.importorskip("jax", reason="the lab extra is not installed")
    command = [
        sys.executable,
        "-m",
        "farfield",
        "demo",
        "--out",
        str(tmp_path / "trained"),
        "--train",
        "--quiet",
    ]
    usual = {name: value for name, value in os.environ.items() if name != "XLA_FLAGS"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=usual)
    assert done.returncode == 0, done.stderr
    for name in ("corpus.jsonl", "references.jsonl"):
        assert (tmp_path / "trained" / name).read_bytes() == (demo / name).read_bytes()
    ours, theirs = (pl.read_ndjson(folder / "answers.jsonl") for folder in (demo, tmp_path / "trained"))
    assert (ours["output"] == theirs["output"]).mean() > 0.75
    score = dict(theirs.group_by("regime").agg(pl.col("score").mean()).iter_rows())
    assert score["recall"] >= 0.95
    assert score["interpolation"] >= 0.9
    assert score["hyperpolation"] <= 0.1
    assert score["hyperpolation"] < score["extrapolation"] < score["interpolation"]
    along = theirs.drop_nulls("digits").group_by("digits").agg(pl.col("score").mean()).sort("digits")
    assert along["score"][3:].is_sorted(descending=True)
    assert along["score"][3] > along["score"][7] + 0.5
    assert (tmp_path / "trained" / MODEL).is_file()


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


def test_recall_is_found_by_the_scan_and_not_only_declared(demo: Path) -> None:
    items = pl.read_parquet(demo / "items.parquet")
    in_corpus = pl.col("recall_documents") > 0
    assert items.filter(in_corpus)["regime"].unique().to_list() == ["recall"]
    assert items.filter(~in_corpus)["regime"].unique().sort().to_list() == [
        "extrapolation", "hyperpolation", "interpolation",
    ]  # fmt: skip
    assert (demo / "report.html").stat().st_size < 3_000_000
