"""What the documents promise a user can type, and which test types it.

A name is `COMMAND --option`, `ruler NAME`, `format NAME` or `extra NAME`. A test claims names with `@exercises(...)`
and must type them: it takes the fixture `farfield`, runs the command on data of its own, and asserts a number that was
worked out by hand or by a naive twin.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from itertools import pairwise
from pathlib import Path
from typing import Any, ParamSpec

import pytest
import typer

from farfield.cli import app
from test_cli import run

ROOT = Path(__file__).parents[1]
COMMANDS: Mapping[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
COMMAND_LINE = (ROOT / "docs" / "command-line.md").read_text()
README = (ROOT / "README.md").read_text()

EXERCISED: dict[str, str] = {}
"""Each name, and the test that types it."""

P = ParamSpec("P")


class Typed:
    """The command line: what was typed so far stands in `lines`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys
        self.lines: list[list[str]] = []

    def __call__(self, command: str, code: int = 0) -> str:
        """Run `farfield COMMAND`; what it printed."""
        arguments = shlex.split(command)
        self.lines.append(arguments)
        found = run(*arguments, monkeypatch=self._monkeypatch)
        told = self._capsys.readouterr()
        assert found == code, told.err
        return told.out + told.err

    def typed(self, name: str) -> bool:
        kind, _, value = name.partition(" ")
        if kind in ("ruler", "format"):
            return any(f"--{kind}" in line and value in rulers_of(line) for line in self.lines)
        if kind == "extra":
            return bool(self.lines)
        return any(line[0] == kind.replace("-", " ") and value in line for line in self.lines)


def rulers_of(line: list[str]) -> list[str]:
    """The values of --ruler and --format in a line, of columns what stands before the name."""
    pairs = pairwise(line)
    values = [value for option, value in pairs if option in ("--ruler", "--format")]
    return [re.sub(r"^column:(-?).*", r"column:\1NAME", value) for value in values]


def exercises(*names: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Claims that a test types each of these names and looks at the number that comes out."""

    def claim(test: Callable[P, None]) -> Callable[P, None]:
        EXERCISED.update(dict.fromkeys(names, f"{test.__module__}.py::{test.__name__}"))

        @wraps(test)
        def checked(*args: P.args, **kwargs: P.kwargs) -> None:
            test(*args, **kwargs)
            farfield: Any = kwargs["farfield"]
            untyped = [name for name in names if not farfield.typed(name)]
            assert not untyped, f"this test claims to type {untyped} and doesn't"

        return checked

    return claim


def documented() -> Iterator[tuple[str, str]]:
    """Each name that is documented, and where."""
    for command, parsed in COMMANDS.items():
        for name, each in subcommands(command, parsed):
            for parameter in each.params:
                for option in (*parameter.opts, *parameter.secondary_opts):
                    if option.startswith("--"):
                        yield f"{name} {option}", f"docs/command-line.md, ## farfield {command}"
    for ruler in re.findall(r"^\| (`[a-z`, :NAME-]+`)", section(README, "## Distances"), re.MULTILINE):
        for name in re.findall(r"`([a-z]+(?::NAME)?)`", ruler):
            yield f"ruler {name}", "README.md, ## Distances"
    yield "ruler column:-NAME", "README.md, ## Distances"
    formats = (ROOT / "docs" / "formats.md").read_text()
    for name in re.findall(r"^\| `(\w+)` \|", formats.split("## What an item is made of")[0], re.MULTILINE):
        yield f"format {name}", "docs/formats.md, the table of formats"
    for name in re.findall(r"^\| `(\w+)` \|", section(COMMAND_LINE, "## Extras"), re.MULTILINE):
        yield f"extra {name}", "docs/command-line.md, ## Extras"


def subcommands(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    """A command, or the commands of a group as `model-add`."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
    else:
        yield from ((f"{name}-{each}", parsed) for each, parsed in inner.items())


def section(page: str, title: str) -> str:
    return re.split(r"^## ", page.split(title, 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def declared_extras() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return set(project["optional-dependencies"]) - {"dev"}


@pytest.fixture
def farfield(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    monkeypatch.chdir(tmp_path)
    return Typed(monkeypatch, capsys)
