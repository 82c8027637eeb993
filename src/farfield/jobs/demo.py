"""The demo: one model whose whole training corpus we hold, and the ordinary main job on its ordinary files."""

from __future__ import annotations

import shlex
from pathlib import Path

from farfield.jobs.lab import Watch, profile_lab_data
from farfield.jobs.profile import Progress, Run
from farfield.lab import LabData, LabOptions, Place, write_lab_data
from farfield.records import FarfieldError
from farfield.results import Profile
from farfield.results.structs import known


def run_demo(
    out: str | Path = "farfield-demo",
    seed: int = 0,
    watch: Watch = lambda _: None,
    progress: Progress | None = None,
) -> tuple[LabData, Run]:
    """Train a small model in the carry-in world, write its corpus and its answers into `out`, and profile them.

    Raises FarfieldError where the lab extra is missing or where training did not reach its threshold.
    """
    options = LabOptions()
    (data,) = write_lab_data([Place(Path(out), seed)], options, watch)
    if not data.reached:
        raise FarfieldError(data.warnings[0], where="demo", remedy="Try another --seed.")
    return data, profile_lab_data(data, options, progress=progress)


def beside_command(data: LabData, folder: Path) -> str:
    """What to type to see the model beside a skill without limits and ones without any."""
    paths = [str(data.answers), str(data.references), "--corpus", str(data.corpus)]
    return shlex.join(
        ["farfield", "profile", *paths, "--ruler", "column:digits", "--out", f"{folder}-beside"]
    )


def tell_story(profile: Profile) -> str:
    """What a newcomer should see in the demo's profile, in plain words and with its own figures."""
    trained = profile.profiles[0]
    parts = {part.regime: part for part in trained.regimes}
    near = sum(100 * parts[name].share * parts[name].mean for name in ("recall", "interpolation"))
    longer, frozen = parts["extrapolation"], parts["hyperpolation"]
    score, far, off = (round(100 * mean) for mean in (known(trained.score.mean), longer.mean, frozen.mean))
    return (
        f"{score} % looks like a model that can add. {near:.0f} of these points are sums it was shown or that "
        f"lie between them. Of {longer.items} longer sums it gets {far} %; of {frozen.items} with a carry-in, "
        f"which its corpus never varied, {off} %. This is one training run: how far beyond the range it gets "
        "differs from seed to seed (try --seed 1)."
    )
