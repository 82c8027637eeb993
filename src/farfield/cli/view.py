"""`farfield view`."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from farfield.cli.app import command
from farfield.cli.small_matrices import spare_threads
from farfield.options.typed import OUTPUT, Typed


@command("view")
def view_command(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder of a finished run.", show_default=False)
    ],
    open_: Annotated[bool, Typed(OUTPUT, None, "Open it in the browser.", name="--open/--no-open")] = True,
) -> None:
    """The report of a finished run with every item in it, of an audit with every run, of ideas with every idea."""
    spare_threads()
    from farfield.report import write_novelty, write_report, write_reuse

    writers = {"reuse.json": write_reuse, "novelty.json": write_novelty}
    write = next((one for name, one in writers.items() if (folder / name).is_file()), write_report)
    show_page(write(folder, whole=True), open_)


def show_page(path: Path, in_browser: bool = True) -> None:
    """Print the path of a page, and open it in the browser."""
    print(path)
    if in_browser and not webbrowser.open(path.resolve().as_uri()):
        print("No browser could be started here; open the file yourself.", file=sys.stderr)
