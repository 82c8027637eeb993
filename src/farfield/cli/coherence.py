"""`farfield coherence`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farfield.cli.app import command
from farfield.options.reading import parse_columns
from farfield.options.typed import DISTANCE, OUTPUT, READ


@command("coherence")
def coherence_command(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="PROBS...",
            help="Tables of stated probabilities: files, folders, quoted globs, URLs.",
            show_default=False,
        ),
    ],
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            rich_help_panel=READ,
            metavar="FIELD=COLUMN",
            help="Which column holds tuple, check, role, prob, subject, resolution or question. Repeatable.",
        ),
    ] = None,
    axis: Annotated[
        str | None,
        typer.Option(
            rich_help_panel=DISTANCE, metavar="COL", help="Tell coherence level by level along this column."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(rich_help_panel=OUTPUT, help="For the answerers to compare with.")] = 0,
    out: Annotated[
        Path, typer.Option(rich_help_panel=OUTPUT, metavar="DIR", help="Where the results go.")
    ] = Path("farfield-coherence"),
) -> None:
    """Whether stated probabilities could be those of one mind, beside whether they tell true from false."""
    from farfield.jobs.coherence import coherence
    from farfield.logs.stated import StatedOptions
    from farfield.measure.coherence import CoherenceOptions
    from farfield.terminal.coherence import summarise_coherence

    read = StatedOptions(parse_columns(mapping or ()), axis)
    done = coherence(sources, out, read, CoherenceOptions(axis=axis, seed=seed))
    summarise_coherence(done.result, done.folder)
