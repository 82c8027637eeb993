"""Prints the tables of options in command-line.md from what the commands declare.

They are made anew from `Typed`, in the order and under the panels of the help. All else on the page is written by
hand. `python docs/print_command_line.py` writes it; `tests/test_cli_panels.py` compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from farfield.cli import app
from farfield.cli.app import DECLARED
from farfield.options.typed import Typed

PAGE = Path(__file__).with_name("command-line.md")
TABLE = re.compile(r"\| option \| meaning \| default \|\n(?:\|.*\n)+")
BARE_OPTION = re.compile(r"(?<![`\w-])--[a-z][a-z-]*")
HEAD = "| option | meaning | default |\n|---|---|---|\n"


def printed(page: str) -> str:
    """The page with its tables made anew."""
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    parts = re.split(r"(?m)^(?=## )", page)
    for at, part in enumerate(parts):
        name = re.match(r"## farfield (\w+)", part)
        if name and name.group(1) in commands and TABLE.search(part):
            rows = "".join(table_rows(name.group(1), commands[name.group(1)]))
            parts[at] = TABLE.sub(lambda _, rows=rows: HEAD + rows, part, count=1)  # type: ignore[misc]
    return "".join(parts)


def table_rows(name: str, command: Any) -> Iterator[str]:
    """The rows of a command's options, each panel under its name."""
    panel = ""
    for parameter in command.params:
        if not parameter.opts[0].startswith("--"):
            continue
        if parameter.rich_help_panel != panel:
            panel = parameter.rich_help_panel
            yield f"| **{panel}** | | |\n"
        yield _row(parameter, DECLARED[name][parameter.name])


def _row(parameter: Any, declared: Typed) -> str:
    forms = [*parameter.opts, *parameter.secondary_opts]
    first = f"{forms[0]} {declared.value}" if declared.value else forms[0]
    option = ", ".join(f"`{form}`" for form in (first, *forms[1:]))
    meaning = declared.help.removesuffix(".")
    if declared.more:
        meaning += f"{' ' if declared.more[0] == '(' else '. '}{declared.more}"
    default = declared.default
    if default is None:
        unsaid = parameter.default is None or isinstance(parameter.default, bool)
        default = "" if unsaid or callable(parameter.default) else _plain(parameter)
    meaning = BARE_OPTION.sub(r"`\g<0>`", meaning)
    return f"| {option} | {meaning} | {default} |\n".replace("|  |", "| |")


def _plain(parameter: Any) -> str:
    value = parameter.default
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return f"`{text}`" if isinstance(value, Path) else text


if __name__ == "__main__":
    PAGE.write_text(printed(PAGE.read_text()))
