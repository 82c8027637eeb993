"""`farfield run`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from farfield.cli.app import app
from farfield.cli.arguments import AxisLevels, Cot, FamilyItems, FamilySeed, Shots
from farfield.cli.stopping import STOPPED, resumable
from farfield.records import FarfieldError


@app.command("run")
def run_command(
    family: Annotated[
        str, typer.Argument(metavar="FAMILY", help="See `farfield families`.", show_default=False)
    ],
    model: Annotated[
        str,
        typer.Option(
            metavar="M",
            help="As in Inspect: farfield/smollm2, farfield/PATH.gguf, openai/NAME.",
            show_default=False,
        ),
    ],
    items: FamilyItems = 200,
    seed: FamilySeed = 0,
    shots: Shots = None,
    cot: Cot = False,
    axis: AxisLevels = None,
    twins: Annotated[bool, typer.Option(help="Ask each item of another world in the usual one too.")] = True,
    checks: Annotated[bool, typer.Option(help="Ask whether the conditions were understood.")] = True,
    limit_seconds: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Work on one item; what takes longer is a time-out."),
    ] = None,
    retries: Annotated[
        int, typer.Option(metavar="N", min=0, help="Of a request that failed and may be tried again.")
    ] = 3,
    max_tokens: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Of an answer; by the task's targets, or the provider's."),
    ] = None,
    temperature: Annotated[
        float | None,
        typer.Option(metavar="T", min=0, help="0 for models in this process, else the provider's."),
    ] = None,
    connections: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Requests at a time; Inspect finds out.")
    ] = None,
    base_url: Annotated[str | None, typer.Option(metavar="URL", help="Of the model's server.")] = None,
    model_arg: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="For the model's provider, as slots=2. Repeatable."),
    ] = None,
    cache: Annotated[bool, typer.Option("--cache", help="Take answers that were given before.")] = False,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the log goes.")] = Path("farfield-logs"),
) -> None:
    """Ask a model the tasks of a family: an ordinary Inspect log, and the score at each level."""
    from farfield.families import get_family
    from farfield.run.options import RunOptions, TaskOptions, parse_axes
    from farfield.run.running import run_family
    from farfield.terminal.families import summarise_family

    levels = parse_axes(get_family(family), axis)
    options = RunOptions(
        task=TaskOptions(items, seed, shots, cot, levels, twins, checks),
        base_url=base_url, model_args=_arguments(model_arg or ()), limit_seconds=limit_seconds, retries=retries,
        max_tokens=max_tokens, temperature=temperature, connections=connections, cache=cache,
    )  # fmt: skip
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
