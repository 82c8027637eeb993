"""The command line's one application; each command's file adds itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer
from typer.core import TyperGroup

from farfield import __version__
from farfield.cli.panels import HELP, PanelledCommand, declared_of, spread
from farfield.options.typed import Typed

ORDER = (
    "profile",
    "scan",
    "compare",
    "plan",
    "coherence",
    "drift",
    "reuse",
    "novelty",
    "families",
    "run",
    "loop",
    "model",
    "lab",
    "study",
    "demo",
    "example",
    "open",
    "view",
)
"""As help lists the commands: the main job first, then what leads to it and on from it."""


class Commands(TyperGroup):
    """The commands in the order of their use."""

    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002
        return sorted(self.commands, key=ORDER.index)


app = typer.Typer(
    cls=Commands,
    add_completion=True,
    context_settings=HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="How far from its training data does a language model still work?",
)


DECLARED: dict[str, dict[str, Typed]] = {}
"""By command and parameter, how each option is declared."""


def command(name: str, group: typer.Typer = app) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Adds a command, whose parameters may be classes of options (panels.py)."""

    def add(function: Callable[..., None]) -> Callable[..., None]:
        DECLARED.setdefault(name, {}).update(declared_of(function))
        group.command(name, cls=PanelledCommand, context_settings=HELP)(spread(function))
        return function

    return add


def show_version(asked: bool) -> None:
    """Print the version and end, before anything else is looked at."""
    if asked:
        typer.echo(f"farfield {__version__}")
        raise typer.Exit


@app.callback()
def whole(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version and exit.", is_eager=True, callback=show_version),
    ] = False,
) -> None:
    """Options of the whole application; its help is the one above."""
