"""`farfield compare`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from farfield.cli.app import command
from farfield.cli.arguments import Json, Quiet
from farfield.cli.options import named_numbers, values_of
from farfield.cli.panels import COMPARISON, DISTANCE, OUTPUT, READ


@dataclass(frozen=True, slots=True)
class Subjects:
    """Whom to compare: of CompareOptions, but for the sizes."""

    panel: ClassVar = READ
    against: Annotated[
        str | None, typer.Option(metavar="SUBJECT", help="Set all others against this one.")
    ] = None
    scale: Annotated[
        str | None,
        typer.Option(metavar="COL", help="Column that tells a subject's size: parameters, tokens or FLOPs."),
    ] = None
    scale_of: Annotated[
        list[str] | None,
        typer.Option(metavar="SUBJECT=SIZE", help="A subject's size, as big=175e9. Repeatable."),
    ] = None


@dataclass(frozen=True, slots=True)
class Distance:
    """Whose distances: of CompareOptions."""

    panel: ClassVar = DISTANCE
    ruler: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whose distances; the first that all runs have.")
    ] = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What counts as equal, and how far the forecast goes: of CompareOptions."""

    panel: ClassVar = COMPARISON
    band: Annotated[
        float, typer.Option(metavar="P", help="Scores that differ by less count as equivalent.")
    ] = 0.05
    reach_band: Annotated[
        float | None,
        typer.Option(
            metavar="D", help="Reach that changes by less with ten times the scale is not extended."
        ),
    ] = None
    ahead: Annotated[
        float, typer.Option(metavar="X", help="How many times the largest size the forecast reaches.")
    ] = 10.0
    hold_out: Annotated[
        int,
        typer.Option(
            metavar="N", min=1, help="How many of the largest the backtest forecasts from the rest."
        ),
    ] = 1


@command("compare")
def compare_command(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Folders of finished runs.", show_default=False)
    ],
    subjects: Subjects,
    distance: Distance,
    judged: Judged,
    seed: Annotated[int, typer.Option(rich_help_panel=OUTPUT, help="For the bootstrap.")] = 0,
    out: Annotated[
        Path, typer.Option(rich_help_panel=OUTPUT, metavar="DIR", help="Where the comparison goes.")
    ] = Path("farfield-comparison"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Subjects of finished runs beside each other, paired item by item: near, far, and with scale."""
    from farfield.comparison import CompareOptions
    from farfield.jobs.compare import compare
    from farfield.terminal.comparison import summarise_comparison
    from farfield.terminal.summary import print_summary

    options = CompareOptions(
        against=subjects.against,
        scale=subjects.scale,
        scales=named_numbers("--scale-of", subjects.scale_of or ()),
        seed=seed,
        **values_of(distance),
        **values_of(judged),
    )
    done = compare(folders, out, options)
    if json:
        print_summary(done.result)
    elif not quiet:
        summarise_comparison(done.result, done.folder)
