"""With the core alone, no extra: every command tells its help, and what it lacks in one message that can be typed."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest
import typer
from packaging.requirements import Requirement

from core_environment import SOURCE, core_distributions, core_python, run_core  # noqa: F401 - a fixture
from farfield.cli import app
from farfield.extras import missing, packages_of

PROJECT = tomllib.loads((SOURCE.parent / "pyproject.toml").read_text())["project"]
EXTRAS = {name: packages for name, packages in PROJECT["optional-dependencies"].items() if name != "dev"}
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]

LACKING = [
    ("study scale", "lab"),
    ("lab carry_in", "lab"),
    ("demo --train", "lab"),
    ("demo --seed 1", "lab"),
    ("run addition --model openai/any", "run"),
    ("run addition --model farfield/smollm2", "run"),
    ("run reasoning_gym:chain_sum --model openai/any", "run"),
    ("run market --model openai/any", "run"),
    ("loop addition --model openai/any", "run"),
    ("families reasoning_gym:chain_sum", "run"),
    ("profile log.jsonl --corpus corpus.jsonl --ruler semantic", "semantic"),
    ("profile log.jsonl --corpus corpus.jsonl --ray auto", "ray"),
    ("scan log.jsonl --corpus corpus.jsonl --ray auto", "ray"),
    ("profile s3://bucket/log.jsonl --corpus corpus.jsonl", "s3"),
    ("profile log.jsonl --corpus s3://bucket/corpus.jsonl", "s3"),
    ("profile https://127.0.0.1:9/log.jsonl --ruler column:far", "http"),
    ("profile log.jsonl --corpus infinigram:index", "infinigram"),
]
"""What to type, and the extra whose packages the message names."""

WORKS = [
    ("study", "scale "),
    ("study nonsense", "no study 'nonsense'"),
    ("study market --seeds 1", "two firms charge 1.4729"),
    ("lab", "carry_in "),
    ("lab nonsense", "no world 'nonsense'"),
    ("families", "addition "),
    ("families carry_in", "the carry-in"),
    ("model list", "smollm2"),
    ("profile log.jsonl --ruler column:far --out out", "report"),
    ("demo --out demo", "This is one training run"),
]
"""What needs no extra, and what it prints or complains of."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A log, a corpus, and what looks like an index of infini-gram."""
    rows = [{"id": n, "question": f"what is {n} and {n}", "score": n % 2, "far": n} for n in range(30)]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "corpus.jsonl").write_text('{"text": "what is it"}\n' * 3)
    index = tmp_path / "index"
    index.mkdir()
    for name in ("tokenized.0", "table.0", "offset.0", "tokenizer.json"):
        (index / name).write_bytes(b"\0" * 8)
    return tmp_path


def test_no_extra_is_in_the_core() -> None:
    wanted = {Requirement(package).name for packages in EXTRAS.values() for package in packages}
    assert not wanted & set(core_distributions())
    assert {"numba", "polars", "scipy", "typer"} <= set(core_distributions())


@pytest.mark.parametrize("package", ["pandas", "patsy", "statsmodels"])
def test_what_only_the_tests_compare_with_is_not_in_the_core(package: str) -> None:
    """They are 150 MB, and nothing that Farfield computes comes from them."""
    assert package not in core_distributions()


def test_no_package_but_the_cores_can_be_found(core_python: Path, tmp_path: Path) -> None:  # noqa: F811
    names = ("pandas", "patsy", "statsmodels", "jax", "ray", "inspect_ai", "pytest", "numba", "polars")
    look = "import importlib.util, sys; print([one for one in sys.argv[1:] if importlib.util.find_spec(one)])"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(core_python), "-c", look, *names],
        cwd=tmp_path,
        env=kept,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "['numba', 'polars']"


def test_every_command_tells_its_help(core_python: Path, tmp_path: Path) -> None:  # noqa: F811
    commands = ["", *COMMANDS]
    for command, done in zip(
        commands, run_core(core_python, [[*one.split(), "--help"] for one in commands], tmp_path), strict=True
    ):
        assert (done.returncode, done.stderr) == (0, ""), command
        assert f"Usage: farfield {command}".rstrip() in done.stdout


def test_what_is_lacking_is_one_message(core_python: Path, folder: Path) -> None:  # noqa: F811
    """All in one process, as in a notebook: what one lacks is not remembered as there, nor as lacking, for the next."""
    before = sorted(folder.rglob("*"))
    found = run_core(core_python, [command.split() for command, _ in LACKING], folder)
    for (command, extra), done in zip(LACKING, found, strict=True):
        assert (done.returncode, done.stdout) == (2, ""), (command, done.stderr)
        assert done.stderr.startswith("farfield: ")
        assert "Traceback" not in done.stderr
        typed = [line.split(" with: ")[1] for line in done.stderr.splitlines() if " with: " in line]
        assert typed, done.stderr
        python, *pip = shlex.split(typed[0])
        assert (folder / python).resolve().samefile(core_python) or python == str(core_python)
        assert pip[:3] == ["-m", "pip", "install"]
        asked = {str(Requirement(package.split(";")[0])) for package in EXTRAS[extra]}
        assert {str(Requirement(package)) for package in pip[3:]} == asked, command
    assert sorted(folder.rglob("*")) == before


def test_what_needs_no_extra_works(core_python: Path, folder: Path) -> None:  # noqa: F811
    found = run_core(
        core_python, [command.split() for command, _ in WORKS], folder, seconds=900
    )  # one compiles
    for (command, told), done in zip(WORKS, found, strict=True):
        assert told in done.stdout + done.stderr, command
        assert "Traceback" not in done.stderr, command


def test_every_extra_is_asked_for_somewhere() -> None:
    """`local` runs a model in this process: whoever asks for one meets `run` first (test_run_gguf). Without `web` the
    pages of an archive are left out with the reason (test_corpus_web)."""
    assert {extra for _, extra in LACKING} | {"local", "web"} == set(EXTRAS)


@pytest.mark.parametrize("extra", sorted(EXTRAS))
def test_the_message_of_each_extra_names_what_it_declares(extra: str) -> None:
    declared = {str(Requirement(package.split(";")[0])) for package in EXTRAS[extra]}
    assert {str(Requirement(package)) for package in packages_of(extra)} == declared
    assert "-m pip install " in str(missing(extra, "it needs something").remedy)


def test_no_text_installs_by_a_name_that_is_not_published() -> None:
    """Farfield is on no package index; what is typed by its name there would be somebody else's."""
    root = SOURCE.parent
    texts = [
        root / "README.md",
        *(root / "docs").glob("*.md"),
        *(root / "src").rglob("*.py"),
        root / "Makefile",
    ]
    for path in texts:
        found = re.findall(r"\b(?:pip|pipx|uv|uvx) [^\n`]*[ '\"]farfield['\"\[ ]", path.read_text())
        assert not found, f"{path.name}: {found}"
