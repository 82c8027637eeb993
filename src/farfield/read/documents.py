"""Corpora → documents: JSONL, Parquet, plain text and source trees, each also .gz and .zst, from any address.

Documents are handed on in batches of about a megabyte, so memory is bounded by the largest document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

import numpy as np

from farfield.read.batches import BATCH_BYTES, LARGEST_DOCUMENT, PADDING, DocumentBatch, too_large
from farfield.read.json_documents import Reject, json_documents
from farfield.read.parquet_documents import parquet_documents
from farfield.read.parts import JSON_LINES, Part
from farfield.read.utf8 import find_invalid
from farfield.records import Document, FarfieldError, InputFile, Rejected
from farfield.storage import (
    content_suffix,
    copy_into,
    file_size,
    find_files,
    open_hashed,
    open_piece,
    scratch_file,
)

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
MOST_REJECTED = 100_000  # records of a scan that are kept, about 30 MB; the others are counted
BINARY_LOOK = 8192  # bytes: a zero among the first ones tells that a file is no text


@dataclass(frozen=True, slots=True)
class CorpusOptions:
    """`text_field`: which field of a record holds the document's text. Its `id` field, if any, names it."""

    text_field: str = "text"


class CorpusFile:
    """A file of a corpus or a part of one, read once from front to back.

    Iterate for its batches. Afterwards `input` tells what the file was (its address alone if only a part was read),
    `rejected` what could not be used (the first MOST_REJECTED of `rejected_count`) and `documents_found` whether there
    was a document at all. A whole file of broken records raises FarfieldError; whether that of parts is one, shows
    when all are read: `no_document` is the error for it.
    """

    def __init__(self, part: Part | str, options: CorpusOptions) -> None:
        self.part, self.options = Part(part) if isinstance(part, str) else part, options
        self.rejected: list[Rejected] = []
        self.rejected_count = 0
        self.input = InputFile(self.part.path)
        self.bytes_read = 0
        self.documents_found = False

    def __iter__(self) -> Iterator[DocumentBatch]:
        for batch in self._whole() if self.part.is_whole else self._piece():
            self.documents_found = self.documents_found or bool(batch.ids)
            yield batch
        holds_records = self._suffix in (*JSON_LINES, ".parquet")
        if self.part.is_whole and holds_records and self.rejected and not self.documents_found:
            raise no_document(self.rejected, self.options)

    @property
    def _suffix(self) -> str:
        return content_suffix(self.part.path)

    def _whole(self) -> Iterator[DocumentBatch]:
        path = self.part.path
        with open_hashed(path) as (stream, hashing):
            for batch in self._of_stream(stream):
                self.bytes_read = hashing.size
                yield batch
            self.input = hashing.finish(path)
            self.bytes_read = hashing.size

    def _of_stream(self, stream: BinaryIO) -> Iterator[DocumentBatch]:
        field, reject = self.options.text_field, self._reject
        if self._suffix in JSON_LINES:
            yield from json_documents(stream, self.part, field, reject)
        elif self._suffix == ".parquet":
            with scratch_file(self.part.path) as local:  # Parquet is read from its end
                copy_into(local, stream, self.part.path)
                yield from parquet_documents(local, 0, self.part, field, reject, lambda _: None)
        else:
            yield from _whole_text(stream, self.part.path, reject)

    def _piece(self) -> Iterator[DocumentBatch]:
        part, field, reject = self.part, self.options.text_field, self._reject
        if self._suffix == ".parquet":
            size = file_size(part.path)
            yield from parquet_documents(part.path, size, part, field, reject, self._advance)
            return
        with open_piece(part.path, part.begin, part.end) as stream:
            for batch in json_documents(cast(BinaryIO, stream), part, field, reject):
                self.bytes_read = stream.size
                yield batch

    def _reject(self, record: Rejected) -> None:
        self.rejected_count += 1
        if len(self.rejected) < MOST_REJECTED:
            self.rejected.append(record)

    def _advance(self, size: int) -> None:
        self.bytes_read += size


def no_document(rejected: Sequence[Rejected], options: CorpusOptions) -> FarfieldError:
    """The error for a file of which not one record had a text: better said than to find nothing in it."""
    first = rejected[0]
    return FarfieldError(
        f"no record has a text in field {options.text_field!r}: {first.reason}",
        where=f"{first.source}, line {first.line}",
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
                yield Document(document_id, batch.text[begin:end].tobytes().decode())


def _whole_text(stream: BinaryIO, path: str, reject: Reject) -> Iterator[DocumentBatch]:
    data = bytearray()
    while piece := stream.read(BATCH_BYTES):
        data += piece
        if len(data) > LARGEST_DOCUMENT:
            raise too_large(path)
    if data.startswith(BYTE_ORDER_MARK):
        del data[: len(BYTE_ORDER_MARK)]
    size = len(data)
    data += PADDING
    text: Any = np.frombuffer(data, np.uint8)
    if b"\0" in data[: min(size, BINARY_LOOK)]:
        reject(Rejected(path, None, "not text (it holds NUL bytes)"))
    elif (broken := find_invalid(text, 0, size)) < size:
        line = data.count(b"\n", 0, broken) + 1
        reject(Rejected(path, line, f"invalid UTF-8 at byte {broken}"))
    else:
        text.flags.writeable = False
        yield DocumentBatch([path], text, np.array([0, size], np.int64))
