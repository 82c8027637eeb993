"""`farfield compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farfield.cli.app import command
from farfield.cli.arguments import Json, Quiet
from farfield.options.comparing import CompareOptions
from farfield.options.typed import OUTPUT, Typed


@command("compare")
def compare_command(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Folders of finished runs.", show_default=False)
    ],
    options: CompareOptions,
    out: Annotated[Path, Typed(OUTPUT, "DIR", "Where the comparison goes.")] = Path("farfield-comparison"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Subjects of finished runs beside each other, paired item by item: near, far, and with scale."""
    from farfield.jobs.compare import compare
    from farfield.terminal.comparison import summarise_comparison
    from farfield.terminal.summary import print_summary

    done = compare(folders, out, options)
    if json:
        print_summary(done.result)
    elif not quiet:
        summarise_comparison(done.result, done.folder)
