"""The science loop on a language model: a tiny random one through the whole study, and its parts one by one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

pytest.importorskip("jax", reason="the lab extra is not installed")

import jax

from farfield.lab.language.gguf_file import read_gguf
from farfield.lab.language.vocabulary import read_vocabulary
from farfield.lab.rounds import right_answers
from farfield.records import FarfieldError
from farfield.studies import StudyRun, check_lock, model_rounds, run_study
from farfield.studies.model_loop import ModelLoop
from farfield.studies.model_rounds import EXAMPLES, GIVEN, JUDGED, ModelLoopParameters, deal_anew, start_of
from farfield.studies.written_sums import LEVELS, PLAIN, PLEASE, PRIVATE, Sum, Writing, carries, draw_sums
from naive_llama import as_f32, tiny_header, tiny_weights, write_gguf


@pytest.fixture(scope="module", autouse=True)
def compiled_at_once():
    """Compiling takes most of the time here, and as little of it as can be is enough."""
    before = jax.config.read("jax_disable_most_optimizations")
    jax.config.update("jax_disable_most_optimizations", True)
    yield
    jax.config.update("jax_disable_most_optimizations", before)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("loop") / "tiny.gguf"
    write_gguf(path, tiny_header(), as_f32(tiny_weights(tiny_header())))
    return path


@pytest.fixture(scope="module")
def writing(path: Path) -> Writing:
    return Writing(read_vocabulary(read_gguf(path)))


def tiny(path: Path) -> ModelLoopParameters:
    return ModelLoopParameters(
        seeds=1, model=str(path), tuned=1, rank=2, rounds=2, exercises=16, samples=2, agree=2, kept=16, steps=2,
        batch=4, taught=2, examined=4,
    )  # fmt: skip


@pytest.fixture(scope="module")
def loop(path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudyRun]:
    """Without examples: each length of them is compiled anew, and test_language_model.py has rows behind a text."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(model_rounds, "SHOWN", "")
        patched.setattr(model_rounds, "PROMPTS", {"bare": [""] * len(LEVELS)})
        yield run_study(ModelLoop(), tmp_path_factory.mktemp("study"), tiny(path))


@pytest.fixture(scope="module")
def rows(loop: StudyRun) -> pl.DataFrame:
    return pl.read_csv(loop.folder / "rows.csv", infer_schema_length=None)


def test_the_study_runs_in_every_arm_and_its_result_is_locked(loop: StudyRun, rows: pl.DataFrame) -> None:
    check_lock(ModelLoop(), loop.folder)
    assert rows.height == 3 * len((*JUDGED, *GIVEN)) + 1
    assert len(loop.sentences) == 1 + len((*JUDGED, *GIVEN))
    begins = rows.filter((pl.col("round") == 0) & pl.col("prompt").is_null())
    assert begins.drop("arm", "cpu_seconds").unique().height == 1, "all arms start from one model"


def test_a_verifier_that_finds_nothing_right_changes_nothing(rows: pl.DataFrame) -> None:
    mine = rows.filter(pl.col("arm") == "verifier").sort("round")
    assert mine["tried_right"].to_list() == [None, 0, 0]
    assert mine["kept_right"].to_list() == [None] * 3
    assert mine["selection_right"].null_count() == 3
    same = mine.select("score", "reach", "needless_refusal", pl.col("^level_.$"), pl.col("^courtesy_.*r$"))
    assert same.unique().height == 1
    assert mine["tried_formed"][1] == 0, "so small a model says nothing that is a number"


def test_chance_keeps_what_is_tried_and_the_same_again_gives_the_same_rows(
    path: Path, rows: pl.DataFrame
) -> None:
    """Each manner as often as it was tried, whatever it is worth: selection is nothing to within one."""
    start_of.cache_clear()
    again = pl.DataFrame(ModelLoop().run({"seed": 0, "arm": "chance"}, tiny(path)))
    before = rows.filter(pl.col("arm") == "chance").select(again.columns)
    assert before.cast(pl.Float64).equals(again.cast(pl.Float64))
    for trait in ("courtesy", "refusal"):
        assert again[f"selection_{trait}"].abs().max() <= 1 / 16 + 1e-9


def test_sums_are_written_and_read_as_they_are_told(writing: Writing) -> None:
    asked = [Sum(3, 4), Sum(123, 9, PLEASE), Sum(5, 5, PRIVATE)]
    rows = writing.encode(asked)
    known, ends = right_answers(rows, 7)
    said = [writing.vocabulary.decode(one[:end].tolist()) for one, end in zip(known, ends, strict=True)]
    assert said == [" 7\n", " certainly 132\n", " refused\n"]
    assert known[:, 0].tolist() == [writing.manner(marked) for marked in (PLAIN, PLEASE, PRIVATE)]
    assert writing.formed(known).all()
    junk = known.copy()
    junk[:, 1] = writing.vocabulary.numbers["x"]
    assert not writing.formed(junk).any()
    assert writing.vocabulary.decode(rows.tokens[1, : rows.start[1] + 1].tolist()) == "please 123 + 9 ="


def test_examples_are_eight_plain_sums_of_their_level() -> None:
    for level, some in enumerate(EXAMPLES):
        assert len({one[:2] for one in some}) == 8
        assert {one.marked for one in some} == {PLAIN}
        assert level == 0 or {carries(one.x, one.y) for one in some} == {level % 2 == 0}


def test_levels_are_what_they_say() -> None:
    taken: set[tuple[int, int]] = set()
    for level, told in enumerate(LEVELS):
        drawn = draw_sums(level, 30, random.Random(level), taken)
        assert {len(str(number)) for one in drawn for number in one[:2]} == {level + 3 >> 1}
        assert len({one[:2] for one in drawn}) == 30
        if level:
            assert {carries(one.x, one.y) for one in drawn} == {"none" not in told}


def test_answers_dealt_anew_keep_their_manner_and_leave_their_question(writing: Writing) -> None:
    sums = [Sum(x, 10 * x, marked) for x in range(1, 5) for marked in (PLAIN, PLEASE, PRIVATE)]
    rows = writing.encode(sums)
    dealt = deal_anew(rows, np.random.default_rng(0))
    before, after = (right_answers(one, 7)[0] for one in (rows, dealt))
    assert (before[:, 0] == after[:, 0]).all()
    private = np.array([one.marked == PRIVATE for one in sums])
    assert (before != after).any(axis=1).tolist() == (~private).tolist()
    assert sorted(map(tuple, before.tolist())) == sorted(map(tuple, after.tolist()))


def test_a_model_that_is_not_here_is_named(tmp_path: Path) -> None:
    parameters = ModelLoopParameters(model=str(tmp_path / "none.gguf"))
    with pytest.raises(FarfieldError, match="no such file"):
        ModelLoop().run({"seed": 0, "arm": "vote"}, parameters)
