"""Which answers are answers to one item: ids that begin anew, repeats, samples, duplicates, files, facets, clusters."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from farfield.logs import ReadOptions, read_items
from farfield.measure.clusters import own_clusters
from farfield.records import Items

Rows = list[dict[str, Any]]


def write(folder: Path, rows: Rows, name: str = "log.jsonl") -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(map(json.dumps, rows)))
    return str(path)


def read(folder: Path, rows: Rows, **options: Any) -> Items:
    return read_items(write(folder, rows), ReadOptions(**options))


def warned(items: Items, text: str) -> bool:
    return any(text in warning for warning in items.warnings)


def clusters(items: Items) -> int:
    return own_clusters(items.table).n_unique()


def test_n_samples_a_task_are_its_epochs(tmp_path: Path) -> None:
    rows = [
        {"task_id": f"HumanEval/{task}", "completion": f"return {n // 2}", "passed": n % 2 == 1}
        for task in range(3)
        for n in range(10)
    ]
    items = read(tmp_path, rows)
    assert (items.table["score"].mean(), len(items.table), clusters(items)) == (0.5, 30, 3)
    assert items.table.filter(item_id="HumanEval/0")["epoch"].to_list() == list(range(1, 11))


def test_samples_that_are_alike_are_samples_all_the_same(tmp_path: Path) -> None:
    right = {0: 9, 1: 5, 2: 1}
    rows = [
        {"task_id": task, "completion": "pass" if n < good else "fail", "passed": n < good}
        for task, good in right.items()
        for n in range(10)
    ]
    items = read(tmp_path, rows)
    assert (len(items.table), items.table["score"].mean()) == (30, 0.5)


def test_what_stands_there_twice_in_all_is_left_out(tmp_path: Path) -> None:
    rows = [{"id": n, "model": "m", "question": f"Q{n}?", "score": n % 2} for n in range(6)]
    items = read(tmp_path, [*rows, rows[1]])
    assert len(items.table) == 6
    assert warned(items, "records that are the same as an earlier one, left out: 1")
    twice = read(tmp_path, [*rows, *rows])
    assert (len(twice.table), twice.table["epoch"].max()) == (6, 1)
    samples = [row | {"output": k} for row in rows for k in range(4)]
    again = read(tmp_path, [*samples, *samples])
    assert (len(again.table), again.table["epoch"].max()) == (24, 4)


def test_ids_that_begin_anew_in_each_subset(tmp_path: Path) -> None:
    rows = [
        {"id": n, "model": m, "category": c, "question": f"Which {c} is number {n}?", "score": n % 2}
        for m in ("a", "b")
        for c in ("bone", "law", "star")
        for n in range(4)
    ]
    items = read(tmp_path, rows)
    assert (items.table["item_id"].n_unique(), clusters(items), items.table["epoch"].max()) == (12, 12, 1)
    assert "3 · law" in set(items.table["item_id"])
    assert warned(items, "records whose id has another question in another record, read as different items")
    bare = [{k: v for k, v in row.items() if k != "category"} for row in rows]
    assert read(tmp_path, bare).table["item_id"].n_unique() == 12


def test_ids_that_begin_anew_in_each_file(tmp_path: Path) -> None:
    files = [
        write(
            tmp_path,
            [{"id": n, "model": "m", "task": "t", "question": f"{part} {n}?", "score": 1} for n in range(3)],
            f"{part}.jsonl",
        )
        for part in ("law", "star")
    ]
    items = read_items(files)
    assert (items.table["item_id"].n_unique(), items.table["epoch"].max()) == (6, 1)


def test_a_question_in_its_prompts_is_one_item(tmp_path: Path) -> None:
    rows = [
        {"id": n, "model": m, "question": wrap.format(f"What is {n}?"), "score": 1}
        for m, wrap in (("a", "{}"), ("b", "Be short. {} Answer:"))
        for n in range(3)
    ]
    assert read(tmp_path, rows).table["item_id"].to_list() == ["0", "1", "2"] * 2


def test_another_id_with_the_same_question_is_the_same_cluster(tmp_path: Path) -> None:
    rows = [
        {
            "uid": f"{n}-{k}",
            "model": "m",
            "question": f"Q{n}?",
            "answer": f"{n}",
            "output": "x",
            "score": n % 2,
        }
        for n in range(5)
        for k in range(8)
    ]
    items = read(tmp_path, rows)
    assert (items.table["item_id"].n_unique(), clusters(items)) == (40, 5)
    forms = [row | {"question": "Which is true?"} for row in rows]
    assert clusters(read(tmp_path, forms)) == 40  # a form of words: the targets differ


def test_declared_paraphrases_are_a_cluster(tmp_path: Path) -> None:
    rows = [
        {"id": f"{n}{k}", "model": "m", "question": f"{k} of {n}", "paraphrase_of": n, "score": 1}
        for n in range(4)
        for k in "abc"
    ]
    assert clusters(read(tmp_path, rows)) == 4


def test_one_item_at_several_levels_kinds_and_graders(tmp_path: Path) -> None:
    rows = [
        {"id": n, "model": "m", "level": level, "grader": grader, "score": (n + level) % 2}
        for n in range(5)
        for level in (1, 2, 3)
        for grader in ("x", "y")
    ]
    items = read(tmp_path, rows)
    assert (items.table["item_id"].n_unique(), items.table["epoch"].max(), clusters(items)) == (30, 1, 5)
    assert "4 · level=3 grader=y" in set(items.table["item_id"])
    assert warned(items, "one id stands there at several values of level and grader")
    sampled = [row | {"output": k} for row in rows for k in range(2)]
    again = read(tmp_path, sampled)
    assert (again.table["item_id"].n_unique(), again.table["epoch"].max()) == (30, 2)


def test_a_kind_of_answer_is_no_facet(tmp_path: Path) -> None:
    kinds = ["refusal", "answer", "answer", "timeout", "answer", "answer", "refusal", "refusal", "answer"]
    rows = [
        {"id": n // 3, "model": "m", "kind": kind, "output": n, "score": kind == "answer"}
        for n, kind in enumerate(kinds)
    ]
    items = read(tmp_path, rows)
    assert (items.table["item_id"].n_unique(), items.table["epoch"].max()) == (3, 3)


def test_the_same_item_in_several_languages(tmp_path: Path) -> None:
    rows = [
        {"id": n, "model": "m", "language": lang, "question": f"{lang}: {n}", "score": 1}
        for lang in ("de", "sw")
        for n in range(4)
    ]
    items = read(tmp_path, rows)
    assert set(items.table["item_id"]) == {
        f"{n} · language={lang}" for n in range(4) for lang in ("de", "sw")
    }


def questions(subject: str | None, score: int = 1) -> Rows:
    rows: Rows = [{"id": n, "question": f"Which river is number {n}?", "score": score} for n in range(6)]
    return rows if subject is None else [row | {"model": subject} for row in rows]


def test_one_file_a_model_is_one_task(tmp_path: Path) -> None:
    files = [write(tmp_path, questions(m), f"outputs_{m}.jsonl") for m in ("alpha", "beta", "gamma")]
    items = read_items(files)
    assert set(items.table["task"]) == {"outputs"}
    assert set(items.table["subject"]) == {"alpha", "beta", "gamma"}
    assert warned(items, "ask the same questions, so they are one task, called outputs")


def test_one_file_a_model_that_names_none(tmp_path: Path) -> None:
    files = [write(tmp_path, questions(None), f"{m}_outputs.jsonl") for m in ("gpt-x", "llama-y")]
    assert set(read_items(files).table["subject"]) == {"gpt-x", "llama-y"}
    folders = [write(tmp_path, questions(None), f"{m}/run.jsonl") for m in ("ada", "bob")]
    items = read_items(folders)
    assert set(items.table.select("task", "subject").rows()) == {("run", "ada"), ("run", "bob")}
    assert warned(items, "the files name the subjects: ada, bob")


def subjects_by_task(items: Items) -> set[tuple[str, str]]:
    return set(items.table.select("task", "subject").rows())


@pytest.mark.parametrize(
    ("names", "task"),
    [
        (["gpt-4.jsonl", "llama.jsonl"], "task"),
        (["gpt-4.jsonl", "gpt-3.5.jsonl"], "task"),
        (["mmlu_gpt-4.jsonl", "mmlu_gpt-3.jsonl"], "mmlu"),
        (["gpt-4/run.jsonl", "gpt-3/run.jsonl"], "run"),
    ],
)
def test_files_called_by_models_are_one_task_of_several_subjects(
    tmp_path: Path, names: list[str], task: str
) -> None:
    models = (
        {"gpt-4", "llama"}
        if "llama.jsonl" in names
        else {"gpt-4", "gpt-3.5" if "3.5" in names[1] else "gpt-3"}
    )
    items = read_items([write(tmp_path, questions(None, k), name) for k, name in enumerate(names)])
    assert subjects_by_task(items) == {(task, model) for model in models}
    bare = [{"id": row["id"], "score": row["score"]} for row in questions(None)]
    assert subjects_by_task(read_items([write(tmp_path, bare, name) for name in names])) == {
        (task, model) for model in models
    }
    named = [
        write(tmp_path, questions(model), name) for model, name in zip(("one", "two"), names, strict=True)
    ]
    assert subjects_by_task(read_items(named)) == {(task, "one"), (task, "two")}


def test_files_name_the_subjects_where_the_task_is_told(tmp_path: Path) -> None:
    names = ["gpt-4.jsonl", "llama.jsonl"]
    files = [write(tmp_path, questions(None), name) for name in names]
    items = read_items(files, ReadOptions(map={"task": "=rivers"}))
    assert subjects_by_task(items) == {("rivers", "gpt-4"), ("rivers", "llama")}
    own = [write(tmp_path, [row | {"task": "t"} for row in questions(None)], name) for name in names]
    assert subjects_by_task(read_items(own)) == {("t", "gpt-4"), ("t", "llama")}


def test_runs_of_one_model_by_file(tmp_path: Path) -> None:
    files = [write(tmp_path, questions(None, k), f"gpt-4_run{k}.jsonl") for k in (0, 1)]
    items = read_items(files)
    assert subjects_by_task(items) == {("task", "gpt-4")}
    assert items.table["epoch"].max() == 2


def test_files_of_ids_alone_cannot_be_told(tmp_path: Path) -> None:
    rows: Rows = [{"id": n, "score": n % 2} for n in range(6)]
    files = [write(tmp_path, rows, name) for name in ("law.jsonl", "star.jsonl")]
    items = read_items(files)
    assert set(items.table["task"]) == {"law", "star"}
    assert warned(items, "name no task and no question, and have the same ids")
    told = read_items(files, ReadOptions(map={"task": "=t", "subject": "$.file"}))
    assert subjects_by_task(told) == {("t", "law"), ("t", "star")}


def test_one_subject_in_several_files_is_told(tmp_path: Path) -> None:
    rows = [row | {"task": "t"} for row in questions("m")]
    files = [write(tmp_path, rows, name) for name in ("old.jsonl", "new.jsonl")]
    again = [write(tmp_path, [row | {"score": 0} for row in rows], "new.jsonl"), files[0]]
    items = read_items(again)
    assert warned(items, "6 items are answered by one subject in each of 2 files (new.jsonl, old.jsonl)")


def test_files_of_runs_are_epochs(tmp_path: Path) -> None:
    files = [write(tmp_path, questions(None, k), f"out_seed{k}.jsonl") for k in (0, 1)]
    items = read_items(files)
    assert items.table["subject"].unique().to_list() == ["unknown"]
    assert sorted(items.table.filter(item_id="0")["epoch"].to_list()) == [1, 2]


def test_files_with_other_questions_are_other_tasks(tmp_path: Path) -> None:
    first = write(tmp_path, questions("a"), "law.jsonl")
    second = write(
        tmp_path,
        [{"id": n, "model": "b", "question": f"Star {n}?", "score": 1} for n in range(6)],
        "star.jsonl",
    )
    assert set(read_items([first, second]).table["task"]) == {"law", "star"}
    same = write(tmp_path, questions("a", 0), "law_cot.jsonl")
    assert set(read_items([first, same]).table["task"]) == {
        "law",
        "law_cot",
    }  # one subject under two conditions


def test_rows_without_id_and_question_in_several_files(tmp_path: Path) -> None:
    rows = [{"model": "m", "task": "t", "score": n % 2, "d": n} for n in range(4)]
    items = read_items([write(tmp_path, rows, "a.jsonl"), write(tmp_path, rows, "b.jsonl")])
    assert (items.table["item_id"].n_unique(), len(items.table)) == (8, 8)


def test_promptfoo_repeats_are_epochs(tmp_path: Path) -> None:
    results = [
        {
            "testIdx": k * 4 + n, "promptIdx": 0, "provider": {"id": "m"}, "success": n < 2, "score": int(n < 2),
            "prompt": {"raw": f"Q{n}?", "label": "p"}, "vars": {"question": f"Q{n}?"}, "failureReason": 0,
            "response": {"output": str(k)},
        }
        for k in range(5)
        for n in range(4)
    ]  # fmt: skip
    path = tmp_path / "results.json"
    path.write_text(json.dumps({"evalId": "e", "results": {"results": results}, "config": {}}))
    items = read_items(str(path))
    assert (items.table["item_id"].n_unique(), items.table["epoch"].max(), clusters(items)) == (4, 5, 4)


def test_clusters_join_what_is_joined_by_several_questions() -> None:
    rows = [
        ("t", "1", "A", "x"),
        ("t", "2", "A", "x"),
        ("t", "2", "B", "y"),
        ("t", "3", "B", "y"),
        ("u", "1", "C", "z"),
    ]
    table = pl.DataFrame(rows, schema=["task", "item_id", "question", "target"], orient="row")
    assert own_clusters(table).to_list() == ["1", "1", "1", "1", "1"]


def test_prompts_that_differ_from_model_to_model_are_one_item(tmp_path: Path) -> None:
    rows = [
        {
            "id": n,
            "model": m,
            "prompt": f"{m} style: what is {n}?",
            "answer": f"{n}",
            "output": "x",
            "score": 1,
        }
        for m in ("ada", "bob")
        for n in range(6)
    ]
    items = read(tmp_path, rows)
    assert items.table["item_id"].n_unique() == 6
    assert warned(items, "6 ids have another question from subject to subject and the same target")


def test_levels_with_questions_of_their_own_share_a_cluster(tmp_path: Path) -> None:
    rows = [
        {"id": n, "model": m, "level": level, "question": f"{n} in base {level}?", "score": 1}
        for m in ("ada", "bob")
        for n in range(5)
        for level in (8, 9)
    ]
    items = read(tmp_path, rows)
    assert (items.table["item_id"].n_unique(), clusters(items)) == (10, 5)
    assert "2 · level=9" in set(items.table["item_id"])


def test_splits_without_a_question_are_items_and_no_cluster(tmp_path: Path) -> None:
    rows = [{"id": n, "split": s, "model": "m", "score": n % 2} for s in ("dev", "test") for n in range(5)]
    items = read(tmp_path, rows)
    assert (items.table["item_id"].n_unique(), clusters(items)) == (10, 10)


def test_ids_that_name_records_leave_items_to_their_questions(tmp_path: Path) -> None:
    rows = [
        {"id": f"{m}-{n}", "model": m, "question": f"Q{n % 5}?", "target": "x", "output": n, "score": n % 2}
        for m in ("ada", "bob")
        for n in range(10)
    ]
    items = read(tmp_path, rows)
    assert (items.table["item_id"].n_unique(), items.table["epoch"].max()) == (5, 2)
    assert items.table.group_by("item_id").agg(pl.col("subject").n_unique())["subject"].to_list() == [2] * 5
    assert warned(items, "no id is shared by two subjects, asked 5 of 5 questions alike")
    one = read(tmp_path, rows[:10])
    assert one.table["item_id"].n_unique() == 10


def test_files_of_runs_keep_the_answers_that_are_alike(tmp_path: Path) -> None:
    def run_of(right: int) -> Rows:
        return [
            {"id": n, "model": "m", "task": "t", "question": f"Q{n}?", "epoch": 1, "score": int(n < right)}
            for n in range(10)
        ]

    first, second = write(tmp_path, run_of(8), "run1.jsonl"), write(tmp_path, run_of(6), "run2.jsonl")
    items = read_items([first, second])
    assert (items.table.height, items.table["score"].mean()) == (20, 0.7)
    copies = read_items([first, write(tmp_path, run_of(8), "again.jsonl")])
    assert (copies.table.height, copies.table["score"].mean()) == (10, 0.8)
    gone_on = read_items([write(tmp_path, run_of(8)[:4], "begun.jsonl"), first])
    assert gone_on.table.height == 10
