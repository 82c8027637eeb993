"""The demo: one model whose whole training corpus we hold, and the ordinary main job on its ordinary files."""

from __future__ import annotations

from pathlib import Path

from farfield.extras import own_command
from farfield.jobs.lab import Watch, profile_lab_data
from farfield.jobs.profile import Progress, Run
from farfield.lab import LabData, LabOptions, Place, write_lab_data
from farfield.lab.data import MODEL, read_lab_data
from farfield.records import FarfieldError
from farfield.shipped import unpack
from farfield.storage import remove, require_local

SEED = 0
"""Of the model whose answers come with Farfield."""
ONE_RUN = "This is one training run: another gets more or less far (try --train --seed 1)."
"""What a newcomer must know beside the lead."""


def run_demo(
    out: str | Path = "farfield-demo",
    seed: int | None = None,
    *,
    train: bool = False,
    watch: Watch = lambda _: None,
    progress: Progress | None = None,
) -> tuple[LabData, Run]:
    """Profile a small model that learned in the carry-in world: its corpus and its answers as files in `out`.

    The files come with Farfield; with `train`, or a seed, a model is trained here. Raises FarfieldError where the lab
    extra is missing then, or where training did not reach its threshold.
    """
    folder, options = Path(out), LabOptions()
    require_local(folder)
    if train or seed is not None:
        (data,) = write_lab_data([Place(folder, seed or SEED)], options, watch)
    else:
        data = _shipped(folder)
    if not data.reached:
        raise FarfieldError(data.warnings[0], where="demo", remedy="Try another --seed.")
    return data, profile_lab_data(data, options, progress=progress)


def _shipped(folder: Path) -> LabData:
    """The files of the model that comes with Farfield, in a folder where another's may stand."""
    remove(folder / MODEL)
    unpack("demo", folder)
    return read_lab_data(Place(folder, SEED))


def beside_command(data: LabData, folder: Path) -> str:
    """What to type to see the model beside a skill without limits and ones without any."""
    paths = [str(data.answers), str(data.references), "--corpus", str(data.corpus)]
    return own_command("profile", *paths, "--ruler", "column:digits", "--out", f"{folder}-beside")
