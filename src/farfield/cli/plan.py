"""`farfield plan`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from farfield.cli.app import command
from farfield.cli.arguments import Json, Quiet
from farfield.cli.options import values_of
from farfield.cli.panels import DISTANCE, NEXT, OUTPUT, READ


@dataclass(frozen=True, slots=True)
class Distance:
    """Whose distances: of PlanOptions."""

    panel: ClassVar = DISTANCE
    ruler: Annotated[str | None, typer.Option(metavar="NAME", help="Whose distances; the run's first.")] = (
        None
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the next run shall make sure: of PlanOptions."""

    panel: ClassVar = NEXT
    half_width: Annotated[
        float, typer.Option(metavar="P", help="Half of the interval that a score or a gap shall have.")
    ] = 0.03
    reach_half_width: Annotated[
        float | None, typer.Option(metavar="D", help="The same of the reach, in the ruler's unit.")
    ] = None
    next_items: Annotated[
        int, typer.Option("--next", metavar="N", help="Choose the next N items of each task.")
    ] = 0
    goal: Annotated[str, typer.Option(help="What they shall make sure: reach or score.")] = "reach"


@command("plan")
def plan_command(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="The folder of a finished run, the pilot.", show_default=False),
    ],
    distance: Distance,
    wanted: Wanted,
    subject: Annotated[
        str | None,
        typer.Option(
            rich_help_panel=READ, metavar="NAME", help="Whose answers are the pilot; the run's first."
        ),
    ] = None,
    pool: Annotated[
        Path | None,
        typer.Option(
            rich_help_panel=READ,
            metavar="DIR",
            help="A `farfield scan` of items to choose from; the pilot's own.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(rich_help_panel=OUTPUT, help="For the choice.")] = 0,
    out: Annotated[
        Path, typer.Option(rich_help_panel=OUTPUT, metavar="DIR", help="Where the plan goes.")
    ] = Path("farfield-plan"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """How many items the next run takes for an interval of a wanted width, and which to ask."""
    from farfield.comparison.planning import PlanOptions
    from farfield.jobs.plan import plan
    from farfield.terminal.plan import summarise_plan
    from farfield.terminal.summary import print_summary

    options = PlanOptions(subject=subject, seed=seed, **values_of(distance), **values_of(wanted))
    done = plan(folder, out, options, pool)
    if json:
        print_summary(done.result)
    elif not quiet:
        summarise_plan(done.result, done.folder)
