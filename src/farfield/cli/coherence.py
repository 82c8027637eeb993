"""`farfield coherence`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farfield.cli.app import command
from farfield.cli.arguments import Json, Quiet
from farfield.cli.small_matrices import spare_threads
from farfield.options.reading import parse_columns
from farfield.options.typed import DISTANCE, OUTPUT, READ, Typed


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
        Typed(
            READ,
            "FIELD=COLUMN",
            "Which column holds tuple, check, role, prob, subject, resolution or question. Repeatable.",
            "Of choices first, second, preferred and dominant",
            default="by their usual names",
            name="--map",
        ),
    ] = None,
    axis: Annotated[
        str | None,
        Typed(
            DISTANCE,
            "COL",
            "Tell coherence level by level along this column.",
            "Numbers in order, in bands where there are many; names as they first appear",
            default="no axis",
        ),
    ] = None,
    seed: Annotated[int, Typed(OUTPUT, "N", "For the answerers to compare with.")] = 0,
    out: Annotated[Path, Typed(OUTPUT, "DIR", "Where the results go.")] = Path("farfield-coherence"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Whether stated probabilities could be those of one mind, beside whether they tell true from false."""
    spare_threads()
    from farfield.jobs.coherence import coherence
    from farfield.logs.stated import StatedOptions
    from farfield.measure.coherence import CoherenceOptions
    from farfield.terminal.coherence import summarise_coherence
    from farfield.terminal.summary import print_summary

    read = StatedOptions(parse_columns(mapping or ()), axis)
    done = coherence(sources, out, read, CoherenceOptions(axis=axis, seed=seed))
    if json:
        print_summary(done.result)
    elif not quiet:
        summarise_coherence(done.result, done.folder)
