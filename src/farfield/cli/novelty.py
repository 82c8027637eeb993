"""`farfield novelty`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from farfield.cli.app import command
from farfield.cli.arguments import Json, Out, Quiet
from farfield.cli.options import typed_command
from farfield.cli.stopping import resumable
from farfield.options.judging import NoveltyOptions
from farfield.options.typed import CORPUS, Typed
from farfield.records import FarfieldError

Ideas = Annotated[
    list[str],
    typer.Argument(
        metavar="IDEAS...",
        help="Ideas, proposals or papers: tables with a row each, or plain texts.",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class PriorWorkGiven:
    """What ideas are set against."""

    corpus: Annotated[
        tuple[str, ...],
        Typed(
            CORPUS,
            "SRC",
            "Dated prior work: files, folders, globs or URLs of records with a date. Repeatable.",
            "Several can follow IDEAS",
        ),
    ] = ()


@command("novelty")
def novelty_command(
    ideas: Ideas,
    prior: PriorWorkGiven,
    options: NoveltyOptions,
    out: Out = Path("farfield-novelty"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """How novel ideas are, and of which kind: their concepts counted in dated prior work, and the nearest passages."""
    from farfield.jobs.novelty import novelty
    from farfield.terminal.meter import Meter
    from farfield.terminal.novelty import summarise_novelty
    from farfield.terminal.summary import print_summary

    if not prior.corpus:
        raise FarfieldError(
            "ideas are new against prior work, and none is named",
            remedy="Name dated documents with --corpus.",
        )
    options = replace(options, command=typed_command())
    with resumable(), Meter(quiet=quiet) as meter:
        done = novelty(ideas, prior.corpus, out, options, meter.stage)
    if json:
        print_summary(done.result)
    elif not quiet:
        summarise_novelty(done.result, done.folder)
