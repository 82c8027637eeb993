"""`farfield open`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farfield.cli.app import command
from farfield.cli.view import show_page
from farfield.records import FarfieldError

PAGES = ("report.html", "comparison.html", "coherence.html", "drift.html", "drift-comparison.html")
"""What commands write to be read."""


@command("open")
def open_command(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="The folder of a finished run, lab or comparison.", show_default=False
        ),
    ],
) -> None:
    """The page of a finished run, audit, comparison or other measurement in the browser."""
    from farfield.storage import require_folder

    require_folder(folder)
    show_page(_page_in(folder))


def _page_in(folder: Path) -> Path:
    """The page of a folder; of a lab, that of its only model. Raises FarfieldError where there is none, or several."""
    found = [folder / name for name in PAGES if (folder / name).is_file()]
    below = found or sorted(path for name in PAGES for path in folder.glob(f"*/{name}"))
    if len(below) == 1 or found:
        return below[0]
    if below:
        raise FarfieldError(
            f"holds {len(below)} runs",
            where=str(folder),
            remedy=f"Name one of them: {', '.join(str(path.parent) for path in below[:5])}.",
        )
    raise FarfieldError(
        "holds no report",
        where=str(folder),
        remedy="Name the folder of a finished run; `farfield profile` makes one.",
    )
