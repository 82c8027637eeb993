"""Each option is declared once, and help and docs show it in the same place."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer

from documented import subcommands
from farfield.cli import app
from farfield.cli.panels import declared_of, spread
from farfield.options.asking import RunOptions, TaskOptions
from farfield.options.auditing import ReuseOptions
from farfield.options.comparing import CompareOptions, parse_sizes
from farfield.options.judging import NoveltyOptions
from farfield.options.measuring import MeasureOptions
from farfield.options.planning import PlanOptions
from farfield.options.reading import ReadOptions
from farfield.options.scanning import ScanOptions
from farfield.options.typed import OUTPUT, PANELS, READ, SPEED, Typed
from farfield.records import FarfieldError
from test_cli import run

sys.path.insert(0, str(Path(__file__).parents[1] / "docs"))
from print_command_line import printed

GROUPS = (*PANELS, "Arguments")
COMMANDS: dict[str, Any] = {
    name: parsed
    for command, each in typer.main.get_command(app).commands.items()  # type: ignore[attr-defined]
    for name, parsed in subcommands(command, each)
}
COMMAND_LINE = (Path(__file__).parents[1] / "docs" / "command-line.md").read_text()


def options(command: Any) -> Iterator[tuple[str, str]]:
    """The panel and the name of each option of a command, in its order."""
    for parameter in command.params:
        if parameter.opts[0].startswith("--"):
            yield parameter.rich_help_panel, parameter.opts[0]


def told(command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setenv("COLUMNS", "200")
    assert run(*command.split("-", 1), "--help", monkeypatch=monkeypatch) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_stands_in_its_panel(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown, panel = [], ""
    for line in told(name, monkeypatch, capsys).splitlines():
        title = re.match(r"╭─ (.+?) ─+╮", line)
        option = re.match(r"│ +(?:\* +)?(--[a-z-]+)", line)
        panel = title.group(1) if title else panel
        assert panel in ("", *GROUPS)
        shown += [(panel, option.group(1))] if option else []
    assert shown == [*options(COMMANDS[name]), (OUTPUT, "--help")]
    assert sorted(shown, key=lambda one: PANELS.index(one[0])) == shown


@pytest.mark.parametrize(
    "name", sorted({"profile", "compare", "plan", "reuse", "novelty", "families", "run", "lab", "study"})
)
def test_the_page_has_the_groups_and_the_order_of_the_help(name: str) -> None:
    section = COMMAND_LINE.split(f"## farfield {name}", 1)[1].split("\n## ")[0]
    listed, panel = [], ""
    for group, option in re.findall(r"^\| (?:\*\*(.+?)\*\*|`--(?:no-)?([a-z-]+))", section, re.MULTILINE):
        panel = group or panel
        listed += [(panel, f"--{option}")] if option else []
    assert listed == list(options(COMMANDS[name]))


STAGES: dict[type, set[str]] = {
    ReadOptions: {"profile", "scan"}, ScanOptions: {"profile", "scan"}, MeasureOptions: {"profile"},
    CompareOptions: {"compare"}, PlanOptions: {"plan"}, ReuseOptions: {"reuse"}, NoveltyOptions: {"novelty"},
    RunOptions: {"run"}, TaskOptions: {"run", "families"},
}  # fmt: skip
"""The commands that take the options of a stage whole."""


@pytest.mark.parametrize("kind", STAGES, ids=lambda kind: kind.__name__)
def test_a_field_that_can_be_typed_is_an_option_of_each_command_of_its_stage(kind: type) -> None:
    names = set(declared_of(kind))
    assert names
    for command in STAGES[kind]:
        assert names <= {parameter.name for parameter in COMMANDS[command].params}


@pytest.mark.parametrize("kind", STAGES, ids=lambda kind: kind.__name__)
def test_what_is_not_typed_is_the_default_of_the_stage(kind: type) -> None:
    """Only the workers differ: one from Python, and as many as pay when typed."""
    taken: list[Any] = []

    def command(options: Any) -> None:
        taken.append(options)

    command.__annotations__["options"] = kind
    alone = typer.Typer(add_completion=False)
    alone.command()(spread(command))
    typer.main.get_command(alone).main([], standalone_mode=False)
    apart = {"workers": 1} if "workers" in declared_of(kind) else {}
    assert replace(taken[0], **apart) == kind()


@dataclass(frozen=True)
class Inner:
    deep: Annotated[int, Typed(SPEED, "N", "A depth.", least=1)] = 2


@dataclass(frozen=True)
class Options:
    names: Annotated[tuple[str, ...], Typed(READ, "NAME", "Some names.", name="--name")] = ()
    sizes: Annotated[dict[str, float], Typed(READ, "A=N", "Sizes.", parse=parse_sizes)] = field(
        default_factory=dict
    )
    fast: Annotated[bool, Typed(SPEED, None, "Whether to hurry.")] = True
    inner: Inner = field(default_factory=Inner)
    hidden: int = 7


def test_an_option_is_declared_by_one_field() -> None:
    """A new one takes its annotation alone: help, order, what is repeatable, and the page follow."""

    taken: list[Options] = []

    def command(options: Options) -> None:
        taken.append(options)

    command.__annotations__["options"] = Options
    alone = typer.Typer(add_completion=False)
    alone.command()(spread(command))
    parsed = typer.main.get_command(alone)
    assert [panel for panel, _ in options(parsed)] == [READ, READ, SPEED, SPEED]
    parsed.main(
        ["--name", "a", "--name", "b", "--sizes", "big=2", "--no-fast", "--deep", "3"], standalone_mode=False
    )
    assert taken == [Options(("a", "b"), {"big": 2.0}, False, Inner(3))]
    with pytest.raises(FarfieldError, match="not of the form NAME=NUMBER"):
        parsed.main(["--sizes", "big"], standalone_mode=False)


def test_the_page_is_printed_from_what_is_declared() -> None:
    assert printed(COMMAND_LINE) == COMMAND_LINE, "python docs/print_command_line.py"
