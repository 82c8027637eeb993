"""`farfield run`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from farfield.cli.app import command
from farfield.cli.arguments import Json, Levels, Quiet
from farfield.cli.completing import family_names
from farfield.cli.stopping import STOPPED, resumable
from farfield.options.asking import FactsGiven, RunOptions
from farfield.options.typed import MODEL, OUTPUT, Typed


@command("run")
def run_command(
    family: Annotated[
        str,
        typer.Argument(
            metavar="FAMILY", help="See `farfield families`.", show_default=False, autocompletion=family_names
        ),
    ],
    model: Annotated[
        str,
        Typed(
            MODEL,
            "M",
            "As in Inspect: farfield/smollm2, farfield/PATH.gguf, openai/NAME, openai-api/SERVICE/NAME.",
        ),
    ],
    options: RunOptions,
    given: FactsGiven,
    levels: Levels = (),
    out: Annotated[Path, Typed(OUTPUT, "DIR", "Where the log goes.")] = Path("farfield-logs"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Ask a model the tasks of a family: an ordinary Inspect log, and the score at each level."""
    from farfield.families import get_family
    from farfield.run.asked_levels import parse_axes
    from farfield.run.given_facts import given_facts
    from farfield.run.running import run_family
    from farfield.terminal.asked import asked_of
    from farfield.terminal.families import summarise_family
    from farfield.terminal.summary import print_summary

    family = given_facts(family, given)
    chosen = [*levels, *([f"turns={given.turns}"] if given.turns else [])]
    asked = replace(options.task, axes=parse_axes(get_family(family), chosen))
    with resumable():
        run = run_family(family, model, out, replace(options, task=asked), quiet=json or quiet)
    if json:
        print_summary(asked_of(run))
    elif not quiet:
        summarise_family(run)
    if run.stopped:
        sys.exit(STOPPED)
