"""Make the golden log of inspect-ai 0.3.9: `python make_inspect_old.py OUT` in an environment that holds it.

Of several scorers there was one then, and its score stands in `score`; the scorer itself is named by `results`.
"""
# ruff: noqa: ARG002 - the signatures are those of the package

import sys
import tempfile
from pathlib import Path

from inspect_ai import Task, eval, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ModelAPI, ModelOutput, modelapi
from inspect_ai.scorer import includes
from inspect_ai.solver import generate


@modelapi(name="stub")
def stub():
    class Stub(ModelAPI):
        """Answers by rote, and is cut off in Spain."""

        async def generate(self, input, tools, tool_choice, config):
            if "Spain" in str(input[-1].content):
                return ModelOutput.from_content("stub", "Let me think about Spain, which", "length")
            return ModelOutput.from_content("stub", "It is Paris.")

    return Stub


@task
def capitals():
    places = [("France", "Paris"), ("Italy", "Rome"), ("Spain", "Madrid")]
    samples = [
        Sample(id=number, input=f"The capital of {place}?", target=capital, metadata={"level": number})
        for number, (place, capital) in enumerate(places, start=1)
    ]
    return Task(dataset=MemoryDataset(samples, name="capitals"), plan=[generate()], scorer=includes())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        eval(capitals(), model="stub/parrot", log_dir=scratch)
        (log,) = Path(scratch).glob("*.json")
        text = log.read_text().replace(str(Path.cwd()), "data")
        text = text.replace('"model": "/parrot"', '"model": "stub/parrot"')  # it names no provider of others
        Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
        (Path(sys.argv[1]) / "capitals.json").write_text(text)
