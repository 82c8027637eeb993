"""A run folder as it lies on disk, opened for reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import polars as pl
from msgspec.structs import replace

from farfield.measure.views import rows_of
from farfield.records import SCHEMA_PROFILE, SCHEMA_RUN, FarfieldError, Rejected, Unit
from farfield.results import Profile, RunRecord, SubjectProfile
from farfield.results.rulers import Ruler
from farfield.schemas import EVIDENCE_SCHEMA, PASSAGE_SCHEMA
from farfield.storage import read_run_json, read_run_table, require_folder


@dataclass(frozen=True)
class Results:
    """Everything a finished run left behind."""

    profile: Profile
    run: RunRecord
    items: pl.DataFrame
    passages: pl.DataFrame
    evidence: pl.DataFrame
    rejected: Sequence[Rejected]

    @property
    def rulers(self) -> dict[str, Ruler]:
        """The rulers of the profile that have a column among the items, the main one first."""
        declared = self.profile.rulers.items()
        return {name: ruler for name, ruler in declared if f"ruler_{name}" in self.items.columns}

    @property
    def confidence(self) -> float:
        """The level of every interval of the profile."""
        return self.run.options.confidence

    @property
    def tasks(self) -> dict[str, list[SubjectProfile]]:
        """The profiles of each task, in the order of the profile."""
        found: dict[str, list[SubjectProfile]] = {}
        for profile in self.profile.profiles:
            found.setdefault(profile.task, []).append(profile)
        return found

    def main_ruler_of(self, profiles: Sequence[SubjectProfile]) -> str:
        """The ruler by which profiles of one task are shown where one is shown alone: families have rulers of their
        own. Empty without any."""
        names = (one.main_ruler for one in profiles)
        return next((name for name in names if name in self.rulers), "")

    def items_of(self, task: str, *columns: str) -> pl.DataFrame:
        """The items of a task, of a pool of tasks or of a stratum, of all its subjects: some columns of them."""
        entries = self.tasks[task]
        tasks = list(dict.fromkeys(one for entry in entries for one in entry.tasks))
        stratum = entries[0].stratum
        asked = dict.fromkeys(("task", *([stratum.column] if stratum else ()), *columns))
        known = self.items.select(name for name in asked if name in self.items.columns)
        return rows_of(known, replace(entries[0], tasks=tasks)).select(columns)

    @property
    def unit(self) -> Unit:
        """What the scan counted: words or bytes."""
        return self.run.options.unit


def read_results(folder: Path) -> Results:
    """Open a run folder. Raises FarfieldError for a folder that holds no finished run."""
    require_folder(folder)
    profile = read_run_json(folder / "profile.json", SCHEMA_PROFILE, Profile)
    run = read_run_json(folder / "run.json", SCHEMA_RUN, RunRecord)
    evidence = folder / "evidence.parquet"
    passages = folder / "passages.parquet"
    return Results(
        profile=profile,
        run=run,
        items=read_run_table(folder / "items.parquet"),
        passages=read_run_table(passages) if passages.exists() else pl.DataFrame(schema=PASSAGE_SCHEMA),
        evidence=read_run_table(evidence) if evidence.exists() else pl.DataFrame(schema=EVIDENCE_SCHEMA),
        rejected=read_rejected(folder / "rejected.jsonl"),
    )


def read_rejected(path: Path) -> list[Rejected]:
    """The records that a run left out; none where it left out none. Raises FarfieldError for another file."""
    if not path.exists():
        return []
    try:
        return [msgspec.json.decode(line, type=Rejected) for line in path.read_bytes().splitlines() if line]
    except msgspec.MsgspecError as error:
        raise FarfieldError(f"is not valid: {error}", where=str(path)) from error
