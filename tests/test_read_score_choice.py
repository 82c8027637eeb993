"""What counts is how right an answer is: not that the call worked, nor how sure it was. A blank is neither."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from farfield.logs import ReadOptions, read_items
from farfield.records import FarfieldError, Items

RIGHT = 4  # of the ten answers


def read(folder: Path, column: Any, name: str = "log.jsonl", **options: Any) -> Items:
    rows = [{"id": n, "model": "m", "question": f"Q{n}?", **column(n)} for n in range(10)]
    path = folder / name
    path.write_text("\n".join(map(json.dumps, rows)))
    return read_items(str(path), ReadOptions(**options))


def warned(items: Items, text: str) -> bool:
    return any(text in warning for warning in items.warnings)


@pytest.mark.parametrize("worked", ["success", "Success", "is_success", "result", "outcome"])
@pytest.mark.parametrize(
    "right", ["exact_match", "acc", "em", "is_correct", "passed", "match", "acc_norm", "f1"]
)
def test_that_the_call_worked_is_no_score(tmp_path: Path, worked: str, right: str) -> None:
    items = read(tmp_path, lambda n: {worked: "success", right: int(n < RIGHT)})
    assert items.table["score"].mean() == 0.4
    assert warned(items, f"score = {right}; {worked} also holds scores")


def test_success_that_tells_answers_apart_is_a_score(tmp_path: Path) -> None:
    items = read(tmp_path, lambda n: {"success": n < RIGHT})
    assert (items.table["score"].mean(), items.warnings) == (0.4, [])
    same = read(tmp_path, lambda _: {"success": True})
    assert warned(same, "success says the same in every record: if it tells that a call worked")


@pytest.mark.parametrize(
    "right", ["correct", "passed", "isCorrect", "Exact Match", "success", "solved", "helpful"]
)
def test_how_sure_an_answer_is_is_no_score(tmp_path: Path, right: str) -> None:
    items = read(
        tmp_path,
        lambda n: {"score": {"confidence": 0.9, "latency_ms": 0.3, right: int(n < RIGHT), "cost": 0.01}},
    )
    assert items.table["score"].mean() == 0.4
    assert warned(items, f"score.{right} counts, not confidence, latency_ms, cost")


def test_parts_of_parts_go_by_their_names(tmp_path: Path) -> None:
    items = read(
        tmp_path, lambda n: {"scores": {"certainty": {"value": 0.9}, "quality": {"value": n < RIGHT}}}
    )
    assert items.table["score"].mean() == 0.4


def test_success_of_a_call_goes_behind_any_measure(tmp_path: Path) -> None:
    items = read(tmp_path, lambda n: {"scores": {"success": True, "quality": int(n < RIGHT)}})
    assert items.table["score"].mean() == 0.4
    assert warned(items, "scores.quality counts, not success")


@pytest.mark.parametrize("part", ["confidence", "wer", "logprob", "cost_usd", "duration_seconds", "loss"])
def test_an_object_without_a_measure_is_refused(tmp_path: Path, part: str) -> None:
    with pytest.raises(FarfieldError, match=f"score holds what is no score: an object of {part}"):
        read(tmp_path, lambda n: {"score": {part: n / 10}})
    items = read(tmp_path, lambda n: {"score": {part: n / 10}}, map={"score": f"score.{part}"})
    assert items.table["score"].mean() == pytest.approx(0.45)


@pytest.mark.parametrize("blank", [None, "", "  ", float("nan")])
@pytest.mark.parametrize("right", [1, True, "yes", "✓"])
def test_one_or_blank_cannot_be_told(tmp_path: Path, blank: Any, right: Any) -> None:
    column = lambda n: {"correct": right if n < RIGHT else blank}  # noqa: E731
    with pytest.raises(
        FarfieldError, match=r"4 records have a score, and whether blank \(6\) is wrong or not"
    ):
        read(tmp_path, column)
    assert read(tmp_path, column, score_words={"blank": 0.0}).table["score"].mean() == 0.4
    left_out = read(tmp_path, column, score_words={"blank": None})
    assert (left_out.table["score"].mean(), left_out.table["score"].null_count()) == (1, 6)
    assert not warned(left_out, "cannot be told")


def test_a_column_that_only_right_answers_have_cannot_be_told(tmp_path: Path) -> None:
    with pytest.raises(FarfieldError, match="--score-word blank=0 says that it is wrong"):
        read(tmp_path, lambda n: {"correct": True} if n < RIGHT else {})


def test_few_blanks_and_only_wrong_ones_are_warned_of(tmp_path: Path) -> None:
    few = read(tmp_path, lambda n: {"correct": 1 if n else None})
    assert few.table["score"].null_count() == 1
    assert warned(few, "whether blank (1) is wrong or not scored, cannot be told")
    wrong = read(tmp_path, lambda n: {"correct": 0 if n < RIGHT else "-"})
    assert warned(wrong, "whether - (6) is right or not scored, cannot be told")
    both = read(tmp_path, lambda n: {"correct": n % 2 if n < 8 else None})
    assert not warned(both, "cannot be told")


def test_other_columns_named_like_scores_are_told(tmp_path: Path) -> None:
    items = read(tmp_path, lambda n: {"judge_score": 1, "human_score": int(n < RIGHT), "correct_answer": 1})
    assert warned(items, "score = judge_score; human_score also holds scores")
    wide = read(
        tmp_path, lambda n: {"score": 0.5, "score_ada": int(n < RIGHT), "score_bob": 1, "max_score": 1}
    )
    assert warned(wide, "score = score; score_ada and score_bob also hold scores")


@pytest.mark.parametrize("name", ["Is Correct?", "Correct? (Y/N)", "Score:", "Accuracy (0/1)"])
def test_headings_as_people_write_them(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, lambda n: {name: "YN"[n >= RIGHT]}).table["score"].mean() == 0.4


def test_what_is_wrong_is_never_offered_as_a_score(tmp_path: Path) -> None:
    column = lambda n: {"is_wrong": int(n < RIGHT)}  # noqa: E731
    with pytest.raises(FarfieldError) as caught:
        read(tmp_path, column)
    assert "--map score=is_wrong" not in str(caught.value)
    assert warned(
        read(tmp_path, column, map={"score": "is_wrong"}), "the larger it is, the better the answer counts"
    )


def test_a_header_in_the_midst_of_a_table_is_no_record(tmp_path: Path) -> None:
    part = "question,correct\n" + "".join(f"q{n},{n % 2}\n" for n in range(5))
    (tmp_path / "log.csv").write_text(part + part.replace("q", "r").replace("ruestion", "question"))
    items = read_items(str(tmp_path / "log.csv"))
    assert (items.table.height, items.table["score"].mean()) == (10, 0.4)
    assert [(one.line, one.reason[:18]) for one in items.rejected] == [(7, "repeats the header")]
