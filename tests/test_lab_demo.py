"""The demo's files: their schema, what they say, and what is told where training falls short."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from farfield.lab.carry_world import WorldOptions, draw_world
from farfield.lab.demo import DemoData, DemoProgress, write_demo_data
from farfield.lab.options import DemoOptions, TrainingOptions
from farfield.lab.references import EXACT_ALGORITHM, LOOKUP_TABLE
from farfield.records import ITEM_SCHEMA, FarfieldError

TINY = DemoOptions(
    seed=2,
    world=WorldOptions(
        documents=300,
        recall_items=20,
        interpolation_items=20,
        extrapolation_items=8,
        hyperpolation_items=36,
        validation_sums=20,
    ),
    training=TrainingOptions(width=16, batch=8, steps=50, cooling=50, attempts=1),
)


@pytest.fixture(scope="module")
def told() -> list[DemoProgress]:
    return []


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, told: list[DemoProgress]) -> DemoData:
    pytest.importorskip("jax", reason="the lab extra is not installed")
    return write_demo_data(tmp_path_factory.mktemp("demo"), TINY, told.append)


def test_the_corpus_file_is_the_world_that_the_seed_stands_for(data: DemoData) -> None:
    documents = [json.loads(line) for line in data.corpus.read_text().splitlines()]
    assert [document["text"] for document in documents] == [
        document.document for document in draw_world(TINY.world, TINY.seed).corpus
    ]
    assert len({document["id"] for document in documents}) == len(documents) == data.documents


def test_the_answers_follow_the_item_schema_with_the_axes_beside(data: DemoData) -> None:
    answers = pl.read_ndjson(data.answers)
    known = [name for name in answers.columns if name in ITEM_SCHEMA]
    assert {name: answers.schema[name] for name in known} == {name: ITEM_SCHEMA[name] for name in known}
    assert set(ITEM_SCHEMA) - set(known) == {"epoch", "date"}
    assert set(answers.columns) - set(known) == {"digits", "addend_digits", "carry"}
    assert answers.select("subject", "item_id").is_unique().all()
    references = pl.read_ndjson(data.references)
    assert references.schema == answers.schema
    everyone = pl.concat([answers, references])
    assert answers["subject"].unique().to_list() == ["adder-16"]
    assert everyone["subject"].unique(maintain_order=True).to_list() == list(data.subjects)
    assert data.subjects == ("adder-16", EXACT_ALGORITHM, LOOKUP_TABLE)
    assert set(everyone.group_by("subject").len()["len"]) == {data.items}


def test_scores_are_exact_match_and_the_axis_has_no_place_for_a_changed_carry(data: DemoData) -> None:
    answers = pl.read_ndjson(data.answers)
    assert answers["score"].to_list() == (answers["output"] == answers["target"]).cast(float).to_list()
    on_axis = answers.filter(pl.col("carry") == 0)
    assert on_axis["digits"].to_list() == on_axis["addend_digits"].to_list()
    off_axis = answers.filter(pl.col("carry") != 0)
    assert off_axis["digits"].is_null().all()
    assert set(off_axis["regime"]) == {"hyperpolation"}


def test_the_references_score_what_is_known_of_them(data: DemoData) -> None:
    answers = pl.read_ndjson(data.references)
    exact = answers.filter(pl.col("subject") == EXACT_ALGORITHM)
    table = answers.filter(pl.col("subject") == LOOKUP_TABLE)
    assert exact["score"].min() == 1.0
    assert (table["score"] == (table["regime"] == "recall")).all()


def test_training_that_misses_its_thresholds_is_said_in_a_sentence(data: DemoData) -> None:
    assert not data.reached
    assert data.warnings[0].startswith("Training hit its ceiling of 100 steps in each of 1 attempts")


def test_progress_ends_every_stage_and_nothing_else_is_left_in_the_folder(
    data: DemoData, told: list[DemoProgress]
) -> None:
    last = {now.stage: now for now in told}
    assert list(last) == ["training adder-16", "answering"]
    assert all(now.done == now.total for now in last.values())
    assert sorted(path.name for path in data.corpus.parent.iterdir()) == [
        "answers.jsonl",
        "corpus.jsonl",
        "references.jsonl",
    ]


def test_a_missing_lab_extra_is_told_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "equinox", None)
    with pytest.raises(FarfieldError) as raised:
        write_demo_data(tmp_path)
    assert "the demo needs the lab extra" in raised.value.what
    assert "equinox" in raised.value.what
    assert raised.value.remedy == "pip install 'farfield[lab]'"
    assert not list(tmp_path.iterdir())


def test_the_demo_is_imported_without_jax() -> None:
    code = "import sys, farfield.lab.demo; print(sorted({'jax', 'equinox', 'optax'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.slow
def test_the_whole_demo_shows_what_it_promises(tmp_path: Path) -> None:
    pytest.importorskip("jax", reason="the lab extra is not installed")
    options = replace(DemoOptions(), seed=11)
    data = write_demo_data(tmp_path, options)
    adder = pl.read_ndjson(data.answers).filter(pl.col("subject") == data.subjects[0])
    score = dict(adder.group_by("regime").agg(pl.col("score").mean()).iter_rows())
    assert data.reached
    assert score["recall"] >= 0.95
    assert score["interpolation"] >= 0.9
    assert score["hyperpolation"] <= 0.1
    assert score["hyperpolation"] < score["extrapolation"] < score["interpolation"]
    along = adder.drop_nulls("digits").group_by("digits").agg(pl.col("score").mean()).sort("digits")
    assert along["score"][3:].is_sorted(descending=True)
    assert along["score"][3] > along["score"][7] + 0.5
