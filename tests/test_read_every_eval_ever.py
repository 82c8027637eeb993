"""Every Eval Ever: files of its own converters (golden/), and each trap that the schema sets."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from farfield.logs import ReadOptions, read_items
from farfield.records import FarfieldError, Items

GOLDEN = Path(__file__).parent / "golden" / "every_eval_ever"


def read(name: str, **mapping: str) -> Items:
    return read_items(str(GOLDEN / name), ReadOptions(map=mapping))


def warned(items: Items, text: str) -> bool:
    return any(text in warning for warning in items.warnings)


def test_an_inspect_log_that_was_converted() -> None:
    items = read("inspect")
    table = items.table
    by_sample = dict(zip(table["sample_id"], table["score"], strict=True))
    assert by_sample == {"a": 1.0, "again": 1.0, "b": 0.0, "c": 0.0, "talk": 1.0}
    assert len(table) == 10  # five samples and two epochs; each stood twice, once for each scorer
    assert set(table["subject"]) == {"made/rote-1b"}
    assert set(table["task"]) == {"capitals"}
    assert warned(items, "several metrics; scored by includes:accuracy, not effort:mean")
    assert warned(items, "samples that ended in an error, left out: 2")
    assert warned(items, "answers that a limit ended (max_tokens): 2")


def test_the_hash_of_the_question_is_the_item() -> None:
    table = read("inspect").table
    assert table.filter(sample_id="a")["item_id"][0] == table.filter(sample_id="again")["item_id"][0]
    assert table["item_id"].n_unique() == 4
    assert not table.select("item_id", "epoch").is_duplicated().any()


def test_several_turns_have_their_last_answer_as_output() -> None:
    talk = read("inspect").table.filter(sample_id="talk")
    assert set(talk["interaction_type"]) == {"multi_turn"}
    assert set(talk["output"]) == {"It is Paris."}


def test_another_metric_is_chosen_by_its_result() -> None:
    items = read("inspect", score="scores.effort:mean")
    assert items.table.filter(sample_id="a")["score"].to_list() == [0.3, 0.3]
    assert not warned(items, "several metrics")


def test_an_lm_eval_log_that_was_converted_has_one_filter() -> None:
    items = read("lm_eval_sums")
    assert items.table["score"].to_list() == [1, 0, 1, 0]  # as the log itself, by strict-match
    assert set(items.table["task"]) == {"sums"}
    assert warned(items, "scored by exact_match:strict-match, not exact_match:flexible-extract")
    assert warned(items, "the whole prompt")


def test_multiple_choice_that_was_converted() -> None:
    table = read("lm_eval_capitals").table
    assert table["target"].to_list() == ["Paris", "Rome", "Bonn"]
    assert table["chance"].to_list() == pytest.approx([1 / 3] * 3)
    assert table["score"].to_list() == [0, 0, 1]


def test_the_aggregate_may_be_named_or_the_samples(tmp_path: Path) -> None:
    (samples,) = (GOLDEN / "lm_eval_sums").glob("*_samples.jsonl")
    (aggregate,) = (GOLDEN / "lm_eval_sums").glob("*.json")
    whole = read("lm_eval_sums").table
    assert read_items(str(samples)).table.equals(whole)
    assert read_items(str(aggregate)).table.equals(whole)
    shutil.copy(aggregate, tmp_path)
    with pytest.raises(FarfieldError, match="and no samples"):
        read_items(str(tmp_path / aggregate.name))


# Rows of our own


def row(number: int, score: Any, result: str | None = "accuracy", **more: Any) -> dict[str, Any]:
    return {
        "schema_version": "0.2.2", "evaluation_id": "e/1", "model_id": "acme/m", "evaluation_name": "sums",
        "evaluation_result_id": result, "sample_id": str(number), "sample_hash": f"h{number}",
        "interaction_type": "single_turn",
        "input": {"raw": f"What is {number}?", "reference": [str(number)], "choices": None},
        "output": {"raw": ["It is."]}, "answer_attribution": [],
        "evaluation": {"score": score, "is_correct": False}, "error": None, "metadata": {}, **more,
    }  # fmt: skip


def result(name: str = "accuracy", **config: Any) -> dict[str, Any]:
    config = {"lower_is_better": False, "min_score": 0.0, "max_score": 1.0, **config}
    return {"evaluation_result_id": name, "evaluation_name": "sums", "metric_config": config}


def write(folder: Path, rows: list[dict[str, Any]], *results: dict[str, Any], name: str = "x") -> str:
    (folder / f"{name}_samples.jsonl").write_text("".join(json.dumps(one) + "\n" for one in rows))
    if results:
        whole = {
            "schema_version": "0.2.2", "evaluation_id": "e/1", "model_info": {"id": "acme/m"},
            "eval_library": {"name": "made", "version": "1"}, "evaluation_results": list(results),
        }  # fmt: skip
        (folder / f"{name}.json").write_text(json.dumps(whole))
    return str(folder)


def test_the_declared_bounds_become_0_and_1(tmp_path: Path) -> None:
    items = read_items(write(tmp_path, [row(1, 0), row(2, 5), row(3, 10)], result(max_score=10)))
    assert items.table["score"].to_list() == [0, 0.5, 1]
    assert warned(items, "scores from 0 to 10, as its aggregate declares, are read as 0 to 1")


def test_lower_is_better_is_turned(tmp_path: Path) -> None:
    turned = result(lower_is_better=True, max_score=2)
    items = read_items(write(tmp_path, [row(1, 0), row(2, 0.5), row(3, 2)], turned))
    assert items.table["score"].to_list() == [1, 0.75, 0]
    assert warned(items, "a lower score is better")


@pytest.mark.parametrize("bound", [None, "Infinity"])
def test_lower_is_better_without_bounds_is_not_used(tmp_path: Path, bound: Any) -> None:
    write(tmp_path, [row(1, 0.2), row(2, 0.5)], result(lower_is_better=True, max_score=bound))
    with pytest.raises(FarfieldError, match="no score in any record"):
        read_items(str(tmp_path / "x_samples.jsonl"))


def test_without_an_aggregate_it_says_so(tmp_path: Path) -> None:
    items = read_items(write(tmp_path, [row(1, 0), row(2, 1)]))
    assert items.table["score"].to_list() == [0, 1]
    assert warned(items, "the scale and the direction of its scores are unknown")


def test_the_aggregate_is_found_by_its_evaluation(tmp_path: Path) -> None:
    write(tmp_path, [row(1, 4)], result(max_score=4))
    (tmp_path / "x_samples.jsonl").rename(tmp_path / "renamed.jsonl")
    assert read_items(str(tmp_path / "renamed.jsonl")).table["score"].to_list() == [1]


def test_compressed(tmp_path: Path) -> None:
    write(tmp_path, [row(1, 4)], result(max_score=4))
    for name in ("x_samples.jsonl", "x.json"):
        path = tmp_path / name
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    assert read_items(str(tmp_path)).table["score"].to_list() == [1]


def test_the_unknown_level_is_no_score(tmp_path: Path) -> None:
    levels = result(score_type="levels", has_unknown_level=True, max_score=2)
    table = read_items(write(tmp_path, [row(1, -1), row(2, 1)], levels)).table
    assert table["score"].to_list() == [None, 0.5]


def test_a_spread_is_no_score_and_no_result_stands_in(tmp_path: Path) -> None:
    rows = [row(1, 0.4, "s:std"), row(1, 1, "s:mean"), row(2, 0.0, None)]
    items = read_items(write(tmp_path, rows, result("s:std"), result("s:mean")))
    assert items.table["score"].to_list() == [1, None]
    assert warned(items, "records that name no result, whose score stands in for none")


def test_results_of_other_splits_stand_in_their_place(tmp_path: Path) -> None:
    rows = [row(1, 1, "exact_match:test"), row(2, 0, "exact_match:valid"), row(2, 1, "f1:valid")]
    table = read_items(write(tmp_path, rows, result("exact_match:test"), result("exact_match:valid"))).table
    assert table["score"].to_list() == [1, 0]


def test_samples_that_stand_several_times_without_a_result_are_refused(tmp_path: Path) -> None:
    write(tmp_path, [row(1, 1, None), row(1, 0, None)], result("a"), result("b"))
    with pytest.raises(FarfieldError, match="no record names its evaluation_result_id"):
        read_items(str(tmp_path / "x_samples.jsonl"))


def test_metadata_that_are_numbers_in_strings_are_numbers(tmp_path: Path) -> None:
    rows = [row(n, 1, metadata={"level": str(n), "tag": "a" if n else "7"}) for n in range(3)]
    table = read_items(write(tmp_path, rows, result())).table
    assert table["level"].to_list() == [0, 1, 2]
    assert table["tag"].to_list() == ["7", "a", "a"]


def test_one_sample_id_with_several_questions(tmp_path: Path) -> None:
    rows = [row(1, 1), row(1, 0, sample_hash="other", evaluation_result_id="accuracy")]
    items = read_items(write(tmp_path, rows, result()))
    assert items.table["item_id"].to_list() == ["h1", "other"]
    assert warned(items, "sample ids that stand for several questions")


def test_agentic_messages(tmp_path: Path) -> None:
    messages = [
        {"turn_idx": 0, "role": "user", "content": "Go."},
        {"turn_idx": 1, "role": "assistant", "content": "It is 4."},
        {"turn_idx": 2, "role": "tool", "content": "done"},
        {"turn_idx": 3, "role": "assistant", "content": None, "tool_calls": []},
    ]
    one = row(1, 1, interaction_type="agentic", output=None, messages=messages)
    assert read_items(write(tmp_path, [one], result())).table["output"].to_list() == ["It is 4."]


def test_what_stands_in_the_aggregate_can_be_mapped(tmp_path: Path) -> None:
    folder = write(tmp_path, [row(1, 1)], result())
    table = read_items(folder, ReadOptions(map={"subject": "$.eval_library.name"})).table
    assert table["subject"].to_list() == ["made"]
