"""Make the golden details of lighteval 0.13.0: `python make_lighteval.py OUT` in an environment that holds it.

This file is the maker, the custom tasks and the custom model at once; data and model are local.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lighteval.metrics.metrics import Metrics
from lighteval.models.abstract_model import LightevalModel
from lighteval.models.model_output import ModelResponse
from lighteval.tasks.lighteval_task import LightevalTaskConfig
from lighteval.tasks.requests import Doc
from lighteval.utils.cache_management import SampleCache

SUMS = [{"question": f"What is {n} plus {n}?", "answer": str(2 * n)} for n in range(1, 4)]
CAPITALS = [
    {"question": f"The capital of {c} is", "choices": ["Rome", "Paris", "Bonn"], "gold": g}
    for c, g in [("France", 1), ("Italy", 0), ("Germany", 2)]
]
DATA = os.environ.get("GOLDEN_DATA", "")


def sum_doc(line, task_name=None):
    return Doc(task_name=task_name, query=line["question"], choices=[line["answer"]], gold_index=0)


def capital_doc(line, task_name=None):
    choices = [f" {choice}" for choice in line["choices"]]
    return Doc(task_name=task_name, query=line["question"], choices=choices, gold_index=line["gold"])


def config(name, doc, metrics):
    return LightevalTaskConfig(
        name=name,
        prompt_function=doc,
        hf_repo=f"{DATA}/{name}",
        hf_subset="default",
        metrics=metrics,
        hf_avail_splits=["test"],
        evaluation_splits=["test"],
        generation_size=20,
        stop_sequence=["\n"],
    )


TASKS_TABLE = [
    config("sums", sum_doc, [Metrics.exact_match]),
    config("capitals", capital_doc, [Metrics.loglikelihood_acc]),
]


class Rote(LightevalModel):
    """Adds up to two, prefers Paris."""

    def __init__(self, config):
        self.config = config
        self._cache = SampleCache(config)

    @property
    def tokenizer(self):
        return None

    @property
    def add_special_tokens(self):
        return False

    @property
    def max_length(self):
        return 1000

    def greedy_until(self, docs):
        said = {"What is 1 plus 1?": "2", "What is 2 plus 2?": "4"}
        return [ModelResponse(input=doc.query, text=[said.get(doc.query, "I do not know")]) for doc in docs]

    def loglikelihood(self, docs):
        scores = {" Rome": -3.5, " Paris": -1.25, " Bonn": -2.0}
        return [
            ModelResponse(
                input=doc.query,
                logprobs=[scores[choice] for choice in doc.choices],
                argmax_logits_eq_gold=[choice == " Paris" for choice in doc.choices],
                output_tokens=[[1]] * len(doc.choices),
            )
            for doc in docs
        ]

    def loglikelihood_rolling(self, docs):
        raise NotImplementedError


def main(out: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        for name, records in [("sums", SUMS), ("capitals", CAPITALS)]:
            (Path(scratch) / name).mkdir()
            lines = "".join(json.dumps(record) + "\n" for record in records)
            (Path(scratch) / name / "test.jsonl").write_text(lines)
        command = [
            str(Path(sys.executable).parent / "lighteval"),
            "custom",
            "made/rote-1b",
            __file__,
            "sums|0,capitals|0",
            "--custom-tasks",
            __file__,
            "--output-dir",
            f"{scratch}/out",
            "--save-details",
        ]
        environment = {**os.environ, "GOLDEN_DATA": scratch, "HF_HUB_OFFLINE": "1"}
        subprocess.run(command, check=True, env=environment)
        for path in Path(scratch, "out").glob("details/**/*.parquet"):
            target = out / path.relative_to(f"{scratch}/out").with_name(path.name.replace("|", "_"))
            target.parent.mkdir(parents=True, exist_ok=True)  # a bar can stand in no file name of Windows
            shutil.copy(path, target)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
