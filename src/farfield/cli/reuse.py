"""`farfield reuse`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from farfield.cli.app import command
from farfield.cli.arguments import Json, Out, Quiet
from farfield.cli.options import typed_command
from farfield.cli.stopping import resumable
from farfield.options.auditing import ReuseOptions

Runs = Annotated[
    list[str],
    typer.Argument(
        metavar="RUNS...", help="Agents' transcripts: files, folders or globs.", show_default=False
    ),
]


@command("reuse")
def reuse_command(
    runs: Runs,
    options: ReuseOptions,
    out: Out = Path("farfield-reuse"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """What agents solved, and what they looked up: displayed, in the same words, and at what cost sealed."""
    from farfield.jobs.reuse import audit
    from farfield.storage import read_run_table
    from farfield.terminal.meter import Meter
    from farfield.terminal.reuse import summarise_reuse
    from farfield.terminal.summary import print_summary

    options = replace(options, command=typed_command())
    with resumable(), Meter(quiet=quiet) as meter:
        done = audit(runs, out, options, meter.stage)
    if json:
        print_summary(done.result)
    elif not quiet:
        summarise_reuse(done.result, read_run_table(done.folder / "runs.parquet"), done.folder)
