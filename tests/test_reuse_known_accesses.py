"""Accesses of runs whose answer is known: thirteen ways to solve one bug in six formats, and real runs with labels."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from farfield.records import AgentRun
from farfield.reuse import Accesses, find_accesses
from farfield.transcripts import read_runs

FORMATS = ("anthropic", "atif", "mini-swe-agent", "openai", "openhands", "swe-agent")
SAME = {"future": "later"}
"""A label's word for one of the grades."""


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "reuse"


@cache
def real_run(folder: Path, task: str) -> AgentRun:
    (run,) = read_runs(str(folder / "vorflux" / "trajs" / f"{task}.json")).runs
    return run


@cache
def accesses_of(folder: Path, task: str) -> Accesses:
    return find_accesses(real_run(folder, task))


@pytest.mark.parametrize("log_format", FORMATS)
def test_known_answers_have_their_grade_in_every_format(folder: Path, log_format: str) -> None:
    truth = [json.loads(line) for line in (folder / "known_answer" / "truth.jsonl").read_text().splitlines()]
    runs = read_runs(str(folder / "known_answer" / log_format)).runs
    graded = {run.task: find_accesses(run).grade for run in runs}
    assert {row["id"]: row["accessed"] for row in truth} == {
        next(row["id"] for row in truth if row["id"] in name): grade for name, grade in graded.items()
    }
    assert len(graded) == 13


LABELLED = {
    "astropy__astropy-8872": "answer",
    "django__django-11179": "none",
    "django__django-11815": "answer",
    "django__django-11820": "context",
    "django__django-12965": "none",
    "django__django-15268": "future",
    "django__django-15503": "context",
    "django__django-15563": "none",
    "sphinx-doc__sphinx-10614": "looked",
    "sympy__sympy-12481": "none",
    "sympy__sympy-20916": "looked",
}
"""Runs on SWE-bench and what a careful reader found in each."""


@pytest.mark.parametrize(("task", "label"), LABELLED.items())
def test_real_runs_are_graded_as_a_reader_did(folder: Path, task: str, label: str) -> None:
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text().splitlines()]
    assert label == next(row["accessed"] for row in rows if row["id"] == task)
    assert accesses_of(folder, task).grade == SAME.get(label, label)


def test_an_installed_release_whose_fixed_function_is_printed_is_the_answer(folder: Path) -> None:
    """The label says that its source was never read; the run prints it by `inspect.getsource`, fix and all."""
    run = real_run(folder, "scikit-learn__scikit-learn-10908")
    found = accesses_of(folder, run.task)
    assert found.grade == "answer"
    first = next(access for access in found.accesses if access.grade == "answer")
    assert first.way == "package"
    assert first.result is not None
    shown = run.events[first.result].text
    assert "if not self.fixed_vocabulary_:\n                raise NotFittedError(" in shown
    edits = [
        event for event in run.events if event.tool == "edit_file" and "fixed_vocab" in str(event.arguments)
    ]
    assert first.event < edits[0].number


def test_the_fix_is_named_with_its_commit_and_date(folder: Path) -> None:
    found = accesses_of(folder, "astropy__astropy-8872")
    first = found.first
    assert first is not None
    assert first.commit == "6bd8e0bc1d29db024db771d628547d01930252f8"
    assert first.date == "2019-06-19T20:30:55+00:00"
    assert first.command == "git show 6bd8e0bc1 -- astropy/units/quantity.py"
    assert first.path == "astropy/units/quantity.py"


@pytest.mark.parametrize(
    ("task", "order", "sealed"),
    [
        ("django__django-12965", "task", True),
        ("django__django-15503", "task", True),
        ("django__django-15563", "none", False),
        ("astropy__astropy-8872", "none", False),
    ],
)
def test_sealed_histories_are_recognised(folder: Path, task: str, order: str, sealed: bool) -> None:
    seal = accesses_of(folder, task).seal
    assert (seal.order, seal.sealed) == (order, sealed)


@pytest.mark.parametrize("name", ["swe-agent", "mini-swe-agent", "openhands", "inspect"])
def test_clean_runs_of_other_harnesses_have_no_access(folder: Path, name: str) -> None:
    runs = read_runs(str(folder / name)).runs
    assert len(runs) > 1
    assert {run.run_id: find_accesses(run).grade for run in runs} == {run.run_id: "none" for run in runs}
