"""A finished run, as a script or a notebook looks at it: its files are read when they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path

import polars as pl

from farfield.results import Profile, RunRecord
from farfield.results.summary import ScoreRow, score_rows
from farfield.storage import read_run_table
from farfield.words import phrases


@dataclass(frozen=True, repr=False)
class Run:
    """A finished run: its folder, the content of profile.json (None after a mere scan) and that of run.json."""

    folder: Path
    profile: Profile | None
    record: RunRecord

    @cached_property
    def items(self) -> pl.DataFrame:
        """`items.parquet`: a row for each answer, with its distances and its regime."""
        return read_run_table(self.folder / "items.parquet")

    @cached_property
    def passages(self) -> pl.DataFrame:
        """`passages.parquet`: what stands nearest each item in the corpus; no rows without a corpus."""
        return read_run_table(self.folder / "passages.parquet")

    @property
    def report(self) -> Path:
        """The page to read; a mere scan has none."""
        return self.folder / "report.html"

    def scores(self) -> pl.DataFrame:
        """A row for each subject, task and ruler: score, near and far, gap, slope and reach (docs/summary-json.md)."""
        rows = [row.plain() for row in score_rows(self.profile)] if self.profile else []
        schema = dict.fromkeys(ScoreRow.__struct_fields__, pl.Float64)
        texts = dict.fromkeys(("subject", "task", "ruler", "unit"), pl.String)
        flags = dict.fromkeys(("gap_adjusted", "beyond_the_data"), pl.Boolean)
        return pl.DataFrame(rows, schema={**schema, **texts, **flags, "items": pl.Int64})

    def __repr__(self) -> str:
        """One line: which folder, of what."""
        if self.profile is None:
            return f"<farfield.Run {self.folder}: a scan>"
        entries = self.profile.profiles
        tasks = phrases.listed(list(dict.fromkeys(one.task for one in entries)), 3)
        subjects = phrases.count(len(self.profile.subjects), "subject")
        return f"<farfield.Run {self.folder}: {tasks}, {subjects}, {phrases.measured_items(entries)}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the lead and the first plot."""
        from farfield.report.page.card import render_card

        return escape(repr(self)) if self.profile is None else render_card(self.folder)
