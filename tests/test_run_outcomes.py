"""A model that answers, refuses, says nothing, rambles, takes too long or fails: each counts as what it is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from farfield.families import get_family
from farfield.families.sampling import SampleOptions, sample_items
from farfield.logs import read_items
from farfield.options.asking import RunOptions, TaskOptions
from farfield.records import FarfieldError
from farfield.run.running import FamilyRun, run_family
from stub_server import HANG, serve

ITEMS = 14
LIMIT = 10  # seconds: time enough for the others on a busy machine
KINDS = ("right", "wrong", "empty", "refusal", "unparsed", "timeout", "error")


@pytest.fixture(scope="module")
def targets() -> dict[str, str]:
    options = SampleOptions(items=ITEMS, seed=3, axes={"base": (10,)}, checks=False)
    return {
        item.exercise.question: item.exercise.target for item in sample_items(get_family("addition"), options)
    }


@pytest.fixture(scope="module")
def behaviours(targets: dict[str, str]) -> dict[str, str]:
    return {question: KINDS[number % len(KINDS)] for number, question in enumerate(targets)}


def ask(url: str, out: Path, **options: object) -> FamilyRun:
    task = TaskOptions(items=ITEMS, seed=3, axes={"base": (10,)}, checks=False)
    asked = RunOptions(task, base_url=url, model_args={"api_key": "none"}, **options)  # type: ignore[arg-type]
    return run_family("addition", "openai-api/stub/model", out, asked)


@pytest.fixture(scope="module")
def run(targets, behaviours, tmp_path_factory) -> FamilyRun:
    said = {
        "wrong": "Answer: -1",
        "empty": "",
        "refusal": "I'm sorry, I cannot help.",
        "unparsed": "Well, well.",
    }

    def behaviour(question: str, _: int) -> object:
        kind = behaviours[question]
        if kind == "right":
            return f"Answer: {targets[question]}"
        return {**said, "timeout": HANG, "error": 400}[kind]

    with serve(behaviour) as server:
        return ask(server.url, tmp_path_factory.mktemp("logs"), limit_seconds=LIMIT)


def test_every_outcome_is_told_apart(run: FamilyRun) -> None:
    assert Counter(one.outcome for one in run.answers) == {
        "answered": 4, "empty": 2, "refusal": 2, "unparsed": 2, "timeout": 2, "error": 2,
    }  # fmt: skip


def test_no_answer_in_time_is_not_a_wrong_answer(run: FamilyRun) -> None:
    assert {one.score for one in run.answers if one.outcome in ("timeout", "error")} == {None}
    assert {one.score for one in run.answers if one.outcome in ("empty", "refusal", "unparsed")} == {0.0}
    assert sum(one.score or 0 for one in run.answers) == 2


def test_the_item_table_holds_the_outcomes(run: FamilyRun, behaviours: dict[str, str]) -> None:
    read = read_items(str(run.log))
    table = read.table
    told = dict(zip(table["question"], table["outcome"], strict=True))
    answered = {"right": "answered", "wrong": "answered"}
    assert told == {
        question: answered.get(kind, kind) for question, kind in behaviours.items() if kind != "error"
    }
    assert table.filter(pl.col("outcome") == "timeout")["score"].null_count() == 2
    assert any("ended in an error, left out: 2" in warning for warning in read.warnings)
    assert any("a limit ended (working): 2" in warning for warning in read.warnings)
    assert set(table["family"]) == {"addition"}
    assert table.schema["axis_digits"] == pl.Int64
    assert table["chance"].null_count() == 0


def test_a_request_that_failed_is_tried_again(targets, tmp_path: Path) -> None:
    unlucky = next(iter(targets))

    def behaviour(question: str, before: int) -> object:
        return 500 if question == unlucky and before == 0 else f"Answer: {targets[question]}"

    with serve(behaviour) as server:
        run = ask(server.url, tmp_path)
        assert server.asked[unlucky] == 2
    assert {one.score for one in run.answers} == {1.0}


def test_a_model_that_never_answers_is_an_error(tmp_path: Path) -> None:
    with serve(lambda *_: 400) as server, pytest.raises(FarfieldError) as caught:
        ask(server.url, tmp_path)
    assert "not one item was answered" in str(caught.value)
    assert "told to fail with 400" in str(caught.value)
    (log,) = tmp_path.glob("*.eval")
    assert log.name in (caught.value.remedy or "")


def test_the_examples_are_turns_and_the_seed_is_sent(targets, tmp_path: Path) -> None:
    with serve(lambda question, _: f"Answer: {targets[question]}") as server:
        ask(server.url, tmp_path, temperature=0.5, max_tokens=77)
        body = server.requests[0]
    assert [message["role"] for message in body["messages"]] == ["system", *["user", "assistant"] * 3, "user"]
    assert body["messages"][-1]["content"] in targets
    assert not {message["content"] for message in body["messages"][:-1]} & set(targets)
    assert (body["seed"], body["temperature"], body["max_tokens"]) == (3, 0.5, 77)
