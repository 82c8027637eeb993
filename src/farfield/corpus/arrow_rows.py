"""Rows of Arrow's columns → documents: of a column of text its own buffers become the documents'."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from farfield.corpus.json_documents import Reject, name_of, reason_of
from farfield.corpus.left_out import next_look
from farfield.corpus.text_fields import KNOWN, Texts, guess_fields, text_of
from farfield.files.batches import BATCH_BYTES, PADDING, DocumentBatch, file_name, make_batch
from farfield.options.corpus import CHATS, TextFields
from farfield.records import RECORD_CUT, FarfieldError, Rejected


def fields_of_schema(schema: Any, path: str, asked: TextFields | None) -> TextFields:
    """The fields that documents are made of. Raises FarfieldError where the columns do not tell, or lack one."""
    from pyarrow import types

    telling = [
        column.name
        for column in schema
        if column.name.casefold() not in CHATS or types.is_nested(column.type) or holds_text(column.type)
    ]
    fields = asked.among(telling) if asked else guess_fields(telling)
    missing = [name for name in (fields.names if fields else ("text",)) if not column_of(name, schema.names)]
    if fields is None or missing:
        raise FarfieldError(
            f"no column {missing[0]!r}; it has {', '.join(schema.names[:12])}",
            where=path,
            remedy="Name the column that holds the text with --text-field; several, as question,answer, make up one "
            "document.",
        )
    return fields


def column_of(name: str, names: Sequence[str]) -> str | None:
    """The column that a field, or a dotted path, begins in."""
    return next((each for each in (name, name.split(".", maxsplit=1)[0]) if each in names), None)


def needed_columns(schema: Any, texts: Texts) -> list[str]:
    """The columns that the documents are made of, or those of rows without a text there; and `id`, which names them."""
    names, fields = schema.names, texts.fields
    wanted = [column for name in fields.names if (column := column_of(name, names))]
    if not texts.chosen:
        left = [name for name in text_columns(schema) if name not in fields.names]
        known = [name for name in left if name.strip().casefold() in KNOWN]
        wanted += known if guess_fields(known) else []
    return list(dict.fromkeys([*wanted, *(["id"] if "id" in names else [])]))


def text_columns(schema: Any) -> list[str]:
    """The columns that may hold text, also in lists and structs; no bytes, as images."""
    return [column.name for column in schema if _has_strings(column.type)]


def _has_strings(kind: Any) -> bool:
    from pyarrow import types

    if types.is_dictionary(kind):
        return _has_strings(kind.value_type)
    if types.is_nested(kind):
        return any(_has_strings(kind.field(at).type) for at in range(kind.num_fields))
    return any(test(kind) for test in (types.is_string, types.is_large_string, types.is_string_view))


def look_at_rows(rows: Any, texts: Texts, row: int) -> None:
    """Look at some of the rows, the first of which is number `row`, for text that no document is made of."""
    if texts.chosen:
        return
    columns = [name for name in rows.schema.names if _has_strings(rows.schema.field(name).type)]
    number = next_look(row)
    while number < row + rows.num_rows:
        for record in rows.slice(number - row, 1).select(columns).to_pylist():
            texts.look(record, _read_quietly(texts.fields, record))
        number = next_look(number + 1)


def _read_quietly(fields: TextFields, record: Any) -> str:
    try:
        return Texts(fields).read(record)
    except (ValueError, RecursionError):
        return ""


def row_documents(rows: Any, texts: Texts, path: str, row: int, reject: Reject) -> Iterator[DocumentBatch]:
    """The documents of some rows, the first of which is number `row` of its file, in batches."""
    single = texts.fields.single
    if single is None or single not in rows.schema.names:
        yield from _of_records(rows, texts, path, row, reject)
        return
    others = set(rows.schema.names) - {single, "id"}
    for start, count in _slices(rows):
        part = rows.slice(start, count)
        batch = _of_column(part, single, path, row + start, reject)
        if others and not np.diff(batch.begins).all():  # the text of these rows may stand in another column
            yield from _of_records(part, texts, path, row + start, reject)
        else:
            yield batch


def _slices(rows: Any) -> Iterator[tuple[int, int]]:
    """Where rows are cut into batches of about BATCH_BYTES."""
    step = max(1, BATCH_BYTES * rows.num_rows // max(1, rows.nbytes))
    for start in range(0, rows.num_rows, step):
        yield start, min(step, rows.num_rows - start)


def _of_records(rows: Any, texts: Texts, path: str, row: int, reject: Reject) -> Iterator[DocumentBatch]:
    """Documents of several columns, or of what is inside of one."""
    name, kept = file_name(path), []
    for start, count in _slices(rows):
        for number, record in enumerate(rows.slice(start, count).to_pylist(), start=row + start):
            try:
                text = _read_row(record, texts).encode("utf-8", "replace")
            except (ValueError, RecursionError) as error:
                written = repr(record)
                reject(Rejected(path, number, reason_of(error), written[:RECORD_CUT]), len(written))
                continue
            own = name_of(record, texts.fields.names)
            kept.append((f"{name}:{number}" if own is None else own.encode(errors="replace").decode(), text))
        if kept:
            yield make_batch([each for each, _ in kept], [text for _, text in kept])
            kept = []


def _read_row(record: Mapping[str, Any], texts: Texts) -> str:
    """The text of a row, which is empty where its one column is."""
    single = texts.fields.single
    if single is not None and single in record and record[single] is None:
        record = {**record, single: ""}
    return texts.read(record)


def _of_column(rows: Any, field: str, path: str, row: int, reject: Reject) -> DocumentBatch:
    import pyarrow as pa

    name = file_name(path)
    named = field != "id" and "id" in rows.schema.names
    own = _names(rows.column("id")) if named else [None] * rows.num_rows
    ids = [f"{name}:{number}" if given is None else given for number, given in enumerate(own, start=row)]
    column = _plain(rows.column(field))
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
    """The texts of a column as bytes; lists and structs part by part, joined by line breaks, and numbers in digits."""
    import pyarrow as pa

    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if holds_text(kind):
        return column.cast(kind).cast(pa.large_binary())
    written = [None if (text := text_of(value)) is None else text.encode() for value in column.to_pylist()]
    return pa.array(written, pa.large_binary())


def holds_text(kind: Any) -> bool:
    """Whether a column is one of strings; some writers do not say so, and call them bytes."""
    from pyarrow import types

    if types.is_dictionary(kind):
        return holds_text(kind.value_type)
    return any(
        test(kind)
        for test in (types.is_string, types.is_large_string, types.is_string_view, types.is_binary,
                     types.is_large_binary, types.is_binary_view)
    )  # fmt: skip


def _names(column: Any) -> list[str | None]:
    """Strings and integers name documents; None for others."""
    from pyarrow import types

    kind = column.type.value_type if types.is_dictionary(column.type) else column.type
    if not holds_text(kind) and not types.is_integer(kind):
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
            reject(Rejected(path, number, f"invalid UTF-8 at byte {error.start}", cut), len(error.object))
        else:
            kept.append((name, text or b""))
    return make_batch([name for name, _ in kept], [text for _, text in kept])
