"""`farfield lab`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from farfield.cli.app import command
from farfield.cli.arguments import Json, Out, Quiet
from farfield.cli.completing import world_names
from farfield.options.typed import COMPUTE, CORPUS, SPEED, Typed


@command("lab")
def lab_command(
    world: Annotated[
        str | None,
        typer.Argument(
            metavar="[WORLD]",
            help="Which world; without one all are listed.",
            show_default=False,
            autocompletion=world_names,
        ),
    ] = None,
    seeds: Annotated[
        int,
        Typed(COMPUTE, "N", "Models to train, each in a draw of its own."),
    ] = 1,
    size: Annotated[
        int | None,
        Typed(COMPUTE, "W", "Width of the transformer.", "A multiple of 16", default="the world's"),
    ] = None,
    rows: Annotated[
        int | None,
        Typed(CORPUS, "N", "Documents of the corpus.", default="the world's"),
    ] = None,
    widen: Annotated[
        list[str] | None,
        Typed(
            CORPUS, "AXIS[=P]", "Vary this axis in a share P of the documents. Repeatable.", default="P = .05"
        ),
    ] = None,
    rate: Annotated[
        list[float] | None,
        Typed(
            COMPUTE, "R", "Learning rate. Repeatable: each is trained with each seed.", default="the world's"
        ),
    ] = None,
    together: Annotated[
        int | None,
        Typed(SPEED, "N", "Models trained at a time, as one computation.", default="all"),
    ] = None,
    out: Out = Path("farfield-lab"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train small models where the support is known, and profile each on its own corpus. What is done is kept."""
    from farfield.jobs.lab import LabRunOptions, run_lab
    from farfield.lab.worlds import WORLDS, get_world
    from farfield.terminal.lab import print_lab
    from farfield.terminal.meter import Meter
    from farfield.terminal.summary import print_summary

    if world is None:
        for name in WORLDS:
            print(f"{name:18} {get_world(name).title}")
        return
    options = LabRunOptions(_options(world, size, rows, widen or []), range(seeds), rate or (), together)
    with Meter(quiet=quiet) as meter:
        run = run_lab(out, options, meter.watch, meter.stage)
    if json:
        print_summary(run.record)
    elif not quiet:
        print_lab(run.record, run.folder, [warning for one in run.models for warning in one.data.warnings])


def _options(world: str, size: int | None, rows: int | None, widen: list[str]) -> Any:
    from dataclasses import replace

    from farfield.lab.options import LabOptions, parse_widen
    from farfield.lab.worlds import get_world

    known = get_world(world)
    draw = replace(known.drawing, widen=parse_widen(widen), rows=known.drawing.rows if rows is None else rows)
    training = known.training if size is None else replace(known.training, width=size)
    known.levels(draw.widen)  # an axis that cannot be widened is refused before anything is trained
    return LabOptions(world, draw, training)
