"""Folders of `farfield drift` → the subjects that are compared, each with its rows and its own figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from farfield.measure.drift.dated_answers import Held
from farfield.measure.drift.rows import Row
from farfield.measure.drift.saved import read_answers, read_facts
from farfield.records import FarfieldError
from farfield.results import SCHEMA_DRIFT, Drift
from farfield.results.comparison import FolderChosen
from farfield.results.drift import SubjectDrift
from farfield.storage import hold_each, read_run_json, read_run_table, require_folder

RESULT = "drift.json"


@dataclass(frozen=True)
class Subject:
    """One subject of one run. `name`: with its folder where several have one of that name; `rows`: its answers;
    `facts`: the stretches of the run's facts, `whole` where all of each are known and not only what was named;
    `named`: whether answers are names, of which a guess gets none."""

    name: str
    folder: str
    found: SubjectDrift
    rows: list[Row]
    facts: dict[str, list[Held]]
    whole: bool
    named: bool


def are_of_drift(folders: Sequence[Path]) -> bool:
    """Whether these folders hold runs of drift. Raises FarfieldError where some do and others don't."""
    return hold_each(folders, RESULT, "run of drift")


def read_subjects(folders: Sequence[Path]) -> tuple[list[Subject], list[FolderChosen]]:
    """All subjects of these runs, and which part of its answers each run holds where that is not all.

    Raises FarfieldError for folders that hold no whole run of drift, and for one that is named twice.
    """
    _refuse_twice(folders)
    found: list[Subject] = []
    chosen = []
    for folder in folders:
        drift, own = _read(folder)
        found += own
        if drift.where is not None:
            chosen.append(
                FolderChosen(str(folder), list(drift.where.where), drift.where.rows, drift.where.of)
            )
    counts = Counter(one.name for one in found)
    return [replace(one, name=_name(one, counts, folders)) for one in found], chosen


def _refuse_twice(folders: Sequence[Path]) -> None:
    """A run beside itself would differ by nothing, and stand in every pair with others again."""
    seen: set[Path] = set()
    for folder in folders:
        if (found := folder.resolve()) in seen:
            raise FarfieldError("is named twice", where=str(folder), remedy="Name each folder once.")
        seen.add(found)


def _read(folder: Path) -> tuple[Drift, list[Subject]]:
    """A run, and its subjects by their own names."""
    require_folder(folder)
    drift = read_run_json(folder / RESULT, SCHEMA_DRIFT, Drift)
    facts = read_facts(read_run_table(folder / "facts.parquet"))
    rows: dict[str, list[Row]] = {}
    for row in read_answers(read_run_table(folder / "answers.parquet")):
        rows.setdefault(row.subject, []).append(row)
    subjects = [
        Subject(
            name=one.subject, folder=str(folder), found=one, rows=rows[one.subject], facts=facts,
            whole=drift.dated_answers, named=drift.answers_named,
        )
        for one in drift.subjects
    ]  # fmt: skip
    return drift, subjects


def _name(one: Subject, counts: Counter[str], folders: Sequence[Path]) -> str:
    """Its name, with its folder where several have it: the end of that, where no other folder ends so."""
    if counts[one.name] < 2:
        return one.name
    end = Path(one.folder).name
    several = sum(folder.name == end for folder in folders) > 1
    return f"{one.name} [{one.folder if several else end}]"
