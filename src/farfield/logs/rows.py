"""Files of records → rows, each with its line: JSONL, JSON arrays, CSV and Parquet, also .gz and .zst."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO, NamedTuple

from farfield.files.encodings import as_utf8
from farfield.files.json_sequences import AROUND, Placed, json_lines, json_values
from farfield.files.json_values import decode_json
from farfield.files.parquet_rows import not_parquet, parquet_batches
from farfield.logs.csv_records import csv_records, typed_values
from farfield.logs.intake import Intake
from farfield.logs.record_lists import find_records
from farfield.records import FarfieldError, Scalar
from farfield.storage import content_suffix, open_input

JSON_LINES = (".jsonl", ".ndjson")
DELIMITED = (".csv", ".tsv")
PARQUET = (".parquet", ".pq")
HEAD = 1 << 16  # bytes that tell whether a file is one value or a value a line
OPEN = tuple(b"%c" % mark for mark in b"{[,:")  # ends of a first line that goes on
ROW_SUFFIXES = (*JSON_LINES, ".json", *DELIMITED, *PARQUET)


LARGEST_TABLE = 1 << 30  # bytes of a log of Parquet, all of whose items are held in memory
ROWS_AT_ONCE = 4096


class Row(NamedTuple):
    """A record, the line (of text) or row (of Parquet) it stands at, and values that CSV left to be typed.

    `key`: the name under which the record stood, where the records were the values of an object.
    """

    record: Mapping[str, Any]
    line: int
    typed: Mapping[str, Scalar] = {}
    key: str | None = None


def read_rows(path: str, intake: Intake) -> Iterator[Row]:
    """The rows of a file: CSV and Parquet by the suffix, JSON and JSON lines by the content.

    What stands beside the records of a JSON document becomes `intake.roots[path]`.
    Raises FarfieldError for a file that can't be one of its format.
    """
    suffix = content_suffix(path)
    if suffix in PARQUET:
        return _parquet_rows(path, intake)
    if suffix in DELIMITED:
        return _csv_rows(path, intake)
    if suffix == ".json" or is_one_value(path):
        return _json_rows(path, intake)
    return _json_line_rows(path, intake)


def is_one_value(path: str) -> bool:
    """Whether a file of JSON is one value over several lines, whatever its name, and not a record a line."""
    head = read_head(path)
    first = next((line.strip(AROUND) for line in head.split(b"\n") if line.strip(AROUND)), b"")
    return first[:1] == b"[" or (first[:1] == b"{" and first[-1:] in OPEN and len(first) < HEAD)


def read_head(path: str) -> bytes:
    """The first bytes of a file's decompressed content, HEAD at most, without a byte order mark."""
    gathered = b""
    with open_input(path) as stream:
        text = as_utf8(stream)
        while len(gathered) < HEAD and (data := text.read(HEAD - len(gathered))):
            gathered += data
    return gathered.removeprefix(b"\xef\xbb\xbf")


def _json_line_rows(path: str, intake: Intake) -> Iterator[Row]:
    with intake.open(path) as stream:
        yield from _line_rows(stream, path, intake)


def _line_rows(stream: BinaryIO, path: str, intake: Intake) -> Iterator[Row]:
    for line, value in json_lines(stream):
        if isinstance(value, dict):
            yield Row(value, line)
        else:
            _reject(path, line, value, intake)


def _sequence_rows(values: Sequence[Placed], path: str, intake: Intake) -> Iterator[Row]:
    """The records of JSON values one after another: objects, and what stands in arrays."""
    for line, value in values:
        for record in value if isinstance(value, list) else [value]:
            if isinstance(record, dict):
                yield Row(record, line)
            else:
                _reject(path, line, record, intake)


def _reject(path: str, line: int, value: Any, intake: Intake) -> None:
    if isinstance(value, ValueError):
        intake.reject(path, line, str(value))
    else:
        intake.reject(path, line, f"expected an object, found {type(value).__name__}", value)


def _json_rows(path: str, intake: Intake) -> Iterator[Row]:
    """The records of a JSON array or document, or, under that name, of JSON lines or of values one after another."""
    raw = intake.read_bytes(path)
    try:
        value = decode_json(raw)
    except ValueError as error:
        if any(_is_object(line) for line in raw.lstrip().split(b"\n", 2)[:2]):
            yield from _line_rows(io.BytesIO(raw), path, intake)
            return
        if values := json_values(raw):
            yield from _sequence_rows(values, path, intake)
            return
        raise FarfieldError(
            str(error), where=path, remedy="Fetch or write the file again, or name its --format."
        ) from error
    found = find_records(value, path)
    intake.roots[path] = found.root
    for number, (key, record) in enumerate(found.records, start=1):
        if isinstance(record, dict):
            yield Row(record, number, key=key)
        else:
            _reject(path, number, record, intake)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(decode_json(line), dict)
    except ValueError:
        return False


def _parquet_rows(path: str, intake: Intake) -> Iterator[Row]:
    with intake.open_seekable(path) as stream:
        for number, record in enumerate(parquet_records(stream, path), start=1):
            yield Row(record, number)


def parquet_columns(stream: BinaryIO, path: str) -> list[str]:
    """The names of a Parquet file's columns."""
    return list(_parquet_file(stream, path).schema_arrow.names)


def parquet_records(
    stream: BinaryIO, path: str, columns: list[str] | None = None
) -> Iterator[dict[str, Any]]:
    """The rows of a Parquet file, some columns or all.

    Raises FarfieldError where it isn't one, and for one that holds more than LARGEST_TABLE once it is unpacked.
    """
    import pyarrow as pa

    left = LARGEST_TABLE
    try:
        table = _parquet_file(stream, path)
        for group in range(table.num_row_groups):
            for batch in parquet_batches(table, path, columns, group, ROWS_AT_ONCE):
                left -= batch.nbytes
                if left < 0:
                    raise _too_large(path)
                yield from batch.to_pylist()
    except (pa.ArrowException, OSError, ValueError, RuntimeError, OverflowError) as error:
        raise not_parquet(path, error) from error  # damaged, or holds what Python has no value for


def _too_large(path: str) -> FarfieldError:
    return FarfieldError(
        f"holds more than {LARGEST_TABLE >> 20:,} MB once it is unpacked",
        where=path,
        remedy="Split it, or leave away the columns that are not needed.",
    )


def _parquet_file(stream: BinaryIO, path: str) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(stream)
    except (pa.ArrowException, OSError, ValueError, RuntimeError) as error:
        raise not_parquet(path, error) from error


def _csv_rows(path: str, intake: Intake) -> Iterator[Row]:
    records = list(csv_records(path, intake))
    typed = typed_values([record for _, record in records])
    for (line, record), values in zip(records, typed, strict=True):
        yield Row(record, line, values)
