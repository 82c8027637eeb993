"""Make the golden logs of OpenAI's evals 3.0.1.post1: `python make_openai_evals.py OUT` in an environment with it."""
# ruff: noqa: ARG002 - the signatures are those of the package

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SAMPLES = [
    {
        "input": [{"role": "system", "content": "Be short."}, {"role": "user", "content": "2 + 2 ="}],
        "ideal": "4",
    },
    {"input": [{"role": "user", "content": "The capital of France is"}], "ideal": ["Paris", "paris"]},
    {"input": "3 + 3 =", "ideal": "6"},
]
REGISTRY = """
sums:
  id: sums.test.v1
  metrics: [accuracy]
sums.test.v1:
  class: evals.elsuite.basic.match:Match
  args: {samples_jsonl: DATA/samples.jsonl}
fuzzy:
  id: fuzzy.test.v1
  metrics: [f1_score]
fuzzy.test.v1:
  class: evals.elsuite.basic.fuzzy_match:FuzzyMatch
  args: {samples_jsonl: DATA/samples.jsonl}
"""
COMPLETIONS = """
rote:
  class: make_openai_evals:Rote
"""


class Said:
    def __init__(self, text):
        self.text = text

    def get_completions(self):
        return [self.text]


class Rote:
    """Answers by rote, and records it as the package's own completion functions do."""

    def __init__(self, registry=None, **options):
        pass

    def __call__(self, prompt, **options):
        from evals.record import record_sampling

        asked = prompt if isinstance(prompt, str) else prompt[-1]["content"]
        said = {"2 + 2 =": "4", "The capital of France is": "Paris, of course"}.get(asked, "I do not know")
        record_sampling(prompt=prompt, sampled=[said], model="rote")
        return Said(said)


def scrubbed(text, scratch):
    """Without the paths of the machine: the command's own and the scratch folder's."""
    return text.replace(scratch, "data").replace(str(Path(sys.executable).parent) + "/", "")


def main(out: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for part, name, text in [("evals", "made", REGISTRY), ("completion_fns", "rote", COMPLETIONS)]:
            (folder / part).mkdir()
            (folder / part / f"{name}.yaml").write_text(text.replace("DATA", scratch))
        (folder / "samples.jsonl").write_text("".join(json.dumps(sample) + "\n" for sample in SAMPLES))
        for name in ("sums", "fuzzy"):
            record = folder / f"{name}.jsonl"
            oaieval = [str(Path(sys.executable).parent / "oaieval"), "rote", name]
            places = ["--record_path", str(record), "--registry_path", scratch]
            environment = {
                **os.environ,
                "PYTHONPATH": str(Path(__file__).parent),
                "OPENAI_API_KEY": "none",
                "EVALS_THREADS": "1",
            }
            subprocess.run([*oaieval, *places], check=True, cwd=scratch, env=environment)
            (out / record.name).write_text(scrubbed(record.read_text(), scratch))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
