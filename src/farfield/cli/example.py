"""`farfield example`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farfield.cli.app import command
from farfield.cli.arguments import Json, Out, Quiet
from farfield.cli.completing import example_names
from farfield.cli.profile import show_run


@command("example")
def example_command(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="gsm8k or smollm2.", autocompletion=example_names)
    ] = "gsm8k",
    out: Out = Path("farfield-example"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Real outcomes that come with Farfield, as files and as a profile: what to type for one's own."""
    from farfield.extras import own_command
    from farfield.jobs.example import command_of, run_example
    from farfield.terminal.meter import Meter

    with Meter(quiet=quiet) as meter:
        example, run = run_example(name, out, meter.stage)
    steps = [
        f"  open    {own_command('open', str(out))}",
        "  the same by hand:",
        f"    {command_of(example, out)}",
    ]
    about = f"{example.title}. {example.told}"
    show_run("example", run, json=json, quiet=quiet, about=about, steps=steps)
