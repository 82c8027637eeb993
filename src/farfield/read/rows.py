"""Files of records → rows, each with its line: JSONL, JSON arrays, CSV and Parquet, also .gz and .zst."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

from farfield.read.csv_records import csv_records, typed_values
from farfield.read.intake import Intake
from farfield.read.json_values import decode_json, json_lines
from farfield.read.parquet_documents import not_parquet
from farfield.records import FarfieldError, Scalar
from farfield.storage import content_suffix

JSON_LINES = (".jsonl", ".ndjson")
DELIMITED = (".csv", ".tsv")
PARQUET = (".parquet", ".pq")
ROW_SUFFIXES = (*JSON_LINES, ".json", *DELIMITED, *PARQUET)


class Row(NamedTuple):
    """A record, the line (of text) or row (of Parquet) it stands at, and values that CSV left to be typed."""

    record: Mapping[str, Any]
    line: int
    typed: Mapping[str, Scalar] = {}


def read_rows(path: str, intake: Intake) -> Iterator[Row]:
    """The rows of a file by its suffix, JSONL where it has none of ROW_SUFFIXES.

    Raises FarfieldError for a file that can't be one of its format.
    """
    suffix = content_suffix(path)
    if suffix in PARQUET:
        return _parquet_rows(path, intake)
    if suffix in DELIMITED:
        return _csv_rows(path, intake)
    if suffix == ".json":
        return _json_rows(path, intake)
    return _json_line_rows(path, intake)


def _json_line_rows(path: str, intake: Intake) -> Iterator[Row]:
    with intake.open(path) as stream:
        yield from _line_rows(stream, path, intake)


def _line_rows(stream: BinaryIO, path: str, intake: Intake) -> Iterator[Row]:
    for line, value in json_lines(stream):
        if isinstance(value, dict):
            yield Row(value, line)
        else:
            _reject(path, line, value, intake)


def _reject(path: str, line: int, value: Any, intake: Intake) -> None:
    if isinstance(value, ValueError):
        intake.reject(path, line, str(value))
    else:
        intake.reject(path, line, f"expected an object, found {type(value).__name__}", value)


def _json_rows(path: str, intake: Intake) -> Iterator[Row]:
    """The records of a JSON array, of the one array of an object, or, under a wrong name, of JSON lines."""
    raw = intake.read_bytes(path)
    try:
        value = decode_json(raw)
    except ValueError as error:
        if not _first_line_is_object(raw):
            raise FarfieldError(
                str(error), where=path, remedy="Fetch or write the file again, or name its --format."
            ) from error
        yield from _line_rows(io.BytesIO(raw), path, intake)
        return
    for number, record in enumerate(record_list(value, path), start=1):
        if isinstance(record, dict):
            yield Row(record, number)
        else:
            _reject(path, number, record, intake)


def record_list(value: Any, path: str) -> list[Any]:
    """The list of records that a JSON value holds. Raises FarfieldError where there isn't exactly one."""
    if isinstance(value, list):
        return value
    lists = [part for part in value.values() if _records(part)] if isinstance(value, dict) else []
    if len(lists) != 1:
        raise FarfieldError(
            "holds no list of records",
            where=path,
            remedy="Expected JSON lines, an array of objects, or an object with one such array.",
        )
    return list(lists[0])


def _records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(part, dict) for part in value)


def _first_line_is_object(raw: bytes) -> bool:
    try:
        return isinstance(decode_json(raw.lstrip().partition(b"\n")[0]), dict)
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
    """The rows of a Parquet file, some columns or all. Raises FarfieldError where it isn't one."""
    import pyarrow as pa

    try:
        for batch in _parquet_file(stream, path).iter_batches(batch_size=4096, columns=columns):
            yield from batch.to_pylist()
    except (pa.ArrowException, OSError, ValueError, RuntimeError, OverflowError) as error:
        raise not_parquet(path, error) from error  # damaged, or holds what Python has no value for


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
