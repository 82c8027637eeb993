"""The demo: one model whose whole training corpus we hold, and the ordinary main job on its ordinary files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from farfield.lab.demo import DemoData, DemoProgress, write_demo_data
from farfield.lab.options import DemoOptions
from farfield.measure import MeasureOptions
from farfield.pipeline import ProfileOptions, Progress, Run, profile
from farfield.records import FarfieldError

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
