"""`farfield loop`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from farfield.cli.app import command
from farfield.cli.arguments import Json, Levels, Out, Quiet
from farfield.cli.completing import family_names
from farfield.cli.stopping import resumable
from farfield.options.looping import LoopOptions
from farfield.options.typed import MODEL, Typed


@command("loop")
def loop_command(
    family: Annotated[
        str,
        typer.Argument(
            metavar="FAMILY", help="See `farfield families`.", show_default=False, autocompletion=family_names
        ),
    ],
    model: Annotated[str, Typed(MODEL, "M", "As in Inspect: farfield/smollm2, openai/NAME.")],
    options: LoopOptions,
    levels: Levels = (),
    out: Out = Path("farfield-loop"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Let a model learn from its own attempts: what somebody chooses of them stands in its next prompt."""
    from farfield.families import get_family
    from farfield.jobs.loop import run_loop
    from farfield.run.asked_levels import parse_axes
    from farfield.terminal.loop import summarise_loop
    from farfield.terminal.summary import print_summary

    options = replace(options, axes=parse_axes(get_family(family), levels))
    with resumable():
        run = run_loop(family, model, out, options, quiet=json or quiet)
    if json:
        print_summary(run.result)
    elif not quiet:
        summarise_loop(run.result, run.folder, run.taken_up)
