"""A run folder as comparisons read it."""

from __future__ import annotations

from pathlib import Path

from farfield.records import SCHEMA_PROFILE, SCHEMA_RUN
from farfield.results import Profile, RunRecord
from farfield.results.comparison import FolderChosen, FolderWeight
from farfield.storage import read_run_json, read_run_table, require_folder


class FinishedRun:
    """Its profile, its record and its items."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        require_folder(folder)
        self.profile = read_run_json(folder / "profile.json", SCHEMA_PROFILE, Profile)
        self.record = read_run_json(folder / "run.json", SCHEMA_RUN, RunRecord)
        self.items = read_run_table(folder / "items.parquet")
        self.entries = {(one.task, one.subject): one for one in self.profile.profiles}

    def chosen(self) -> FolderChosen | None:
        """Which part of its logs it holds; None where it holds all."""
        where = self.profile.where
        if where is None:
            return None
        return FolderChosen(str(self.folder), list(where.where), where.rows, where.of)

    def weight(self) -> FolderWeight | None:
        """The column of its items' weights; None where all count alike."""
        column = self.record.options.weight
        return None if column is None else FolderWeight(str(self.folder), column)
