"""What the terminal shows of an audit."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import msgspec
import polars as pl
from rich.console import Console

from farfield.results.reuse import Reuse
from farfield.terminal.reuse import summarise_reuse


def screen_of(folder: Path, width: int, warnings: list[str] | None = None) -> list[str]:
    """The lines of an audit on a screen of this width. `warnings`: in place of its own."""
    found = msgspec.json.decode((folder / "reuse.json").read_bytes(), type=Reuse)
    if warnings is not None:
        found = msgspec.structs.replace(found, warnings=warnings)
    told = StringIO()
    screen = Console(width=width, file=told)
    summarise_reuse(found, pl.read_parquet(folder / "runs.parquet"), Path("farfield-reuse"), screen)
    lines = told.getvalue().splitlines()
    return [line[at : at + width] for line in lines for at in range(0, max(len(line), 1), width)]
