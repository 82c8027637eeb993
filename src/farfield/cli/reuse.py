"""`farfield reuse`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from farfield.cli.app import command
from farfield.cli.arguments import CORES, Json, Out, Quiet
from farfield.cli.options import typed_command, values_of
from farfield.cli.panels import COMPARISON, READ, SPEED
from farfield.cli.stopping import resumable
from farfield.terminal.meter import Meter

Runs = Annotated[
    list[str],
    typer.Argument(
        metavar="RUNS...", help="Agents' transcripts: files, folders or globs.", show_default=False
    ),
]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the tasks beside the transcripts: of ReuseOptions."""

    panel: ClassVar = READ
    tasks: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="The tasks, as SWE-bench lists them (JSON lines or Parquet: instance_id, base_commit, created_at, "
            "patch, test_patch): dates, the fix, the hidden tests.",
        ),
    ] = None
    repo: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DIR",
            help="A git checkout that holds the base; NAME=DIR for the tasks of one repository. It is only read. "
            "Repeatable.",
        ),
    ] = None
    background: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DIR", help="A folder of code that all share, as a template: never copied. Repeatable."
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class Arms:
    """What the runs are set against: of ReuseOptions."""

    panel: ClassVar = COMPARISON
    sealed: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RUNS", help="Transcripts of the same tasks with their history sealed. Repeatable."
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class Processes:
    """By how many: of ReuseOptions."""

    panel: ClassVar = SPEED
    workers: Annotated[
        int, typer.Option(metavar="N", min=1, help="Processes that audit runs; the result is the same.")
    ] = CORES


@command("reuse")
def reuse_command(
    runs: Runs,
    known: Known,
    arms: Arms,
    processes: Processes,
    out: Out = Path("farfield-reuse"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """What agents solved, and what they looked up: displayed, in the same words, and at what cost sealed."""
    from farfield.jobs.reuse import ReuseOptions, audit
    from farfield.storage import read_run_table
    from farfield.terminal.reuse import summarise_reuse
    from farfield.terminal.summary import print_summary

    options = ReuseOptions(
        **values_of(known), **values_of(arms), **values_of(processes), command=typed_command()
    )
    with resumable(), Meter(quiet=quiet) as meter:
        done = audit(runs, out, options, meter.stage)
    if json:
        print_summary(done.result)
    elif not quiet:
        summarise_reuse(done.result, read_run_table(done.folder / "runs.parquet"), done.folder)
