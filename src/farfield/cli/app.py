"""The command line's one application; each command's file adds itself."""

from __future__ import annotations

import typer
from typer.core import TyperGroup

ORDER = ("profile", "scan", "compare", "plan", "families", "run", "model", "lab", "study", "demo", "view")
"""As help lists the commands: the main job first, then what leads to it and on from it."""


class Commands(TyperGroup):
    """The commands in the order of their use."""

    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002
        return sorted(self.commands, key=ORDER.index)


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="How far from its training data does a language model still work?",
)
