"""Parquet → documents, row group by row group."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from farfield.corpus.arrow_rows import (
    fields_of_schema,
    look_at_rows,
    needed_columns,
    row_documents,
    text_columns,
)
from farfield.corpus.json_documents import Reject
from farfield.corpus.left_out import FIRST, next_look
from farfield.corpus.parts import Part, group_bytes
from farfield.corpus.text_fields import Texts
from farfield.files.batches import BATCH_BYTES, DocumentBatch
from farfield.files.parquet_rows import not_parquet, parquet_batches
from farfield.options.corpus import TextFields
from farfield.records import FarfieldError

MOST_ROWS = 1 << 16  # in a batch
LOOK_BUFFER = 1 << 16  # bytes


def parquet_documents(
    file: Any,
    size: int,
    part: Part,
    asked: TextFields | None,
    reject: Reject,
    advance: Callable[[int], None],
    took: Callable[[Texts], None],
) -> Iterator[DocumentBatch]:
    """The documents of `part` of a file (a path or a stream with random access) of `size` bytes, in batches.

    Rows without a text are empty documents. `advance` is told about how many bytes each row group has that was read,
    `took` which fields the documents are made of. Raises FarfieldError where the file is broken or lacks the column.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file) as table:
            schema = table.schema_arrow
            texts = Texts(fields_of_schema(schema, part.path, asked), chosen=asked is not None)
            took(texts)
            columns = needed_columns(schema, texts)
            end = table.num_row_groups if part.end is None else part.end
            row = part.line
            sizes = group_bytes(table.metadata, size)
            for number in range(part.begin, end):
                group = table.metadata.row_group(number)
                if next_look(number + 1) == number + 1:
                    _look(file, part.path, number, texts)
                for rows in parquet_batches(table, part.path, columns, number, _batch_rows(group)):
                    yield from row_documents(rows, texts, part.path, row, reject)
                    row += rows.num_rows
                advance(sizes[number])
    except (pa.ArrowException, OSError, ValueError, RuntimeError) as error:
        raise not_parquet(part.path, error) from error


def _look(file: Any, path: str, number: int, texts: Texts) -> None:
    """Look at the first rows of a row group for text that no document is made of; what can't be read is not looked at.

    Read through a small buffer: else Arrow reads a column's chunk as a whole, be it gigabytes.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if texts.chosen:
        return
    try:
        with pq.ParquetFile(file, buffer_size=LOOK_BUFFER) as table:
            columns = text_columns(table.schema_arrow)
            seen = 0
            for rows in parquet_batches(
                table, path, columns, number, FIRST
            ):  # fewer at once where memory is short
                look_at_rows(rows.slice(0, FIRST - seen), texts, seen + 1)
                seen += rows.num_rows
                if seen >= FIRST:
                    return
    except (pa.ArrowException, FarfieldError, OSError, ValueError, RuntimeError, MemoryError):
        return


def _batch_rows(group: Any) -> int:
    """How many rows of a row group make up about BATCH_BYTES."""
    rows, size = int(group.num_rows), int(group.total_byte_size)
    return max(1, min(MOST_ROWS, BATCH_BYTES * rows // max(1, size)))
