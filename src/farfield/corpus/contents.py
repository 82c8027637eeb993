"""What a file of a corpus is, told by its content, and its documents.

The name is asked only where the content does not tell: CSV from prose, and whether a broken file was to be records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, cast

from farfield.corpus.account import Account, Size
from farfield.corpus.archives import ZIP_MARKS, is_tar, open_zip, tar_members, zip_members
from farfield.corpus.arrow_documents import FILE_MARK, STREAM_MARK, arrow_documents
from farfield.corpus.csv_documents import csv_documents, csv_fields, csv_header, looks_like_csv, no_csv_fields
from farfield.corpus.folders import is_description, without_descriptions
from farfield.corpus.json_documents import json_documents
from farfield.corpus.json_elements import ElementLines
from farfield.corpus.json_forms import JsonForm, begins_like_json, look_further, tell_json
from farfield.corpus.parquet_documents import parquet_documents
from farfield.corpus.parts import Part
from farfield.corpus.plain_text import whole_text
from farfield.corpus.text_fields import Texts
from farfield.corpus.warc_documents import warc_documents
from farfield.corpus.warc_records import MARK as WARC_MARK
from farfield.corpus.zip_kinds import tell_zip
from farfield.files.batches import DocumentBatch
from farfield.files.encodings import (
    BrokenEncoding,
    Transcoded,
    is_letters,
    marked_encoding,
    unmarked_encoding,
)
from farfield.files.suffixes import (
    ARROW,
    BINARY,
    DELIMITED,
    JSON_LINES,
    MAYBE_DELIMITED,
    PARQUET,
    TAR,
    WARC,
    ZIP,
)
from farfield.files.unreadable import Unreadable, tell_unreadable
from farfield.options.corpus import TextFields
from farfield.records import Rejected
from farfield.storage import Rewound, content_suffix, copy_into, decompress, read_fully, scratch_file
from farfield.storage.compression import MARKS as COMPRESSED

HEAD = 1 << 16  # bytes that tell what a file is
MARK = 512  # of them that hold the marks of binary files
DEEPEST = 4  # compressions and archives within each other
LARGEST_MEMBER = 8 << 30  # bytes of a file in an archive that needs random access, and so a place on the disk
PARQUET_MARK = b"PAR1"


@dataclass(frozen=True)
class Source:
    """Where a stream comes from: `path`, with the names in archives behind it; `local`, the same bytes as a file of
    this machine; `size`, where it is known; `depth`, of archives and compressions around it."""

    path: str
    local: str | None = None
    size: int | None = None
    depth: int = 0

    @property
    def suffix(self) -> str:
        return content_suffix(self.path)


class Contents:
    """Reads streams, and whatever they hold, into documents; `account` tells the rest."""

    def __init__(self, asked: TextFields | None, account: Account) -> None:
        self._asked, self._account = asked, account

    def documents(self, stream: BinaryIO, source: Source) -> Iterator[DocumentBatch]:
        """The documents of a stream in batches. Raises FarfieldError where it is damaged."""
        if source.depth > DEEPEST:
            self._refuse(source, Unreadable("an archive in an archive, and so on too often; unpack it"))
            return
        head = read_fully(stream, HEAD)
        whole = cast(BinaryIO, Rewound(head, stream))
        encoding = marked_encoding(head)
        if encoding:
            whole = cast(BinaryIO, Transcoded(whole, encoding, source.path))
            source = replace(source, local=None)
            try:
                yield from self._of_text(read_fully(whole, HEAD), whole, source)
            except BrokenEncoding as error:
                self._refuse(source, Unreadable(error.what))
            return
        if any(head.startswith(mark) for mark in COMPRESSED) and not head.startswith(b"BZh"):
            inner = replace(source, local=None, depth=source.depth + 1)
            yield from self.documents(decompress(whole, source.path), inner)
            return
        binary = self._binary(head, source)
        if isinstance(binary, Unreadable):
            self._refuse(source, binary)
        elif binary is not None:
            yield from binary(whole, source)
        else:
            yield from self._of_text(head, stream, source)

    def _refuse(self, source: Source, found: Unreadable) -> None:
        self._account.refuse(source.path, found, source.size)

    def _binary(
        self, head: bytes, source: Source
    ) -> Unreadable | Callable[[BinaryIO, Source], Iterator[DocumentBatch]] | None:
        """What reads a file that is no text; None where it may be one."""
        suffix = source.suffix
        found = tell_unreadable(head[:MARK], suffix)
        if found is not None:
            return found
        for marked, read in (
            (head.startswith(PARQUET_MARK), self._of_parquet),
            (head.startswith((FILE_MARK, STREAM_MARK)), self._of_arrow),
            (head.startswith(ZIP_MARKS), self._of_zip),
            (is_tar(head), self._of_tar),
            (head.startswith(WARC_MARK) or (suffix in WARC and not begins_like_json(head)), self._of_warc),
        ):
            if marked:
                return read
        if not is_letters(head):  # damaged, if its name says what it was to be
            named = {PARQUET: self._of_parquet, ARROW: self._of_arrow, ZIP: self._of_zip, TAR: self._of_tar}
            for suffixes, read in named.items():
                if suffix in suffixes:
                    return read
        unmarked = unmarked_encoding(head)
        if unmarked:
            return Unreadable(f"{unmarked} without a byte order mark; convert it to UTF-8")
        return None

    def _of_parquet(self, stream: BinaryIO, source: Source) -> Iterator[DocumentBatch]:
        with scratch_file(source.path) as local:  # Parquet is read from its end
            copy_into(local, stream, source.path, LARGEST_MEMBER if source.depth else None)
            yield from self._counted(
                "Parquet",
                lambda took: parquet_documents(
                    local, 0, Part(source.path), self._asked, self._account.reject, lambda _: None, took
                ),
            )

    def _of_arrow(self, stream: BinaryIO, source: Source) -> Iterator[DocumentBatch]:
        yield from self._counted(
            "Arrow",
            lambda took: arrow_documents(
                stream, source.path, self._asked, self._account.reject, took, _size(source)
            ),
        )

    def _of_warc(self, stream: BinaryIO, source: Source) -> Iterator[DocumentBatch]:
        yield from self._counted(
            "web archive", lambda _: warc_documents(stream, source.path, self._account.reject)
        )

    def _of_tar(self, stream: BinaryIO, source: Source) -> Iterator[DocumentBatch]:
        for member in tar_members(stream, source.path):
            if not is_description(member.name):
                yield from self._of_member(member, source)

    def _of_zip(self, stream: BinaryIO, source: Source) -> Iterator[DocumentBatch]:
        if source.local is not None:
            with Path(source.local).open("rb") as file:
                yield from self._of_open_zip(file, source)
            return
        with scratch_file(source.path) as local:
            copy_into(local, stream, source.path, LARGEST_MEMBER if source.depth else None)
            yield from self._of_open_zip(cast(BinaryIO, local), source)

    def _of_open_zip(self, file: BinaryIO, source: Source) -> Iterator[DocumentBatch]:
        with open_zip(file, source.path) as archive:
            names = [found.filename for found in archive.infolist() if not found.is_dir()]
        kind = tell_zip(names)
        if kind is not None:
            self._refuse(source, kind)
            return
        wanted = set(without_descriptions(names))
        for member in zip_members(file, source.path):
            if member.name in wanted:
                yield from self._of_member(member, source)

    def _of_member(self, member: Any, archive: Source) -> Iterator[DocumentBatch]:
        name = member.name.encode(errors="replace").decode().replace("\0", "\ufffd")
        source = Source(f"{archive.path}/{name}", size=member.size, depth=archive.depth + 1)
        if member.stream is None:
            self._refuse(source, Unreadable(f"{member.problem}: a file in an archive"))
            return
        yield from self.documents(decompress(member.stream, source.path), source)

    def _of_text(self, head: bytes, stream: BinaryIO, source: Source) -> Iterator[DocumentBatch]:
        """Documents of what is letters, of which `head` is read already."""
        suffix, account = source.suffix, self._account
        ended = len(head) < HEAD
        if begins_like_json(head):
            head, ended = look_further(head, stream, HEAD)
        whole = cast(BinaryIO, Rewound(head, stream))
        if suffix in JSON_LINES or begins_like_json(head):
            form = tell_json(head, ended, suffix, self._asked)
            if isinstance(form, Unreadable):
                self._refuse(source, form)
                return
            if form is not None:
                yield from self._of_json(whole, source, form)
                return
        if head.startswith(WARC_MARK):
            yield from self._of_warc(whole, source)
            return
        if suffix in (*DELIMITED, *MAYBE_DELIMITED) and b"\0" not in head:
            header = csv_header(head, suffix)
            is_table = suffix in DELIMITED or looks_like_csv(head, header)
            fields = csv_fields(header[1], self._asked) if is_table else None
            if fields is not None:
                yield from self._counted(
                    "CSV",
                    lambda took: csv_documents(
                        whole, source.path, header, self._texts(fields), account.reject, took
                    ),
                )
                return
            if suffix in DELIMITED and head.strip():
                self._refuse(source, no_csv_fields(header[1], self._asked))
                return
        if suffix in BINARY:
            self._refuse(
                source,
                Unreadable(f"named {suffix}, but text without records, as a page that tells of an error"),
            )
            return
        yield from whole_text(
            whole, source.path, account.reject, lambda size: account.took("plain text", Size(1, size))
        )

    def _texts(self, fields: TextFields) -> Texts:
        return Texts(fields, chosen=self._asked is not None)

    def _of_json(self, stream: BinaryIO, source: Source, form: JsonForm) -> Iterator[DocumentBatch]:
        texts = Texts(form.fields, strings=form.strings, chosen=self._asked is not None)
        part = Part(source.path)
        if form.where == "lines":
            yield from self._counted(
                "JSON lines",
                lambda took: _told(took, texts, json_documents(stream, part, texts, self._account.reject)),
            )
            return
        lines = ElementLines(stream, form.where)
        yield from self._counted(
            "JSON",
            lambda took: _told(
                took, texts, json_documents(cast(BinaryIO, lines), part, texts, self._account.reject)
            ),
        )
        if lines.is_cut:
            self._account.reject(Rejected(source.path, None, "the JSON ends too early (truncated file)"), 0)

    def _counted(
        self, form: str, read: Callable[[Callable[[Texts], None]], Iterator[DocumentBatch]]
    ) -> Iterator[DocumentBatch]:
        """The documents that `read` gives, told to the account when all are read."""
        made: list[Texts] = []
        size, lost = Size(), -self._account.rejected_bytes
        for batch in read(made.append):
            size.add(batch)
            yield batch
        lost += self._account.rejected_bytes
        self._account.took(form, size, made[0] if made else None, lost=lost)


def _size(source: Source) -> int | None:
    """The bytes of what is neither compressed nor in an archive."""
    return Path(source.local).stat().st_size if source.local and not source.depth else source.size


def _told(
    took: Callable[[Texts], None], texts: Texts, batches: Iterator[DocumentBatch]
) -> Iterator[DocumentBatch]:
    took(texts)
    return batches
