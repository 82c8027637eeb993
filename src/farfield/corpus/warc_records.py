"""Web archives (WARC, ISO 28500) → their records, one after the other, with a bound on each."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple, TypeAlias, cast

from farfield.records import FarfieldError

MARK = b"WARC/"
LONGEST_HEADER = 1 << 20  # bytes of the lines that describe a record
LARGEST_BODY = 256 << 20  # bytes; a larger record, as a film, is passed over
READ_BYTES = 1 << 20

Lines: TypeAlias = "io.BufferedReader[Any]"


class WarcRecord(NamedTuple):
    """`body` is None where it is larger than LARGEST_BODY; `number` counts the records of the file from 1."""

    number: int
    headers: dict[str, str]
    size: int
    body: bytes | None

    @property
    def type(self) -> str:
        return self.headers.get("warc-type", "").lower()

    @property
    def name(self) -> str | None:
        """The address that it was fetched from, else its own id."""
        return self.headers.get("warc-target-uri", "").strip("<>") or self.headers.get("warc-record-id")


def warc_records(stream: BinaryIO, path: str, wanted: tuple[str, ...]) -> Iterator[WarcRecord]:
    """The records of a type in `wanted`. Raises FarfieldError where the file is broken or ends too early."""
    lines = io.BufferedReader(cast(Any, stream), READ_BYTES)
    number = 0
    while (headers := _headers(lines, path)) is not None:
        number += 1
        size = _size(headers, path, number)
        record = WarcRecord(number, headers, size, None)
        if record.type in wanted and size <= LARGEST_BODY:
            body = _read(lines, size)
            if len(body) < size:
                raise _cut(path, number)
            yield record._replace(body=body)
        else:
            _skip(lines, size, path, number)
            if record.type in wanted:
                yield record
    lines.detach()


def _headers(lines: Lines, path: str) -> dict[str, str] | None:
    """The lines that describe the next record; None at the end of the file."""
    first = lines.readline(LONGEST_HEADER)
    while first in (b"\r\n", b"\n"):
        first = lines.readline(LONGEST_HEADER)
    if not first:
        return None
    if not first.removeprefix(b"\xef\xbb\xbf").startswith(MARK):
        shown = first[:40].decode(errors="replace")
        raise FarfieldError(
            f"not a web archive: a record begins with {shown!r}, expected WARC/1.0",
            where=path,
            remedy="Fetch the file again.",
        )
    headers: dict[str, str] = {}
    left, last = LONGEST_HEADER, ""
    while (line := lines.readline(left)).strip():
        left -= len(line)
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if line[:1] in b" \t" and last:
            headers[last] += " " + line.decode("utf-8", "replace").strip()
        elif colon:
            last = name.strip().lower()
            headers[last] = value.strip()
        if left <= 0:
            break
    return headers


def _size(headers: dict[str, str], path: str, number: int) -> int:
    told = headers.get("content-length", "")
    if not told.isdecimal() or len(told) > 18:
        raise FarfieldError(
            f"record {number:,} does not tell how long it is (Content-Length: {told[:40]!r})",
            where=path,
            remedy="Fetch the file again.",
        )
    return int(told)


def _read(lines: Lines, size: int) -> bytes:
    gathered = io.BytesIO()
    while gathered.tell() < size and (data := lines.read(min(READ_BYTES, size - gathered.tell()))):
        gathered.write(data)
    return gathered.getvalue()


def _skip(lines: Lines, size: int, path: str, number: int) -> None:
    while size > 0:
        data = lines.read(min(READ_BYTES, size))
        if not data:
            raise _cut(path, number)
        size -= len(data)


def _cut(path: str, number: int) -> FarfieldError:
    return FarfieldError(
        f"record {number:,} ends too early (truncated file)", where=path, remedy="Fetch the file again."
    )
