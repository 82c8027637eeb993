"""Make the golden files of every-eval-ever 0.3.0: `python make_every_eval_ever.py OUT` in an environment that holds it.

Needs Python 3.12, every-eval-ever and inspect-ai. It converts an Inspect log that is made here, and the golden logs of
lm_eval beside this file, with the package's own converters.
"""
# ruff: noqa: ARG001, ARG002 - the signatures are those of the package

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

from inspect_ai import Task, eval
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.log import read_eval_log, write_eval_log
from inspect_ai.model import ChatMessageUser, ModelAPI, ModelOutput, modelapi
from inspect_ai.scorer import Score, includes, mean, scorer, std
from inspect_ai.solver import solver

HERE = Path(__file__).parent
ANSWERS = {"France": "It is Paris.", "Italy": "It is Milan.", "Spain": "Let me think about Spain, which"}


@modelapi(name="stub")
def stub():
    class Stub(ModelAPI):
        """Answers by rote, is cut off in Spain, and fails where the question asks it to."""

        async def generate(self, input, tools, tool_choice, config):
            text = input[-1].text
            if "FAIL" in text:
                raise RuntimeError("the stub was told to fail")
            said = next((answer for place, answer in ANSWERS.items() if place in text), "I do not know.")
            reason = "max_tokens" if "Spain" in text else "stop"
            return ModelOutput.from_content("stub", said, stop_reason=reason)

    return Stub


@scorer(metrics=[mean(), std()])
def effort():
    """Tenths of its words, as another scorer than the first."""

    async def score(state, target):
        return Score(value=min(1.0, len(state.output.completion.split()) / 10))

    return score


@solver
def ask_twice():
    """Two turns for the sample that says so."""

    async def solve(state, generate):
        state = await generate(state)
        if state.metadata.get("turns") == 2:
            state.messages.append(ChatMessageUser(content="Are you sure? Once more: the capital of France?"))
            state = await generate(state)
        return state

    return solve


SAMPLES = [
    Sample(id="a", input="The capital of France?", target="Paris", metadata={"level": 1}),
    Sample(id="b", input="The capital of Italy?", target="Rome", metadata={"level": 2}),
    Sample(id="c", input="The capital of Spain?", target="Madrid", metadata={"level": 3}),
    Sample(id="again", input="The capital of France?", target="Paris", metadata={"level": 1}),
    Sample(id="talk", input="Tell me of France: its capital?", target="Paris", metadata={"turns": 2}),
    Sample(id="fails", input="FAIL", target="?"),
]


def main(out: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        task = Task(
            name="capitals",
            dataset=MemoryDataset(SAMPLES, name="capitals"),
            solver=ask_twice(),
            scorer=[includes(), effort()],
            epochs=2,
        )
        (log,) = eval(task, model="stub/parrot", log_dir=scratch, display="none", fail_on_error=False)
        log = read_eval_log(log.location)
        log.eval.model = "hf/made/rote-1b"
        for sample in log.samples:
            sample.output.model = "made/rote-1b"
        source = Path(scratch) / "source.json"
        write_eval_log(log, str(source), format="json")
        convert("inspect", source, Path(scratch) / "inspect")
        convert("lm_eval", HERE / "lm_eval" / "made__rote-1b", Path(scratch) / "lm_eval", "--include_samples")
        for path in sorted(Path(scratch).glob("*/**/made/**/*.json*")):
            name = "inspect" if "inspect" in path.parts else f"lm_eval_{path.parts[-4]}"
            tail = "_samples.jsonl" if path.name.endswith("l") else ".json"
            text = path.read_text().replace(str(HERE), "tests/golden").replace(scratch, "data")
            text = re.sub(
                r"(the stub was told to fail'\))(\\n.*?)(?=\", \"metadata\":)", r"\1", text
            )  # a traceback
            target = out / name / f"{path.name.removesuffix(tail)}{tail}"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)


def convert(kind: str, source: Path, out: Path, *more: str) -> None:
    command = [shutil.which("every_eval_ever") or f"{sys.prefix}/bin/every_eval_ever", "convert", kind]
    told = ["--source_organization_name", "made", "--evaluator_relationship", "first_party"]
    subprocess.run([*command, "--log_path", str(source), "--output_dir", str(out), *told, *more], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
