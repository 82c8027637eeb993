"""The harnesses' own files: OLMES, EvalPlus, simple-evals, reasoning-gym, HLE, SWE-bench; and documents of records."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from farfield.logs import ReadOptions, read_items
from farfield.records import FarfieldError, Items


def write(path: Path, value: Any, indent: int | None = None) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=indent))
    return str(path)


def write_lines(path: Path, *rows: Any) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def read(source: object, **mapping: str) -> Items:
    return read_items(str(source), ReadOptions(map=mapping))


def warned(items: Items, text: str) -> bool:
    return any(text in warning for warning in items.warnings)


# OLMES


def olmes_row(number: int, **metrics: Any) -> dict[str, Any]:
    return {
        "doc_id": number, "native_id": f"n{number}", "metrics": metrics, "label": number % 2, "task_hash": "h",
        "model_output": [{"continuation": "It is", "num_tokens": 3}],
    }  # fmt: skip


def test_olmes_with_its_requests_and_metrics(tmp_path: Path) -> None:
    def weighed(number: int) -> dict[str, Any]:
        outputs = [
            {"sum_logits": -1.0, "logits_per_char": -0.5},
            {"sum_logits": -2.0, "logits_per_char": -0.1},
        ]
        row = olmes_row(
            number, predicted_index_raw=0, acc_raw=1.0 - number % 2, acc_per_char=float(number % 2)
        )
        return {**row, "model_output": outputs}

    write_lines(tmp_path / "task-001-parity-predictions.jsonl", *(weighed(n) for n in range(4)))
    requests = [
        {"doc_id": n, "idx": at, "doc": {"query": f"Is {n} odd?", "choices": ["even", "odd"], "level": n}}
        for n in range(4)
        for at in range(2)
    ]
    write_lines(tmp_path / "task-001-parity-requests.jsonl", *requests)
    summary = {
        "task_name": "parity", "task_config": {"primary_metric": "acc_per_char"}, "model_config": {"model": "acme/m"},
    }  # fmt: skip
    write(tmp_path / "task-001-parity-metrics.json", summary)
    items = read(tmp_path)
    table = items.table
    assert table["score"].to_list() == [0, 1, 0, 1]
    assert table["question"][2] == "Is 2 odd?"
    assert table["target"].to_list() == ["even", "odd", "even", "odd"]
    assert table["output"].to_list() == ["odd"] * 4  # the likeliest by character
    assert set(table["chance"]) == {0.5}
    assert table["level"].to_list() == [0, 1, 2, 3]
    assert (set(table["subject"]), set(table["task"])) == ({"acme/m"}, {"parity"})
    assert not warned(items, "passed over")
    assert read(tmp_path, subject="$.task_config.primary_metric").table["subject"][0] == "acc_per_char"


def test_olmes_predictions_alone(tmp_path: Path) -> None:
    rows = [
        olmes_row(n, num_tokens=15, predicted_index_raw=1, exact_match=float(n % 2), f1=0.5) for n in range(4)
    ]
    folder = tmp_path / "olmo-1b"
    folder.mkdir()
    write_lines(folder / "task-000-gsm8k-predictions.jsonl", *rows)
    items = read(folder)
    assert items.table["score"].to_list() == [0, 1, 0, 1]
    assert (set(items.table["subject"]), set(items.table["task"])) == ({"olmo-1b"}, {"gsm8k"})
    assert warned(items, "no file names the primary metric; scored by exact_match, not f1")


def test_olmes_counts_and_indices_are_no_scores(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "task-000-x-predictions.jsonl", olmes_row(0, num_tokens=1, predicted_index_raw=1)
    )
    with pytest.raises(FarfieldError, match="no score in any record"):
        read(path)


# EvalPlus


def evalplus(*statuses: tuple[str, str, str | None]) -> dict[str, Any]:
    found: dict[str, list[dict[str, Any]]] = {}
    for task, base, plus in statuses:
        one = {"task_id": task, "solution": "def f(): pass", "base_status": base, "plus_status": plus}
        found.setdefault(task, []).append(one)
    return {"date": "2025", "hash": "abc", "eval": found}


def test_evalplus_must_pass_both(tmp_path: Path) -> None:
    told = evalplus(
        ("HumanEval/0", "pass", "fail"), ("HumanEval/1", "pass", "pass"), ("HumanEval/2", "fail", "fail")
    )
    path = write(tmp_path / "acme--m_temp_0.0_eval_results.json", told)
    items = read(path)
    assert items.table["score"].to_list() == [0, 1, 0]
    assert set(items.table["subject"]) == {"acme--m_temp_0.0"}
    assert set(items.table["task"]) == {"HumanEval"}
    assert warned(items, "passes the base and the added tests")
    assert read(path, score="base_status").table["score"].to_list() == [1, 1, 0]


def test_evalplus_base_only_and_several_samples(tmp_path: Path) -> None:
    told = evalplus(("Mbpp/2", "pass", None), ("Mbpp/2", "timeout", None), ("Mbpp/3", "pass", None))
    items = read(write(tmp_path / "m" / "eval_results.json", told))
    assert items.table["score"].to_list() == [1, 0, 1]
    assert items.table["epoch"].to_list() == [1, 2, 1]
    assert set(items.table["subject"]) == {"m"}
    assert warned(items, "only the base tests were run")


# simple-evals


def page(target: str, score: object) -> str:
    return (
        "\n<h3>Prompt conversation</h3>\n"
        '<div class="message user">\n<div class="role">\nuser\n</div>\n<div class="content">\n<pre>Is 1 &lt; 2?</pre>'
        "</div></div>\n<h3>Sampled message</h3>\n"
        '<div class="message assistant"><div class="role">\nassistant\n</div><pre>Yes &amp; no</pre></div>\n'
        f"<h3>Results</h3>\n<p>Correct Answer: {target}</p>\n<p>Extracted Answer: x</p>\n<p>Score: {score}</p>\n"
    )


def test_simple_evals(tmp_path: Path) -> None:
    talks = [
        [{"role": "user", "content": f"Is {n} odd?"}, {"role": "assistant", "content": f"Yes, {n}."}]
        for n in range(3)
    ]
    told = {
        "score": 0.5, "metrics": {}, "convos": talks, "htmls": [page("A", 1.0), page("B", 0.0), page("C", None)],
    }  # fmt: skip
    path = write(tmp_path / "mmlu_gpt-4o_20250101_101010_allresults.json", told)
    items = read(path)
    assert items.table["score"].to_list() == [1, 0, None]
    assert items.table["question"].to_list() == ["Is 0 odd?", "Is 1 odd?", "Is 2 odd?"]
    assert items.table["target"].to_list() == ["A", "B", "C"]
    assert items.table["output"][1] == "Yes, 1."
    assert (set(items.table["subject"]), set(items.table["task"])) == ({"gpt-4o"}, {"mmlu"})


def test_simple_evals_page(tmp_path: Path) -> None:
    path = tmp_path / "gpqa_o3_20250101_101010.html"
    path.write_text("<html>" + page("A", 1.0) + "<hr>" + page("A", 0.0) + "</html>")
    items = read_items(str(path), ReadOptions(format="simple_evals"))
    assert items.table["score"].to_list() == [1, 0]
    assert items.table["epoch"].to_list() == [1, 2]  # one question asked twice
    assert items.table["question"][0] == "Is 1 < 2?"
    assert items.table["output"][0] == "Yes & no"
    assert read(path).table.equals(items.table)


def test_simple_evals_healthbench(tmp_path: Path) -> None:
    notes = [{"score": 0.25, "completion": "Rest."}, {"score": 0.75, "completion": "Drink."}]
    told = {
        "score": 0.5, "htmls": ["<p>a</p>", "<p>b</p>"], "metadata": {"example_level_metadata": notes},
        "convos": [[{"role": "user", "content": "I am ill."}, {"role": "assistant", "content": "Rest."}]] * 2,
    }  # fmt: skip
    items = read(write(tmp_path / "healthbench_hard_gpt-4o_20250101_1010_allresults.json", told))
    assert items.table["score"].to_list() == [0.25, 0.75]
    assert set(items.table["task"]) == {"healthbench_hard"}


# reasoning-gym


def gym_entry(number: int, scores: list[float] | None, **more: Any) -> dict[str, Any]:
    entry = {
        "question": f"What is {number}?", "expected_answer": str(number), "best_model_answer": "x",
        "best_score": 1.0, "mean_score": 0.5, **more,
    }  # fmt: skip
    if scores is not None:
        entry["completions"] = [{"full_model_response": "x", "score": score} for score in scores]
    return entry


def gym(*entries: dict[str, Any]) -> dict[str, Any]:
    dataset = {"name": "sums", "category": "algebra", "average_best_score": 1.0, "results": list(entries)}
    return {"metadata": {"model": "acme/m"}, "categories": [{"name": "algebra", "datasets": [dataset]}]}


def test_reasoning_gym_best_is_not_the_score(tmp_path: Path) -> None:
    path = write(tmp_path / "results.json", gym(gym_entry(1, None), gym_entry(2, None)))
    items = read(path)
    assert items.table["score"].to_list() == [0.5, 0.5]
    assert warned(items, "scored by mean_score, their mean, not best_score")
    assert (set(items.table["subject"]), set(items.table["task"])) == ({"acme/m"}, {"sums"})
    assert read(path, score="best_score").table["score"].to_list() == [1, 1]
    assert read(path, subject="$.metadata.model").table["subject"][0] == "acme/m"


def test_reasoning_gym_completions_are_epochs_and_errors_are_counted(tmp_path: Path) -> None:
    failed = gym_entry(3, [], error="no answer after 10 tries")
    items = read(write(tmp_path / "results.json", gym(gym_entry(1, [1, 0, 0]), gym_entry(1, [1]), failed)))
    assert items.table["score"].to_list() == [1, 0, 0, 1]
    assert items.table["epoch"].to_list() == [1, 2, 3, 4]  # one question, drawn twice
    assert warned(items, "samples that ended in an error, left out: 1")


def test_reasoning_gym_file_of_a_dataset(tmp_path: Path) -> None:
    (dataset,) = gym(gym_entry(1, [1]))["categories"][0]["datasets"]
    write(tmp_path / "summary.json", {"model": "acme/m", "dataset_best_scores": {"sums": 1.0}})
    path = write(tmp_path / "algebra" / "sums.json", dataset)
    assert read(path).table["subject"].to_list() == ["acme/m"]


# HLE


def test_hle(tmp_path: Path) -> None:
    def answer(correct: str | None) -> dict[str, Any]:
        judged = {"correct_answer": "Paris", "model_answer": "Rome", "correct": correct, "confidence": 90}
        return {"model": "acme/m", "response": "Rome", "judge_response": judged}

    told = {"a": answer("no"), "b": answer("yes"), "c": answer(None)}
    items = read(write(tmp_path / "judged_hle_m.json", told, indent=4))
    assert items.table["score"].to_list() == [0, 1, None]
    assert items.table["item_id"].to_list() == ["a", "b", "c"]
    assert items.table["target"].to_list() == ["Paris"] * 3
    assert items.table["confidence"].to_list() == [90] * 3


# SWE-bench


def test_swebench_report_of_a_run(tmp_path: Path) -> None:
    told = {
        "total_instances": 6, "submitted_ids": ["a", "b", "c", "d"], "completed_ids": ["a", "b"],
        "incomplete_ids": ["e", "f"], "resolved_ids": ["a"], "unresolved_ids": ["b"], "empty_patch_ids": ["c"],
        "error_ids": ["d"], "schema_version": 2,
    }  # fmt: skip
    items = read(write(tmp_path / "acme__m.run1.json", told))
    scores = dict(zip(items.table["item_id"], items.table["score"], strict=True))
    assert scores == {"a": 1, "b": 0, "c": 0, "d": 0}
    assert set(items.table["subject"]) == {"acme/m"}
    assert warned(items, "instances that were not submitted, left out: 2")
    assert warned(items, "instances with the result empty patch, which SWE-bench counts as wrong: 1")
    assert warned(items, "instances with the result error, which SWE-bench counts as wrong: 1")


def test_swebench_list_of_the_resolved_alone_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "results.json", {"no_generation": ["c"], "no_logs": [], "resolved": ["a", "b"]})
    with pytest.raises(FarfieldError, match="not those that were tried in vain"):
        read(path)


def report(resolved: bool) -> dict[str, Any]:
    return {
        "patch_exists": True,
        "patch_successfully_applied": True,
        "resolved": resolved,
        "tests_status": {},
    }


def test_swebench_instances_by_model(tmp_path: Path) -> None:
    told = {model: {"x__1": report(True), "x__2": report(model == "a")} for model in ("a", "b")}
    table = read(write(tmp_path / "report.json", told)).table
    assert dict(table.group_by("subject").agg(table["score"].mean()).rows()).keys() == {"a", "b"}
    assert table.filter(subject="b")["score"].to_list() == [1, 0]


def test_swebench_folder_of_instances(tmp_path: Path) -> None:
    logs = tmp_path / "logs" / "run_evaluation" / "run1" / "acme__m"
    for name in ("x__1", "x__2"):
        write(logs / name / "report.json", {name: report(name == "x__1")})
        (logs / name / "run_instance.log").write_text("...")
        (logs / name / "eval.sh").write_text("true")
    table = read(tmp_path).table.sort("item_id")
    assert table["score"].to_list() == [1, 0]
    assert set(table["subject"]) == {"acme/m"}


def test_swebench_report_of_a_run_beside_those_of_its_instances(tmp_path: Path) -> None:
    told = {"submitted_ids": ["x__1", "x__2"], "resolved_ids": ["x__1"], "empty_patch_ids": ["x__2"]}
    write(tmp_path / "acme__m.run1.json", told)
    instance = tmp_path / "logs" / "run_evaluation" / "run1" / "acme__m" / "x__1"
    write(instance / "report.json", {"x__1": report(resolved=True)})
    items = read(tmp_path)
    assert items.table.sort("item_id")["score"].to_list() == [1, 0]
    assert warned(items, "the same as an earlier one, left out: 1")


def test_reasoning_gym_results_beside_the_files_of_its_datasets(tmp_path: Path) -> None:
    whole = gym(gym_entry(1, [1, 0]), gym_entry(2, [0, 0]))
    write(tmp_path / "results.json", whole)
    write(tmp_path / "summary.json", {"model": "acme/m"})
    write(tmp_path / "algebra" / "sums.json", whole["categories"][0]["datasets"][0])
    items = read(tmp_path)
    assert sorted(items.table["score"].to_list()) == [0, 0, 0, 1]
    assert set(items.table["subject"]) == {"acme/m"}


# Documents that hold records somewhere


PLAN = [
    {"instance_id": n, "query": f"Stack {n}.", "llm_correct": n > 2, "ground_truth_plan": "x"}
    for n in range(5)
]


def test_fields_beside_the_records(tmp_path: Path) -> None:
    told = {"task": "t1", "engine": "gpt-4", "prompt": {"type": "oneshot"}, "instances": PLAN}
    path = write(tmp_path / "task_1.json", told)
    items = read(path, score="llm_correct")
    assert items.table["score"].to_list() == [0, 0, 0, 1, 1]
    assert (set(items.table["subject"]), set(items.table["task"])) == ({"gpt-4"}, {"t1"})
    assert warned(items, "subject = $.engine, gpt-4")
    mapped = read(path, score="llm_correct", subject="$.engine", task="$.prompt.type")
    assert (set(mapped.table["subject"]), set(mapped.table["task"])) == ({"gpt-4"}, {"oneshot"})


def test_a_field_that_is_not_there_lists_what_is(tmp_path: Path) -> None:
    path = write(tmp_path / "t.json", {"engine": "gpt-4", "instances": PLAN})
    with pytest.raises(FarfieldError, match=r"no column '\$\.engin' for subject") as caught:
        read(path, score="llm_correct", subject="$.engin")
    assert "Did you mean $.engine" in caught.value.remedy
    lines = write_lines(tmp_path / "t.jsonl", *PLAN)
    with pytest.raises(FarfieldError, match=r"no column '\$\.engine'"):
        read(lines, score="llm_correct", subject="$.engine")


def test_the_header_of_an_inspect_log_can_be_mapped(tmp_path: Path) -> None:
    sample = {"id": 1, "epoch": 1, "input": "q", "target": "a", "scores": {"s": {"value": "C"}}}
    told = {
        "status": "success",
        "eval": {"model": "m", "task": "t", "task_args": {"level": "hard"}},
        "samples": [sample],
    }
    path = write(tmp_path / "log.json", told)
    assert read(path, task="$.eval.task_args.level").table["task"].to_list() == ["hard"]


def test_records_deeper_in_a_document(tmp_path: Path) -> None:
    told = {"model": "m", "data": {"run": 1, "results": PLAN}, "tags": ["a"]}
    items = read(write(tmp_path / "t.json", told), score="llm_correct")
    assert items.table["score"].to_list() == [0, 0, 0, 1, 1]
    assert set(items.table["subject"]) == {"m"}


def test_records_that_are_the_values_of_an_object(tmp_path: Path) -> None:
    told = {f"k{n}": {"question": f"q{n}", "score": n % 2, "model": "m"} for n in range(4)}
    path = tmp_path / "t.json.gz"
    path.write_bytes(gzip.compress(json.dumps(told, indent=1).encode()))
    items = read(path)
    assert items.table["item_id"].to_list() == ["k0", "k1", "k2", "k3"]
    assert items.table["score"].to_list() == [0, 1, 0, 1]


def test_several_lists_of_records_are_refused_by_name(tmp_path: Path) -> None:
    path = write(tmp_path / "t.json", {"train": PLAN, "test": PLAN})
    with pytest.raises(FarfieldError, match="holds several lists of records: train, test"):
        read(path)
