"""`farfield compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farfield.cli.app import app
from farfield.cli.options import named_numbers


@app.command("compare")
def compare_command(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Folders of finished runs.", show_default=False)
    ],
    ruler: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whose distances; the first that all runs have.")
    ] = None,
    against: Annotated[
        str | None, typer.Option(metavar="SUBJECT", help="Set all others against this one.")
    ] = None,
    band: Annotated[
        float, typer.Option(metavar="P", help="Scores that differ by less count as equivalent.")
    ] = 0.05,
    reach_band: Annotated[
        float | None,
        typer.Option(
            metavar="D", help="Reach that changes by less with ten times the scale is not extended."
        ),
    ] = None,
    scale: Annotated[
        str | None,
        typer.Option(metavar="COL", help="Column that tells a subject's size: parameters, tokens or FLOPs."),
    ] = None,
    scale_of: Annotated[
        list[str] | None,
        typer.Option(metavar="SUBJECT=SIZE", help="A subject's size, as big=175e9. Repeatable."),
    ] = None,
    ahead: Annotated[
        float, typer.Option(metavar="X", help="How many times the largest size the forecast reaches.")
    ] = 10.0,
    hold_out: Annotated[
        int,
        typer.Option(
            metavar="N", min=1, help="How many of the largest the backtest forecasts from the rest."
        ),
    ] = 1,
    seed: Annotated[int, typer.Option(help="For the bootstrap.")] = 0,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the comparison goes.")] = Path(
        "farfield-comparison"
    ),
) -> None:
    """Subjects of finished runs beside each other, paired item by item: near, far, and with scale."""
    from farfield.comparison import CompareOptions
    from farfield.jobs.compare import compare
    from farfield.terminal.comparison import summarise_comparison

    options = CompareOptions(
        ruler=ruler, against=against, band=band, reach_band=reach_band, scale=scale,
        scales=named_numbers("--scale-of", scale_of or ()), ahead=ahead, hold_out=hold_out, seed=seed,
    )  # fmt: skip
    done = compare(folders, out, options)
    summarise_comparison(done.result, done.folder)
