"""Web archives → documents: one for each page that was fetched (WARC), or for the text that was made of it (WET)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from farfield.corpus.json_documents import Reject
from farfield.corpus.warc_records import WarcRecord, warc_records
from farfield.corpus.web_pages import NotRead, Page, http_page, page_text
from farfield.files.batches import BATCH_BYTES, DocumentBatch, file_name, make_batch
from farfield.records import FarfieldError, Rejected

DOCUMENTS = ("conversion", "response", "resource")
"""Records that may be documents. The others tell of requests, of the archive itself, or of pages not stored again."""


def warc_documents(stream: BinaryIO, path: str, reject: Reject) -> Iterator[DocumentBatch]:
    """The documents of an archive in batches, named by their addresses.

    Errors and redirections of servers, images, styles and scripts are none. Raises FarfieldError where the archive is
    broken, or holds HTML and the package that reads it is missing.
    """
    names: list[str] = []
    texts: list[bytes] = []
    size = 0
    for record in warc_records(stream, path, DOCUMENTS):
        try:
            text = _text(record, path)
        except NotRead as error:
            reject(Rejected(path, record.number, str(error), record.name or ""), record.size)
            continue
        if text is None:
            continue
        names.append(record.name or f"{file_name(path)}:{record.number}")
        texts.append(text.encode("utf-8", "replace"))
        size += len(texts[-1])
        if size >= BATCH_BYTES:
            yield make_batch(names, texts)
            names, texts, size = [], [], 0
    if names:
        yield make_batch(names, texts)


def _text(record: WarcRecord, path: str) -> str | None:
    if record.body is None:
        raise NotRead(f"a record of {record.size >> 20:,} MiB, too large to be a page")
    kind, _, rest = record.headers.get("content-type", "").partition(";")
    page: Page | None = Page(kind.strip().lower(), _charset(rest), record.body)
    try:
        if record.type == "conversion":
            return record.body.decode()
        if record.type == "response":
            if not record.headers.get("warc-target-uri", "").strip("<").startswith(("http:", "https:")):
                return None  # what a name server said
            page = http_page(record.body)
        return None if page is None else page_text(page)
    except UnicodeDecodeError as error:
        raise NotRead(f"invalid UTF-8 at byte {error.start}") from error
    except FarfieldError as error:
        raise FarfieldError(error.what, where=path, remedy=error.remedy) from error


def _charset(parameters: str) -> str | None:
    name, _, value = parameters.strip().partition("=")
    return value.strip("\"' ") or None if name.strip().lower() == "charset" else None
