"""Make golden logs of lm_eval 0.4.5 or 0.4.2: `python make_lm_eval_old.py OUT` in an environment that holds it.

Beside it datasets < 4 is needed. No torch and no transformers: the package imports them for its seed and its own models
only, so a stand-in takes their place. The tasks are those of `make_lm_eval.py`. Both versions log a document once for
each filter, and name neither the filter nor the metrics.
"""
# ruff: noqa: ARG002, E402 - the signatures are those of the package; stand-ins come before it

import importlib.metadata
import importlib.util
import json
import os
import re
import sys
import tempfile
import types
from pathlib import Path
from unittest.mock import MagicMock

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_DATASETS_DISABLE_PROGRESS_BARS="1")

import datasets  # noqa: F401 - before the stand-in for torch, which they look for
import evaluate

STAND_INS = ("torch", "torch.utils", "torch.utils.collect_env", "transformers")
for name in STAND_INS:
    sys.modules[name] = MagicMock(__version__="0")


class Same:
    """In place of the hub's exact_match, which version 0.4.2 fetches."""

    def compute(self, predictions, references, **options):
        same = [one == other for one, other in zip(predictions, references, strict=True)]
        return {"exact_match": sum(same) / len(same)}


evaluate.load = lambda _: Same()
sys.modules["lm_eval.models"] = types.ModuleType("lm_eval.models")

import lm_eval.evaluator

lm_eval.models = types.SimpleNamespace(huggingface=types.SimpleNamespace(HFLM=()))
from lm_eval.api.model import LM
from lm_eval.api.registry import register_model
from lm_eval.evaluator import simple_evaluate
from lm_eval.tasks import TaskManager

for name in STAND_INS:  # datasets would take them for the packages
    del sys.modules[name]

NAMES = ("QUESTIONS", "CHOICES", "GENERATED", "CHOSEN")
VERSION = importlib.metadata.version("lm_eval")


def of_the_new_script() -> dict:
    """The task and its documents, which stand before the first class of `make_lm_eval.py`."""
    text = (Path(__file__).parent / "make_lm_eval.py").read_text()
    parts = text[text.index("QUESTIONS = ") : text.index("@register_model")]
    found: dict = {}
    exec(parts, found)
    return {name: found[name] for name in NAMES}


@register_model("rote")
class Rote(LM):
    """Says the right sum three times of four, once in other words; prefers Paris."""

    def __init__(self, **options):
        super().__init__()

    def generate_until(self, requests, disable_tqdm=False):
        answers = {1: "The sum is 2.", 2: "It must be 4", 3: "The sum is 6.", 4: "The sum is 9."}
        return [answers[request.doc["level"]] for request in requests]

    def loglikelihood(self, requests, disable_tqdm=False):
        scores = {"Rome": (-3.5, False), "Paris": (-1.25, True), "Bonn": (-2.5, False)}
        return [scores[request.args[1].strip()] for request in requests]

    def loglikelihood_rolling(self, requests, disable_tqdm=False):
        return [(-1.0,) for _ in requests]


def main(out: Path) -> None:
    told = of_the_new_script()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name, records in [("sums", told["QUESTIONS"]), ("capitals", told["CHOICES"])]:
            (folder / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
        for name, text in [("sums", told["GENERATED"]), ("capitals", told["CHOSEN"])]:
            (folder / f"{name}.yaml").write_text(text.replace("DATA", scratch))
        results = simple_evaluate(
            "rote",
            model_args="pretrained=made/rote-1b",
            tasks=["sums", "capitals"],
            log_samples=True,
            task_manager=TaskManager(include_path=scratch, **no_defaults()),
            bootstrap_iters=0,
        )
        write(results, folder / "out")
        for path in (folder / "out").rglob("*.json*"):
            target = out / VERSION / path.relative_to(folder / "out")
            target.parent.mkdir(exist_ok=True, parents=True)
            target.write_text(path.read_text().replace(scratch, "data"))


def no_defaults() -> dict:
    """The package's own tasks are not wanted; older versions always look at them."""
    return {} if VERSION < "0.4.3" else {"include_defaults": False}


def write(results: dict, out: Path) -> None:
    """As the command writes them: from 0.4.3 on by the tracker, before that by `__main__`."""
    samples = results.pop("samples")
    results.pop("pretty_env_info", None)
    results.pop("git_hash", None)
    if VERSION < "0.4.3":
        from lm_eval.__main__ import _handle_non_serializable

        out.mkdir()
        (out / "results.json").write_text(dump(results, _handle_non_serializable))
        for task in results["configs"]:
            name = "{}_{}".format(re.sub("/|=", "__", "pretrained=made/rote-1b"), task)
            (out / f"{name}.jsonl").write_text(dump(samples[task], _handle_non_serializable))
        return
    from lm_eval.loggers import EvaluationTracker

    tracker = EvaluationTracker(output_path=str(out))
    tracker.general_config_tracker.log_experiment_args("rote", "pretrained=made/rote-1b", "", "", "")
    tracker.save_results_aggregated(results=results, samples=samples)
    for task in results["configs"]:
        tracker.save_results_samples(task_name=task, samples=samples[task])


def dump(value: object, default: object) -> str:
    return json.dumps(value, indent=2, default=default, ensure_ascii=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
