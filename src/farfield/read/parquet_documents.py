"""Parquet → documents, row group by row group: Arrow's own buffers become the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from farfield.read.batches import BATCH_BYTES, PADDING, DocumentBatch, file_name, make_batch
from farfield.read.json_documents import RECORD_CUT, Reject
from farfield.read.parts import Part, group_bytes
from farfield.records import FarfieldError, Rejected

MOST_ROWS = 1 << 16  # in a batch


def parquet_documents(
    file: Any, size: int, part: Part, text_field: str, reject: Reject, advance: Callable[[int], None]
) -> Iterator[DocumentBatch]:
    """The documents of `part` of a file (a path or a stream with random access) of `size` bytes, in batches.

    Rows without a text are empty documents. `advance` is told about how many bytes each row group has that was read.
    Raises FarfieldError where the file is broken or lacks the column.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file) as table:
            columns = _columns(table.schema_arrow.names, part.path, text_field)
            end = table.num_row_groups if part.end is None else part.end
            row = part.line
            sizes = group_bytes(table.metadata, size)
            for number in range(part.begin, end):
                group = table.metadata.row_group(number)
                for rows in table.iter_batches(_batch_rows(group), row_groups=[number], columns=columns):
                    yield _batch(rows, text_field, part.path, row, reject)
                    row += rows.num_rows
                advance(sizes[number])
    except (pa.ArrowException, OSError, ValueError, RuntimeError) as error:
        raise not_parquet(part.path, error) from error


def not_parquet(path: str, error: Exception) -> FarfieldError:
    """The error for a file that Arrow can't read; of some damage it tells by a bare RuntimeError."""
    return FarfieldError(
        f"not a readable Parquet file: {error}", where=path, remedy="Fetch or write the file again."
    )


def _batch_rows(group: Any) -> int:
    """How many rows of a row group make up about BATCH_BYTES."""
    rows, size = int(group.num_rows), int(group.total_byte_size)
    return max(1, min(MOST_ROWS, BATCH_BYTES * rows // max(1, size)))


def _columns(names: list[str], path: str, text_field: str) -> list[str]:
    if text_field not in names:
        raise FarfieldError(
            f"no column {text_field!r}; it has {', '.join(names[:12])}",
            where=path,
            remedy="Name the column that holds the text with --text-field.",
        )
    return [text_field, "id"] if "id" in names and text_field != "id" else [text_field]


def _batch(rows: Any, text_field: str, path: str, row: int, reject: Reject) -> DocumentBatch:
    import pyarrow as pa

    name = file_name(path)
    own = _names(rows.column("id")) if rows.num_columns > 1 else [None] * rows.num_rows
    ids = [f"{name}:{number}" if given is None else given for number, given in enumerate(own, start=row)]
    column = _plain(rows.column(text_field))
    try:
        texts = column.fill_null(b"").cast(pa.large_string())  # refuses what is not UTF-8
    except pa.ArrowInvalid:
        return _valid_only(ids, column.to_pylist(), path, row, reject)
    _, ends, letters = texts.buffers()
    begins = np.frombuffer(ends, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    size = int(begins[-1] - begins[0])
    text = np.zeros(size + len(PADDING), np.uint8)
    if size:
        text[:size] = np.frombuffer(letters, np.uint8)[begins[0] : begins[-1]]
    text.flags.writeable = False
    return DocumentBatch(ids, text, begins - begins[0])


def _plain(column: Any) -> Any:
    """The texts of a column as bytes; what is no text is written as Python writes it."""
    import pyarrow as pa

    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if _holds_text(kind):
        return column.cast(kind).cast(pa.large_binary())
    written = [None if value is None else str(value).encode() for value in column.to_pylist()]
    return pa.array(written, pa.large_binary())


def _holds_text(kind: Any) -> bool:
    """Whether a column is one of strings; some writers do not say so, and call them bytes."""
    from pyarrow import types

    return any(
        test(kind)
        for test in (types.is_string, types.is_large_string, types.is_string_view, types.is_binary,
                     types.is_large_binary, types.is_binary_view)
    )  # fmt: skip


def _names(column: Any) -> list[str | None]:
    """Strings and integers name documents; None for others."""
    from pyarrow import types

    kind = column.type.value_type if types.is_dictionary(column.type) else column.type
    if not _holds_text(kind) and not types.is_integer(kind):
        return [None] * len(column)
    return [None if given is None else given.decode(errors="replace") for given in _plain(column).to_pylist()]


def _valid_only(
    ids: list[str], texts: list[bytes | None], path: str, row: int, reject: Reject
) -> DocumentBatch:
    """The documents that are UTF-8; the other rows are rejected."""
    kept = []
    for number, (name, text) in enumerate(zip(ids, texts, strict=True), start=row):
        try:
            (text or b"").decode()
        except UnicodeDecodeError as error:
            cut = error.object[:RECORD_CUT].decode(errors="replace")
            reject(Rejected(path, number, f"invalid UTF-8 at byte {error.start}", cut))
        else:
            kept.append((name, text or b""))
    return make_batch([name for name, _ in kept], [text for _, text in kept])
