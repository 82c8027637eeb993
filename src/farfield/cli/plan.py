"""`farfield plan`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farfield.cli.app import command
from farfield.cli.arguments import Json, Quiet
from farfield.cli.small_matrices import spare_threads
from farfield.options.planning import PlanOptions
from farfield.options.typed import OUTPUT, READ, Typed


@command("plan")
def plan_command(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="The folder of a finished run, the pilot.", show_default=False),
    ],
    options: PlanOptions,
    pool: Annotated[
        Path | None,
        Typed(READ, "DIR", "A `farfield scan` of items to choose from.", default="the pilot's own items"),
    ] = None,
    out: Annotated[Path, Typed(OUTPUT, "DIR", "Where the plan goes.")] = Path("farfield-plan"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """How many items the next run takes for an interval of a wanted width, and which to ask."""
    spare_threads()
    from farfield.jobs.plan import plan
    from farfield.terminal.plan import summarise_plan
    from farfield.terminal.summary import print_summary

    done = plan(folder, out, options, pool)
    if json:
        print_summary(done.result)
    elif not quiet:
        summarise_plan(done.result, done.folder)
