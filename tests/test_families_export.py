"""Items for other harnesses: records that say all, a task file that YAML reads, an answer rule that finds answers."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from farfield.families import get_family
from farfield.families.export import export_items, lm_eval_task
from farfield.families.prompts import few_shot
from farfield.families.sampling import SampleOptions, sample_items


def test_records_are_plain_and_whole() -> None:
    family = get_family("commands")
    items = sample_items(family, SampleOptions(items=40))
    examples = few_shot(family, 2)
    records = export_items(family, items, "few-shot", examples)
    assert [json.loads(json.dumps(record)) for record in records] == records
    for item, record in zip(items, records, strict=True):
        assert record["item_id"] == item.item_id
        assert record["target"] == item.exercise.target
        assert record["question"] == item.exercise.question
        assert record["prompt"].endswith(f"Question: {item.exercise.question}\nAnswer:")
        assert record["prompt"].count("Question:") == 3
        assert record["axis_length"] == item.point["length"]
        assert (record.get("probe") == "comprehension") == (item.condition == "check")


@pytest.mark.parametrize(("style", "tokens"), [("zero-shot", 128), ("chain-of-thought", 1024)])
def test_the_task_is_yaml_and_names_the_file(style: str, tokens: int) -> None:
    told = yaml.safe_load(lm_eval_task(get_family("addition"), 'da"ta/addition.jsonl', style))  # type: ignore[arg-type]
    assert told["task"] == "farfield_addition"
    assert told["dataset_kwargs"]["data_files"]["test"] == 'da"ta/addition.jsonl'
    assert told["doc_to_text"] == "{{prompt}}"
    assert told["doc_to_target"] == "{{target}}"
    assert told["generation_kwargs"]["until"] == ["\nQuestion:"]
    assert told["generation_kwargs"]["max_gen_toks"] == tokens
    named = yaml.safe_load(lm_eval_task(get_family("addition"), "a.jsonl", task="mine"))
    assert named["task"] == "mine"


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        (" 627", "627"),
        ("627\n", "627"),
        ("627.\nBecause", "627"),
        ("First 5 + 1 = 6.\nThen more.\nAnswer: 627.", "627"),
        ("Steps.\n**Answer:** 627", "627"),
        ("Steps.\n**Answer: 627**", "627"),
        (" a, c, b", "a, c, b"),
        ("Answer: 12, no. Answer: 627", "627"),
    ],
)
def test_the_rule_of_the_task_finds_the_answer(output: str, answer: str) -> None:
    """As lm_eval's regex filter applies it: the last match."""
    rule = yaml.safe_load(lm_eval_task(get_family("addition"), "a.jsonl"))["filter_list"][0]["filter"][0]
    assert rule["group_select"] == -1
    assert re.findall(rule["regex_pattern"], output)[-1].strip() == answer
