"""CSV → records of text with their lines, and the types that whole columns of text stand for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, count

from farfield.logs.intake import Intake
from farfield.logs.score_columns import decimal_commas
from farfield.records import FarfieldError, Scalar
from farfield.text.nouns import number_of

LONGEST_FIELD = 2**31 - 1  # characters; the csv module's own limit of 131,072 is less than a long transcript
NO_UTF8 = "invalid UTF-8"
FEWEST_BROKEN, MOST_BROKEN = 3, 0.2  # rows in another encoding: of more, and a larger share, the file is
DELIMITERS = ",;\t"

_WITH_COMMA = re.compile(r"[-+]?(0|[1-9]\d*)(,\d+)?")

Record = dict[str, str | None]

_SEPARATOR = re.compile(r"\ufeff?\"?sep=(?P<mark>[,;\t|])\"?\s*", re.IGNORECASE)
_INTEGER = re.compile(r"[-+]?(0|[1-9]\d{0,17})")
_NUMBER = re.compile(r"[-+]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][-+]?\d+)?")


def csv_records(path: str, intake: Intake) -> Iterator[tuple[int, Record]]:
    """Each record with the line it begins at; blank fields are None. The delimiter is the header's commonest.

    Records with too few or too many fields, or invalid UTF-8, are rejected with their line.
    """
    csv.field_size_limit(LONGEST_FIELD)
    with intake.open(path) as stream:
        text = io.TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape", newline="")
        first = text.readline()
        told = _SEPARATOR.fullmatch(first)
        first = (
            text.readline() if told else first
        )  # spreadsheets may say the delimiter in a line before the header
        delimiter = told["mark"] if told else max(DELIMITERS, key=first.count)
        reader = csv.reader(chain([first], text), delimiter=delimiter)
        names = _header(reader, path)
        rows = broken = 0
        for line, fields in _numbered(reader, path, intake):
            if len(names) > 1 and [field.strip() for field in fields] == names:
                intake.reject(path, line, "repeats the header, as files laid end to end do", ",".join(fields))
                continue
            rows, problem = rows + 1, _problem(fields, names)
            broken += problem == NO_UTF8
            if problem:
                intake.reject(path, line, problem, ",".join(fields).encode(errors="replace").decode())
            else:
                yield line, {name: field or None for name, field in zip(names, fields, strict=True)}
        if broken >= FEWEST_BROKEN and broken > MOST_BROKEN * rows:
            raise FarfieldError(
                f"{broken:,} of its {rows:,} rows are not UTF-8: it is in another encoding, as spreadsheets write it",
                where=path,
                remedy='Save it as "CSV UTF-8", or convert it, as iconv -f WINDOWS-1252 -t UTF-8 does.',
            )
        text.detach()  # or its end would close the stream before the file is hashed


def _header(reader: Iterator[list[str]], path: str) -> list[str]:
    """The names of the columns; one that stands there again is numbered."""
    try:
        names = next(reader, [])
    except csv.Error as error:
        raise FarfieldError(f"not valid CSV: {error}", where=f"{path}, line 1") from error
    found: dict[str, None] = {}
    for name in names:
        whole = name.encode(errors="replace").decode().strip()
        again = (
            next(f"{whole}_{n}" for n in count(2) if f"{whole}_{n}" not in found) if whole in found else whole
        )
        found[again] = None
    return list(found)


def _numbered(reader: Iterator[list[str]], path: str, intake: Intake) -> Iterator[tuple[int, list[str]]]:
    while True:
        line = reader.line_num + 1  # type: ignore[attr-defined]
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            intake.reject(path, line, f"not valid CSV: {error}")
            continue
        if fields:
            yield line, fields


def _problem(fields: Sequence[str], names: Sequence[str]) -> str | None:
    if len(fields) != len(names):
        return f"{number_of(len(fields), 'field')}, but the header names {len(names)}"
    if not all(field.isascii() or _is_whole(field) for field in fields):
        return NO_UTF8
    return None


def _is_whole(field: str) -> bool:
    try:
        field.encode()
    except UnicodeEncodeError:
        return False
    return True


def typed_values(records: Sequence[Record]) -> list[dict[str, Scalar]]:
    """The records with each column as integers, numbers or booleans where all of its texts are such.

    A column of numbers may write its decimals after a comma.
    """
    names = records[0] if records else {}
    readers = {name: _reader([record[name] for record in records]) for name in names}
    return [{name: readers[name](text) for name, text in record.items() if text} for record in records]


def _reader(texts: Sequence[str | None]) -> Callable[[str], Scalar]:
    held = [text for text in texts if text]
    if all(map(_INTEGER.fullmatch, held)):
        return int
    if all(map(_NUMBER.fullmatch, held)):
        return float
    if all(map(_WITH_COMMA.fullmatch, held)) and decimal_commas(held):
        return lambda text: float(text.replace(",", "."))
    if {text.casefold() for text in held} <= {"true", "false"}:
        return lambda text: text.casefold() == "true"
    return str
