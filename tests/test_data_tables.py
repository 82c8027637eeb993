"""The tables of numbers in `tests/data` are those that their maker makes of the real outcomes."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import polars as pl
import pytest

from data.make_tables import MADE, TABLES


@pytest.mark.parametrize("name", MADE)
def test_a_table_is_what_its_maker_makes(name: str, shared_data: Path) -> None:
    made = io.BytesIO()
    MADE[name](shared_data).write_csv(made)
    kept = gzip.decompress((TABLES / f"{name}.csv.gz").read_bytes())
    assert kept == made.getvalue()


def test_tables_hold_numbers_and_names_only() -> None:
    for file in TABLES.glob("*.csv.gz"):
        table = pl.read_csv(gzip.decompress(file.read_bytes()), infer_schema_length=None)
        longest = max(table.select(pl.col(pl.String).str.len_chars().max()).row(0), default=0)
        assert longest <= 60, f"{file.name} holds a text"
