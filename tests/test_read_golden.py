"""Logs as the real tools write them (see golden/README.md), and each trap that their formats set."""

from __future__ import annotations

import gzip
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import zstandard

from farfield.logs import ReadOptions, read_items
from farfield.records import FarfieldError, Items

GOLDEN = Path(__file__).parent / "golden"
LM_EVAL = GOLDEN / "lm_eval" / "made__rote-1b"
HELM = GOLDEN / "helm" / "simple_mcqa"


def read(*parts: str, **mapping: str) -> Items:
    return read_items(str(GOLDEN.joinpath(*parts)), ReadOptions(map=mapping))


def column(items: Items, name: str, **where: Any) -> list[Any]:
    return items.table.filter(**where)[name].to_list()


def warned(items: Items, text: str) -> bool:
    return any(text in warning for warning in items.warnings)


# Inspect


def test_inspect_archive() -> None:
    items = read("inspect", "arithmetic.eval")
    table = items.table.sort("epoch", "item_id")
    assert table["item_id"].to_list() == ["chat", "parts", "sum", "unknown"] * 2
    assert table["epoch"].to_list() == [1] * 4 + [2] * 4
    assert table["score"].to_list() == [1, 0, 1, 0] * 2
    assert set(table["subject"]) == {"stub/parrot"}
    assert set(table["task"]) == {"arithmetic"}
    assert column(items, "output", item_id="sum", epoch=1) == ["The answer is 4."]
    assert items.inputs[0].sha256 is not None
    assert items.inputs[0].bytes == (GOLDEN / "inspect" / "arithmetic.eval").stat().st_size


def test_inspect_input_and_target_may_be_lists() -> None:
    items = read("inspect", "arithmetic.eval")
    assert column(items, "question", item_id="chat", epoch=1) == ["And what is 2 + 2?"]
    assert column(items, "target", item_id="chat", epoch=1) == ["4"]
    assert column(items, "question", item_id="parts", epoch=1) == ["Read this.\nWho wrote it?"]


def test_inspect_input_is_read_whole_although_its_summary_is_cut() -> None:
    (question,) = column(read("inspect", "arithmetic.eval"), "question", item_id="unknown", epoch=1)
    assert question == "What is the answer to everything?" + " Think hard." * 150


def test_inspect_metadata_becomes_columns() -> None:
    items = read("inspect", "arithmetic.eval")
    assert items.table.schema["level"] == pl.Int64
    assert column(items, "level", item_id="parts") == [3, 3]
    assert column(items, "meta_task", item_id="chat", epoch=1) == ["a name that collides"]
    assert column(items, "question_kind", item_id="chat", epoch=1) == ["follow-up"]
    assert column(items, "date", item_id="parts", epoch=1) == ["2024-05-01"]
    assert "parts" not in items.table.columns  # a list is no column


def test_inspect_samples_with_errors_are_left_out_and_counted() -> None:
    items = read("inspect", "arithmetic.eval")
    assert "fails" not in set(items.table["item_id"])
    assert warned(items, "samples that ended in an error, left out: 2")


def test_inspect_letters() -> None:
    items = read("inspect", "letters.eval")
    scores = dict(zip(items.table["item_id"], items.table["score"], strict=True))
    assert scores == {"sum": 1.0, "chat": 0.5, "parts": 0.0, "unknown": 0.0, "ungraded": None}
    assert warned(items, "items without a score, kept and counted apart: 1")


def test_inspect_one_of_several_scorers_counts() -> None:
    items = read("inspect", "arithmetic.eval")
    assert warned(items, "several scores; includes counts")
    other = read("inspect", "arithmetic.eval", score="scores.match.value")
    assert column(other, "score", item_id="sum") == [1.0, 1.0]
    assert not warned(other, "several scores")


def test_inspect_score_of_several_parts() -> None:
    items = read("inspect", "rubrics.eval")
    assert items.table["score"].to_list() == [1.0]
    assert warned(items, "rubric.grammar counts")
    assert read("inspect", "rubrics.eval", score="scores.rubric.value.facts").table["score"].to_list() == [
        0.25
    ]


def test_inspect_json_and_multiple_choice() -> None:
    table = read("inspect", "capitals.json").table
    assert table["target"].to_list() == ["Paris", "Rome"]
    assert table["score"].to_list() == [1.0, 0.0]
    assert table["chance"].to_list() == pytest.approx([1 / 3, 1 / 3])


def test_inspect_invalidation_is_respected() -> None:
    items = read("inspect", "invalidated.eval")
    assert column(items, "epoch", item_id="sum") == [1]
    assert warned(items, "samples that were invalidated, left out: 1")
    assert warned(items, "the log is marked as invalidated")


def test_inspect_what_the_scorer_noted_and_a_limit_become_columns(tmp_path: Path) -> None:
    def sample(number: int, **more: object) -> dict:
        noted = {"outcome": "refusal", "words": 3, "kind": "theirs"}
        scores = {
            "first": {"value": "I", "metadata": noted},
            "second": {"value": "C", "metadata": {"words": 9}},
        }
        return {"id": number, "epoch": 1, "input": "?", "target": "4", "scores": scores, **more}

    samples = [
        sample(1, metadata={"kind": "ours"}),
        sample(2, limit={"type": "working", "limit": 3}),
        sample(3, limit="token"),
        sample(4, limit=7),
        {**sample(5), "scores": {"first": {"value": "I", "metadata": "none"}}},
    ]
    log = {"version": 2, "status": "success", "eval": {"model": "m/m", "task": "t"}, "samples": samples}
    (tmp_path / "log.json").write_text(json.dumps(log))
    items = read_items(str(tmp_path / "log.json"), ReadOptions(format="inspect"))
    table = items.table.sort("item_id")
    assert table["outcome"].to_list() == ["refusal", "timeout", "limit", "refusal", None]
    assert table["words"].to_list() == [3, 3, 3, 3, None]
    assert table["kind"].to_list()[:2] == ["ours", "theirs"]
    assert warned(items, "samples that a limit ended (working): 1")


def test_inspect_run_that_was_killed() -> None:
    items = read("inspect", "killed.eval")
    assert sorted(items.table["item_id"]) == ["chat", "sum"]
    assert warned(items, "status started")


def test_inspect_journal_may_be_all_there_is() -> None:
    items = read("inspect", "journal.eval")
    assert len(items.table) == 8
    assert column(items, "score", item_id="sum") == [1.0, 1.0]
    assert set(items.table["output"]) == {""}
    assert warned(items, "stand only in a summary, their input cut and their output missing")


def test_inspect_members_in_any_compression(tmp_path: Path) -> None:
    """zipfile's own methods too: other writers use them."""
    path = tmp_path / "log.eval"
    sample = {"id": 7, "epoch": 3, "input": "Q", "target": "T", "scores": {"match": {"value": 0.5}}}
    with zipfile.ZipFile(path, "w") as archive:
        header = json.dumps({"status": "success", "eval": {"model": "m", "task": "t"}})
        archive.writestr("header.json", header, zipfile.ZIP_DEFLATED)
        archive.writestr("samples/7_epoch_3.json", json.dumps(sample), zipfile.ZIP_STORED)
    assert read_items(str(path)).table.row(0)[:5] == ("7", "m", "t", 3, 0.5)


def test_inspect_damaged_member_is_rejected(tmp_path: Path) -> None:
    data = bytearray((GOLDEN / "inspect" / "killed.eval").read_bytes())
    with zipfile.ZipFile(GOLDEN / "inspect" / "killed.eval") as archive:
        member = archive.getinfo("samples/sum_epoch_1.json")
    start = member.header_offset + 30 + len(member.filename) + 40
    data[start : start + 20] = bytes(20)
    path = tmp_path / "log.eval"
    path.write_bytes(data)
    items = read_items(str(path))
    assert [rejected.record for rejected in items.rejected] == ["samples/sum_epoch_1.json"]
    assert "damaged" in items.rejected[0].reason
    assert sorted(items.table["item_id"]) == ["chat", "sum"]  # what the summary knows of it stands in
    assert warned(items, "stand only in a summary")


# lm_eval


def test_lm_eval_one_row_a_document_by_one_filter() -> None:
    items = read("lm_eval")
    sums = items.table.filter(task="sums").sort("item_id")
    assert sums["item_id"].to_list() == ["0", "1", "2", "3"]
    assert sums["score"].to_list() == [1, 0, 1, 0]  # flexible-extract would say 1, 1, 1, 0
    assert warned(items, "scored by strict-match, not flexible-extract")


def test_lm_eval_model_and_task_come_from_the_results_file() -> None:
    items = read("lm_eval")
    assert set(items.table["subject"]) == {"made/rote-1b"}
    assert set(items.table["task"]) == {"sums", "capitals"}
    assert sorted(Path(file.path).name.split("_")[0] for file in items.inputs) == [
        "results",
        "samples",
        "samples",
    ]


def test_lm_eval_decontamination_query_is_the_question() -> None:
    items = read("lm_eval")
    assert column(items, "question", task="sums", item_id="0") == ["What is 1 plus 1?"]  # a field's name
    assert column(items, "question", task="capitals", item_id="0") == ["The capital of France is Europe"]
    assert "meta_question" not in items.table.columns


def test_lm_eval_multiple_choice() -> None:
    items = read("lm_eval")
    assert column(items, "target", task="capitals") == ["Paris", "Rome", "Bonn"]
    assert set(column(items, "output", task="capitals")) == {"Paris"}
    assert column(items, "chance", task="capitals") == pytest.approx([1 / 3] * 3)
    assert warned(items, "scored by acc (another: --map score=METRIC)")


def test_lm_eval_nan_log_probs_are_a_silent_failure() -> None:
    """argmax takes NaN for the largest: the model is credited with Bonn, which it never preferred."""
    items = read("lm_eval")
    assert column(items, "score", task="capitals") == [0, 0, 1]
    assert warned(
        items, "questions with a log-prob that is not a number, so that their scores mean nothing: 3"
    )


def test_lm_eval_generated_output_is_the_whole_answer() -> None:
    assert column(read("lm_eval"), "output", task="sums", item_id="1") == ["It must be 4"]


def samples(folder: Path, *records: dict[str, Any], name: str = "samples_made.jsonl") -> str:
    path = folder / name
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return str(path)


def choice_record(log_probs: list[Any], continuations: list[str], **more: Any) -> dict[str, Any]:
    return {
        "doc_id": 0,
        "doc": {"question": "Q?", "level": 1},
        "target": 1,
        "arguments": [["Q?", continuation] for continuation in continuations],
        "resps": [[[log_prob, False]] for log_prob in log_probs],
        "filter": "none",
        "metrics": ["acc"],
        "acc": 1.0,
        **more,
    }


def test_lm_eval_arguments_as_lists_and_no_results_file(tmp_path: Path) -> None:
    folder = tmp_path / "org__model"
    folder.mkdir()
    items = read_items(samples(folder, choice_record([-2.0, -1.0], [" no", " yes"])))
    row = items.table.row(0, named=True)
    assert (row["subject"], row["task"], row["target"], row["output"]) == ("org/model", "made", "yes", "yes")
    assert row["chance"] == 0.5
    assert warned(items, "no results_*.json beside it")


def test_lm_eval_tied_log_probs_are_a_silent_failure(tmp_path: Path) -> None:
    items = read_items(samples(tmp_path, choice_record([0, 0], [" no", " yes"])))
    assert warned(items, "questions with one log-prob for all choices, so that their scores mean nothing: 1")


def test_lm_eval_mutual_information_asks_every_choice_twice(tmp_path: Path) -> None:
    record = choice_record([-3, -2, -1, 0], ["a", "b", "a", "b"], metrics=["acc", "acc_mutual_info"])
    row = read_items(samples(tmp_path, record)).table.row(0, named=True)
    assert (row["output"], row["target"], row["chance"]) == ("b", "b", 0.5)


def test_lm_eval_choices_that_share_their_end(tmp_path: Path) -> None:
    arguments = [["The cup fell as it", "was wet."], ["The cup fell as she", "was wet."]]
    record = choice_record([-2.0, -1.0], ["", ""], arguments=arguments)
    row = read_items(samples(tmp_path, record)).table.row(0, named=True)
    assert (row["target"], row["output"]) == ("The cup fell as she",) * 2


def test_lm_eval_single_continuation(tmp_path: Path) -> None:
    """LAMBADA: the last word is the target; greedy decoding says it, or something unknown."""
    record = choice_record([-1.0], [" word"], target=" word", resps=[[["-1.0", "True"]]])
    other = {**record, "doc_id": 1, "resps": [[["-9.0", "False"]]], "acc": 0.0}
    table = read_items(samples(tmp_path, record, other)).table
    assert table["target"].to_list() == ["word", "word"]
    assert table["output"].to_list() == ["word", ""]
    assert table["chance"].to_list() == [None, None]


@pytest.mark.parametrize(
    "query", ["{% if level %}x{% endif %}", "{{ question | upper }}", "def ask(doc): ..."]
)
def test_lm_eval_query_that_needs_more_than_fields_is_not_used(tmp_path: Path, query: str) -> None:
    (tmp_path / "results_2024-01-01T00-00-00.json").write_text(
        json.dumps({"model_name": "m", "configs": {"made": {"doc_to_decontamination_query": query}}})
    )
    name = "samples_made_2024-01-01T00-00-00.jsonl"
    items = read_items(samples(tmp_path, choice_record([-2.0, -1.0], ["no", "yes"]), name=name))
    assert items.table["question"].to_list() == ["Q?"]
    assert warned(items, "neither a field nor a plain template")


def test_lm_eval_prompt_stands_in_for_an_unknown_question(tmp_path: Path) -> None:
    items = read_items(samples(tmp_path, choice_record([-2.0, -1.0], ["no", "yes"], doc={"stem": "S"})))
    assert items.table["question"].to_list() == ["Q?"]
    assert warned(items, "questions that are the whole prompt, with any examples in it: 1")


def test_lm_eval_compressed(tmp_path: Path) -> None:
    for path in LM_EVAL.iterdir():
        (tmp_path / f"{path.name}.zst").write_bytes(zstandard.compress(path.read_bytes()))
    assert read_items(str(tmp_path)).table.equals(read("lm_eval").table)


# lighteval


def test_lighteval() -> None:
    table = read("lighteval").table
    assert set(table["subject"]) == {"made/rote-1b"}
    sums = table.filter(task="sums|0").sort("item_id")
    assert sums["question"].to_list()[0] == "What is 1 plus 1?"
    assert sums["target"].to_list() == ["2", "4", "6"]
    assert sums["output"].to_list() == ["2", "4", "I do not know"]
    assert sums["score"].to_list() == [1, 1, 0]
    assert sums["chance"].to_list() == [None] * 3


def test_lighteval_multiple_choice() -> None:
    capitals = read("lighteval").table.filter(task="capitals|0").sort("item_id")
    assert capitals["target"].to_list() == ["Paris", "Rome", "Bonn"]
    assert capitals["output"].to_list() == ["Paris"] * 3
    assert capitals["score"].to_list() == [1, 0, 0]
    assert capitals["chance"].to_list() == pytest.approx([1 / 3] * 3)


def test_lighteval_outside_its_folders(tmp_path: Path) -> None:
    shutil.copy(next(GOLDEN.glob("lighteval/**/details_sums*")), tmp_path / "details_sums.parquet")
    items = read_items(str(tmp_path / "details_sums.parquet"))
    assert set(items.table["subject"]) == {"unknown"}
    assert warned(items, "the model is called unknown")


# HELM


def test_helm_joins_on_instance_trial_and_perturbation() -> None:
    table = read("helm").table.sort("item_id", "epoch")
    assert (
        table["item_id"].to_list()
        == ["id38"] * 2 + ["id38 lowercase"] * 2 + ["id60"] * 2 + ["id60 lowercase"] * 2
    )
    assert table["epoch"].to_list() == [1, 2] * 4
    assert table["score"].to_list() == [1, 1, 0, 0] * 2  # A is right; the perturbed questions are answered B
    assert table["perturbation"].to_list() == [None, None, "lowercase", "lowercase"] * 2
    assert table["question"].to_list()[2] == "is 48 even or odd?"


def test_helm_letters_stand_for_choices() -> None:
    table = read("helm").table
    assert set(table["target"]) == {"Even"}
    assert set(table["output"]) == {"Even", "Odd"}
    assert set(table["chance"]) == {0.5}


def test_helm_task_without_its_model() -> None:
    items = read("helm")
    assert set(items.table["subject"]) == {"simple/model1"}
    expected = "simple_mcqa:num_train_trials=2,max_train_instances=1,data_augmentation=lower"
    assert set(items.table["task"]) == {expected}
    assert sorted(Path(file.path).name for file in items.inputs) == [
        "per_instance_stats.json",
        "run_spec.json",
        "scenario_state.json",
    ]


def test_helm_other_statistic() -> None:
    assert warned(read("helm"), "scored by exact_match (another: --map score=stats.NAME)")
    assert set(read("helm", score="stats.max_prob").table["score"]) == {1.0}


def helm_run(
    folder: Path, *requests: dict[str, Any], stats: dict[str, float], method: str = "generation"
) -> str:
    instance = {"id": "id1", "input": {"text": "Q?"}, "split": "test"}
    references = [{"output": {"text": "no"}, "tags": []}, {"output": {"text": "yes"}, "tags": ["correct"]}]
    states = [
        {"instance": {**instance, "references": references}, "train_trial_index": 0, **request}
        for request in requests
    ]
    spec = {"model": "m", "method": method}
    (folder / "scenario_state.json").write_text(json.dumps({"adapter_spec": spec, "request_states": states}))
    entries = [{"name": {"name": name, "split": "test"}, "mean": mean} for name, mean in stats.items()]
    entry = {"instance_id": "id1", "train_trial_index": 0, "stats": entries}
    (folder / "per_instance_stats.json").write_text(json.dumps([entry]))
    return str(folder)


def completion(text: str, log_prob: float = 0.0) -> dict[str, Any]:
    return {"result": {"success": True, "completions": [{"text": text, "logprob": log_prob}]}}


def test_helm_choices_weighed_one_by_one(tmp_path: Path) -> None:
    asked = [
        {"reference_index": 0, "request_mode": "original", **completion("no", -2.0)},
        {"reference_index": 1, "request_mode": "original", **completion("yes", -1.0)},
        {"reference_index": 0, "request_mode": "calibration", **completion("no", -0.5)},
    ]
    items = read_items(
        helm_run(tmp_path, *asked, stats={"exact_match": 1.0}, method="multiple_choice_separate")
    )
    row = items.table.row(0, named=True)
    assert len(items.table) == 1
    assert (row["output"], row["target"], row["chance"], row["score"]) == ("yes", "yes", 0.5, 1.0)


def test_helm_metric_of_free_text_and_of_reasoning(tmp_path: Path) -> None:
    stats = {"exact_match": 0.0, "quasi_exact_match": 1.0, "inference_runtime": 0.5}
    assert read_items(helm_run(tmp_path, completion("Yes."), stats=stats)).table["score"].to_list() == [1.0]
    stats = {"exact_match": 0.0, "quasi_exact_match": 0.0, "math_equiv_chain_of_thought": 1.0}
    assert read_items(helm_run(tmp_path, completion("So 4"), stats=stats)).table["score"].to_list() == [1.0]


def test_helm_failed_request_is_left_out(tmp_path: Path) -> None:
    folder = helm_run(tmp_path, {"result": {"success": False, "completions": []}}, stats={"exact_match": 0.0})
    with pytest.raises(FarfieldError, match="requests that ended in an error, left out: 1"):
        read_items(f"{folder}/scenario_state.json")


def test_helm_without_statistics_has_no_score(tmp_path: Path) -> None:
    shutil.copy(HELM / "scenario_state.json", tmp_path)
    with pytest.raises(FarfieldError, match="no score in any record"):
        read_items(str(tmp_path / "scenario_state.json"))


# OpenAI evals


def test_openai_evals_joins_events_on_the_sample() -> None:
    table = read("openai_evals", "sums.jsonl").table.sort("item_id")
    assert table["item_id"].to_list() == ["sums.test.0", "sums.test.1", "sums.test.2"]
    assert table["question"].to_list() == ["2 + 2 =", "The capital of France is", "3 + 3 ="]
    assert table["target"].to_list() == ["4", "Paris", "6"]
    assert table["output"].to_list() == ["4", "Paris, of course", "I do not know"]
    assert table["score"].to_list() == [1, 1, 0]
    assert set(table["subject"]) == {"rote"}
    assert set(table["task"]) == {"sums.test.v1"}


def test_openai_evals_other_metric() -> None:
    table = read("openai_evals", "fuzzy.jsonl", score="metrics.f1_score").table.sort("item_id")
    assert table["score"].to_list() == [1.0, 0.5, 0.0]


def events(folder: Path, *events: tuple[str, str, dict[str, Any]], end: bool = True) -> str:
    lines: list[dict[str, Any]] = [{"spec": {"completion_fns": ["m"], "eval_name": "t", "run_id": "r"}}]
    lines += [{"final_report": {}, "run_id": "r"}] if end else []
    for number, (sample, kind, data) in enumerate(events):
        lines.append({"run_id": "r", "event_id": number, "sample_id": sample, "type": kind, "data": data})
    return samples(folder, *lines, name="events.jsonl")


def test_openai_evals_graded_by_a_model(tmp_path: Path) -> None:
    """The first sampling is the subject's, the second the grader's; the score stands in a metrics event."""
    path = events(
        tmp_path,
        ("s", "sampling", {"prompt": "Q?", "sampled": ["an essay"]}),
        ("s", "sampling", {"prompt": "Is it good?", "sampled": ["Y"]}),
        ("s", "metrics", {"choice": "Y", "score": 1.0}),
    )
    row = read_items(path).table.row(0, named=True)
    assert (row["question"], row["output"], row["score"]) == ("Q?", "an essay", 1.0)


def test_openai_evals_error_and_missing_end(tmp_path: Path) -> None:
    path = events(
        tmp_path,
        ("a", "match", {"correct": True, "expected": "x", "sampled": "x"}),
        ("b", "error", {"type": "Timeout"}),
        end=False,
    )
    items = read_items(path)
    assert items.table["item_id"].to_list() == ["a"]
    assert items.table["output"].to_list() == ["x"]
    assert warned(items, "samples that ended in an error, left out: 1")
    assert warned(items, "has no final report")


# promptfoo


@pytest.mark.parametrize("name", ["results.json", "results.jsonl"])
def test_promptfoo(name: str) -> None:
    items = read("promptfoo", name)
    table = items.table
    task = "capitals" if name == "results.json" else "results"
    assert set(table["task"]) == {f"{task} · prompt 1", f"{task} · prompt 2"}
    assert set(table["subject"]) == {"parrot", "crow"}
    assert set(column(items, "question", item_id="0")) == {"What is the capital of France?"}
    assert set(column(items, "target", item_id="0")) == {"Paris"}  # of a variable
    assert set(column(items, "target", item_id="1")) == {"Rome"}  # of an assertion
    assert set(column(items, "output", item_id="0")) == {"It is Paris."}
    assert table["level"].to_list() == [1] * 4 + [2] * 4


def test_promptfoo_failed_assertion_is_a_result_and_a_broken_call_none() -> None:
    items = read("promptfoo", "results.json")
    assert set(column(items, "score", item_id="1")) == {0.5}
    assert "2" not in set(items.table["item_id"])
    assert warned(items, "samples that ended in an error, left out: 4")


def test_promptfoo_question_of_a_chat_prompt(tmp_path: Path) -> None:
    whole = json.loads((GOLDEN / "promptfoo" / "results.json").read_text())
    results = [result for result in whole["results"]["results"] if result["promptIdx"] == 1]
    for result in results:
        result["vars"] = {}
    whole["results"]["results"] = results
    path = tmp_path / "chat.json"
    path.write_text(json.dumps(whole))
    assert read_items(str(path)).table["question"][0] == "What is the capital of France?"


# All of them


def test_every_format_in_one_call() -> None:
    items = read_items(str(GOLDEN))
    assert set(items.table["subject"]) == {
        "stub/parrot",
        "made/rote-1b",
        "made/rote-7b",
        "simple/model1",
        "rote",
        "parrot",
        "crow",
    }
    assert not items.table.select("subject", "task", "item_id", "epoch").is_duplicated().any()
    assert warned(items, "records that are the same as an earlier one, left out")


def test_formats_can_be_forced_and_a_wrong_one_is_an_error() -> None:
    assert len(read_items(str(GOLDEN / "helm"), ReadOptions(format="helm")).table) == 8
    with pytest.raises(FarfieldError, match="not a zip archive"):
        read_items(str(GOLDEN / "openai_evals" / "sums.jsonl"), ReadOptions(format="inspect"))


def test_archive_without_its_suffix_is_known_by_content(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes((GOLDEN / "inspect" / "letters.eval").read_bytes())
    assert len(read_items(str(tmp_path / "log")).table) == 5


def test_compressed_logs(tmp_path: Path) -> None:
    for file in ("promptfoo/results.json", "openai_evals/sums.jsonl", "inspect/capitals.json"):
        path = tmp_path / f"{Path(file).name}.gz"
        path.write_bytes(gzip.compress((GOLDEN / file).read_bytes()))
        assert read_items(str(path)).table.equals(read(file).table)


def test_remote_folder() -> None:
    here = read_items(str(LM_EVAL)).table
    assert read_items(LM_EVAL.as_uri()).table.equals(here)
