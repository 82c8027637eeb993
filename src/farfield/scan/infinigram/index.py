"""What an infini-gram index is asked, wherever it stands. A span is a run of bytes of UTF-8."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import msgspec

from farfield.records import Unit

AROUND = 80  # characters of a document that are kept on either side of a passage


class Count(NamedTuple):
    """How often a span occurs, and whether that is an estimate."""

    times: int
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A span in a document, and what was fetched of the text around it.

    `number`: of the document in the index. `starts`, `whole`: whether the document was fetched from its
    beginning, and whole.
    """

    number: int
    metadata: str
    before: str
    text: str
    after: str
    starts: bool
    whole: bool


class Size(NamedTuple):
    """How large an index is; None where it doesn't tell."""

    tokens: int | None
    documents: int | None
    bytes: int | None


class SpanIndex(Protocol):
    """An index that counts spans of raw text, and opens the documents they stand in."""

    concurrency: int

    def check_unit(self, unit: Unit) -> None:
        """Raises FarfieldError where spans of this unit cannot be asked for."""

    def size(self) -> Size: ...

    def count(self, span: bytes) -> Count | None:
        """None where the index cannot be asked for this span."""

    def find(self, span: bytes, around: int, most: int) -> Iterator[Found]:
        """The first occurrences, in the order of the index, with about `around` tokens on either side."""

    def stop(self) -> None:
        """Let other threads that ask end soon: nothing more is wanted."""

    def close(self) -> None: ...


class _Metadata(msgspec.Struct):
    path: str | None = None
    linenum: int | None = None
    metadata: object = None


def document_name(found: Found) -> tuple[str, str | None]:
    """The document's own id, else `file:line`, else its number; and its file. Metadata is untrusted, and optional."""
    try:
        told = msgspec.json.decode(found.metadata or "{}", type=_Metadata)
    except (msgspec.MsgspecError, UnicodeError):
        told = _Metadata()
    own = told.metadata.get("id") if isinstance(told.metadata, dict) else None
    if isinstance(own, str | int) and str(own):
        return str(own), told.path
    if told.path and told.linenum is not None:
        return f"{told.path}:{told.linenum + 1}", told.path
    return f"document {found.number}", told.path
