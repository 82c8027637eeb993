"""`farfield demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from farfield.cli.app import command
from farfield.cli.arguments import Json, Out, Quiet
from farfield.cli.profile import show_run
from farfield.options.typed import COMPUTE, Typed


@command("demo")
def demo_command(
    out: Out = Path("farfield-demo"),
    train: Annotated[
        bool,
        Typed(COMPUTE, None, "Train the model here instead (the extra lab, some minutes).", name="--train"),
    ] = False,
    seed: Annotated[
        int | None,
        Typed(
            COMPUTE,
            "N",
            "Train another model: it draws the world and starts the training.",
            default="0, whose model comes with Farfield",
        ),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """The main job with nothing to bring: a small model of ours, whose whole corpus is known."""
    from farfield.extras import own_command
    from farfield.jobs.demo import ONE_RUN, beside_command, run_demo
    from farfield.terminal.meter import Meter

    with Meter(quiet=quiet) as meter:
        data, run = run_demo(out, seed, train=train, watch=meter.watch, progress=meter.stage)
    steps = [
        f"  open    {own_command('open', str(out))}",
        "  beside an exact algorithm and a lookup table:",
        f"    {beside_command(data, out)}",
    ]
    show_run("demo", run, json=json, quiet=quiet, about=ONE_RUN, steps=steps)
