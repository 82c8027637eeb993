"""JSON lines → documents: the kernel reads what it understands, Python's json module the other lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from farfield.read.batches import PADDING, DocumentBatch, file_name
from farfield.read.json_kernel import DOCUMENTS, END, LINE, NAME_END, TEXT_END, read_lines
from farfield.read.json_values import whole_characters
from farfield.read.line_runs import last_line_end, line_end, line_runs
from farfield.read.parts import Part
from farfield.read.utf8 import find_invalid
from farfield.records import Rejected

RECORD_CUT = 200  # characters of a broken record that are kept
MOST_DOCUMENTS = 1 << 16  # in a batch

Reject = Callable[[Rejected], None]
Text = NDArray[np.uint8]


def json_documents(stream: BinaryIO, part: Part, text_field: str, reject: Reject) -> Iterator[DocumentBatch]:
    """The documents of a stream of JSON lines, whose first is the first of `part`, in batches.

    `text_field` holds the text, a string; `id` the name, a string or an integer: others are named by file and line.
    """
    reader = _LineReader(part, text_field, reject)
    for data, end in line_runs(stream, part.path):
        yield from reader.batches(data, end)


class _LineReader:
    """Knows the number of the line it stands at, and keeps the room for what the kernel writes."""

    def __init__(self, part: Part, text_field: str, reject: Reject) -> None:
        self._path, self._name = part.path, file_name(part.path)
        self._text_field, self._reject = text_field, reject
        self._field = np.frombuffer(text_field.encode("utf-8", "surrogatepass"), np.uint8)
        self._state = np.zeros(5, np.int64)
        self._state[LINE] = part.line
        self._valid = -1  # where the first line begins that is not UTF-8, as far as known
        self._text_ends, self._name_ends, self._unnamed = (
            np.empty(MOST_DOCUMENTS, np.int64) for _ in range(3)
        )

    def batches(self, data: Text, end: int) -> Iterator[DocumentBatch]:
        """The documents of the lines data[:end]."""
        self._state[END], self._valid = 0, -1
        while self._state[END] < end:
            yield self._batch(data, end)

    def _batch(self, data: Text, end: int) -> DocumentBatch:
        state = self._state
        state[[DOCUMENTS, TEXT_END, NAME_END]] = 0
        texts, names = (np.empty(end - int(state[END]) + len(PADDING), np.uint8) for _ in range(2))
        while state[END] < end and state[DOCUMENTS] < MOST_DOCUMENTS:
            if state[END] > self._valid:
                self._valid = last_line_end(data, state[END], find_invalid(data, state[END], end))
            read_lines(
                data, self._valid, self._field, state,
                texts, self._text_ends, names, self._name_ends, self._unnamed,
            )  # fmt: skip
            if state[END] < end and state[DOCUMENTS] < MOST_DOCUMENTS:
                self._read_alone(data, texts, names)
        begins = np.zeros(state[DOCUMENTS] + 1, np.int64)
        begins[1:] = self._text_ends[: state[DOCUMENTS]]
        text = texts[: state[TEXT_END] + len(PADDING)]
        text[state[TEXT_END] :] = 0
        text.flags.writeable = False
        return DocumentBatch(self._ids(names), text, begins)

    def _ids(self, names: Text) -> list[str]:
        documents, size = self._state[[DOCUMENTS, NAME_END]]
        letters = names[:size].tobytes()
        ends = self._name_ends[:documents].tolist()
        return [
            f"{self._name}:{line}" if line else letters[begin:end].decode()
            for line, begin, end in zip(self._unnamed[:documents].tolist(), [0, *ends], ends, strict=False)
        ]

    def _read_alone(self, data: Text, texts: Text, names: Text) -> None:
        """Read the line that the kernel stopped at."""
        state, begin = self._state, int(self._state[END])
        state[END] = line_end(data, begin) + 1
        raw = data[begin : state[END] - 1].tobytes()
        if raw.strip():
            try:
                record = json.loads(raw.decode("utf-8-sig" if state[LINE] == 1 else "utf-8"))
                text = _text_of(record, self._text_field)
            except (ValueError, RecursionError) as error:
                cut = raw[:RECORD_CUT].decode(errors="replace")
                self._reject(Rejected(self._path, int(state[LINE]), _reason(error), cut))
            else:
                self._add(text, _name_of(record, self._text_field), texts, names)
        state[LINE] += 1

    def _add(self, text: str, name: str | None, texts: Text, names: Text) -> None:
        state, document = self._state, self._state[DOCUMENTS]
        _append(texts, state, TEXT_END, text)
        _append(names, state, NAME_END, name or "")
        self._text_ends[document], self._name_ends[document] = state[TEXT_END], state[NAME_END]
        self._unnamed[document] = state[LINE] if name is None else 0
        state[DOCUMENTS] += 1


def _append(out: Text, state: NDArray[np.int64], place: int, text: str) -> None:
    encoded = whole_characters(text).encode()
    out[state[place] : state[place] + len(encoded)] = np.frombuffer(encoded, np.uint8)
    state[place] += len(encoded)


def _text_of(record: Any, text_field: str) -> str:
    if not isinstance(record, dict):
        raise ValueError(f"expected an object with a field {text_field!r}, found {type(record).__name__}")
    if text_field not in record:
        raise ValueError(
            f"no field {text_field!r}; it has {', '.join(map(repr, list(record)[:8])) or 'none'}"
        )
    text = record[text_field]
    if not isinstance(text, str):
        raise ValueError(f"field {text_field!r} holds {type(text).__name__}, expected text")
    return text


def _name_of(record: dict[str, Any], text_field: str) -> str | None:
    """What `id` holds, unless it holds the text."""
    own = record.get("id") if text_field != "id" else None
    return str(own) if isinstance(own, str | int) and not isinstance(own, bool) else None


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"invalid UTF-8 at byte {error.start}"
    if isinstance(error, json.JSONDecodeError):
        return f"not valid JSON: {error.msg} at column {error.colno}"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return str(error)
