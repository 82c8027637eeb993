"""Runs that were invented to be mistaken, in all formats: who looked nothing up, and who did, by unusual ways."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

import farfield
from agent_formats import SHELLS, WRITERS, Told, Turn, write_claude_code, write_openai
from agent_runs import without
from farfield.reuse import GRADES, find_accesses
from farfield.reuse.audit import AuditedRun
from farfield.reuse.auditor import Auditor
from farfield.transcripts import iterate_runs
from lookup_cases import CLEAN, LOOKED_UP, Step
from lookup_world import ISSUE, OWN, World, build, patch_of

CASES = {**CLEAN, **LOOKED_UP}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Told]:
    """What each case did: its commands are run, each case in a project of its own."""
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    whole = build(tmp_path_factory.mktemp("world"))
    blob = whole.run("git rev-parse origin/main:roll/windows.py").strip()
    found = {}
    for at, (name, steps) in enumerate(CASES.items()):
        place = tmp_path_factory.mktemp("case") / "w"
        shutil.copytree(whole.folder, place, symlinks=True)
        world = World(place, whole.ids)
        turns = [_turn(step, world, blob) for step in steps]
        handed_in = world.run(f"git diff {whole.ids['base']} -- roll") or patch_of(world, OWN)
        found[name] = Told(f"example__roll-{1000 + at}", ISSUE.format(place="/testbed"), turns, handed_in)
    return found


def _turn(step: Step, world: World, blob: str) -> Turn:
    if isinstance(step, str):
        command = _filled(step, world, blob)
        return Turn("bash", {"command": command}, world.run(command))
    if len(step) == 3:
        return Turn(step[0], step[1], step[2])
    return Turn("bash", {"command": step[0]}, _filled(step[1], world, blob))


def _filled(text: str, world: World, blob: str) -> str:
    for name, one in {**world.ids, "blob": blob}.items():
        text = text.replace(f"{{{name}}}", one)
    return text


EVERY = ("openai", "claude-code")
"""Formats in which all cases are written: one that records the patch, and one of which it is rebuilt."""
TURNS = [name for name in WRITERS if name not in EVERY]
"""Formats in which each case is written once more, turn by turn: `test_reuse_known` tells that all give the same."""


@pytest.fixture(scope="module", params=WRITERS)
def rows(
    request: pytest.FixtureRequest, runs: Mapping[str, Told], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, AuditedRun]:
    """What is said of each case in one format."""
    folder, name = tmp_path_factory.mktemp(request.param), request.param
    kept = {
        case: run
        for at, (case, run) in enumerate(runs.items())
        if (name in EVERY or TURNS[at % len(TURNS)] == name)
        and (name not in SHELLS or all(turn.command is not None for turn in run.turns))
    }
    for run in kept.values():
        WRITERS[name](folder, run)
    by_run = {run.run_id: Auditor().audited(run) for run in iterate_runs(str(folder))}
    assert len(by_run) == len(kept)
    return {case: by_run[run.name] for case, run in kept.items()}


WEAKER = {
    "a search that shows it": "undecided",
    "contents that are packed": "undecided",  # nobody reads what is packed by bytes: it may hold the fix
    "picked": "undecided",
    "a file of main": "undecided",
    "hidden tests": "undecided",
}
"""What is no answer for sure, as it was not displayed as it stands, or is no line of the submission."""


def test_who_only_looks_as_if_is_not_accused(rows: dict[str, AuditedRun]) -> None:
    accused = {
        name: (row.accesses.grade, row.verdict)
        for name, row in rows.items()
        if name in CLEAN and (row.accesses.accessed or row.verdict != "nothing found")
    }
    assert not accused


def test_who_looked_it_up_is_found(rows: dict[str, AuditedRun]) -> None:
    found = {name: row.accesses.grade for name, row in rows.items() if name in LOOKED_UP}
    assert found == {name: WEAKER.get(name, "answer") for name in found}
    same = {name for name, row in rows.items() if row.verdict in ("copied", "reproduced")}
    expected = {name for name in found if name not in ("contents that are packed", "hidden tests")}
    if "claude-code" in {row.format for row in rows.values()}:  # rebuilt: git's changes are not in it
        expected -= {"picked", "a file of main"}
    assert same == expected


def test_taking_an_access_away_never_raises_a_grade(runs: Mapping[str, Told], tmp_path: Path) -> None:
    for run in runs.values():
        write_openai(tmp_path, run)
    for whole in iterate_runs(str(tmp_path)):
        found = find_accesses(whole)
        for number in {access.event for access in found.accesses}:
            fewer = find_accesses(without(whole, number))
            assert GRADES.index(fewer.grade) >= GRADES.index(found.grade), (whole.run_id, number)


def test_what_another_agent_of_the_run_looked_up_is_the_runs(
    runs: Mapping[str, Told], tmp_path: Path
) -> None:
    run = runs["a pull request's diff"]
    write_claude_code(tmp_path, run)
    (file,) = tmp_path.iterdir()
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    at = next(at for at, line in enumerate(lines) if "gh pr diff" in json.dumps(line))
    for line in lines[at : at + 2]:
        line |= {"isSidechain": True, "agentId": "researcher"}
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = farfield.audit(str(file), tmp_path / "out")
    (row,) = pl.read_parquet(done.folder / "runs.parquet").iter_rows(named=True)
    assert (row["accessed"], row["verdict"]) == ("answer", "reproduced")
