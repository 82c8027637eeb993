"""CSV and TSV → documents, a record each."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, BinaryIO, cast

from farfield.corpus.json_documents import Reject, name_of
from farfield.corpus.left_out import next_look
from farfield.corpus.text_fields import TEXT, Texts, guess_fields
from farfield.files.batches import BATCH_BYTES, DocumentBatch, file_name, make_batch
from farfield.files.encodings import guess_legacy
from farfield.files.unreadable import Unreadable
from farfield.options.corpus import TextFields
from farfield.records import RECORD_CUT, Rejected

LONGEST_FIELD = (
    64 << 20
)  # characters: a quotation mark that is never closed would make the whole file one field
DELIMITERS = ",;\t|"
TABS = (".tsv", ".tab")


def csv_header(head: bytes, suffix: str) -> tuple[str, list[str]]:
    """The delimiter of a file, by its header, and the names there."""
    first = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].rstrip(b"\r").decode("utf-8", "replace")
    delimiter = "\t" if suffix in TABS and "\t" in first else max(DELIMITERS, key=first.count)
    text = io.StringIO(head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace"), newline="")
    try:
        return delimiter, [name.strip() for name in next(csv.reader(text, delimiter=delimiter), [])]
    except csv.Error:
        return delimiter, []


def looks_like_csv(head: bytes, header: tuple[str, list[str]]) -> bool:
    """Whether what may be prose is a table: its first two records have the same number of fields, and several."""
    delimiter, names = header
    text = io.StringIO(head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace"), newline="")
    try:
        first = list(islice(csv.reader(text, delimiter=delimiter), 2))
    except csv.Error:
        return False
    return len(names) > 1 and len(first) == 2 and len(first[1]) == len(names)


def csv_fields(names: list[str], asked: TextFields | None) -> TextFields | None:
    """The fields that documents are made of; None where a header with these names lacks them."""
    if asked is not None:
        fields = asked.among(names)
        return fields if all(name in names for name in fields.names) else None
    return guess_fields(names)


def csv_documents(
    stream: BinaryIO,
    path: str,
    header: tuple[str, list[str]],
    texts: Texts,
    reject: Reject,
    took: Callable[[Texts], None],
) -> Iterator[DocumentBatch]:
    """The documents of a file with that header, in batches; the lines of a record are those it begins at.

    Records with too few or too many fields are rejected, and those that are not UTF-8.
    """
    csv.field_size_limit(LONGEST_FIELD)
    delimiter, columns = header
    took(texts)
    buffered = io.BufferedReader(cast(io.RawIOBase, stream))
    text = io.TextIOWrapper(buffered, "utf-8-sig", errors="surrogateescape", newline="")
    reader = csv.reader(text, delimiter=delimiter)
    names, found, size = [], [], 0
    for number, (line, record) in enumerate(_records(reader, path, columns, reject), start=1):
        try:
            read = texts.read(record)
            document = read.encode()
        except ValueError as error:
            reject(Rejected(path, line, str(error), repr(record)[:RECORD_CUT]), len(repr(record)))
            continue
        if number == next_look(number):
            texts.look(record, read)
        names.append(name_of(record, texts.fields.names) or f"{file_name(path)}:{line}")
        found.append(document)
        size += len(document)
        if size >= BATCH_BYTES:
            yield make_batch(names, found)
            names, found, size = [], [], 0
    if names:
        yield make_batch(names, found)
    text.detach()  # or its end would close the stream before the file is hashed
    buffered.detach()


def _records(
    reader: Any, path: str, columns: list[str], reject: Reject
) -> Iterator[tuple[int, dict[str, str | None]]]:
    """The records behind the header, each with the line it begins at; empty fields are None."""
    first = True
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reject(Rejected(path, line, f"not valid CSV: {error}"), 0)
            continue
        if first or not fields:
            first = False
            continue
        problem = _problem(fields, columns)
        if problem:
            written = ",".join(fields).encode(errors="replace").decode()
            reject(Rejected(path, line, problem, written[:RECORD_CUT]), len(written))
        else:
            yield line, {name: field or None for name, field in zip(columns, fields, strict=True)}


def _problem(fields: list[str], columns: list[str]) -> str | None:
    if len(fields) != len(columns):
        return f"{len(fields)} fields, but the header names {len(columns)}"
    written = "".join(fields)
    try:
        written.encode()
    except UnicodeEncodeError:
        return "invalid UTF-8" + guess_legacy(written.encode("utf-8", "surrogateescape"))
    return None


def no_csv_fields(names: list[str], asked: TextFields | None) -> Unreadable:
    """What to say of a file whose header lacks the fields."""
    missing = next((name for name in asked.names if name not in names), "") if asked else TEXT
    return Unreadable(
        f"CSV with no column {missing!r}; it has {', '.join(map(repr, names[:8])) or 'none'}: name the column that "
        "holds the text with --text-field"
    )
