"""Rows of Parquet in batches that have a bound, whatever the file says of its size.

Half a megabyte may stand for gigabytes: a column is kept as a dictionary of its values and the number of one for each
row, values of a fixed width take it even where they are null, and a page claims what it likes. None of this can be told
before Arrow unpacks it. So Arrow gets MOST_BYTES for a batch; where that is not enough it is asked for fewer rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from farfield.records import FarfieldError
from farfield.storage import memory_limit

MOST_BYTES = 1 << 30  # for the rows that are unpacked at once
FEWER = 16  # by which rows are divided where they need more


def parquet_batches(
    table: Any, path: str, columns: Sequence[str] | None, group: int, rows: int
) -> Iterator[Any]:
    """The rows of a row group of an open ParquetFile, at most `rows` at once, in record batches.

    Raises FarfieldError where a single row takes more than MOST_BYTES.
    """
    done = 0
    while True:
        try:
            for batch in _batches_from(table, columns, group, rows, done):
                done += batch.num_rows
                yield batch
            return
        except MemoryError as error:
            if rows == 1:
                place = f"row {done + 1} of row group {group + 1}"
                raise FarfieldError(
                    f"{place} takes more than {MOST_BYTES >> 20:,} MB once it is unpacked",
                    where=path,
                    remedy="Such a file is made to exhaust memory, or its texts belong into files of their own.",
                ) from error
            rows = max(1, rows // FEWER)


def _batches_from(
    table: Any, columns: Sequence[str] | None, group: int, rows: int, done: int
) -> Iterator[Any]:
    """Those behind the first `done` rows."""
    wanted = None if columns is None else list(columns)
    batches = iter(table.iter_batches(rows, row_groups=[group], columns=wanted, use_threads=False))
    seen = 0
    while True:
        with memory_limit(MOST_BYTES):
            batch = next(batches, None)
        if batch is None:
            return
        if seen + batch.num_rows > done:
            yield batch.slice(max(0, done - seen))
        seen += batch.num_rows


def not_parquet(path: str, error: Exception) -> FarfieldError:
    """The error for a file that Arrow can't read; of some damage it tells by a bare RuntimeError."""
    return FarfieldError(
        f"not a readable Parquet file: {error}", where=path, remedy="Fetch or write the file again."
    )
