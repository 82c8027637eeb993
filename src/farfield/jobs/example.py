"""Examples of real outcomes that come with Farfield, each profiled by the command that anybody would type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from farfield.extras import own_command
from farfield.jobs.profile import ProfileOptions, Progress, Run, profile
from farfield.measure import MeasureOptions
from farfield.registry import Registry
from farfield.shipped import unpack
from farfield.storage import require_local

ANSWERS = "answers.jsonl"


@dataclass(frozen=True)
class Example:
    """`title`: what it is. `told`: what to keep in mind of it. `options`, `support`: what `typed` says, for Python.

    `typed` stands behind `farfield profile ANSWERS`; of `support` the file in the folder is meant.
    """

    title: str
    told: str
    typed: Sequence[str]
    options: MeasureOptions
    support: str | None = None


EXAMPLES = Registry("example", {
    "gsm8k": Example(
        title="1,319 questions of GSM8K, each answered by four models that were fine-tuned on its training set",
        told="Distances were counted by `farfield scan` from the 7,473 training questions. Their texts are not part of "
        "Farfield: for passages see `farfield demo`.",
        typed=(
            "--ruler", "column:pieces", "--ruler", "column:bits", "--difficulty", "steps", "--covariate", "log_words",
            "--no-length",
        ),
        options=MeasureOptions(
            rulers=("column:pieces", "column:bits"), axis_rulers=False, difficulty="steps", covariates=("log_words",),
            length=False,
        ),
    ),
    "smollm2": Example(
        title="160 additions of Farfield's own, answered by SmolLM2, a model of 135 million parameters",
        told="Nobody has counted what its training data shows of additions. What the examples in its prompt come from "
        "is declared in shown.json: sums of one and two digits in base 10.",
        typed=("--support", "shown.json"),
        options=MeasureOptions(rulers=()),
        support="shown.json",
    ),
})  # fmt: skip
"""By name, the first is the one to begin with."""


def run_example(
    name: str, out: str | Path = "farfield-example", progress: Progress | None = None
) -> tuple[Example, Run]:
    """Write the files of an example into `out` and profile them there.

    Raises FarfieldError where there is no such example or `out` cannot be written.
    """
    example, folder = EXAMPLES.get(name), Path(out)
    require_local(folder)
    unpack(name, folder)
    options = ProfileOptions(
        measure=example.options,
        support=str(folder / example.support) if example.support else None,
        command=" ".join(["farfield", *typed_by(example, folder)]),
    )
    return example, profile(str(folder / ANSWERS), (), folder, options, progress)


def typed_by(example: Example, folder: Path) -> list[str]:
    """The arguments with which anybody gets the same profile from the example's files."""
    typed = [str(folder / part) if part == example.support else part for part in example.typed]
    return ["profile", str(folder / ANSWERS), *typed, "--out", str(folder)]


def command_of(example: Example, folder: Path) -> str:
    """The line that does the same as the example, to be typed in this shell and folder."""
    return own_command(*typed_by(example, folder))
