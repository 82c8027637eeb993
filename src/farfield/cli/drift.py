"""`farfield drift`."""

from __future__ import annotations

from pathlib import Path

from farfield.cli.app import command
from farfield.cli.arguments import Evals, Json, Out, Quiet
from farfield.cli.small_matrices import spare_threads
from farfield.options.dating import DriftOptions


@command("drift")
def drift_command(
    evals: Evals,
    options: DriftOptions,
    out: Out = Path("farfield-drift"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """When a model lives, what it says of what came later, what a reminder mends, and how long it lasts."""
    spare_threads()
    from farfield.jobs.drift import drift
    from farfield.terminal.drift import summarise_drift
    from farfield.terminal.summary import print_summary

    done = drift(evals, out, options)
    if json:
        print_summary(done.result)
    elif not quiet:
        summarise_drift(done.result, done.folder)
