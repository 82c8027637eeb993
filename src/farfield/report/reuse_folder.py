"""The folder of an audit as it lies on disk, opened for reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import polars as pl

from farfield.records import SCHEMA_RUN, Rejected
from farfield.report.run_folder import read_rejected
from farfield.results.reuse import SCHEMA_REUSE, Reuse
from farfield.results.reuse_record import ReuseRecord
from farfield.results.reuse_rows import AccessRow, SpanRow, access_row, span_row
from farfield.storage import read_run_json, read_run_table, require_folder

Row = TypeVar("Row")


@dataclass(frozen=True)
class AuditResults:
    """Everything a finished audit left behind."""

    result: Reuse
    record: ReuseRecord
    runs: pl.DataFrame
    accesses: pl.DataFrame
    spans: pl.DataFrame
    rejected: Sequence[Rejected]

    @property
    def subjects(self) -> list[str]:
        """Whose runs these are, by name."""
        return sorted(self.runs.get_column("subject").unique())

    @cached_property
    def accesses_by_run(self) -> Mapping[str, Sequence[AccessRow]]:
        """The accesses of each run that has some."""
        return _by_run(self.accesses, access_row)

    @cached_property
    def spans_by_run(self) -> Mapping[str, Sequence[SpanRow]]:
        """The spans of each run that has some."""
        return _by_run(self.spans, span_row)


def _by_run(table: pl.DataFrame, read: Callable[[dict[str, object]], Row]) -> Mapping[str, Sequence[Row]]:
    parts = table.group_by("run", maintain_order=True)
    return {str(run): [read(row) for row in part.iter_rows(named=True)] for (run,), part in parts}


def read_audit(folder: Path) -> AuditResults:
    """Open the folder of an audit. Raises FarfieldError for a folder that holds no finished one."""
    require_folder(folder)
    return AuditResults(
        result=read_run_json(folder / "reuse.json", SCHEMA_REUSE, Reuse),
        record=read_run_json(folder / "run.json", SCHEMA_RUN, ReuseRecord),
        runs=read_run_table(folder / "runs.parquet"),
        accesses=read_run_table(folder / "accesses.parquet"),
        spans=read_run_table(folder / "spans.parquet"),
        rejected=read_rejected(folder / "rejected.jsonl"),
    )
