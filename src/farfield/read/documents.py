"""Corpora → documents: JSONL, Parquet, plain text and source trees, each also .gz and .zst, from any address.

Documents are handed on in batches of a few megabytes, so memory is bounded by the largest document.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from farfield.records import Document, FarfieldError, InputFile, Rejected
from farfield.storage import content_suffix, find_files, open_hashed

BATCH_BYTES = 4 << 20
PADDING = bytes(8)  # so that the scan can load eight bytes anywhere in a text
RECORD_CUT = 200  # characters of a broken record that are kept
JSON_LINES = (".jsonl", ".ndjson")

Reject = Callable[[Rejected], None]


@dataclass(frozen=True, slots=True)
class CorpusOptions:
    """`text_field`: which field of a record holds the document's text. Its `id` field, if any, names it."""

    text_field: str = "text"


class DocumentBatch(NamedTuple):
    """Documents laid end to end: `text` is UTF-8, document i is text[begins[i]:begins[i + 1]]; PADDING follows."""

    ids: list[str]
    text: bytes
    begins: NDArray[np.int64]


class CorpusFile:
    """One file of a corpus, read once from front to back.

    Iterate for its batches; afterwards `input` tells what the file was and `rejected` what could not be used.
    """

    def __init__(self, path: str, options: CorpusOptions) -> None:
        self.path, self.options = path, options
        self.rejected: list[Rejected] = []
        self.input = InputFile(path)
        self.bytes_read = 0

    def __iter__(self) -> Iterator[DocumentBatch]:
        with open_hashed(self.path) as (stream, hashing):
            for batch in self._batches(stream):
                self.bytes_read = hashing.size
                yield batch
            self.input = hashing.finish(self.path)
            self.bytes_read = hashing.size

    def _batches(self, stream: BinaryIO) -> Iterator[DocumentBatch]:
        suffix, field = content_suffix(self.path), self.options.text_field
        if suffix in JSON_LINES:
            return self._refuse_all_broken(_json_lines(stream, self.path, field, self.rejected.append))
        if suffix == ".parquet":
            return _parquet(stream, self.path, field)
        return _whole_text(stream, self.path, self.rejected.append)

    def _refuse_all_broken(self, batches: Iterator[DocumentBatch]) -> Iterator[DocumentBatch]:
        """Pass batches on; if not one record of the file had a text, say so instead of finding nothing."""
        found = False
        for batch in batches:
            found = found or bool(batch.ids)
            yield batch
        if not found and self.rejected:
            first = self.rejected[0]
            raise FarfieldError(
                f"no record has a text in field {self.options.text_field!r}: {first.reason}",
                where=f"{self.path}, line {first.line}",
                remedy="Name the field that holds the text with --text-field.",
            )


def find_corpus(sources: Sequence[str]) -> list[str]:
    """The files of a corpus, each once, in a fixed order. Raises FarfieldError where a source names none."""
    return sorted({path for source in sources for path in find_files(source)})


def read_documents(sources: str | Sequence[str], options: CorpusOptions | None = None) -> Iterator[Document]:
    """Every document of a corpus, one by one. (The scan uses the batches themselves.)"""
    for path in find_corpus([sources] if isinstance(sources, str) else sources):
        for batch in CorpusFile(path, options or CorpusOptions()):
            for number, document_id in enumerate(batch.ids):
                begin, end = batch.begins[number : number + 2]
                yield Document(document_id, batch.text[begin:end].decode())


def make_batch(ids: list[str], texts: Sequence[str]) -> DocumentBatch:
    """Lay texts end to end."""
    encoded = [text.encode() for text in texts]
    begins = np.zeros(len(texts) + 1, np.int64)
    begins[1:] = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(texts)))
    return DocumentBatch(ids, b"".join((*encoded, PADDING)), begins)


def whole_characters(text: str) -> str:
    """Replace lone surrogates, which JSON can spell and UTF-8 cannot, by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _line_chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in chunks of whole lines."""
    rest: list[bytes] = []
    while data := stream.read(BATCH_BYTES):
        cut = data.rfind(b"\n") + 1
        if cut:
            yield b"".join((*rest, data[:cut]))
            rest = [data[cut:]]
        else:
            rest.append(data)
    if last := b"".join(rest):
        yield last


def _json_lines(stream: BinaryIO, path: str, text_field: str, reject: Reject) -> Iterator[DocumentBatch]:
    own_id = "id" if text_field != "id" else " "  # the field of the text cannot name the document too
    names = {"text": text_field, "id": own_id}
    record = msgspec.defstruct(
        "Record", [("text", str), ("id", str | int | None, None)], rename=names, gc=False
    )
    decoder = msgspec.json.Decoder(record)
    name = path.rsplit("/", 1)[-1]
    line = 1
    for chunk in _line_chunks(stream):
        lines = chunk.count(b"\n")
        try:
            records: list[Any] = decoder.decode_lines(chunk)
        except (msgspec.DecodeError, UnicodeDecodeError):
            records = []
        if len(records) == lines > 0:
            ids = [_document_id(record.id, name, at) for at, record in enumerate(records, start=line)]
            yield make_batch(ids, [record.text for record in records])
        else:
            yield _decode_each(chunk, line, path, text_field, reject)
        line += lines


def _document_id(own: object, name: str, line: int) -> str:
    if isinstance(own, str | int) and not isinstance(own, bool):
        return whole_characters(str(own))
    return f"{name}:{line}"


def _decode_each(chunk: bytes, line: int, path: str, text_field: str, reject: Reject) -> DocumentBatch:
    """Line by line, for a chunk in which a line is broken or empty."""
    name = path.rsplit("/", 1)[-1]
    ids, texts = [], []
    for number, raw in enumerate(chunk.split(b"\n"), start=line):
        if not raw.strip():
            continue
        try:
            record = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
            text = _text_of(record, text_field)
        except (ValueError, RecursionError) as error:
            reject(Rejected(path, number, _reason(error), raw[:RECORD_CUT].decode(errors="replace")))
            continue
        ids.append(_document_id(record.get("id"), name, number))
        texts.append(whole_characters(text))
    return make_batch(ids, texts)


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


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"invalid UTF-8 at byte {error.start}"
    if isinstance(error, json.JSONDecodeError):
        return f"not valid JSON: {error.msg} at column {error.colno}"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return str(error)


def _parquet(stream: BinaryIO, path: str, text_field: str) -> Iterator[DocumentBatch]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with tempfile.TemporaryFile() as local:  # Parquet is read from its end
        while data := stream.read(BATCH_BYTES):
            local.write(data)
        try:
            table = pq.ParquetFile(local)
        except (pa.ArrowInvalid, OSError) as error:
            raise FarfieldError(f"not a readable Parquet file: {error}", where=path) from error
        names = table.schema_arrow.names
        if text_field not in names:
            raise FarfieldError(
                f"no column {text_field!r}; it has {', '.join(names[:12])}",
                where=path,
                remedy="Name the column that holds the text with --text-field.",
            )
        row = 1
        columns = [text_field, "id"] if "id" in names and text_field != "id" else [text_field]
        for piece in table.iter_batches(batch_size=1024, columns=columns):
            yield _parquet_batch(piece.to_pydict(), text_field, path.rsplit("/", 1)[-1], row)
            row += piece.num_rows


def _parquet_batch(columns: dict[str, list[Any]], text_field: str, name: str, row: int) -> DocumentBatch:
    texts = ["" if text is None else str(text) for text in columns[text_field]]
    own = columns.get("id", [None] * len(texts))
    return make_batch([_document_id(value, name, row + at) for at, value in enumerate(own)], texts)


def _whole_text(stream: BinaryIO, path: str, reject: Reject) -> Iterator[DocumentBatch]:
    data = stream.read().removeprefix(b"\xef\xbb\xbf")
    if b"\0" in data[:8192]:
        reject(Rejected(path, None, "not text (it holds NUL bytes)"))
        return
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reject(Rejected(path, line, f"invalid UTF-8 at byte {error.start}"))
        return
    yield DocumentBatch([path], data + PADDING, np.array([0, len(data)], np.int64))
