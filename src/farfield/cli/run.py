"""`farfield run`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer

from farfield.cli.app import command
from farfield.cli.arguments import Drawn
from farfield.cli.completing import family_names
from farfield.cli.options import values_of
from farfield.cli.panels import ASK, MODEL, OUTPUT, SPEED
from farfield.cli.stopping import STOPPED, resumable
from farfield.records import FarfieldError


@dataclass(frozen=True, slots=True)
class Asking:
    """How the model is reached and answers: of RunOptions, but for `model_arg`."""

    panel: ClassVar = MODEL
    retries: Annotated[
        int, typer.Option(metavar="N", min=0, help="Of a request that failed and may be tried again.")
    ] = 3
    max_tokens: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Of an answer; by the task's targets, or the provider's."),
    ] = None
    temperature: Annotated[
        float | None,
        typer.Option(metavar="T", min=0, help="0 for models in this process, else the provider's."),
    ] = None
    base_url: Annotated[str | None, typer.Option(metavar="URL", help="Of the model's server.")] = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How many requests at once, for how long, and which not again: of RunOptions."""

    panel: ClassVar = SPEED
    limit_seconds: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Work on one item; what takes longer is a time-out."),
    ] = None
    connections: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Requests at a time; Inspect finds out.")
    ] = None
    cache: Annotated[bool, typer.Option("--cache", help="Take answers that were given before.")] = False


@command("run")
def run_command(
    family: Annotated[
        str,
        typer.Argument(
            metavar="FAMILY", help="See `farfield families`.", show_default=False, autocompletion=family_names
        ),
    ],
    model: Annotated[
        str,
        typer.Option(
            rich_help_panel=MODEL,
            metavar="M",
            help="As in Inspect: farfield/smollm2, farfield/PATH.gguf, openai/NAME.",
            show_default=False,
        ),
    ],
    drawn: Drawn,
    asking: Asking,
    pace: Pace,
    twins: Annotated[
        bool, typer.Option(rich_help_panel=ASK, help="Ask each item of another world in the usual one too.")
    ] = True,
    checks: Annotated[
        bool, typer.Option(rich_help_panel=ASK, help="Ask whether the conditions were understood.")
    ] = True,
    model_arg: Annotated[
        list[str] | None,
        typer.Option(
            rich_help_panel=MODEL,
            metavar="NAME=VALUE",
            help="For the model's provider, as slots=2. Repeatable.",
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option(rich_help_panel=OUTPUT, metavar="DIR", help="Where the log goes.")
    ] = Path("farfield-logs"),
) -> None:
    """Ask a model the tasks of a family: an ordinary Inspect log, and the score at each level."""
    from farfield.families import get_family
    from farfield.run.options import RunOptions, TaskOptions, parse_axes
    from farfield.run.running import run_family
    from farfield.terminal.families import summarise_family

    levels = parse_axes(get_family(family), drawn.axis)
    options = RunOptions(
        task=TaskOptions(drawn.items, drawn.seed, drawn.shots, drawn.cot, levels, twins, checks),
        model_args=_arguments(model_arg or ()),
        **values_of(asking),
        **values_of(pace),
    )
    with resumable():
        run = run_family(family, model, out, options)
    summarise_family(run)
    if run.stopped:
        sys.exit(STOPPED)


def _arguments(entries: Sequence[str]) -> dict[str, Any]:
    """NAME=VALUE pairs; numbers and true or false as such."""
    import msgspec

    found = {}
    for entry in entries:
        name, equals, value = entry.partition("=")
        if not (name and equals):
            raise FarfieldError(
                f"--model-arg {entry} is not of the form NAME=VALUE",
                remedy="For example --model-arg slots=2.",
            )
        try:
            found[name] = msgspec.json.decode(value)
        except msgspec.DecodeError:
            found[name] = value
    return found
