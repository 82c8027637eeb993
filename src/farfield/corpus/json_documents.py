"""JSON lines → documents: the kernel reads what it understands, Python's json module the other lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from farfield.corpus.left_out import is_text, next_look
from farfield.corpus.parts import Part
from farfield.corpus.text_fields import Texts
from farfield.files.batches import BATCH_BYTES, PADDING, DocumentBatch, file_name, make_batch
from farfield.files.json_kernel import DOCUMENTS, END, LINE, LOOK, NAME_END, OTHERS, TEXT_END, read_lines
from farfield.files.json_values import whole_characters
from farfield.files.line_runs import last_line_end, line_end, line_runs
from farfield.kernel.bytes.utf8 import NOT, find_invalid
from farfield.records import RECORD_CUT, Rejected

MOST_DOCUMENTS = 1 << 16  # in a batch

Reject = Callable[[Rejected, int], None]
"""Told what is left out, and how many bytes it has."""
Text = NDArray[np.uint8]


def json_documents(stream: BinaryIO, part: Part, texts: Texts, reject: Reject) -> Iterator[DocumentBatch]:
    """The documents of a stream of JSON lines, whose first is the first of `part`, in batches.

    `texts` tells which fields hold the text; `id` the name, a string or an integer: others are named by file and line.
    """
    if texts.fields.single is None:
        yield from _several_fields(stream, part, texts, reject)
        return
    reader = _LineReader(part, texts, reject)
    for data, end in line_runs(stream, part.path):
        texts.raw_bytes += end
        yield from reader.batches(data, end)


def _several_fields(stream: BinaryIO, part: Part, texts: Texts, reject: Reject) -> Iterator[DocumentBatch]:
    """JSON lines that the kernel can't read, by Python: a document of several fields, or in a template."""
    line, name = part.line, file_name(part.path)
    names: list[str] = []
    found: list[bytes] = []
    size, look = 0, next_look(line)
    for data, end in line_runs(stream, part.path):
        texts.raw_bytes += end
        for raw in data[:end].tobytes().split(b"\n")[:-1]:
            if raw.strip():
                try:
                    record = _decoded(raw, first=line == 1)
                    read = texts.read(record)
                    text = whole_characters(read).encode()
                except (ValueError, RecursionError) as error:
                    cut = raw[:RECORD_CUT].decode(errors="replace")
                    reject(Rejected(part.path, line, reason_of(error), cut), len(raw))
                else:
                    if line == look:
                        texts.look(record, read)
                    own = name_of(record, texts.fields.names)
                    names.append(f"{name}:{line}" if own is None else whole_characters(own))
                    found.append(text)
                    size += len(text)
            line += 1
            look = next_look(line)
            if size >= BATCH_BYTES or len(names) >= MOST_DOCUMENTS:
                yield make_batch(names, found)
                names, found, size = [], [], 0
    if names:
        yield make_batch(names, found)


class _LineReader:
    """Knows the number of the line it stands at, and keeps the room for what the kernel writes."""

    def __init__(self, part: Part, texts: Texts, reject: Reject) -> None:
        self._path, self._name = part.path, file_name(part.path)
        self._texts, self._reject = texts, reject
        field = texts.fields.single or ""
        self._field = np.frombuffer(field.encode("utf-8", "surrogatepass"), np.uint8)
        self._state = np.zeros(7, np.int64)
        self._state[LINE] = part.line
        self._state[LOOK] = NOT if texts.chosen else next_look(part.line)
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
            self._read_lines(data, self._valid, texts, names, MOST_DOCUMENTS)
            if state[END] < end and state[DOCUMENTS] < MOST_DOCUMENTS and not self._look(data, texts, names):
                self._read_alone(data, texts, names)
        begins = np.zeros(state[DOCUMENTS] + 1, np.int64)
        begins[1:] = self._text_ends[: state[DOCUMENTS]]
        text = texts[: state[TEXT_END] + len(PADDING)]
        text[state[TEXT_END] :] = 0
        text.flags.writeable = False
        return DocumentBatch(self._ids(names), text, begins)

    def _read_lines(self, data: Text, end: int, texts: Text, names: Text, most: int) -> None:
        read_lines(
            data, end, self._field, self._state,
            texts, self._text_ends, names, self._name_ends, self._unnamed[:most],
        )  # fmt: skip

    def _look(self, data: Text, texts: Text, names: Text) -> bool:
        """Let the kernel read the line before which it stopped, if that was to be looked at; whether it could.

        Most have nothing but a text and a name, and Python need not read them.
        """
        state = self._state
        begin, line, documents, text_begin, name_begin, look, others = state.tolist()
        end = line_end(data, begin) + 1
        if line != look or end > self._valid:
            return False
        state[LOOK] = next_look(line + 1)
        self._read_lines(data, end, texts, names, documents + 1)
        if state[END] == begin:
            state[LOOK] = look
            return False
        if state[DOCUMENTS] > documents:
            name = names[name_begin : state[NAME_END]].tobytes().decode()
            if state[OTHERS] > others or is_text(name):
                record = _decoded(data[begin : end - 1].tobytes(), first=line == 1)
                self._texts.look(record, self._texts.read(record))
            else:
                self._texts.look_at_one_text(texts[text_begin : state[TEXT_END]].tobytes().decode())
        return True

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
                record = _decoded(raw, first=state[LINE] == 1)
                text = self._texts.read(record)
            except (ValueError, RecursionError) as error:
                cut = raw[:RECORD_CUT].decode(errors="replace")
                self._reject(Rejected(self._path, int(state[LINE]), reason_of(error), cut), len(raw))
            else:
                if state[LINE] == state[LOOK]:
                    self._texts.look(record, text)
                self._add(text, name_of(record, self._texts.fields.names), texts, names)
        state[LINE] += 1
        if state[LOOK] != NOT:
            state[LOOK] = next_look(int(state[LINE]))

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


class Spelled(str):
    """A number that is no integer, as it was written."""

    __slots__ = ()


_DECODER = json.JSONDecoder(parse_float=Spelled, parse_constant=Spelled)
"""Made once: `json.loads` makes one for each line."""
BYTE_ORDER_MARK = "\ufeff"


def _decoded(raw: bytes, *, first: bool) -> Any:
    """A line as Python's json module reads it. No text of a value is longer than its line: the kernel's room is."""
    text = raw.decode("utf-8-sig" if first else "utf-8")
    return json.loads(text) if text.startswith(BYTE_ORDER_MARK) else _DECODER.decode(text)


def name_of(record: Any, fields: tuple[str, ...]) -> str | None:
    """What `id` holds, unless it holds the text."""
    own = record.get("id") if isinstance(record, dict) and "id" not in fields else None
    return str(own) if isinstance(own, str | int) and not isinstance(own, bool | Spelled) else None


def reason_of(error: Exception) -> str:
    """Why a record could not be decoded, in words for `rejected.jsonl`."""
    if isinstance(error, UnicodeDecodeError):
        return f"invalid UTF-8 at byte {error.start}"
    if isinstance(error, json.JSONDecodeError):
        return f"not valid JSON: {error.msg.removesuffix(' at')} at column {error.colno}"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return str(error)
