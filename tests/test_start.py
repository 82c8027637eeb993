"""How soon a command starts: no help waits, and nothing is compiled twice."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

TIMES = 4  # as long as what draws it takes to load, at most, is the help
WATCHED = """
import numba
from numba.core import event
from numba.core.runtime import rtsys
from farfield.cli import main

with event.install_recorder("numba:compile") as watched:
    try:
        main()
    except SystemExit as end:
        assert not end.code
    print(bool(rtsys._init))  # laying out what the compiler knows sets it
    numba.njit(lambda: 1)()  # shows that the watch sees what is compiled
print(sum(told.is_start for _, told in watched.buffer))
"""


def test_help_is_there_at_once() -> None:
    """Beside what it cannot do without, on the same busy machine: a third of a second where that takes a tenth."""
    bare = [sys.executable, "-c", "import typer, rich.console, rich.panel, rich.table"]
    helped = [sys.executable, "-m", "farfield", "--help"]
    both = [(seconds_of(helped), seconds_of(bare)) for _ in range(3)]
    assert min(one for one, _ in both) < TIMES * min(one for _, one in both)


def test_the_module_is_the_command_and_tells_its_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "farfield", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"farfield {version('farfield')}\n"


def seconds_of(command: list[str]) -> float:
    """Processor seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize("unit", ["word", "byte"])
def test_a_second_run_compiles_nothing(unit: str, tmp_path: Path) -> None:
    questions = [f"How many apples has the {name}?" for name in ("baker", "smith", "miller", "café")]
    log = [
        {"id": str(n), "input": text, "target": str(n), "output": str(n), "score": n % 2}
        for n, text in enumerate(questions)
    ]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(row) + "\n" for row in log))
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.jsonl").write_text(
        "".join(json.dumps({"text": f"{text}\t3 \\"}) + "\n" for text in questions)
    )
    (corpus / "b.txt").write_text("The baker has apples. " * 100)
    given = ["profile", str(tmp_path / "log.jsonl"), "--corpus", str(corpus), "--unit", unit]
    compiled_by([*given, "--out", str(tmp_path / "first")])
    assert compiled_by([*given, "--out", str(tmp_path / "second")]) == (1, "False")


def compiled_by(arguments: list[str]) -> tuple[int, str]:
    """Functions that a fresh process compiles for a command, and the one of its own; whether the compiler is laid out
    before that one."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *arguments], capture_output=True, text=True, check=True
    )
    *_, laid_out, compiled = done.stdout.split()
    return int(compiled), laid_out
