"""What is read without pydantic is what typer reads, and refused in typer's words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from typer.core import TyperCommand
from typer.testing import CliRunner

from farfield.cli.panels import PanelledCommand

TYPED = (
    [],
    ["--text", ""],
    ["--text", "é"],
    ["--number", "2"],
    ["--number", "0"],
    ["--number", "-3"],
    ["--number", "007"],
    ["--number", "²"],
    ["--number", "٣"],
    ["--number", "1_000"],
    ["--number", " 4"],
    ["--number", "4.0"],
    ["--number", "nothing"],
    ["--number", "9" * 40],
    ["--share", ".5"],
    ["--share", "1e400"],
    ["--share", "half"],
    ["--folder", "here"],
    ["--folder", "there"],
    ["--folder", ""],
    ["--folder", "shut"],
    ["--name", "a", "--name", "b"],
    ["--file", "here", "--file", "there"],
    ["--kept", "here"],
    ["--bounded", "11"],
    ["--bounded", "9"],
    ["--parsed", "abc"],
    ["--fast"],
)


def reading(kind: type[TyperCommand], taken: list[Any]) -> typer.Typer:
    app = typer.Typer(add_completion=False)

    @app.command(cls=kind)
    def command(
        text: Annotated[str, typer.Option()] = "a text",
        number: Annotated[int, typer.Option(min=1)] = 1,
        share: Annotated[float | None, typer.Option(min=0)] = None,
        folder: Annotated[Path, typer.Option()] = Path("out"),
        name: Annotated[list[str] | None, typer.Option()] = None,
        file: Annotated[list[Path] | None, typer.Option()] = None,
        kept: Annotated[Path | None, typer.Option(exists=True, file_okay=False)] = None,
        bounded: Annotated[int, typer.Option(max=10, clamp=True)] = 3,
        parsed: Annotated[str, typer.Option(parser=str.upper)] = "x",
        fast: Annotated[bool, typer.Option()] = False,
    ) -> None:
        taken.append(dict(locals()))

    return app


@pytest.mark.parametrize("typed", TYPED, ids=" ".join)
def test_it_reads_and_refuses_as_typer_does(
    typed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here").write_text("")
    (tmp_path / "shut").write_text("")
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path).name != "shut")  # root may read all
    outcomes = []
    for kind in (TyperCommand, PanelledCommand):
        taken: list[Any] = []
        done = CliRunner().invoke(reading(kind, taken), typed)
        outcomes.append((done.exit_code, done.output, taken and {k: repr(v) for k, v in taken[0].items()}))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0] in (0, 2)


def test_a_command_line_is_read_without_pydantic() -> None:
    code = (
        "import sys, typer\nfrom farfield.cli import app\n"
        "whole = typer.main.get_command(app)\n"
        "context = whole.make_context('farfield', ['scan'])\n"
        "arguments = ['log.jsonl', '--corpus', 'texts', '--workers', '2', '--out', 'there', '--quiet']\n"
        "whole.commands['scan'].make_context('scan', arguments, parent=context)\n"
        "print([name for name in ('pydantic', 'rich', 'farfield.cli.lab') if name in sys.modules])\n"
        "whole.commands['scan'].make_context('scan', ['log.jsonl', '--sample', '.7'], parent=context)\n"
        "print('pydantic' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\nTrue\n"
