"""Commands whose matrices are small multiply them in one thread, unless a user says how many."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from farfield.cli.small_matrices import ASKED

WATCHED = """
import os, sys
found = []

def watch(event, arguments):
    if event == "import" and arguments[0] == "numpy._core._multiarray_umath" and not found:
        found.append(os.environ.get("OPENBLAS_NUM_THREADS", "unsaid"))

sys.addaudithook(watch)
from farfield.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code
print(*found)
"""
"""Runs a command and prints how many threads are asked for as numpy's library is loaded."""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    row = {"id": "one", "input": "What is the capital of France?", "target": "Paris", "score": 1}
    (tmp_path / "log.jsonl").write_text(json.dumps(row) + "\n")
    (tmp_path / "corpus.jsonl").write_text('{"text": "The capital of France is Paris."}\n')
    return tmp_path


def threads_of(folder: Path, command: str, *options: str, **said: str) -> str:
    """What a preview of a command in that folder asks of OpenBLAS."""
    kept = {name: value for name, value in os.environ.items() if name not in ASKED} | said
    arguments = [command, "log.jsonl", "--corpus", "corpus.jsonl", "--dry-run", *options]
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *arguments],
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("command", ["profile", "scan"])
def test_one_thread_is_asked_for_before_numpy_is_loaded(command: str, log: Path) -> None:
    assert threads_of(log, command) == "1"


@pytest.mark.parametrize("name", ASKED)
def test_what_a_user_says_stands(name: str, log: Path) -> None:
    said = threads_of(log, "scan", **{name: "3"})
    assert said == ("3" if name == "OPENBLAS_NUM_THREADS" else "unsaid")


def test_a_model_of_meaning_has_all_cores(log: Path) -> None:
    assert threads_of(log, "profile", "--ruler", "semantic") == "unsaid"
