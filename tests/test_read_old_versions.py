"""Logs of versions that are gone: lm_eval before 0.4.7 and before 0.4, Inspect of early 2024, lighteval before 0.11."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from farfield.logs import ReadOptions, read_items
from farfield.records import FarfieldError, Items

GOLDEN = Path(__file__).parent / "golden"


def warned(items: Items, text: str) -> bool:
    return any(text in warning for warning in items.warnings)


def column(items: Items, name: str, **where: Any) -> list[Any]:
    return items.table.filter(**where)[name].to_list()


# lm_eval


@pytest.mark.parametrize("version", ["0.4.2", "0.4.5"])
def test_lm_eval_that_names_neither_filter_nor_metrics(version: str) -> None:
    items = read_items(str(GOLDEN / "lm_eval_old" / version))
    assert column(items, "score", task="sums") == [1, 0, 1, 0]  # flexible-extract would say 1, 1, 1, 0
    assert column(items, "score", task="capitals") == [1, 0, 0]
    assert column(items, "target", task="capitals") == ["Paris", "Rome", "Bonn"]
    assert set(items.table["subject"]) == {"made/rote-1b"}
    assert warned(items, "in the order of filter_list, scored by strict-match, not flexible-extract")
    assert not warned(items, "repeat")
    assert not warned(items, "passed over")


def old_samples(folder: Path, rows: list[dict[str, Any]], config: dict[str, Any] | None) -> str:
    folder = folder / "acme__m"
    folder.mkdir()
    time = "2024-06-20T10-11-12.123456"
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / f"samples_t_{time}.jsonl").write_text(lines)
    if config is not None:
        results = {"results": {}, "configs": {"t": config}, "model_name": "acme/m"}
        (folder / f"results_{time}.json").write_text(json.dumps(results))
    return str(folder)


def old_row(number: int, **metrics: Any) -> dict[str, Any]:
    return {
        "doc_id": number, "doc": {"question": f"q{number}", "answer": "4"}, "target": "4",
        "arguments": [[f"q{number}", {"until": ["\n"]}]], "resps": [["4"]], "filtered_resps": ["4"],
        "doc_hash": "a", "prompt_hash": "b", "target_hash": "c", **metrics,
    }  # fmt: skip


FILTERS = {"filter_list": [{"name": "first"}, {"name": "second"}, {"name": "third"}]}


def test_lm_eval_rows_grouped_by_filter_or_by_document(tmp_path: Path) -> None:
    grouped = [old_row(n, exact_match=float(place == 0)) for place in range(3) for n in range(4)]
    by_document = sorted(grouped, key=lambda row: row["doc_id"])
    for name, rows in (("a", grouped), ("b", by_document)):
        (tmp_path / name).mkdir()
        items = read_items(old_samples(tmp_path / name, rows, FILTERS))
        assert items.table["score"].to_list() == [1] * 4
        assert warned(items, "scored by first, not second, third")


def test_lm_eval_metrics_are_those_of_the_configuration(tmp_path: Path) -> None:
    rows = [old_row(n, acc=0.0, mine=1.0, brier=0.7) for n in range(3)]
    config = {"metric_list": [{"metric": "mine"}]}
    assert read_items(old_samples(tmp_path, rows, config)).table["score"].to_list() == [1] * 3


def test_lm_eval_metrics_are_else_the_keys_that_are_not_the_samples_own(tmp_path: Path) -> None:
    rows = [old_row(n, acc=float(n), acc_norm=0.0) for n in range(2)]
    items = read_items(old_samples(tmp_path, rows, None))
    assert items.table["score"].to_list() == [0, 1]
    assert warned(items, "several metrics (acc, acc_norm); scored by acc")


def test_lm_eval_rows_whose_filters_nothing_tells(tmp_path: Path) -> None:
    rows = [old_row(n, exact_match=float(place == 0)) for place in range(2) for n in range(4)]
    items = read_items(old_samples(tmp_path, rows, None))
    assert items.table["score"].to_list() == [1] * 4
    assert warned(items, "up to 2 rows a document, and no filter_list tells which they are")


def test_lm_eval_rows_in_parquet(tmp_path: Path) -> None:
    """As the hub shows the Open LLM Leaderboard's details."""
    rows = [old_row(n, acc_norm=float(n % 2)) for n in range(4)]
    for row in rows:
        row["arguments"] = {"gen_args_0": {"arg_0": row["doc"]["question"], "arg_1": " yes"}}
        row["resps"] = [[["-1.5", "True"]]]
    pl.DataFrame(rows).write_parquet(tmp_path / "samples_t_2024-06-20T10-11-12.123456.parquet")
    items = read_items(str(tmp_path))
    assert items.table["score"].to_list() == [0, 1, 0, 1]
    assert set(items.table["task"]) == {"t"}


def test_lm_eval_dump_of_several_tasks(tmp_path: Path) -> None:
    samples = {
        task: [old_row(n, exact_match=score) for n in range(3)] for task, score in (("a", 1.0), ("b", 0.0))
    }
    dump = {
        "results": {},
        "configs": {},
        "config": {"model": "hf", "model_args": "pretrained=acme/tiny,dtype=auto"},
    }
    path = tmp_path / "out.json"
    path.write_text(json.dumps({**dump, "samples": samples}))
    items = read_items(str(path))
    assert column(items, "score", task="a") == [1] * 3
    assert column(items, "score", task="b") == [0] * 3
    assert set(items.table["subject"]) == {"acme/tiny"}
    (tmp_path / "other.jsonl").write_text(json.dumps({**dump, "samples": samples}, indent=2))
    assert read_items(str(tmp_path / "other.jsonl")).table.equals(items.table)
    (tmp_path / "z.json.gz").write_bytes(gzip.compress(path.read_bytes()))
    assert read_items(str(tmp_path / "z.json.gz")).table.equals(items.table)


def test_lm_eval_write_out(tmp_path: Path) -> None:
    """`--write_out` of 0.3 writes numbers as texts; a prompt for each choice, the choice at its end."""
    chosen = [
        {
            "doc_id": n, "prompt_0": f"Is {n} even?\nAnswer: yes", "prompt_1": f"Is {n} even?\nAnswer: no",
            "logit_0": -1.0, "logit_1": -2.0, "truth": n % 2, "acc": str(float(n % 2 == 0)), "acc_norm": "0.0",
        }
        for n in range(4)
    ]  # fmt: skip
    path = tmp_path / "parity_write_out_info.json"
    path.write_text(json.dumps(chosen, indent=4))
    items = read_items(str(path))
    table = items.table
    assert table["score"].to_list() == [1, 0, 1, 0]
    assert set(table["task"]) == {"parity"}
    assert table["question"][1] == "Is 1 even?\nAnswer:"
    assert table["output"].to_list() == ["yes"] * 4
    assert table["target"].to_list() == ["yes", "no", "yes", "no"]
    assert set(table["chance"]) == {0.5}
    said = [{"doc_id": 0, "prompt_0": "2 + 2 =", "logit_0": " 4", "truth": " 4", "em": "True"}]
    path.write_text(json.dumps(said))
    row = read_items(str(path)).table.row(0, named=True)
    assert (row["question"], row["output"].strip(), row["score"]) == ("2 + 2 =", "4", 1)


# lmms-eval


def lmms_row(number: int, **metrics: Any) -> dict[str, Any]:
    return {
        "doc_id": number, "doc": {"id": f"v_{number}", "question": f"Sign {number}?", "answer": "C"}, "target": "C",
        "arguments": [f"Look. Sign {number}?", {"max_new_tokens": 16}, number, "mmmu", "val"],
        "resps": ["C"], "filtered_resps": ["C"], "doc_hash": "q", **metrics,
    }  # fmt: skip


def lmms(folder: Path, *rows: dict[str, Any]) -> Items:
    folder = folder / "acme__vlm"
    folder.mkdir()
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "20250301_101010_samples_mmmu_val.jsonl").write_text(lines)
    (folder / "20250301_101010_results.json").write_text(
        json.dumps({"model_name": "acme/vlm", "configs": {}})
    )
    return read_items(str(folder))


def test_lmms_eval_answers_and_predictions(tmp_path: Path) -> None:
    """An object is judged by its answer and prediction: `C` in it is a choice, and no mark for correct."""
    told = [
        {"id": "a", "answer": "C", "parsed_pred": "B"},
        {"id": "b", "answer": "C", "parsed_pred": "C"},
        {"id": "c", "answer": "C", "question_type": "multiple-choice", "parsed_pred": ["A", "C"]},
        {"id": "d", "answer": "7.5", "question_type": "open", "parsed_pred": [["about", 7.5]]},
        {"id": "e", "answer": "river", "question_type": "open", "parsed_pred": ["the old river"]},
        {"id": "f", "answer": "river", "question_type": "open", "parsed_pred": ["the sea", 3.0]},
    ]
    items = lmms(tmp_path, *(lmms_row(n, mmmu_acc=one, submission={"v": "A"}) for n, one in enumerate(told)))
    assert items.table["score"].to_list() == [0, 1, 1, 1, 1, 0]
    assert set(items.table["subject"]) == {"acme/vlm"}
    assert set(items.table["task"]) == {"mmmu_val"}
    assert items.table["output"].to_list() == ["C"] * 6
    assert warned(items, "mmmu_acc holds answer and parsed_pred")


def test_lmms_eval_objects_with_a_score(tmp_path: Path) -> None:
    items = lmms(tmp_path, *(lmms_row(n, mme={"question_id": 3, "index": 5, "score": n}) for n in range(2)))
    assert items.table["score"].to_list() == [0, 1]


# Inspect


def test_inspect_of_2024_has_one_score() -> None:
    items = read_items(str(GOLDEN / "inspect_old" / "capitals.json"))
    assert items.table["score"].to_list() == [1, 0, 0]
    assert items.table["outcome"].to_list() == [None, None, "limit"]
    mapped = read_items(
        str(GOLDEN / "inspect_old" / "capitals.json"), ReadOptions(map={"score": "score.value"})
    )
    assert mapped.table["score"].to_list() == [1, 0, 0]


# lighteval


def test_lighteval_before_0_11() -> None:
    items = read_items(str(GOLDEN / "lighteval_old"))
    typed = {"subject": "made/rote-7b"}
    for where in ({"task": "lighteval-capitals-0"}, typed):
        assert column(items, "score", **where) == [1, 0, 0]
        assert column(items, "target", **where) == ["Paris", "Rome", "Bonn"]
        assert column(items, "output", **where) == ["Paris"] * 3
        assert column(items, "chance", **where) == pytest.approx([1 / 3] * 3)
        assert column(items, "region", **where) == ["Europe"] * 3
    assert column(items, "score", task="lighteval-sums-0") == [1, 1, 0, 0]
    assert column(items, "output", task="lighteval-sums-0")[0] == "It's 2."
    assert column(items, "target", task="lighteval-sums-0") == ["2", "4", "6", "8"]
    assert warned(items, "questions whose prompt was cut to fit the model's context: 2")
    assert "outcome" not in items.table.columns


def test_lighteval_under_another_name(tmp_path: Path) -> None:
    (source,) = (GOLDEN / "lighteval_old" / "details_made__rote-7b").glob("*/*.parquet")
    shutil.copy(source, tmp_path / "x.parquet")
    items = read_items(str(tmp_path / "x.parquet"))
    assert items.table["score"].to_list() == [1, 0, 0]
    assert (set(items.table["subject"]), set(items.table["task"])) == ({"unknown"}, {"x"})
    assert warned(items, "the model is called unknown")


def test_lighteval_metrics_in_columns_of_their_own(tmp_path: Path) -> None:
    rows = [
        {"example": f"q{n}", "full_prompt": f"q{n}", "predictions": "[nan, -inf]", "choices": ["a", "b"],
         "gold_index": 0, "acc": float(n), "hash": "x"}
        for n in range(2)
    ]  # fmt: skip
    folder = tmp_path / "details" / "acme" / "m" / "2023-07-19T19-19-19.1"
    folder.mkdir(parents=True)
    pl.DataFrame(rows).write_parquet(folder / "details_harness|arc|25_2023-07-19T19:19:19.1.parquet")
    items = read_items(str(tmp_path))
    assert items.table["score"].to_list() == [0, 1]
    assert warned(items, "a log-prob that is not a number")


# Names say little


def test_logs_under_other_names(tmp_path: Path) -> None:
    """What a file is, its content tells: JSON lines in `.json`, an array in `.jsonl`, both without a suffix."""
    (source,) = (GOLDEN / "lm_eval_old" / "0.4.5" / "made__rote-1b").glob("samples_capitals*")
    rows = [json.loads(line) for line in source.read_text().splitlines()]
    for name, text in (
        ("lines.json", source.read_text()),
        ("array.jsonl", json.dumps(rows, indent=1)),
        ("array", json.dumps(rows)),
        ("lines", source.read_text()),
    ):
        (tmp_path / name).write_text(text)
        table = read_items(str(tmp_path / name)).table
        assert table["score"].to_list() == [1, 0, 0], name
        assert table["target"].to_list() == ["Paris", "Rome", "Bonn"], name


def test_results_alone_are_no_samples(tmp_path: Path) -> None:
    shutil.copy(GOLDEN / "lm_eval_old" / "0.4.2" / "results.json", tmp_path)
    with pytest.raises(FarfieldError, match="holds the results of whole tasks, and no samples"):
        read_items(str(tmp_path))
