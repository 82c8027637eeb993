"""`farfield drift`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from farfield.cli.app import command
from farfield.cli.arguments import Evals, Json, Out, Quiet
from farfield.cli.options import field_columns, values_of
from farfield.cli.panels import DISTANCE, READ


@dataclass(frozen=True, slots=True)
class Answers:
    """Which answers, and what is known of their facts: of DriftReading, but for `mapping`."""

    panel: ClassVar = READ
    facts: Annotated[
        str | None,
        typer.Option(
            "--facts",
            metavar="FILE",
            help="The facts: JSON lines of fact, questions and answers with start and end.",
        ),
    ] = None
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            metavar="COL=VALUE",
            help="Keep the answers with this value only, or with COL!=VALUE the others. Repeatable.",
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class Times:
    """What answers are told against: of DriftOptions."""

    panel: ClassVar = DISTANCE
    cutoff: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="The stated cutoff, to be shown beside; or the column with each subject's."
        ),
    ] = None
    baseline: Annotated[
        str | None, typer.Option(metavar="ARM", help="The arm without a reminder; by default none.")
    ] = None
    control: Annotated[
        list[str] | None,
        typer.Option(
            "--control",
            metavar="COL=VALUE",
            help="Rows on what never happened: they measure the floor. Repeatable.",
        ),
    ] = None


@command("drift")
def drift_command(
    evals: Evals,
    answers: Answers,
    times: Times,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            rich_help_panel=READ,
            metavar="FIELD=COLUMN",
            help="Which column holds date, arm, outcome, answer, fact, turns or another field. Repeatable.",
        ),
    ] = None,
    out: Out = Path("farfield-drift"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """When a model lives, what it says of what came later, what a reminder mends, and how long it lasts."""
    from farfield.jobs.drift import DriftReading, drift
    from farfield.measure.drift.options import DriftOptions
    from farfield.terminal.drift import summarise_drift
    from farfield.terminal.summary import print_summary

    read = DriftReading(map=field_columns(mapping or ()), **values_of(answers))
    done = drift(evals, out, read, DriftOptions(**values_of(times)))
    if json:
        print_summary(done.result)
    elif not quiet:
        summarise_drift(done.result, done.folder)
