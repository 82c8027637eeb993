"""The data of `farfield demo`: a corpus, and the answers of a model trained on it, as ordinary files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from farfield.lab.backend import require_backend
from farfield.lab.carry_world import Sum, World, chance, distance, draw_world
from farfield.lab.options import DemoOptions
from farfield.lab.references import EXACT_ALGORITHM, LOOKUP_TABLE, answer_by_algorithm, answer_by_table
from farfield.storage import write_whole

if TYPE_CHECKING:
    from farfield.lab.training import Trained, TrainingProgress

TASK = "addition with carry-in"


@dataclass(frozen=True)
class DemoProgress:
    """What the demo is doing: `done` of `total` steps, and what the last check found, in words.

    `done` falls back where training starts again with another seed, and jumps to `total` where it ends early.
    """

    stage: str
    done: int
    total: int
    note: str = ""


Watch = Callable[[DemoProgress], None]


@dataclass(frozen=True)
class DemoData:
    """The files, what they hold, and how the training went.

    `references` holds the answers of two subjects whose profile is known: an exact algorithm and a lookup table.
    `subjects` is in the order of the files: the trained model first, then the references. `attempt` and
    `steps` tell of the training that was kept. `reached` is False where it hit its ceiling; `warnings` then
    says so in a sentence to print.
    """

    corpus: Path
    answers: Path
    references: Path
    subjects: tuple[str, ...]
    documents: int
    items: int
    attempt: int
    steps: int
    validation_recall: float
    validation_interpolation: float
    reached: bool
    warnings: tuple[str, ...] = ()


def write_demo_data(
    folder: Path, options: DemoOptions | None = None, progress: Watch = lambda _: None
) -> DemoData:
    """Train a transformer in the carry-in world and write what it learned from and what it answers.

    `corpus.jsonl` has a line `{"id", "text"}` for each document; `answers.jsonl` and `references.jsonl` one for each
    subject and item, with the columns of ITEM_SCHEMA that apply and `digits` (along the axis, null off it),
    `addend_digits` and `carry`. Each is written whole.
    Raises FarfieldError where the lab extra is not installed or the folder cannot be written.
    """
    require_backend()
    from farfield.lab.answering import answer_greedily
    from farfield.lab.training import train

    options = options or DemoOptions()
    subject = f"adder-{options.training.width}"
    world = draw_world(options.world, options.seed)
    stage, ceiling = f"training {subject}", options.training.ceiling
    trained = train(
        world, options.training, options.seed, lambda now: progress(_training_progress(stage, now))
    )
    progress(DemoProgress(stage, ceiling, ceiling, _tell(trained)))
    progress(DemoProgress("answering", 0, len(world.items)))
    outputs = {subject: answer_greedily(trained.model, world.items, options.world.farthest_digits)}
    references = {
        EXACT_ALGORITHM: answer_by_algorithm(world.items),
        LOOKUP_TABLE: answer_by_table(world.items, world.corpus),
    }
    progress(DemoProgress("answering", len(world.items), len(world.items)))
    data = _describe(folder, world, (*outputs, *references), trained, options)
    _write_lines(data.corpus, _documents(world))
    _write_lines(data.answers, _answers(world, outputs))
    _write_lines(data.references, _answers(world, references))
    return data


def _training_progress(stage: str, now: TrainingProgress) -> DemoProgress:
    again = f"attempt {now.attempt}, " if now.attempt > 1 else ""
    note = f"{again}held-out sums {now.interpolation:.0%}, known sums {now.recall:.0%} right"
    return DemoProgress(stage, now.step, now.ceiling, note)


def _tell(trained: Trained) -> str:
    return (
        f"{trained.steps:,} steps, held-out sums {trained.interpolation:.0%}, "
        f"known sums {trained.recall:.0%} right"
    )


def _describe(
    folder: Path, world: World, subjects: tuple[str, ...], trained: Trained, options: DemoOptions
) -> DemoData:
    goal = options.training
    warning = (
        f"Training hit its ceiling of {goal.ceiling:,} steps in each of {goal.attempts} attempts without reaching "
        f"{goal.recall:.0%} of known and {goal.interpolation:.0%} of held-out sums; the best reached "
        f"{trained.recall:.0%} and {trained.interpolation:.0%}. Try another seed."
    )
    return DemoData(
        corpus=folder / "corpus.jsonl",
        answers=folder / "answers.jsonl",
        references=folder / "references.jsonl",
        subjects=subjects,
        documents=len(world.corpus),
        items=len(world.items),
        attempt=trained.attempt,
        steps=trained.steps,
        validation_recall=trained.recall,
        validation_interpolation=trained.interpolation,
        reached=trained.reached,
        warnings=() if trained.reached else (warning,),
    )


def _documents(world: World) -> Iterator[dict[str, Any]]:
    for number, document in enumerate(world.corpus, start=1):
        yield {"id": f"sum-{number:06}", "text": document.document}


def _answers(world: World, outputs: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Any]]:
    for subject, said in outputs.items():
        for number, (item, output) in enumerate(zip(world.items, said, strict=True), start=1):
            yield {"item_id": f"question-{number:04}", "subject": subject, **_answer(world, item, output)}


def _answer(world: World, item: Sum, output: str) -> dict[str, Any]:
    return {
        "task": TASK,
        "question": item.question,
        "target": item.target,
        "output": output,
        "score": float(output == item.target),
        "regime": world.regime(item),
        "chance": chance(item),
        "digits": distance(item),
        "addend_digits": item.digits,
        "carry": item.carry,
    }


def _write_lines(path: Path, records: Iterator[dict[str, Any]]) -> None:
    with write_whole(path) as temporary, temporary.open("wb") as file:
        file.writelines(msgspec.json.encode(record) + b"\n" for record in records)
