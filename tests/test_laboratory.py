"""`farfield lab`: models in a world, profiled by the ordinary path, in a folder that resumes."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from farfield.cli import main
from farfield.jobs.lab import LabRunOptions, run_lab
from farfield.lab import DrawOptions, LabOptions, TrainingOptions
from farfield.records import FarfieldError

pytest.importorskip("jax", reason="the lab extra is not installed")

ITEMS = {"recall": 30, "interpolation": 40, "extrapolation": 20, "hyperpolation": 20}
TRAINING = TrainingOptions(
    width=16, batch=32, steps=50, cooling=50, cool_from=0.0, recall=0.0, interpolation=0.0, attempts=1
)
QUICK = LabRunOptions(LabOptions("carry_in", DrawOptions(rows=600, items=ITEMS, checks=40), TRAINING), (0, 1))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("lab") / "lab"
    run_lab(out, QUICK)
    return out


def test_each_seed_has_a_run_folder_of_its_own(folder: Path) -> None:
    for seed in (0, 1):
        held = {path.name for path in (folder / f"seed-{seed}").iterdir()}
        assert held >= {
            "corpus.jsonl", "answers.jsonl", "references.jsonl", "model.checkpoint", "training.json", "profile.json",
            "report.html", "run.json",
        }  # fmt: skip
    corpora = [(folder / f"seed-{seed}" / "corpus.jsonl").read_text() for seed in (0, 1)]
    assert corpora[0] != corpora[1], "each seed draws its own world"
    record = json.loads((folder / "lab.json").read_text())
    assert [one["seed"] for one in record["models"]] == [0, 1]
    assert not list(folder.glob("**/.training*"))


def test_the_scan_finds_the_regimes_that_the_world_has(folder: Path) -> None:
    items = pl.read_parquet(folder / "seed-0" / "items.parquet")
    assert items.height == sum(ITEMS.values())
    assert items.filter(pl.col("regime") != pl.col("regime_declared")).is_empty()


def test_what_is_finished_is_kept_and_seeds_are_added(folder: Path) -> None:
    kept = {path: path.stat().st_mtime_ns for path in folder.glob("seed-0/*")}
    run = run_lab(folder, replace(QUICK, seeds=(0, 1, 2)))
    assert [model.reused for model in run.models] == [True, True, False]
    assert {path: path.stat().st_mtime_ns for path in folder.glob("seed-0/*")} == kept
    assert [one.seed for one in run.record.models] == [0, 1, 2]


def test_a_folder_of_other_options_is_refused_and_left_alone(folder: Path) -> None:
    before = (folder / "lab.json").read_bytes()
    other = replace(QUICK, lab=replace(QUICK.lab, draw=replace(QUICK.lab.draw, rows=700)))
    with pytest.raises(FarfieldError, match="rows 600, not 700"):
        run_lab(folder, other)
    assert (folder / "lab.json").read_bytes() == before


def test_learning_rates_are_trained_beside_seeds(tmp_path: Path) -> None:
    run = run_lab(tmp_path, replace(QUICK, seeds=(3,), rates=(0.01, 0.001)))
    assert [one.folder for one in run.record.models] == ["rate-0.01-seed-3", "rate-0.001-seed-3"]
    corpora = {(tmp_path / one.folder / "corpus.jsonl").read_text() for one in run.record.models}
    answers = {(tmp_path / one.folder / "answers.jsonl").read_text() for one in run.record.models}
    assert (len(corpora), len(answers)) == (1, 2)


@pytest.mark.parametrize(
    ("told", "what", "remedy"),
    [
        (["carry_inn"], "there is no world 'carry_inn'", "carry_in"),
        (["carry_in", "--size", "20"], "width 20", "multiple of 16"),
        (["carry_in", "--size", "160000"], "would need about", "--size"),
        (["carry_in", "--rows", "0"], "a corpus of 0 rows", "--rows"),
        (["carry_in", "--widen", "digits"], "'digits' of carry_in cannot be widened", "carry"),
        (["carry_in", "--widen", "carry=many"], "'many' is no share", "carry=0.05"),
        (["carry_in", "--widen", "carry=1.5"], "1.5 is no share", "between 0 and 1"),
        (["carry_in", "--seeds", "0"], "no seeds", "--seeds"),
        (["three_numbers", "--rows", "0"], "a corpus of 0 rows", "--rows"),
        (["three_numbers", "--rows", "2"], "so few rows leave nothing to ask", "--rows"),
        (["affine_maps", "--rows", "1"], "so few rows leave nothing to ask", "--rows"),
        (["three_numbers", "--widen", "tens"], "'tens' of three_numbers cannot be widened", "along: c"),
        (["command_language", "--widen", "length=0.1"], "cannot be widened", "along: nothing"),
        (["affine_maps", "--widen", "shift=-1"], "-1 is no share", "between 0 and 1"),
        (["affine_maps", "--size", "72"], "width 72", "multiple of 16"),
        (["command_language", "--size", "160000"], "would need about", "--size"),
        (["command_language", "--rows", "999999999999"], "would need about", "--rows"),
    ],
)
def test_bad_input_is_told_clearly_and_nothing_is_trained(
    told: list[str], what: str, remedy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setattr(sys, "argv", ["farfield", "lab", *told, "--out", str(tmp_path / "lab")])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert what in said
    assert remedy in said
    assert "Traceback" not in said
    assert not list(tmp_path.glob("lab/*/*"))


def test_the_worlds_and_studies_are_listed(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    for command, name in (("lab", "carry_in"), ("study", "scale")):
        monkeypatch.setattr(sys, "argv", ["farfield", command])
        with pytest.raises(SystemExit) as left:
            main()
        assert not left.value.code
        assert name in capsys.readouterr().out


def test_training_that_was_broken_off_does_not_stand_in_the_way_of_more_seeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is unfinished lies in the folder of a model, never beside the lab, and belongs to its seeds alone."""
    from farfield.lab import training

    def break_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(training._Together, "_trained", break_off)
    with pytest.raises(KeyboardInterrupt):
        run_lab(tmp_path / "lab", QUICK)
    monkeypatch.undo()
    assert len(list(tmp_path.glob("lab/seed-0/.training-*/*.checkpoint"))) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["lab"]
    run = run_lab(tmp_path / "lab", replace(QUICK, seeds=(0, 1, 2)))
    assert len(run.models) == 3
    assert not list(tmp_path.glob("**/.training*"))
