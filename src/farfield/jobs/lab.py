"""The lab: models trained where the support is known, each profiled by the ordinary main job on its own corpus."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from farfield.jobs.profile import ProfileOptions, Progress, Run, profile
from farfield.lab import LabData, LabOptions, LabProgress, Place, write_lab_data
from farfield.lab.backend import require_backend
from farfield.lab.data import TRAINING, discard_training, read_lab_data
from farfield.lab.worlds import get_world
from farfield.measure import MeasureOptions
from farfield.records import SCHEMA_PROFILE, FarfieldError
from farfield.results import LabRecord, Profile
from farfield.results.lab import LabModelScores
from farfield.storage import read_json, read_run_json, require_local, write_json

LAB = "lab.json"

Watch = Callable[[LabProgress], None]


@dataclass(frozen=True)
class LabRunOptions:
    """`seeds`, `rates`: a model for each pair; no rates stand for the world's usual one.

    `together`: how many models are trained at a time, as one computation; None for all of them.
    """

    lab: LabOptions = field(default_factory=LabOptions)
    seeds: Sequence[int] = (0,)
    rates: Sequence[float] = ()
    together: int | None = None


@dataclass(frozen=True)
class LabModel:
    """One model: its files, its profile, and whether both were there already."""

    data: LabData
    profile: Profile
    reused: bool


@dataclass(frozen=True)
class LabRun:
    """A folder of models, and the content of its `lab.json`: options, and the scores by regime and level."""

    folder: Path
    models: list[LabModel]
    record: LabRecord


def run_lab(
    out: str | Path,
    options: LabRunOptions | None = None,
    watch: Watch = lambda _: None,
    progress: Progress | None = None,
) -> LabRun:
    """Train models in a world, scan the corpus of each, profile its answers, and report.

    `out` gets a folder for each seed (and rate), which is a run folder as `profile` writes it beside the files of
    `write_lab_data`. What is finished there is kept, so that the same command goes on where it was broken off, and
    further seeds are added. Raises FarfieldError where `out` holds a lab of other options.
    """
    options, folder = options or LabRunOptions(), Path(out)
    require_local(folder)
    places = _places(folder, options)
    finished = {place: found for place in places if (found := _finished(place)) is not None}
    missing = [place for place in places if place not in finished]
    if missing:
        require_backend()
    _claim(folder, options.lab)
    size = options.together or max(len(missing), 1)
    data = dict(finished)
    for first in range(0, len(missing), size):
        for one in write_lab_data(missing[first : first + size], options.lab, watch):
            data[one.place] = one
    models = [_profiled(data[place], options.lab, place in finished, progress) for place in places]
    record = LabRecord(options=options.lab.settings, models=[_line(one) for one in models])
    write_json(folder / LAB, record)
    return LabRun(folder, models, record)


def profile_lab_data(data: LabData, options: LabOptions, progress: Progress | None = None) -> Run:
    """The ordinary main job on a model's own files, into the folder that holds them.

    Near duplicates do not count as recall: nobody edited copies of these items, and in a language of a dozen words
    any sentence nearly repeats others of another meaning.
    """
    varied = get_world(options.world).varied_axes(options.draw.widen)
    rulers = (*(f"column:{axis}" for axis in varied), "pieces")
    folder, told = data.answers.parent, [part for ruler in rulers for part in ("--ruler", ruler)]
    ordinary = ProfileOptions(
        measure=MeasureOptions(rulers=rulers, seed=data.place.seed, axis_rulers=False, near_recall=False),
        command=shlex.join(
            [
                "farfield",
                "profile",
                str(data.answers),
                "--corpus",
                str(data.corpus),
                *told,
                "--no-near-recall",
                "--out",
                str(folder),
            ]
        ),
    )
    return profile(str(data.answers), str(data.corpus), folder, ordinary, progress)


def _places(folder: Path, options: LabRunOptions) -> list[Place]:
    if not options.seeds:
        raise FarfieldError("no seeds, no models", remedy="Give --seeds 1 or more.")
    if not options.rates:
        return [Place(folder / f"seed-{seed}", seed) for seed in options.seeds]
    return [
        Place(folder / f"rate-{rate:g}-seed-{seed}", seed, rate)
        for rate in options.rates
        for seed in options.seeds
    ]


def _claim(folder: Path, options: LabOptions) -> None:
    """Write down what a folder is for, or make sure that it is for this; without a finished model it is free."""
    path, plain = folder / LAB, options.settings.plain()
    found = read_json(path) if path.exists() else None
    told = found.get("options") if isinstance(found, Mapping) else None
    if told == plain:
        return
    if any(folder.glob(f"*/{TRAINING}")):
        raise FarfieldError(
            f"holds a lab of other options ({_differing(told, plain)})",
            where=str(folder),
            remedy="Name another folder with --out, or delete this one.",
        )
    for place in folder.glob("*"):
        discard_training(place)
    write_json(path, LabRecord(options=options.settings, models=[]))


def _differing(found: object, wanted: Mapping[str, object]) -> str:
    if not isinstance(found, Mapping):
        return "not readable"
    parts = []
    for name, value in wanted.items():
        there = found.get(name)
        if isinstance(value, dict) and isinstance(there, Mapping):
            parts += [
                f"{key} {there.get(key)!r}, not {one!r}"
                for key, one in value.items()
                if there.get(key) != one
            ]
        elif there != value:
            parts.append(f"{name} {there!r}, not {value!r}")
    return "; ".join(parts)


def _finished(place: Place) -> LabData | None:
    return read_lab_data(place) if (place.folder / TRAINING).exists() else None


def _profiled(data: LabData, options: LabOptions, reused: bool, progress: Progress | None) -> LabModel:
    folder = data.place.folder
    reused = reused and (folder / "run.json").exists()
    if not reused:
        profile_lab_data(data, options, progress)
    return LabModel(data, read_run_json(folder / "profile.json", SCHEMA_PROFILE, Profile), reused)


def _line(model: LabModel) -> LabModelScores:
    """A model in `lab.json`: what a table over seeds is made of."""
    one, place = model.profile.profiles[0], model.data.place
    return LabModelScores(
        seed=place.seed,
        rate=place.rate,
        folder=place.folder.name,
        reached=model.data.reached,
        steps=model.data.steps,
        score=one.score.mean,
        regimes={part.regime: part.mean for part in one.regimes},
        reach={
            name.removeprefix("column:"): measured.reach
            for name, measured in one.rulers.items()
            if name.startswith("column:")
        },
    )
