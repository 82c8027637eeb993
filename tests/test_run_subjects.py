"""Subjects whose skill is known, asked as a model is asked: each must be recovered from the log it leaves."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from farfield.families import FamilyItem, get_family
from farfield.families.sampling import SampleOptions, sample_items
from farfield.logs import read_items
from farfield.options.asking import RunOptions, TaskOptions
from farfield.records import FarfieldError
from farfield.run.running import FamilyRun, run_family
from farfield.run.subjects import shown_points

ITEMS = 60
TASK = TaskOptions(items=ITEMS, seed=5)
FAMILY = get_family("addition")


@pytest.fixture(scope="module")
def items() -> list[FamilyItem]:
    return sample_items(FAMILY, SampleOptions(items=ITEMS, seed=5))


def ask(
    subject: str, out: Path, task: TaskOptions = TASK, **model_args: object
) -> tuple[FamilyRun, pl.DataFrame]:
    run = run_family("addition", f"farfield/{subject}", out, RunOptions(task, model_args=model_args))
    table = read_items(str(run.log)).table
    return run, table.filter(pl.col("probe").is_null()) if "probe" in table.columns else table


def scores(table: pl.DataFrame, **values: object) -> set[float]:
    return set(table.filter(**values)["score"])


def write_corpus(path: Path, texts: list[str]) -> str:
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    return str(path)


def test_the_exact_algorithm_is_right_everywhere(tmp_path: Path) -> None:
    run, table = ask("exact", tmp_path)
    assert set(table["score"]) == {1.0}
    assert all(one.score == 1 for one in run.answers)
    assert any(one.check for one in run.answers)
    assert table.height == ITEMS


def test_the_lookup_table_knows_its_corpus_and_nothing_else(items: list[FamilyItem], tmp_path: Path) -> None:
    asked = [item for item in items if item.condition == "item"]
    known = asked[::4]
    corpus = write_corpus(
        tmp_path / "corpus.jsonl",
        [f"Once more: {item.exercise.question}\nAnswer: {item.exercise.target}" for item in known],
    )
    _, table = ask("lookup", tmp_path, corpus=corpus)
    right = set(table.filter(score=1.0)["item_id"])
    assert right == {item.item_id for item in known}
    assert set(table.filter(score=0.0)["outcome"]) == {"empty"}


def test_the_lookup_table_says_what_its_corpus_says(items: list[FamilyItem], tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus.jsonl", [f"{items[0].exercise.question} Answer: 7"])
    _, table = ask("lookup", tmp_path, corpus=corpus)
    assert table.filter(item_id=items[0].item_id)["output"].to_list() == ["Answer: 7"]


def test_the_nearest_neighbour_reaches_as_far_as_its_examples(tmp_path: Path) -> None:
    corpus = write_corpus(
        tmp_path / "corpus.jsonl", ["12 + 34 = 46", "8 + 7 = 15", "We know that 345 + 271 = 616."]
    )
    _, table = ask("nearest", tmp_path, corpus=corpus)
    usual = table.filter(axis_base=10)
    assert {level: scores(usual, axis_digits=level) for level in (1, 2, 3, 4, 5, 6, 8, 12)} == {
        level: {float(level <= 3)} for level in (1, 2, 3, 4, 5, 6, 8, 12)
    }


def test_points_are_read_out_of_texts_once() -> None:
    texts = ["12 + 34 = 46, and 12 + 35 = 47", "12 + 34 = 47 is wrong", "nothing"]
    assert shown_points(FAMILY, texts) == [{"digits": 2, "base": 10}]


def test_the_reciter_is_right_in_the_usual_world_only(tmp_path: Path) -> None:
    run, table = ask("reciter", tmp_path)
    assert scores(table, axis_base=10) == {1.0}
    off = table.filter(pl.col("axis_base") != 10)
    told = off.filter(pl.col("default_answer").is_not_null())
    assert set(told["score"]) == {0.0}
    assert all(one.recited for one in run.answers if one.recited is not None and not one.check)


def test_a_subject_needs_its_corpus(tmp_path: Path) -> None:
    with pytest.raises(FarfieldError, match="needs the corpus"):
        run_family("addition", "farfield/lookup", tmp_path)


def test_arguments_that_a_subject_does_not_take(tmp_path: Path) -> None:
    with pytest.raises(FarfieldError, match="slots") as caught:
        run_family("addition", "farfield/exact", tmp_path, RunOptions(TASK, model_args={"slots": 2}))
    assert "corpus" in (caught.value.remedy or "")


def test_a_subject_answers_what_farfield_asks_only(tmp_path: Path) -> None:
    from inspect_ai import Task, eval
    from inspect_ai.dataset import Sample

    import farfield.run.entry  # noqa: F401 - registers the provider

    task = Task(dataset=[Sample(input="Who are you?", target="nobody")])
    (log,) = eval(task, model="farfield/exact", log_dir=str(tmp_path), display="none", fail_on_error=False)
    assert log.samples is not None
    assert log.samples[0].error is not None
    assert "tasks of Farfield only" in log.samples[0].error.message


INSPECT = [
    sys.executable,
    "-c",
    "import sys; from inspect_ai._cli.main import main; sys.argv[0] = 'inspect'; main()",
]


@pytest.mark.slow
def test_inspect_finds_tasks_and_models_by_their_names(tmp_path: Path) -> None:
    asked = ["-T", "items=30", "-T", "shots=2", "-T", "axes=base=8,10", "--display", "none"]
    command = [
        *INSPECT,
        "eval",
        "farfield/addition",
        "--model",
        "farfield/exact",
        *asked,
        "--log-dir",
        "logs",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (log,) = (tmp_path / "logs").glob("*.eval")
    table = read_items(str(log)).table
    assert set(table["axis_base"]) == {8, 10}
    assert set(table["subject"]) == {"farfield/exact"}
    assert set(table["score"]) == {1.0}
    corpus = write_corpus(tmp_path / "corpus.jsonl", ["We know that 345 + 271 = 616."])
    profile = [
        sys.executable,
        "-c",
        "from farfield.cli import main; main()",
        "profile",
        str(log),
        "--corpus",
        corpus,
    ]
    done = subprocess.run(profile, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "farfield-out" / "report.html").exists()


def test_what_inspect_makes_of_a_log_it_can_read_again(tmp_path: Path) -> None:
    from inspect_ai.log import read_eval_log, read_eval_log_sample

    run, table = ask("exact", tmp_path, TaskOptions(items=4))
    log = read_eval_log(str(run.log))
    assert log.eval.metadata is not None
    assert log.eval.metadata["axes_hash"] == table["axes_hash"][0]
    assert log.results is not None
    assert log.results.scores[0].metrics["accuracy"].value == 1
    sample = read_eval_log_sample(str(run.log), id=table["item_id"][0])
    assert sample.input == table["question"][0]
    assert sample.messages[-1].text == f"Answer: {sample.target}"
