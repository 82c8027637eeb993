"""What a lab writes: for each model a folder with the corpus it learned from and what it answers, as ordinary files."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from farfield.families import FamilyItem
from farfield.families.metadata import item_metadata
from farfield.lab.backend import require_backend, require_memory
from farfield.lab.drawing import Drawn, draw_world
from farfield.lab.options import LabOptions
from farfield.lab.references import answer_references
from farfield.lab.worlds import World, get_world
from farfield.records import Regime
from farfield.results.lab import SCHEMA_TRAINING, LabTraining
from farfield.storage import hash_text, read_run_json, write_json, write_whole
from farfield.text.nouns import number_of

if TYPE_CHECKING:
    from farfield.lab.training import Trained, TrainingProgress

TRAINING = "training.json"
MODEL = "model.checkpoint"
UNFINISHED = ".training-"


@dataclass(frozen=True)
class LabProgress:
    """What the lab is doing: `done` of `total` steps, and what the last check found, in words.

    `done` falls back where training starts again from another start, and jumps to `total` where it ends early.
    """

    stage: str
    done: int
    total: int
    note: str = ""


Watch = Callable[[LabProgress], None]


@dataclass(frozen=True)
class Place:
    """A model to be trained: the folder of its files, its seed and its learning rate (None: the usual one)."""

    folder: Path
    seed: int
    rate: float | None = None


@dataclass(frozen=True)
class LabData:
    """The files of one model, what they hold, and how the training went.

    `references` holds the answers of subjects whose profile is known. `subjects` is in the order of the files: the
    trained model first, then the references. `attempt` and `steps` tell of the training that was kept. `reached` is
    False where it hit its ceiling; `warnings` then says so in a sentence to print.
    """

    place: Place
    corpus: Path
    answers: Path
    references: Path
    subjects: tuple[str, ...]
    documents: int
    items: int
    attempt: int
    steps: int
    recall: float
    interpolation: float
    reached: bool
    warnings: tuple[str, ...] = ()


def write_lab_data(
    places: Sequence[Place], options: LabOptions, progress: Watch = lambda _: None
) -> list[LabData]:
    """Train a transformer for each place, together, and write what each learned from and what it answers.

    `corpus.jsonl` has a line `{"id", "text"}` for each document; `answers.jsonl` and `references.jsonl` one for each
    subject and item, with the columns of ITEM_SCHEMA that apply, the metadata of the world's family and, for each
    ordered axis, a column of its name: the item's level where it leaves the corpus on no other axis, else null.
    `model.checkpoint` holds the model, `training.json` how it was trained; it is written last. Each is written whole.
    Training that was broken off goes on from its last check (`.training-…` in the first place's folder).
    Raises FarfieldError where the lab extra is not installed, memory is short, the world cannot be split as asked, or
    a folder cannot be written.
    """
    require_backend()
    from farfield.lab.training import Replica, material_of, train

    world = get_world(options.world)
    require_memory(world.layout, options.training, options.draw, len(places))
    drawn = [draw_world(world, options.draw, place.seed) for place in places]
    replicas = [
        Replica(material_of(one), place.seed, place.rate) for one, place in zip(drawn, places, strict=True)
    ]
    keeper = _keeper(places, options, world)
    stage, ceiling = f"training {_models(world, len(places))}", options.training.ceiling
    trained = train(
        replicas, world.layout, options.training, lambda now: progress(_training_progress(stage, now)), keeper
    )
    progress(LabProgress(stage, ceiling, ceiling, _tell(trained)))
    data = []
    for number, (place, one, model) in enumerate(zip(places, drawn, trained, strict=True)):
        progress(LabProgress("answering", number, len(places)))
        data.append(_write(place, one, model, options))
    progress(LabProgress("answering", len(places), len(places)))
    discard_training(places[0].folder)
    return data


def subject_name(options: LabOptions) -> str:
    """What the model of these options is called in logs and profiles."""
    return f"transformer-{options.training.width}"


def _models(world: World, count: int) -> str:
    return f"in {world.name}" if count == 1 else f"{count} models in {world.name}"


def _keeper(places: Sequence[Place], options: LabOptions, world: World) -> Any:
    from farfield.lab.checkpoints import FileKeeper

    seeds = [[place.seed, place.rate] for place in places]
    made_of = {"layout": asdict(world.layout), "replicas": seeds, "options": options.settings.plain()}
    return FileKeeper(places[0].folder / f"{UNFINISHED}{hash_text(str(seeds))}", made_of)


def discard_training(folder: Path) -> None:
    """Forget training that was broken off in a model's folder, with whichever others it was trained together."""
    for path in folder.glob(f"{UNFINISHED}*"):
        shutil.rmtree(path, ignore_errors=True)


def _training_progress(stage: str, now: TrainingProgress) -> LabProgress:
    again = f"attempt {now.attempt}, " if now.attempt > 1 else ""
    done = f"{now.finished} of {now.replicas} done, " if now.replicas > 1 else ""
    note = f"{again}{done}held out {now.interpolation:.0%}, known {now.recall:.0%} right"
    return LabProgress(stage, now.step, now.ceiling, note)


def _tell(trained: Sequence[Trained]) -> str:
    least = min(trained, key=lambda one: one.recall + one.interpolation)
    which = "" if len(trained) == 1 else "the weakest after "
    return f"{which}{least.steps:,} steps, held out {least.interpolation:.0%}, known {least.recall:.0%} right"


def _write(place: Place, drawn: Drawn, trained: Trained, options: LabOptions) -> LabData:
    from farfield.lab.answering import answer
    from farfield.lab.checkpoints import save

    exercises = [item.exercise for item in drawn.items]
    outputs = {subject_name(options): answer(trained.model, drawn.world, exercises)}
    references = answer_references(drawn)
    data = _describe(place, drawn, (*outputs, *references), trained, options)
    place.folder.mkdir(parents=True, exist_ok=True)
    write_documents(data.corpus, drawn)
    write_answers(data.answers, drawn, outputs)
    write_answers(data.references, drawn, references)
    save(place.folder / MODEL, trained.model, model_header(options))
    write_json(place.folder / TRAINING, _record(place, data, trained, options))
    return data


def model_header(options: LabOptions) -> Mapping[str, object]:
    """What a checkpoint of a model must be made of to be loaded."""
    world = get_world(options.world)
    return {"world": world.name, "width": options.training.width, "layout": asdict(world.layout)}


def _record(place: Place, data: LabData, trained: Trained, options: LabOptions) -> LabTraining:
    return LabTraining(
        world=options.world,
        seed=place.seed,
        rate=place.rate or options.training.learning_rate,
        options=options.settings,
        subjects=list(data.subjects),
        documents=data.documents,
        items=data.items,
        attempt=data.attempt,
        steps=data.steps,
        recall=data.recall,
        interpolation=data.interpolation,
        reached=data.reached,
        warnings=list(data.warnings),
        history=list(trained.history),
    )


def read_lab_data(place: Place) -> LabData:
    """What `write_lab_data` returned of a place, from its `training.json`. Raises FarfieldError for another file."""
    told = read_run_json(place.folder / TRAINING, SCHEMA_TRAINING, LabTraining)
    return LabData(
        place,
        *_paths(place.folder),
        subjects=tuple(told.subjects),
        documents=told.documents,
        items=told.items,
        attempt=told.attempt,
        steps=told.steps,
        recall=told.recall,
        interpolation=told.interpolation,
        reached=told.reached,
        warnings=tuple(told.warnings),
    )


def _paths(folder: Path) -> tuple[Path, Path, Path]:
    return folder / "corpus.jsonl", folder / "answers.jsonl", folder / "references.jsonl"


def _describe(
    place: Place, drawn: Drawn, subjects: tuple[str, ...], trained: Trained, options: LabOptions
) -> LabData:
    goal = options.training
    warning = (
        f"Training (seed {place.seed}) hit its ceiling of {goal.ceiling:,} steps in each of "
        f"{number_of(goal.attempts, 'attempt')} without reaching "
        f"{goal.recall:.0%} of known and {goal.interpolation:.0%} of held-out exercises; the best reached "
        f"{trained.recall:.0%} and {trained.interpolation:.0%}."
    )
    return LabData(
        place,
        *_paths(place.folder),
        subjects=subjects,
        documents=len(drawn.corpus),
        items=len(drawn.items),
        attempt=trained.attempt,
        steps=trained.steps,
        recall=trained.recall,
        interpolation=trained.interpolation,
        reached=trained.reached,
        warnings=() if trained.reached else (warning,),
    )


def write_documents(path: Path, drawn: Drawn) -> None:
    """The corpus as a file: a line `{"id", "text"}` for each document, in its order."""
    _write_lines(path, _documents(drawn))


def write_answers(path: Path, drawn: Drawn, outputs: Mapping[str, Sequence[str]]) -> None:
    """What each subject said to the items, in their order, as a log: a line for each subject and item."""
    _write_lines(path, _answers(drawn, outputs))


def _documents(drawn: Drawn) -> Iterator[Mapping[str, object]]:
    for number, row in enumerate(drawn.corpus, start=1):
        yield {"id": f"row-{number:06}", "text": drawn.world.document(row.exercise)}


def _answers(drawn: Drawn, outputs: Mapping[str, Sequence[str]]) -> Iterator[Mapping[str, object]]:
    for subject, said in outputs.items():
        for (item, regime), output in zip(drawn.asked, said, strict=True):
            yield {"item_id": item.item_id, "subject": subject, **_answer(drawn, item, regime, output)}


def _answer(drawn: Drawn, item: FamilyItem, regime: Regime, output: str) -> Mapping[str, object]:
    world = drawn.world
    return {
        "task": world.title,
        "question": item.exercise.question,
        "target": item.exercise.target,
        "output": output,
        "score": world.grade(world.read_answer(output), item),
        "regime": regime,
        **item_metadata(world, item),
        **world.along(item.point, drawn.options.widen),
    }


def _write_lines(path: Path, records: Iterator[Mapping[str, object]]) -> None:
    with write_whole(path) as temporary, temporary.open("wb") as file:
        file.writelines(msgspec.json.encode(record) + b"\n" for record in records)
