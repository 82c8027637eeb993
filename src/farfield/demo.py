"""The demo: one model whose whole training corpus we hold, and the ordinary main job on its ordinary files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from farfield.lab.demo import DemoData, DemoProgress, write_demo_data
from farfield.lab.options import DemoOptions
from farfield.measure import MeasureOptions
from farfield.pipeline import ProfileOptions, Progress, Run, profile
from farfield.records import FarfieldError, Profile

RULERS = ("column:digits", "pieces")


def run_demo(
    out: str | Path = "farfield-demo",
    options: DemoOptions | None = None,
    watch: Callable[[DemoProgress], None] = lambda _: None,
    progress: Progress | None = None,
) -> tuple[DemoData, Run]:
    """Train a small model, write its corpus and its answers into `out`, and profile them as anybody's data.

    Raises FarfieldError where the lab extra is missing or where training did not reach its threshold.
    """
    folder = Path(out)
    options = options or DemoOptions()
    data = write_demo_data(folder, options, watch)
    if not data.reached:
        raise FarfieldError(data.warnings[0], where="demo")
    rulers = " ".join(f"--ruler {ruler}" for ruler in RULERS)
    ordinary = ProfileOptions(
        measure=MeasureOptions(rulers=RULERS, seed=options.seed),
        command=f"farfield profile {data.answers} --corpus {data.corpus} {rulers} --out {folder}",
    )
    run = profile(str(data.answers), str(data.corpus), folder, ordinary, progress)
    return data, run


def beside_command(data: DemoData, folder: Path) -> str:
    """What to type to see the model beside a skill without limits and one without any."""
    return (
        f"farfield profile {data.answers} {data.references} --corpus {data.corpus} --ruler {RULERS[0]} "
        f"--out {folder}-beside"
    )


def tell_story(profile: Profile) -> str:
    """What a newcomer should see in the demo's profile, in plain words and with its own figures."""
    trained = profile["profiles"][0]
    parts = {part["regime"]: part for part in trained["regimes"]}
    near = sum(100 * parts[name]["share"] * parts[name]["mean"] for name in ("recall", "interpolation"))
    longer, frozen = parts["extrapolation"], parts["hyperpolation"]
    score, far, off = (round(100 * part["mean"]) for part in (trained["score"], longer, frozen))
    return (
        f"{score} % looks like a model that can add. {near:.0f} of these points are sums it was shown or that "
        f"lie between them. Of {longer['items']} longer sums it gets {far} %; of {frozen['items']} with a carry-in, "
        f"which its corpus never varied, {off} %. This is one training run: how far beyond the range it gets "
        "differs from seed to seed (try --seed 1)."
    )
