"""Arrow's streams and files → documents, as the folders of Hugging Face's save_to_disk hold them.

A file is a stream behind eight bytes, with a table of contents behind it, so both are read from front to back.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from farfield.corpus.arrow_rows import fields_of_schema, look_at_rows, needed_columns, row_documents
from farfield.corpus.json_documents import Reject
from farfield.corpus.text_fields import Texts
from farfield.files.batches import LARGEST_DOCUMENT, DocumentBatch
from farfield.files.parquet_rows import MOST_BYTES
from farfield.options.corpus import TextFields
from farfield.records import FarfieldError
from farfield.storage import memory_limit, read_fully

FILE_MARK = b"ARROW1"
FILE_START = 8  # bytes before the stream in a file
STREAM_MARK = b"\xff\xff\xff\xff"


def arrow_documents(
    stream: BinaryIO,
    path: str,
    asked: TextFields | None,
    reject: Reject,
    took: Callable[[Texts], None],
    size: int | None = None,
) -> Iterator[DocumentBatch]:
    """The documents of a stream of `size` bytes (if known) that begins as an Arrow stream or file, in batches.

    Memory is bounded by the largest record batch, which may be compressed: what it unpacks to by MOST_BYTES. Raises
    FarfieldError where it is broken or lacks the column.
    """
    import pyarrow as pa

    row = 1
    try:
        with pa.ipc.open_stream(_Whole(stream, path)) as reader:
            texts = Texts(fields_of_schema(reader.schema, path, asked), chosen=asked is not None)
            took(texts)
            columns = needed_columns(reader.schema, texts)
            for rows in _batches(reader, path, row, min(size or LARGEST_DOCUMENT, LARGEST_DOCUMENT)):
                rows.validate(full=True)
                look_at_rows(rows, texts, row)
                yield from row_documents(rows.select(columns), texts, path, row, reject)
                row += rows.num_rows
    except (pa.ArrowException, OSError, ValueError, RuntimeError) as error:
        raise not_arrow(path, error) from error


def _batches(reader: Any, path: str, row: int, largest: int) -> Iterator[Any]:
    """The record batches, of which none is larger than `largest` in the file."""
    while True:
        try:
            with memory_limit(MOST_BYTES + largest):
                rows = next(reader, None)
        except MemoryError as error:
            raise FarfieldError(
                f"the record batch with row {row} takes more than {MOST_BYTES >> 20:,} MB once it is unpacked",
                where=path,
                remedy="Such a file is made to exhaust memory, or it is to be written in smaller batches.",
            ) from error
        if rows is None:
            return
        yield rows
        row += rows.num_rows


def not_arrow(path: str, error: Exception) -> FarfieldError:
    """The error for a file that Arrow cannot read."""
    return FarfieldError(
        f"not a readable Arrow file: {error}", where=path, remedy="Fetch or write the file again."
    )


class _Whole(io.RawIOBase):
    """A stream that never makes room for more than it has, whatever it is asked for."""

    def __init__(self, stream: BinaryIO, path: str) -> None:
        self._stream, self._path = stream, path
        self._start = read_fully(stream, FILE_START)
        if self._start.startswith(FILE_MARK):
            self._start = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size < 0 or size > LARGEST_DOCUMENT:
            raise FarfieldError(
                f"a record batch is larger than {LARGEST_DOCUMENT >> 20:,} MiB",
                where=self._path,
                remedy="Write it in smaller batches.",
            )
        start, self._start = self._start[:size], self._start[size:]
        gathered = io.BytesIO()
        gathered.write(start)
        while gathered.tell() < size and (data := self._stream.read(min(size - gathered.tell(), 1 << 20))):
            gathered.write(data)
        return gathered.getvalue()
