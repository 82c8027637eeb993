"""Which column of a table is what: decided by the whole column and by what explains the others, and told."""

# ruff: noqa: ARG005 - the columns of a table are functions of two things, whether they need both or not

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from farfield.logs import ReadOptions, read_items
from farfield.records import FarfieldError, Items

LETTERS = "CABDCADBCD"


def read(folder: Path, rows: list[dict[str, Any]], name: str = "log.jsonl", **options: Any) -> Items:
    path = folder / name
    path.write_text("\n".join(map(json.dumps, rows)))
    return read_items(str(path), ReadOptions(**options))


def taken(items: Items) -> dict[str, str]:
    return dict(items.columns[0].fields)


def warned(items: Items, text: str) -> bool:
    return any(text in warning for warning in items.warnings)


def choices(**columns: Any) -> list[dict[str, Any]]:
    """Ten multiple choice questions; each column a function of the right letter's index."""
    return [
        {
            "id": n,
            "model": "m",
            "question": f"Pick {n}.",
            **{k: v("ABCD".index(c), n) for k, v in columns.items()},
        }
        for n, c in enumerate(LETTERS)
    ]


@pytest.mark.parametrize("form", ["ABCD", (0, 1, 2, 3), ("(A)", "(B)", "(C)", "(D)")])
def test_correct_is_the_right_answer_beside_is_correct(tmp_path: Path, form: Any) -> None:
    rows = choices(correct=lambda c, n: form[c], pred=lambda c, n: form[2], is_correct=lambda c, n: c == 2)
    items = read(tmp_path, rows)
    assert items.table["score"].mean() == 0.3
    assert taken(items)["score"] == "is_correct"
    assert taken(items)["target"] == "correct"
    assert taken(items)["output"] == "pred"


def test_correct_as_index_of_two_choices(tmp_path: Path) -> None:
    rows = choices(
        correct=lambda c, n: c % 2, prediction=lambda c, n: n % 2, is_correct=lambda c, n: c % 2 == n % 2
    )
    items = read(tmp_path, rows)
    assert (taken(items)["score"], taken(items)["target"]) == ("is_correct", "correct")


def test_correct_stays_the_score_beside_an_answer(tmp_path: Path) -> None:
    rows = choices(correct=lambda c, n: c == 2, answer=lambda c, n: "ABCD"[c], pred=lambda c, n: "C")
    assert taken(read(tmp_path, rows)) | {"score": "correct", "target": "answer", "output": "pred"} == taken(
        read(tmp_path, rows)
    )


@pytest.mark.parametrize(
    "gold", ["gold", "ground_truth", "reference", "target", "label", "expected", "correct_answer"]
)
def test_answer_is_the_output_beside_a_right_answer(tmp_path: Path, gold: str) -> None:
    rows = choices(
        answer=lambda c, n: f"river {n + 50}", **{gold: lambda c, n: f"stone {n}"}, score=lambda c, n: 0
    )
    fields = taken(read(tmp_path, rows))
    assert (fields["target"], fields["output"]) == (gold, "answer")


@pytest.mark.parametrize("said", ["output", "response", "prediction", "pred", "model_answer", "completion"])
def test_answer_is_the_target_beside_an_output(tmp_path: Path, said: str) -> None:
    rows = choices(answer=lambda c, n: n, **{said: lambda c, n: n + n % 2}, correct=lambda c, n: n % 2 == 0)
    items = read(tmp_path, rows)
    assert (taken(items)["target"], taken(items)["output"]) == ("answer", said)
    assert items.table["target"].to_list() == [str(n) for n in range(10)]


def test_answer_alone_is_told(tmp_path: Path) -> None:
    items = read(tmp_path, choices(answer=lambda c, n: "x", score=lambda c, n: n % 2))
    assert taken(items)["target"] == "answer"
    assert warned(items, "answer is taken for the right answer; if it is the model's: --map output=answer")


def test_answer_that_differs_between_answers_to_one_question_is_the_output(tmp_path: Path) -> None:
    rows = [
        {"id": n, "model": m, "question": f"Q{n}?", "answer": f"{m} says {n}", "score": n % 2}
        for m in ("a", "b")
        for n in range(5)
    ]
    items = read(tmp_path, rows)
    assert taken(items)["output"] == "answer"
    assert "target" not in taken(items)


def test_label_as_gold_as_verdict_and_as_answer(tmp_path: Path) -> None:
    gold = choices(label=lambda c, n: "ABCD"[c], prediction=lambda c, n: "C", acc=lambda c, n: float(c == 2))
    fields = taken(read(tmp_path, gold))
    assert (fields["score"], fields["target"], fields["output"]) == ("acc", "label", "prediction")
    verdict = choices(label=lambda c, n: "correct" if c == 2 else "incorrect", response=lambda c, n: "C")
    items = read(tmp_path, verdict)
    assert taken(items)["score"] == "label"
    assert items.table["score"].mean() == 0.3


def test_what_the_score_says_goes_before_the_name(tmp_path: Path) -> None:
    rows = choices(
        target=lambda c, n: f"set {n}",
        gold=lambda c, n: "ABCD"[c],
        output=lambda c, n: "I think so",
        pred=lambda c, n: "B",
        score=lambda c, n: int(c == 1),
    )
    items = read(tmp_path, rows)
    assert (taken(items)["target"], taken(items)["output"]) == ("gold", "pred")
    assert warned(items, "score says whether gold and pred agree")


def test_other_columns_of_scores_are_told(tmp_path: Path) -> None:
    items = read(tmp_path, choices(acc=lambda c, n: c % 2, acc_norm=lambda c, n: 1))
    assert taken(items)["score"] == "acc"
    assert warned(
        items, "score = acc; acc_norm also holds scores, and others (another: --map score=acc_norm)"
    )
    same = read(tmp_path, choices(correct=lambda c, n: c == 2, is_correct=lambda c, n: c == 2))
    assert not same.warnings


def test_a_score_column_that_is_none_is_told_where_another_counts(tmp_path: Path) -> None:
    items = read(tmp_path, choices(grade=lambda c, n: "ABCD"[c], passed=lambda c, n: c == 0))
    assert items.table["score"].mean() == 0.2
    assert warned(items, "score = passed; grade holds what is no score: ")


@pytest.mark.parametrize("column", ["subject", "agent", "system", "alias"])
def test_topics_are_no_models(tmp_path: Path, column: str) -> None:
    rows = [
        {"id": n, column: ("anatomy", "law", "physics")[n % 3], "question": f"Q{n}?", "score": n % 2}
        for n in range(12)
    ]
    items = read(tmp_path, rows)
    assert set(items.table["subject"]) == {"unknown"}
    assert warned(items, f"{column} holds 3 values that share no question, as topics do")
    mapped = read(tmp_path, rows, map={"subject": column})
    assert mapped.table["subject"].n_unique() == 3


def test_a_system_prompt_is_no_model(tmp_path: Path) -> None:
    prompt = "You are a careful assistant that answers every question with one word and nothing else."
    rows = [{"id": n, "system": prompt, "llm": "m7", "question": f"Q{n}?", "score": 1} for n in range(3)]
    assert set(read(tmp_path, rows).table["subject"]) == {"m7"}
    alone = read(tmp_path, [{k: v for k, v in row.items() if k != "llm"} for row in rows])
    assert set(alone.table["subject"]) == {"unknown"}
    assert warned(alone, "system holds long texts: it is not taken for the model")


def test_subjects_that_answer_the_same_questions_are_models(tmp_path: Path) -> None:
    rows = [
        {"id": n, "subject": s, "question": f"Q{n}?", "score": 1} for s in ("ada", "bob") for n in range(4)
    ]
    items = read(tmp_path, rows)
    assert set(items.table["subject"]) == {"ada", "bob"}
    assert not warned(items, "taken for the model")
    one = read(tmp_path, rows[:4])
    assert warned(one, "subject is taken for the model that answered; if it is a topic: --map subject=COL")
    own = read(tmp_path, [{"item_id": r["id"], "task": "t", **r} for r in rows[:4]])
    assert not warned(own, "taken for the model")


def test_ids_as_floats_and_as_texts(tmp_path: Path) -> None:
    rows = [{"id": float(n), "model": "m", "question": f"Q{n}?", "score": 1} for n in range(3)]
    assert read(tmp_path, rows).table["item_id"].to_list() == ["0", "1", "2"]
    (tmp_path / "a.csv").write_text("id,question,score\n0.0,Q0,1\n1.0,Q1,0\n")
    assert read_items(str(tmp_path / "a.csv")).table["item_id"].to_list() == ["0", "1"]


def test_an_instruction_that_all_records_share_is_no_question(tmp_path: Path) -> None:
    rows = [
        {"id": n, "question": "Answer the question.", "input": f"What is {n}?", "score": 1} for n in range(4)
    ]
    items = read(tmp_path, rows, map={"subject": "id"})
    assert items.table["question"][1] == "What is 1?"
    assert warned(items, "question says the same in every record: input is the question")


@pytest.mark.parametrize("value", ["print(1)", "first", "2024-01-01"])
@pytest.mark.parametrize("column", ["attempt", "trial", "repeat"])
def test_a_column_that_numbers_nothing_is_metadata(tmp_path: Path, column: str, value: str) -> None:
    rows = [{"id": n, "model": "m", "question": f"Q{n}?", column: value, "score": n % 2} for n in range(4)]
    items = read(tmp_path, rows)
    assert items.table["epoch"].to_list() == [1] * 4
    assert set(items.table[column]) == {value}


QUESTIONS = [f"What does item {n} weigh?" for n in range(10)]


def test_verdicts_name_no_task(tmp_path: Path) -> None:
    rows = [
        {"question": q, "model": "m", "eval": "correct" if n < 6 else "incorrect", "score": int(n < 6)}
        for n, q in enumerate(QUESTIONS)
    ]
    items = read(tmp_path, rows)
    assert items.table["task"].unique().to_list() == ["log"]
    assert items.table["score"].mean() == 0.6
    assert warned(items, "eval holds scores")


@pytest.mark.parametrize("known", [{}, {"task_id": 0}])
def test_prompts_of_agents_are_questions_and_no_tasks(tmp_path: Path, known: dict[str, int]) -> None:
    rows = [
        {**dict.fromkeys(known, n), "task": f"{q} Think first.", "model": "a", "success": n < 6}
        for n, q in enumerate(QUESTIONS)
    ]
    items = read(tmp_path, rows)
    assert items.table["task"].unique().to_list() == ["log"]
    assert items.table["score"].mean() == 0.6
    assert items.table["question"].to_list() == [f"{q} Think first." for q in QUESTIONS]
    assert warned(items, "it is the question, not the task")


def test_names_of_tasks_in_several_words_stay_tasks(tmp_path: Path) -> None:
    names = ["high school world history", "college computer science exams"]
    rows = [{"question": q, "task": names[n % 2], "model": "m", "score": 1} for n, q in enumerate(QUESTIONS)]
    assert set(read(tmp_path, rows).table["task"]) == set(names)


@pytest.mark.parametrize("blank", ["", None])
def test_a_question_that_is_mostly_blank_gives_way(tmp_path: Path, blank: str | None) -> None:
    rows = [
        {"id": n, "prompt": q, "problem": blank if n < 7 else "more", "model": "m", "score": 1}
        for n, q in enumerate(QUESTIONS)
    ]
    items = read(tmp_path, rows)
    assert items.table["question"].to_list() == QUESTIONS
    assert warned(items, "problem says nothing in 7 of 10 records")


@pytest.mark.parametrize("blank", ["", None])
@pytest.mark.parametrize("names", [("instruction", "input"), ("Instruction", "Input")])
def test_an_input_is_part_of_the_question_that_its_instruction_asks(
    tmp_path: Path, blank: str | None, names: tuple[str, str]
) -> None:
    added = [blank if n < 7 else f"Given {n}." for n in range(10)]
    rows = [
        {"id": n, names[0]: q, names[1]: added[n], "model": "m", "output": "x", "score": 1}
        for n, q in enumerate(QUESTIONS)
    ]
    items = read(tmp_path, rows)
    assert items.table["question"].to_list() == [
        *QUESTIONS[:7],
        *(f"{QUESTIONS[n]}\nGiven {n}." for n in (7, 8, 9)),
    ]
    assert taken(items)["question"] == " + ".join(names)
    assert not {name.casefold() for name in items.table.columns} & {"instruction", "input"}
    alone = read(tmp_path, rows, map={"question": names[0]})
    assert alone.table["question"].to_list() == QUESTIONS


def test_an_input_alone_varies_under_one_instruction(tmp_path: Path) -> None:
    rows = [
        {"id": n, "instruction": "Answer briefly.", "input": q, "model": "m", "score": 1}
        for n, q in enumerate(QUESTIONS)
    ]
    assert read(tmp_path, rows).table["question"].to_list() == QUESTIONS


def test_several_columns_make_up_a_field(tmp_path: Path) -> None:
    rows = [
        {"id": n, "passage": f"P{n}", "question": "Who?", "vendor": "v", "name": f"m{n % 2}", "score": 1}
        for n in range(4)
    ]
    items = read(tmp_path, rows, map={"question": "passage,question", "subject": "vendor, name"})
    assert items.table["question"].to_list() == [f"P{n}\nWho?" for n in range(4)]
    assert set(items.table["subject"]) == {"v · m0", "v · m1"}
    with pytest.raises(FarfieldError, match="no column 'context,story' for question"):
        read(tmp_path, rows, map={"question": "context,story"})


def test_a_row_of_sums_beside_the_items_is_told(tmp_path: Path) -> None:
    rows = [{"id": str(n), "question": q, "model": "m", "score": int(n < 2)} for n, q in enumerate(QUESTIONS)]
    assert not warned(read(tmp_path, rows), "without a question")
    items = read(tmp_path, [*rows, {"id": "overall", "model": "m", "score": 0.95}])
    assert warned(items, "records without a question where others have one: 1, the first in row 11")


def test_a_record_for_each_metric_is_no_further_answer(tmp_path: Path) -> None:
    rows = [
        {"id": n, "model": model, "metric": metric, "score": score}
        for n in range(10)
        for model in "ab"
        for metric, score in (("f1", 0.9), ("exact_match", int(n < 4)))
    ]
    items = read(tmp_path, rows)
    assert len(items.table) == 20
    assert items.table["score"].mean() == 0.4
    assert warned(items, "exact_match counts, not f1 (another: --where metric=f1)")
    other = read(tmp_path, rows, where=("metric=f1",))
    assert len(other.table) == 20
    assert other.table["score"].mean() == pytest.approx(0.9)


def test_a_metric_that_differs_by_task_leaves_all_answers(tmp_path: Path) -> None:
    rows = [{"id": n, "model": "m", "metric": "f1" if n < 5 else "em", "score": n % 2} for n in range(10)]
    assert len(read(tmp_path, rows).table) == 10


def test_a_constant_beside_the_models_names_is_their_provider(tmp_path: Path) -> None:
    rows = [
        {"id": n, "model": "hf", "model_name": f"m-{k}", "score": int(n < k)}
        for k in (1, 5)
        for n in range(10)
    ]
    items = read(tmp_path, rows)
    assert set(items.table["subject"]) == {"m-1", "m-5"}
    assert warned(items, "model says the same in every record: model_name is the model")


def test_texts_that_parquet_holds_as_bytes_are_texts(tmp_path: Path) -> None:
    pq.write_table(
        pa.table(
            {
                "question": [q.encode() for q in QUESTIONS[:9]] + ["Où est-elle ?".encode()],
                "image": [b"\xff\xd8"] * 10,
                "correct": [n < 4 for n in range(10)],
            }
        ),
        tmp_path / "log.parquet",
    )
    items = read_items(str(tmp_path / "log.parquet"), ReadOptions())
    assert items.table["question"].to_list() == [*QUESTIONS[:9], "Où est-elle ?"]
