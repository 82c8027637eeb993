"""The command line's one application; each command's file adds itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, TypeAlias

import typer
from typer.core import TyperGroup

from farfield import __version__
from farfield.cli.panels import HELP, PanelledCommand, declared_of, spread
from farfield.cli.plain_values import read_plainly
from farfield.options.typed import Typed
from farfield.registry import Registry

Command: TypeAlias = Any
"""A command, or a group of them, as typer parses it."""

HOMES: Registry[Any] = Registry(
    "command",
    {
        "profile": "farfield.cli.profile:profile_command",
        "scan": "farfield.cli.profile:scan_command",
        "compare": "farfield.cli.compare:compare_command",
        "plan": "farfield.cli.plan:plan_command",
        "coherence": "farfield.cli.coherence:coherence_command",
        "drift": "farfield.cli.drift:drift_command",
        "reuse": "farfield.cli.reuse:reuse_command",
        "novelty": "farfield.cli.novelty:novelty_command",
        "families": "farfield.cli.families:families_command",
        "run": "farfield.cli.run:run_command",
        "loop": "farfield.cli.loop:loop_command",
        "model": "farfield.cli.model:models",
        "lab": "farfield.cli.lab:lab_command",
        "study": "farfield.cli.study:study_command",
        "demo": "farfield.cli.demo:demo_command",
        "example": "farfield.cli.example:example_command",
        "open": "farfield.cli.open_run:open_command",
        "view": "farfield.cli.view:view_command",
    },
)
"""The commands as help lists them, the main job first, then what leads to it and on from it; and where each stands. A
module is loaded when its command is asked for: all of them take as long as a short command."""

FOUND: dict[str, typer.Typer] = {}
"""The commands, and groups of them, of the modules that are loaded."""


class Commands(TyperGroup):
    """The commands in the order of their use."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = _Commands()  # type: ignore[assignment]  # only read: none is added by hand

    def get_params(self, ctx: Any) -> Any:
        found = super().get_params(ctx)
        read_plainly(found)
        return found


class _Commands(Mapping[str, Command]):
    """Each command as typer has it, made when it is asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Command] = {}

    def __getitem__(self, name: str) -> Command:
        if name not in self._made:
            HOMES.get(name)
            self._made[name] = typer.main.get_command(FOUND[name])
            self._made[name].name = name
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in HOMES

    def __iter__(self) -> Iterator[str]:
        return iter(HOMES)

    def __len__(self) -> int:
        return len(list(HOMES))


def _make(**more: Any) -> typer.Typer:
    return typer.Typer(
        context_settings=HELP, pretty_exceptions_enable=False, rich_markup_mode="markdown", **more
    )


app = _make(
    cls=Commands,
    add_completion=True,
    no_args_is_help=True,
    help="How far from its training data does a language model still work?",
)


DECLARED: dict[str, dict[str, Typed]] = {}
"""By command and parameter, how each option is declared; of the modules that are loaded."""


def command(
    name: str, group: typer.Typer | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Adds a command, whose parameters may be classes of options (panels.py)."""

    def add(function: Callable[..., None]) -> Callable[..., None]:
        DECLARED.setdefault(name, {}).update(declared_of(function))
        holder = _make(add_completion=False) if group is None else group
        holder.command(name, cls=PanelledCommand, context_settings=HELP)(spread(function))
        if group is None:
            FOUND[name] = holder
        return function

    return add


def group(name: str, about: str) -> typer.Typer:
    """Adds a group of commands, told `about` in the help."""
    FOUND[name] = _make(add_completion=False, no_args_is_help=True, help=about)
    return FOUND[name]


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
