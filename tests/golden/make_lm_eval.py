"""Make the golden logs of lm_eval 0.4.13: `python make_lm_eval.py OUT` in an environment that holds it.

A local task on local data, and a model that answers by rote: the generated task has two filters, the choices NaN.
"""
# ruff: noqa: ARG002 - the signatures are those of the package

import json
import os
import sys
import tempfile
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_DATASETS_DISABLE_PROGRESS_BARS="1")

from lm_eval import simple_evaluate
from lm_eval.api.model import LM
from lm_eval.api.registry import register_model
from lm_eval.loggers import EvaluationTracker
from lm_eval.tasks import TaskManager

QUESTIONS = [
    {
        "id": f"q{n}",
        "question": f"What is {n} plus {n}?",
        "answer": str(2 * n),
        "level": n,
        "notes": ["a", "b"],
    }
    for n in range(1, 5)
]
CHOICES = [
    {"query": f"The capital of {c} is", "choices": ["Rome", "Paris", "Bonn"], "gold": g, "region": "Europe"}
    for c, g in [("France", 1), ("Italy", 0), ("Germany", 2)]
]

GENERATED = """
task: sums
dataset_path: json
dataset_kwargs: {data_files: {test: DATA/sums.jsonl}}
test_split: test
fewshot_split: test
num_fewshot: 1
output_type: generate_until
doc_to_text: "Question: {{question}}\\nAnswer:"
doc_to_target: "{{answer}}"
should_decontaminate: true
doc_to_decontamination_query: question
generation_kwargs: {until: ["\\n"], do_sample: false}
filter_list:
  - name: strict-match
    filter: [{function: regex, regex_pattern: "is (\\\\d+)\\\\."}, {function: take_first}]
  - name: flexible-extract
    filter: [{function: regex, group_select: -1, regex_pattern: "(\\\\d+)"}, {function: take_first}]
metric_list:
  - {metric: exact_match, aggregation: mean, higher_is_better: true}
"""

CHOSEN = """
task: capitals
dataset_path: json
dataset_kwargs: {data_files: {test: DATA/capitals.jsonl}}
test_split: test
output_type: multiple_choice
doc_to_text: "{{query}}"
doc_to_choice: choices
doc_to_target: gold
should_decontaminate: true
doc_to_decontamination_query: "{{query}} {{region}}"
metric_list:
  - {metric: acc}
  - {metric: acc_norm}
"""


@register_model("rote")
class Rote(LM):
    """Says the right sum three times of four, once in other words; prefers Paris; NaN for Bonn."""

    def __init__(self, **options):
        super().__init__()

    def generate_until(self, requests, disable_tqdm=False):
        answers = {1: "The sum is 2.", 2: "It must be 4", 3: "The sum is 6.", 4: "The sum is 9."}
        return [answers[request.doc["level"]] for request in requests]

    def loglikelihood(self, requests, disable_tqdm=False):
        scores = {"Rome": (-3.5, False), "Paris": (-1.25, True), "Bonn": (float("nan"), False)}
        return [scores[request.args[1].strip()] for request in requests]

    def loglikelihood_rolling(self, requests, disable_tqdm=False):
        return [(-1.0,) for _ in requests]

    def get_model_info(self):
        return {}


def main(out: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name, records in [("sums", QUESTIONS), ("capitals", CHOICES)]:
            (folder / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
        for name, text in [("sums", GENERATED), ("capitals", CHOSEN)]:
            (folder / f"{name}.yaml").write_text(text.replace("DATA", scratch))
        tracker = EvaluationTracker(output_path=str(folder / "out"))
        results = simple_evaluate(
            "rote",
            model_args="pretrained=made/rote-1b",
            tasks=["sums", "capitals"],
            log_samples=True,
            evaluation_tracker=tracker,
            task_manager=TaskManager(include_path=scratch, include_defaults=False),
            bootstrap_iters=0,
        )
        samples = results.pop("samples")
        results.pop("pretty_env_info", None)
        results.pop("git_hash", None)
        tracker.save_results_aggregated(results=results, samples=samples)
        for task in results["configs"]:
            tracker.save_results_samples(task_name=task, samples=samples[task])
        for path in (folder / "out").rglob("*.json*"):
            target = out / path.relative_to(folder / "out")
            target.parent.mkdir(exist_ok=True)
            target.write_text(path.read_text().replace(scratch, "data"))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
