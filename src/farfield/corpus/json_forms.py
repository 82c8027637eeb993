"""Whether a file is JSON with documents in it, and which fields they are made of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from farfield.corpus.json_shapes import (
    OBJECT_LINES,
    JsonShape,
    Where,
    starts_with_record,
    tell_lines,
    tell_values,
)
from farfield.corpus.text_fields import TEXT, guess_fields, is_one_of, telling_keys
from farfield.files.encodings import BYTE_ORDER_MARK
from farfield.files.suffixes import JSON, JSON_LINES
from farfield.files.unreadable import Unreadable
from farfield.options.corpus import CHATS, TextFields
from farfield.storage import read_fully

LONGEST_LOOK = 64 << 20  # bytes, for the end of the first record
GROWTH = 8
SMALL = (
    1 << 20
)  # bytes of an object without records, up to which it is a text as any: a file of settings, a notebook
NAMED_JSON = 0.2  # of the first lines, where the name of the file says that they were meant to be JSON
BEGINNING = re.compile(rb'\s*(\{\s*["}]|\[\s*[\[{"\]])')
"""How JSON with records begins; prose may begin with a bracket, too."""
COLUMNS = Unreadable("JSON by columns, not by records; write it as JSON lines")
NO_RECORDS = Unreadable("JSON without records that hold a text; write its texts as JSON lines")
ELSE = TextFields((TEXT,))
"""What is asked of records whose fields tell nothing: that they have none is then said of each."""


@dataclass(frozen=True)
class JsonForm:
    """Where the records stand and what makes up their documents. `strings`: an element may be a text itself."""

    where: Where
    fields: TextFields
    strings: bool = False


def look_further(head: bytes, stream: BinaryIO, size: int) -> tuple[bytes, bool]:
    """More of a file that begins like JSON, until its first record stands in the head or it gets too long.

    `size` bytes were asked for before. Also whether the head is all there is.
    """
    ended = len(head) < size
    while not ended and len(head) < LONGEST_LOOK and not _tells(head):
        more = read_fully(stream, (GROWTH - 1) * len(head))
        ended = len(more) < (GROWTH - 1) * len(head)
        head += more
    return head, ended


def begins_like_json(head: bytes) -> bool:
    """Whether the first bytes of a file can begin JSON, a byte order mark aside."""
    return BEGINNING.match(head.removeprefix(BYTE_ORDER_MARK)) is not None


def _tells(head: bytes) -> bool:
    return not begins_like_json(head) or tell_lines(head, False) is not None or bool(tell_values(head, False))


def tell_json(
    head: bytes, ended: bool, suffix: str, asked: TextFields | None
) -> JsonForm | Unreadable | None:
    """The form of a file with that beginning; None where it is no JSON with records, but perhaps a text."""
    least = NAMED_JSON if suffix in JSON else OBJECT_LINES
    if suffix in JSON_LINES and starts_with_record(head):  # whatever stands behind it
        least = 0.0
    lines = tell_lines(head, ended, least)
    if lines is not None and not lines.alone:
        return JsonForm("lines", _fitting(lines.records, asked) or asked or ELSE)
    shapes = tell_values(head, ended) if begins_like_json(head) else []
    for shape in shapes:
        fields = _fitting(shape.records, asked)
        if fields is not None:
            if shape.alone and _holds_columns(shape.records[0], fields):
                return COLUMNS
            return JsonForm("lines" if lines and shape.where == "values" else shape.where, fields)
    if suffix in JSON_LINES:
        return JsonForm("lines", asked or ELSE)
    return _without_fields(shapes, len(head), ended, suffix, asked)


def _without_fields(
    shapes: Sequence[JsonShape], size: int, ended: bool, suffix: str, asked: TextFields | None
) -> JsonForm | Unreadable | None:
    """The form of JSON in which no record has a field that holds its text."""
    if suffix not in JSON or not shapes:
        return None
    first = shapes[0]
    if first.where == "array" and any(isinstance(sample, str) for sample in first.samples):
        return JsonForm("array", asked or ELSE, strings=True)
    if (first.where == "array" and first.records) or len(first.records) > 1:
        return JsonForm(first.where, asked or ELSE)
    if ended and size <= SMALL:
        return None
    return NO_RECORDS


def _fitting(records: Sequence[Mapping[str, Any]], asked: TextFields | None) -> TextFields | None:
    keys = telling_keys(records)
    if asked is None:
        return guess_fields(list(keys))
    held = {key: None for record in records for key in record}
    fields = asked.among(held)
    return fields if records and is_one_of(fields, held) else None


def _holds_columns(record: Mapping[str, Any], fields: TextFields) -> bool:
    """Whether the one object of a file is a table, column by column, that looks like a record."""
    values = [record[name] for name in fields.names if name in record and name.casefold() not in CHATS]
    return bool(values) and all(_is_column(value) for value in values)


def _is_column(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) > 1 and not any(isinstance(part, Mapping) for part in value)
    return isinstance(value, Mapping) and len(value) > 1 and all(key.isdecimal() for key in value)
