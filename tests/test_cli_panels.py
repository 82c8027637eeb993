"""Each option is declared once, and help and docs show it in the same place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest
import typer

from documented import subcommands
from farfield.cli import app
from farfield.cli.arguments import Curve, HeldEqual, Reading, Speed, Views
from farfield.cli.compare import Distance, Judged
from farfield.cli.options import values_of
from farfield.cli.panels import OUTPUT, PANELS
from farfield.cli.plan import Distance as PlanDistance
from farfield.cli.plan import Wanted
from farfield.cli.reuse import Arms, Known, Processes
from farfield.cli.run import Asking, Pace
from farfield.comparison import CompareOptions
from farfield.comparison.planning import PlanOptions
from farfield.jobs.reuse import ReuseOptions
from farfield.logs import ReadOptions
from farfield.measure import MeasureOptions
from farfield.run.options import RunOptions
from farfield.scan import ScanOptions
from test_cli import run

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
    "name", sorted({"profile", "compare", "plan", "reuse", "families", "run", "lab", "study"})
)
def test_the_page_has_the_groups_and_the_order_of_the_help(name: str) -> None:
    section = COMMAND_LINE.split(f"## farfield {name}", 1)[1].split("\n## ")[0]
    listed, panel = [], ""
    for group, option in re.findall(r"^\| (?:\*\*(.+?)\*\*|`--(?:no-)?([a-z-]+))", section, re.MULTILINE):
        panel = group or panel
        listed += [(panel, f"--{option}")] if option else []
    assert listed == list(options(COMMANDS[name]))


@pytest.mark.parametrize(
    ("group", "stage"),
    [
        (Reading, ReadOptions), (Views, MeasureOptions), (Curve, MeasureOptions), (HeldEqual, MeasureOptions),
        (Speed, ScanOptions), (Distance, CompareOptions), (Judged, CompareOptions), (PlanDistance, PlanOptions),
        (Wanted, PlanOptions), (Known, ReuseOptions), (Arms, ReuseOptions), (Processes, ReuseOptions),
        (Asking, RunOptions), (Pace, RunOptions),
    ],
    ids=lambda kind: f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}",
)  # fmt: skip
def test_what_is_not_typed_is_the_default_of_the_stage(group: Any, stage: Any) -> None:
    """Only the workers differ, one from Python and a process for each core when typed, and `task`, a part of `map`."""
    defaults = {
        one.name: one.default if one.default is not MISSING else one.default_factory()  # type: ignore[misc]
        for one in fields(stage)
    }
    typed = {name: value for name, value in values_of(group()).items() if name not in ("workers", "task")}
    assert set(typed) <= set(defaults)
    assert {name: value or None for name, value in typed.items()} == {
        name: defaults[name] or None for name in typed
    }
