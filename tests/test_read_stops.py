"""How answers ended: stop reasons of every format are an outcome, counted and warned of, and nothing is left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from farfield.logs import ReadOptions, read_items
from farfield.logs.stops import ending_of, find_ending


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("max_tokens", "limit"),
        ("MAX_TOKENS", "limit"),
        ("FinishReason.MAX_TOKENS", "limit"),
        ("length", "limit"),
        ({"reason": "length"}, "limit"),
        (["length", "stop"], "limit"),
        ("model_length", "limit"),
        (True, "limit"),
        ("time_limit", "timeout"),
        ("content_filter", "refusal"),
        ("SAFETY", "refusal"),
        ("stop", None),
        ("end_turn", None),
        (["stop", "length"], None),
        ("tool_calls", None),
        (None, None),
        (7, None),
        ([], None),
    ],
)
def test_stop_reasons_are_outcomes(reason: Any, outcome: str | None) -> None:
    ending = ending_of(reason)
    assert (ending.outcome if ending else None) == outcome


@pytest.mark.parametrize(
    "record",
    [
        {"finish_reason": "length"},
        {"Finish Reason": "length"},
        {"stop_reason": "max_tokens"},
        {"response.finish_reason": "length"},
        {"truncated": True},
        {"truncated": "true"},
        {"metadata": {"stop_reason": "max_tokens"}},
        {"output": {"choices": [{"stop_reason": "max_tokens"}]}},
        {"response": {"output": "x", "finishReason": "length"}},
        {"response": {"choices": [{"finish_reason": "length"}]}},
        {"result": {"completions": [{"finish_reason": {"reason": "length"}}]}},
        {"sampling": {"prompt": "", "finish_reason": "length"}},
        {"response": {"body": {"choices": [{"finish_reason": "length"}]}}},
        {"incomplete_details": {"reason": "max_output_tokens"}, "status": "incomplete"},
        {"response": {"incomplete_details": {"reason": "max_output_tokens"}}},
        {"response": {"candidates": [{"finishReason": "MAX_TOKENS"}]}},
        {
            "response": {
                "incomplete_details": {"reason": "max_output_tokens"},
                "stop_reason": "max_output_tokens",
            }
        },
    ],
)
def test_endings_are_found_where_logs_have_them(record: dict[str, Any]) -> None:
    ending = find_ending(record)
    assert ending is not None
    assert ending.outcome == "limit"


@pytest.mark.parametrize(
    "record",
    [
        {"finish_reason": "stop"},
        {"truncated": False},
        {"truncated": 7},  # tokens cut from the prompt
        {"judge": {"finish_reason": "length"}},  # the grader's answer, not the subject's
        {"gradingResult": {"finishReason": "length"}},
        {"question": "length", "reason": "length"},
        {"output": "max_tokens"},
    ],
)
def test_other_things_are_no_endings(record: dict[str, Any]) -> None:
    assert find_ending(record) is None


def write(folder: Path, *records: dict[str, Any]) -> str:
    path = folder / "log.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return str(path)


def test_a_table_with_a_column_of_stop_reasons(tmp_path: Path) -> None:
    rows = [
        {
            "id": number,
            "model": "m",
            "question": f"q{number}",
            "score": int(number > 1),
            "finish_reason": reason,
        }
        for number, reason in enumerate(["length", "length", "stop", "content_filter", None])
    ]
    items = read_items(write(tmp_path, *rows))
    assert items.table["outcome"].to_list() == ["limit", "limit", None, "refusal", None]
    assert items.table["score"].to_list() == [0, 0, 1, 1, 1]
    assert any("answers that a limit ended (length): 2" in warning for warning in items.warnings)
    assert any("answers that a filter or a refusal ended (content_filter): 1" in w for w in items.warnings)


def test_the_logs_own_outcome_stays_unless_no_answer_was_found(tmp_path: Path) -> None:
    told = ["answered", "refusal", "unparsed", "empty", "timeout", "theirs"]
    rows = [
        {"id": n, "model": "m", "score": 0, "stop_reason": "max_tokens", "metadata": {"outcome": one}}
        for n, one in enumerate(told)
    ]
    table = read_items(write(tmp_path, *rows)).table
    assert table["outcome"].to_list() == ["answered", "refusal", "limit", "limit", "timeout", "limit"]
    assert table["meta_outcome"].to_list() == [None] * 5 + ["theirs"]


def test_inspect_stop_reasons(tmp_path: Path) -> None:
    def sample(number: int, reason: str) -> dict[str, Any]:
        choices = [{"message": {"role": "assistant", "content": "x"}, "stop_reason": reason}]
        return {
            "id": number, "epoch": 1, "input": f"q{number}", "target": "4", "output": {"choices": choices},
            "scores": {"match": {"value": "I"}},
        }  # fmt: skip

    reasons = ["max_tokens", "model_length", "content_filter", "stop", "unknown"]
    log = {"status": "success", "eval": {"model": "m/m", "task": "t"}}
    log["samples"] = [sample(number, reason) for number, reason in enumerate(reasons)]
    path = tmp_path / "log.json"
    path.write_text(json.dumps(log))
    items = read_items(str(path))
    assert items.table["outcome"].to_list() == ["limit", "limit", "refusal", None, None]


def test_promptfoo_finish_reason(tmp_path: Path) -> None:
    rows = [
        {
            "promptIdx": 0, "testIdx": number, "vars": {"question": f"q{number}"}, "provider": {"id": "m"},
            "prompt": {"raw": "q", "label": "q"}, "success": False, "score": 0,
            "response": {"output": "x", "finishReason": reason},
        }
        for number, reason in enumerate(["length", "stop"])
    ]  # fmt: skip
    table = read_items(write(tmp_path, *rows)).table
    assert table["outcome"].to_list() == ["limit", None]


def test_openai_evals_finish_reason(tmp_path: Path) -> None:
    data = {"prompt": "q", "sampled": ["x"], "finish_reason": "length"}
    events = [
        {"spec": {"completion_fns": ["m"], "eval_name": "t", "run_id": "r"}},
        {"run_id": "r", "event_id": 0, "sample_id": "a", "type": "sampling", "data": data},
        {"run_id": "r", "event_id": 1, "sample_id": "a", "type": "match", "data": {"correct": False}},
        {"final_report": {}},
    ]
    assert read_items(write(tmp_path, *events)).table["outcome"].to_list() == ["limit"]


def test_helm_finish_reason(tmp_path: Path) -> None:
    def request(number: int, reason: str) -> dict[str, Any]:
        completions = [{"text": "x", "logprob": 0, "finish_reason": {"reason": reason}}]
        return {
            "instance": {"id": f"id{number}", "input": {"text": f"q{number}"}, "references": []},
            "train_trial_index": 0, "result": {"success": True, "completions": completions},
        }  # fmt: skip

    states = [request(1, "length"), request(2, "stop")]
    (tmp_path / "scenario_state.json").write_text(
        json.dumps({"adapter_spec": {"model": "m"}, "request_states": states})
    )
    items = read_items(str(tmp_path / "scenario_state.json"), ReadOptions(require_scores=False))
    assert items.table["outcome"].to_list() == ["limit", None]


def test_a_column_of_another_name_can_be_mapped(tmp_path: Path) -> None:
    rows = [
        {"id": n, "model": "m", "score": n, "ended_by": word} for n, word in enumerate(["MAX_TOKENS", "EOS"])
    ]
    items = read_items(write(tmp_path, *rows), ReadOptions(map={"stop_reason": "ended_by"}))
    assert items.table["outcome"].to_list() == ["limit", None]
