"""The lab's files: their schema, what they say, and what is told where training falls short."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from farfield.extras import install_command, packages_of
from farfield.lab import DrawOptions, LabData, LabOptions, LabProgress, Place, TrainingOptions, write_lab_data
from farfield.lab.drawing import draw_world
from farfield.lab.worlds import get_world
from farfield.records import FarfieldError
from farfield.schemas import ITEM_SCHEMA

WORLD = get_world("carry_in")
ITEMS = {"recall": 20, "interpolation": 20, "extrapolation": 8, "hyperpolation": 36}
TINY = LabOptions(
    draw=DrawOptions(rows=300, items=ITEMS, checks=20),
    training=TrainingOptions(width=16, batch=8, steps=50, cooling=50, attempts=1),
)
EXACT, TABLE, NEAREST, LINEAR = (
    f"{name} (reference)" for name in ("exact algorithm", "lookup table", "nearest neighbour", "linear model")
)


@pytest.fixture(scope="module")
def told() -> list[LabProgress]:
    return []


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, told: list[LabProgress]) -> LabData:
    pytest.importorskip("jax", reason="the lab extra is not installed")
    place = Place(tmp_path_factory.mktemp("demo") / "seed-2", 2)
    (written,) = write_lab_data([place], TINY, told.append)
    return written


def test_the_corpus_file_is_the_world_that_the_seed_stands_for(data: LabData) -> None:
    documents = [json.loads(line) for line in data.corpus.read_text().splitlines()]
    assert [document["text"] for document in documents] == [
        WORLD.document(row.exercise) for row in draw_world(WORLD, TINY.draw, 2).corpus
    ]
    assert len({document["id"] for document in documents}) == len(documents) == data.documents


def test_the_answers_follow_the_item_schema_with_the_axes_beside(data: LabData) -> None:
    answers = pl.read_ndjson(data.answers)
    known = [name for name in answers.columns if name in ITEM_SCHEMA]
    assert {name: answers.schema[name] for name in known} == {name: ITEM_SCHEMA[name] for name in known}
    assert set(answers.columns) - set(known) == {
        "digits", "carry", "axis_digits", "axis_carry", "axes_hash", "family", "twin",
        "nuisance_answer_length",
    }  # fmt: skip
    assert answers.select("subject", "item_id").is_unique().all()
    references = pl.read_ndjson(data.references)
    assert set(references.columns) == set(answers.columns)
    everyone = pl.concat([answers, references])
    assert answers["subject"].unique().to_list() == ["transformer-16"]
    assert everyone["subject"].unique(maintain_order=True).to_list() == list(data.subjects)
    assert data.subjects == ("transformer-16", EXACT, TABLE, NEAREST, LINEAR)
    assert set(everyone.group_by("subject").len()["len"]) == {data.items}


def test_scores_are_exact_match_and_an_axis_has_no_place_for_what_leaves_another(data: LabData) -> None:
    answers = pl.read_ndjson(data.answers)
    assert answers["score"].to_list() == (answers["output"] == answers["target"]).cast(float).to_list()
    usual = answers.filter(pl.col("axis_carry") == 0)
    assert usual["digits"].to_list() == usual["axis_digits"].to_list()
    assert set(usual.filter(pl.col("axis_digits") > 4)["carry"]) == {None}
    off_axis = answers.filter(pl.col("axis_carry") != 0)
    assert off_axis["digits"].is_null().all()
    assert off_axis["carry"].to_list() == off_axis["axis_carry"].to_list()
    assert set(off_axis["regime"]) == {"hyperpolation"}


def test_the_references_score_what_is_known_of_them(data: LabData) -> None:
    said = {name: answers for (name,), answers in pl.read_ndjson(data.references).group_by("subject")}
    assert said[EXACT]["score"].min() == 1.0
    assert (said[TABLE]["score"] == (said[TABLE]["regime"] == "recall")).all()
    assert (said[LINEAR]["score"] == (said[LINEAR]["axis_carry"] == 0)).all()
    held = (said[NEAREST]["axis_carry"] == 0) & (said[NEAREST]["axis_digits"] <= 4)
    assert said[NEAREST].filter(held)["score"].min() == 1.0
    assert said[NEAREST].filter(~held)["score"].mean() < 0.1, "by chance alone"


def test_training_that_misses_its_thresholds_is_said_in_a_sentence(data: LabData) -> None:
    assert not data.reached
    assert data.warnings[0].startswith("Training (seed 2) hit its ceiling of 100 steps in each of 1 attempt")


def test_progress_ends_every_stage_and_nothing_else_is_left_in_the_folder(
    data: LabData, told: list[LabProgress]
) -> None:
    last = {now.stage: now for now in told}
    assert list(last) == ["training in carry_in", "answering"]
    assert all(now.done == now.total for now in last.values())
    held = sorted(path.name for path in data.corpus.parent.iterdir())
    assert held == ["answers.jsonl", "corpus.jsonl", "model.checkpoint", "references.jsonl", "training.json"]
    assert list(data.corpus.parent.parent.iterdir()) == [data.corpus.parent]


def test_a_missing_lab_extra_is_told_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "equinox", None)
    with pytest.raises(FarfieldError) as raised:
        write_lab_data([Place(tmp_path / "seed-0", 0)], TINY)
    assert raised.value.what == "training needs equinox, which is not installed"
    assert raised.value.remedy == f"Install with: {install_command(*packages_of('lab'))}"
    assert not list(tmp_path.iterdir())


def test_the_demo_and_the_lab_are_imported_without_jax() -> None:
    code = (
        "import sys, farfield.jobs.demo, farfield.jobs.lab; "
        "print(sorted({'jax', 'equinox', 'optax'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")
