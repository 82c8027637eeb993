"""Corpora → documents, from any address: what each file is, its content tells.

Documents are handed on in batches of about a megabyte, so memory is bounded by the largest document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from farfield.corpus.account import MOST_REJECTED, Account, Size
from farfield.corpus.contents import Contents, Source
from farfield.corpus.folders import without_descriptions
from farfield.corpus.json_documents import json_documents
from farfield.corpus.parquet_documents import parquet_documents
from farfield.corpus.parts import Frames, Part
from farfield.corpus.text_fields import Texts
from farfield.corpus_records import ReadAs
from farfield.files.batches import DocumentBatch
from farfield.files.suffixes import RECORDS
from farfield.options.corpus import CorpusOptions, TextFields
from farfield.records import Document, FarfieldError, InputFile, Rejected
from farfield.storage import content_suffix, file_size, find_files, is_url, open_hashed, open_range
from farfield.storage.compression import MARKS as COMPRESSED
from farfield.storage.zstd_frames import open_frames

LONGEST_COMPRESSION = max(map(len, COMPRESSED))

__all__ = ["MOST_REJECTED", "CorpusFile", "find_corpus", "no_document", "read_documents"]


class CorpusFile:
    """A file of a corpus or a part of one, read once from front to back.

    Iterate for its batches. Afterwards `input` tells what the file was (its address alone if only a part was read),
    `account` what could not be used and what it was taken for, and `documents_found` whether there was a document at
    all. A whole file of broken records raises FarfieldError; whether that of parts is one, shows when all are read:
    `no_document` is the error for it.
    """

    def __init__(self, part: Part | str, options: CorpusOptions) -> None:
        self.part, self.options = Part(part) if isinstance(part, str) else part, options
        self.account = Account()
        self.input = InputFile(self.part.path)
        self.bytes_read = 0
        self.documents_found = False

    @property
    def rejected(self) -> list[Rejected]:
        return self.account.rejected

    @property
    def rejected_count(self) -> int:
        return self.account.rejected_count

    def __iter__(self) -> Iterator[DocumentBatch]:
        for batch in self._whole() if self.part.is_whole else self._piece():
            self.documents_found = self.documents_found or bool(batch.ids)
            yield batch
        were_records = content_suffix(self.part.path) in RECORDS and any(one.line for one in self.rejected)
        if self.part.is_whole and were_records and not self.documents_found:
            raise no_document(self.rejected, self.options, self.account.read_as)

    def _whole(self) -> Iterator[DocumentBatch]:
        path = self.part.path
        contents = Contents(self.options.asked, self.account)
        with open_hashed(path) as (stream, hashing):
            for batch in contents.documents(stream, Source(path, local=path if _is_as_it_is(path) else None)):
                self.bytes_read = hashing.size
                yield batch
            self.input = hashing.finish(path)
            self.bytes_read = hashing.size
            if self.account.unsized:
                self.account.rejected_bytes += hashing.size

    def _piece(self) -> Iterator[DocumentBatch]:
        part = self.part
        made: list[Texts] = []
        size = Size()
        for batch in self._of_rows(made) if part.form == "rows" else self._of_lines(made):
            size.add(batch)
            yield batch
        form = "Parquet" if part.form == "rows" else "JSON lines"
        texts, lost = (made[0] if made else None), self.account.rejected_bytes
        self.account.took(form, size, texts, files=int(part.begin == 0), lost=lost)

    def _of_rows(self, made: list[Texts]) -> Iterator[DocumentBatch]:
        part, size = self.part, file_size(self.part.path)
        reject, asked = self.account.reject, self.options.asked
        yield from parquet_documents(part.path, size, part, asked, reject, self._advance, made.append)

    def _of_lines(self, made: list[Texts]) -> Iterator[DocumentBatch]:
        part = self.part
        asked = self.options.asked
        texts = Texts(part.fields or asked or TextFields(("text",)), chosen=asked is not None)
        made.append(texts)
        if part.frames:
            yield from self._of_packed_lines(part.frames, texts)
            return
        with open_range(part.path, part.begin, part.end) as stream:
            for batch in json_documents(cast(BinaryIO, stream), part, texts, self.account.reject):
                self.bytes_read = stream.size
                yield batch

    def _of_packed_lines(self, frames: Frames, texts: Texts) -> Iterator[DocumentBatch]:
        part = self.part
        own = frames.end - frames.begin  # its last line may reach into the next part's frames
        size = None if part.end is None else part.end - part.begin
        with open_frames(part.path, frames.begin, skip=frames.skip, size=size) as stream:
            for batch in json_documents(cast(BinaryIO, stream), part, texts, self.account.reject):
                self.bytes_read = min(stream.packed.size, own)
                yield batch
        self.bytes_read = own

    def _advance(self, size: int) -> None:
        self.bytes_read += size


def _is_as_it_is(path: str) -> bool:
    """Whether a file of this machine holds the very bytes that are read, and is not compressed."""
    if is_url(path) or not Path(path).is_file():
        return False
    try:
        with Path(path).open("rb") as file:
            return not file.read(LONGEST_COMPRESSION).startswith(tuple(COMPRESSED))
    except OSError:  # reading it will tell
        return False


def no_document(
    rejected: Sequence[Rejected], options: CorpusOptions, read_as: Sequence[ReadAs] = ()
) -> FarfieldError:
    """The error for a file of which not one record had a text: better said than to find nothing in it."""
    first = rejected[0]
    asked = options.asked or next(
        (TextFields(one.fields) for one in read_as if one.fields), TextFields(("text",))
    )
    names = ", ".join(map(repr, asked.names))
    return FarfieldError(
        f"no record has a text in field{'s' if len(asked.names) > 1 else ''} {names}: {first.reason}",
        where=f"{first.source}, line {first.line}",
        remedy="Name the field that holds the text with --text-field; several, as question,answer, make up one "
        "document.",
    )


def find_corpus(sources: Sequence[str]) -> list[str]:
    """The files of a corpus, each once, in a fixed order. Raises FarfieldError where a source names none."""
    return find_corpus_files(sources)[0]


def find_corpus_files(sources: Sequence[str]) -> tuple[list[str], int]:
    """The files of a corpus, each once and sorted, and how many of its folders' only describe the data and were
    left out.

    Raises FarfieldError where a source names none.
    """
    files: set[str] = set()
    beside: set[str] = set()
    for source in sources:
        found = find_files(source)
        kept = found if found == [source] else without_descriptions(found)
        files.update(kept)
        beside.update(set(found) - set(kept))
    return sorted(files), len(beside - files)


def read_documents(sources: str | Sequence[str], options: CorpusOptions | None = None) -> Iterator[Document]:
    """Every document of a corpus, one by one. (The scan uses the batches themselves.)"""
    for path in find_corpus([sources] if isinstance(sources, str) else sources):
        for batch in CorpusFile(path, options or CorpusOptions()):
            for number, document_id in enumerate(batch.ids):
                begin, end = batch.begins[number : number + 2]
                yield Document(document_id, batch.text[begin:end].tobytes().decode())
