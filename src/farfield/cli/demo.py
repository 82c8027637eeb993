"""`farfield demo`."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import Annotated

import typer

from farfield.cli.app import command
from farfield.cli.arguments import Out
from farfield.cli.meter import Meter
from farfield.cli.panels import COMPUTE
from farfield.cli.profile import print_run


@command("demo")
def demo_command(
    out: Out = Path("farfield-demo"),
    seed: Annotated[
        int, typer.Option(rich_help_panel=COMPUTE, help="Draws the world and starts the training.")
    ] = 0,
) -> None:
    """The main job with nothing to bring: a small model is trained here, so that its whole corpus is known."""
    from farfield.jobs.demo import beside_command, run_demo, tell_story
    from farfield.results.structs import known

    with Meter() as meter:
        data, run = run_demo(out, seed, meter.watch, meter.stage)
    print_run(run)
    story = tell_story(known(run.profile))
    print(f"  corpus  {data.corpus}\n  answers {data.answers}\n\n{fill(story, 100)}")
    print(f"\nBeside an exact algorithm and a lookup table:\n  {beside_command(data, out)}")
