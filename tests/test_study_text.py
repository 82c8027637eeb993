"""The study of real text: words measured exactly, models of counts whose answers are known, a run that goes on."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from farfield.records import FarfieldError
from farfield.results.structs import known
from farfield.studies import check_lock, run_study
from farfield.studies.text import TextStudy
from farfield.studies.text.answers import Answers, Tokens, answers_of, tokens_of
from farfield.studies.text.asking import KINDS
from farfield.studies.text.counting import ARMS, Counted, copies
from farfield.studies.text.halves import HALVES
from farfield.studies.text.outcomes import rows_of, write_outcomes
from farfield.studies.text.prepared import Prepared, prepare, support_of
from farfield.studies.text.sources import read_wheels
from farfield.studies.text.suffixes import SuffixIndex
from farfield.studies.text.summary import summarise_text
from farfield.studies.text.tallies import interval, per_decade
from farfield.studies.text.tokens import learn_vocabulary
from farfield.studies.text.wheels import WHEELS, parse_wheel
from test_cli import run
from text_worlds import TINY, tiny


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tiny(tmp_path_factory.mktemp("text")), None, None)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, Any]]:
    """A run of models of counts alone, typed, whole: its folder and its result."""
    folder = tmp_path_factory.mktemp("study")
    parameters = tiny(folder / "corpus")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TextStudy, "quick", replace(parameters, corpus=(), packages=WHEELS))
        typed = ["study", "text", "--quick", "--corpus", str(folder / "corpus"), "--out", str(folder / "out")]
        assert run(*typed, "--quiet", monkeypatch=patch) == 0
    return folder / "out", json.loads((folder / "out" / "result.json").read_text())


def support_by_hand(prepared: Prepared, word: int, text: list[int]) -> int:
    asked = prepared.asked
    window, start, length = (int(part[word]) for part in (asked.window, asked.start, asked.length))
    row = asked.windows[window].tolist()
    found = 0
    for support in range(min(48, start) + 1):
        wanted = row[start - support : start + length]
        if any(text[at : at + len(wanted)] == wanted for at in range(len(text) - len(wanted) + 1)):
            found = support
    return found


def test_support_is_that_of_brute_force_and_the_vocabulary_reads_back(prepared: Prepared) -> None:
    text = prepared.text("part", "B")
    rng = np.random.default_rng(1)
    some = rng.choice(len(prepared.asked.start), 60, replace=False)
    found = support_of(prepared.asked, SuffixIndex(text))
    by_hand = [support_by_hand(prepared, int(word), text.tolist()) for word in some]
    assert found[some].tolist() == by_hand
    assert len(set(by_hand)) > 3
    assert np.array_equal(prepared.support_by("part", "B"), found)
    said = "    def häß(self):\n\treturn x_1 + '  '\n"
    tokens = prepared.vocabulary.encode(said).tokens
    assert b"".join(prepared.vocabulary.bytes[one] for one in tokens).decode() == said
    assert learn_vocabulary(["ab ab ab abc"], 258).bytes[256:] == [b"ab", b" ab"]


def test_models_of_counts_answer_what_is_known(prepared: Prepared) -> None:
    """Nothing without support, all that is a lookup's; a copier all renamed twins, and counts none."""
    asked, tokens = prepared.asked, tokens_of(prepared.asked)
    index, text = prepared.index("whole", "A"), prepared.text("whole", "A")
    counted = Counted(index, text, asked.windows, tokens, prepared.vocabulary.size)
    right = {name: answers_of(arm(counted), tokens, len(asked.start)).right for name, arm in ARMS.items()}
    support, renamed = prepared.support_by("whole", "A"), asked.kind == KINDS.index("renamed")
    assert renamed.sum() == 20
    assert (support[renamed] == 0).all()
    assert not right["unbounded"][support == 0].any()
    trained = (asked.kind == KINDS.index("training")) & (asked.side == 0)
    assert (support[trained] == asked.start[trained]).all()
    assert right["unbounded"][trained].mean() > 0.97
    assert right["copying"][renamed].all()
    assert not right["interpolated"][renamed].any()
    assert right["counting_and_copying"].mean() >= right["interpolated"].mean()
    guesses, lengths = copies(np.array([[5, 6, 7, 5, 6, 9]]))
    assert (guesses[0].tolist(), lengths[0].tolist()) == ([-1, -1, -1, -1, 6, 7], [0, 0, 0, 0, 1, 2])


def test_a_run_is_locked_and_says_what_must_be(finished: tuple[Path, Mapping[str, Any]]) -> None:
    out, result = finished
    check_lock(TextStudy(), out)
    summary = result["summary"]
    assert result["command"] == f"farfield study text --quick --corpus {out.parent / 'corpus'}"
    rungs = {(one["arm"], one["text"]): one for one in summary["rungs"]}
    lookup = rungs["unbounded", "whole"]
    assert lookup["without_support"]["mean"] == 0
    assert lookup["training"]["mean"] > 0.97 > lookup["not_in_training"]["mean"]
    assert rungs["copying", "whole"]["renamed"]["mean"] == 1
    assert rungs["copying", "whole"]["gap"]["mean"] == 0
    more = {one["arm"]: one for one in summary["more_text"]}["unbounded"]
    assert more["nearer"]["mean"] + more["curve"]["mean"] == pytest.approx(more["unseen"]["mean"], abs=1e-3)
    assert {one["kind"] for one in summary["own_control"]} == {"unseen", "held_out", "training"}


def test_all_of_the_fall_of_a_lookup_comes_back_within_words(prepared: Prepared) -> None:
    """What is right exactly where the text holds a token of context with the word: its twin slope is its crude one."""
    right = {half: prepared.support_by("whole", half) > 0 for half in HALVES}
    nothing = np.full(len(prepared.asked.start), np.nan)
    rows = rows_of(prepared, "whole", {half: Answers(some, nothing) for half, some in right.items()})
    (found,) = (row for row in rows if row["kind"] == "own_control_held_out")
    assert found["share"] == pytest.approx(1, abs=0.02)
    assert {row["right"] for row in rows if row["kind"] == "renamed"} == {0}


def test_who_knows_its_own_half_alone_has_all_of_the_gap_and_dealt_anew_none_of_it(
    prepared: Prepared,
) -> None:
    nothing = np.full(len(prepared.asked.start), np.nan)
    answers = {half: Answers(prepared.asked.side == at, nothing) for at, half in enumerate(HALVES)}
    rung = {"arm": "own", "width": 0, "text": "whole", "seed": 0}
    rows = pl.DataFrame(
        [{**rung, **row} for row in rows_of(prepared, "whole", answers)], infer_schema_length=None
    )
    (found,) = summarise_text(rows, TINY).rungs
    figures = found.along
    assert (figures.own.mean, figures.other.mean, figures.gap.low) == (1, 0, 1)
    assert abs(known(figures.dealt_gap.mean)) < 0.2


def test_a_run_that_was_stopped_gives_the_same_rows(
    finished: tuple[Path, Mapping[str, Any]], tmp_path: Path
) -> None:
    whole, _ = finished

    class Stopping(TextStudy):
        def run(self, cell: Any, parameters: Any) -> Any:
            if cell["arm"] == "interpolated":
                raise KeyboardInterrupt
            return super().run(cell, parameters)

    study = Stopping()
    parameters = study.of_text(TINY, None, [str(whole.parent / "corpus")])
    with pytest.raises(KeyboardInterrupt):
        run_study(study, tmp_path, parameters)
    run_study(TextStudy(), tmp_path, parameters)
    rows = [
        pl.read_csv(folder / "rows.csv", schema_overrides={"code": pl.String}).drop("cpu_seconds", "code")
        for folder in (whole, tmp_path)
    ]
    assert rows[0].equals(rows[1])


def test_training_that_was_stopped_ends_in_the_same_model(
    prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With quick steps that hang on every batch and rate in order; the decoder looks at nothing behind a token."""
    learning = pytest.importorskip("farfield.studies.text.learning")
    decoder, block = learning.Decoder, pytest.importorskip("farfield.studies.text.decoder").Block
    parameters = replace(TINY, tokens=32 * 4 * 6)
    text, size = prepared.text("whole", "A"), prepared.vocabulary.size
    rung, rng = learning.Rung(8, "A", "whole", 0), np.random.default_rng(0)

    def steps(model: Any, moments: Any, batches: Any, rates: Any) -> tuple[Any, Any]:
        moved = model.token
        for rows, rate in zip(np.asarray(batches), np.asarray(rates), strict=True):
            moved = moved / 2 + rate * rows.mean()
        return model._replace(token=moved), moments

    monkeypatch.setattr(learning, "start", lambda *_: decoder(np.ones((3, 2)), [], np.ones(2)))
    monkeypatch.setattr(learning, "take_steps", steps)
    once = learning.learn(rung, text, parameters, size, None)
    saving = learning.save

    def stop(*typed: Any) -> None:
        saving(*typed)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(learning, "save", stop)
        with pytest.raises(KeyboardInterrupt):
            learning.learn(rung, text, parameters, size, tmp_path)
    again = learning.learn(rung, text, parameters, size, tmp_path)
    assert np.array_equal(once.token, again.token)
    assert once.token[0, 0] not in (0, 1)

    shapes = ((8,), (8, 24), (8, 8), (8,), (8, 32), (32, 8))
    weights = [rng.normal(size=shape).astype(np.float32) for shape in shapes]
    model = decoder(rng.normal(size=(9, 8)).astype(np.float32), [block(*weights)], np.ones(8, np.float32))
    windows = np.array([[1, 2, 3, 4, 5], [1, 2, 3, 4, 8]])
    places = Tokens(*(np.array(part) for part in ([0, 1, 2], [0, 1, 1], [3, 3, 4], [4, 4, 8])))
    said = learning.ask(model, windows, places)
    assert said.bits[0] == said.bits[1] != said.bits[2]
    assert np.isfinite(said.bits).all()


def test_a_wheel_is_read_only_where_its_hash_fits(tmp_path: Path) -> None:
    good, long = "x = 1\n" * 60, "# licence\n# more\n"
    with zipfile.ZipFile(tmp_path / "some-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr("some/one.py", long + good)
        archive.writestr("some/copy.py", good)
        archive.writestr("some/tests/test_one.py", "y = 1\n" * 60)
        archive.writestr("some/made.py", "# @generated\n" + "z = 1\n" * 60)
        archive.writestr("some/short.py", "x")
    path = next(tmp_path.glob("*.whl"))
    told = "A some 1.0 " + hashlib.sha256(path.read_bytes()).hexdigest()
    assert [(one.package, one.text) for one in read_wheels((told,), tmp_path, 10_000)] == [("some", good)]
    with pytest.raises(FarfieldError, match="is not the wheel that the study names"):
        read_wheels((told[:-1] + ("0" if told[-1] != "0" else "1"),), tmp_path, 10_000)


def test_what_the_text_study_cannot_do_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for typed, said in (
        (["text", "--wheels", str(tmp_path)], "25 of 25 wheels are missing, django 5.2.19 for one"),
        (["text", "--corpus", __file__], "1 packages of text are too few to deal"),
        (["market", "--corpus", "."], "learns from no text"),
        (["market", "--quick"], "has no quick run"),
    ):
        assert run("study", *typed, "--out", str(tmp_path / "out"), monkeypatch=monkeypatch) != 0
        assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_outcomes_are_an_ordinary_table(
    prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lookup that is right from two tokens of support on: near all is right, far nothing."""
    support = prepared.support_by("whole", "A")
    answers = Answers(support >= 2, np.full(len(support), np.nan))
    write_outcomes(tmp_path / "a.parquet", prepared, "whole", "A", "lookup", answers)
    typed = [
        "profile",
        str(tmp_path / "a.parquet"),
        "--ruler",
        "column:unsupported",
        "--out",
        str(tmp_path / "run"),
    ]
    assert run(*typed, "--quiet", monkeypatch=monkeypatch) == 0
    profile = json.loads((tmp_path / "run" / "profile.json").read_text())
    by_task = {one["task"]: one["rulers"]["column:unsupported"] for one in profile["profiles"]}
    near, far = (by_task["unseen"]["gap"][end] for end in ("near", "far"))
    assert near > 0.9
    assert far == 0


def test_the_packages_stand_on_one_side_each_and_ten_times_the_parameters_are_a_decade() -> None:
    wheels = [parse_wheel(one) for one in WHEELS]
    assert len({one.name for one in wheels}) == len(wheels)
    assert {one.side for one in wheels} == {"A", "B", "T"}
    assert all(len(one.sha256) == 64 for one in wheels)
    values = [np.array([0.1, 0.2]), np.array([0.3, 0.3])]
    assert per_decade(values, [10, 100]) == pytest.approx([0.2, 0.1])
    assert np.isnan(per_decade(values[:1], [10])).all()
    found = interval(np.array([0.5, *np.linspace(0, 1, 101)]))
    assert (found.mean, found.low, found.high) == (0.5, 0.025, 0.975)
