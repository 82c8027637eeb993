"""What a file holds, told by its content: documents of known formats, one or many, or why there are none."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from farfield.files.json_sequences import AROUND, json_lines, json_values
from farfield.files.json_values import decode_json
from farfield.files.whole_files import LARGEST_WHOLE, read_whole
from farfield.records import FarfieldError
from farfield.storage import READ_SIZE, Rewound, read_fully
from farfield.transcripts.account import Account
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.format_names import TRANSCRIPT_FORMATS, transcript_formats
from farfield.transcripts.transcript_format import Document, TranscriptFormat

HEAD = 1 << 16  # bytes by which a file is known
MOST_LINES = 1_000_000  # of one run: no agent lived as many events
ARCHIVE = b"PK\x03\x04"
OPEN = tuple(b"%c" % mark for mark in b"{[,:")  # ends of a first line that goes on
NOT_KNOWN = "is no agent transcript of a known format"


def drafts_of(path: str, account: Account) -> Iterator[RunDraft]:
    """The runs of a file. Raises FarfieldError for one that holds none; records that are none are rejected."""
    with account.open(path) as content:
        head = read_fully(content, HEAD)
        stream = cast(BinaryIO, io.BufferedReader(Rewound(head, content), READ_SIZE))
        if head.startswith(ARCHIVE):
            yield from _of_archive(stream, path, account)
            return
        _refuse(head, path)
        if _is_one_value(head):
            yield from _of_whole(read_whole(stream, path), path, account)
        else:
            yield from _of_lines(stream, path, account)


def _refuse(head: bytes, path: str) -> None:
    """Raise FarfieldError for what is no text of JSON."""
    if _is_recording(head):
        raise FarfieldError(
            "is a recording of a terminal: a screen without calls, which cannot be audited",
            where=path,
            remedy="Give the transcript of the agent's calls instead.",
        )
    if head.lstrip(AROUND + b"\xef\xbb\xbf")[:1] not in (b"{", b"["):
        raise (
            _unknown(path, ": it does not begin as JSON")
            if head.strip()
            else FarfieldError("is empty", where=path)
        )


def _unknown(path: str, why: str = "") -> FarfieldError:
    return FarfieldError(
        f"{NOT_KNOWN}{why}", where=path, remedy=f"Known are {', '.join(TRANSCRIPT_FORMATS)}."
    )


def _is_recording(head: bytes) -> bool:
    """Whether a file begins as asciinema's do."""
    try:
        first = decode_json(head.strip().split(b"\n", 1)[0][:4096])
    except ValueError:  # one value over several lines, or a long one
        return re.match(rb'\s*\{\s*"version":\s*1,\s*"(width|height)"', head) is not None
    return (
        isinstance(first, dict)
        and "version" in first
        and ({"width", "height"} <= first.keys() or "term" in first)
    )


def _is_one_value(head: bytes) -> bool:
    first = next((line.strip(AROUND) for line in head.split(b"\n") if line.strip(AROUND)), b"")
    return first[:1] == b"[" or (first[-1:] in OPEN and len(first) < HEAD - 2)


def _of_archive(stream: BinaryIO, path: str, account: Account) -> Iterator[RunDraft]:
    with account.seekable(stream, path) as local:
        for kind in transcript_formats():
            if kind.read_archive is not None:
                yield from kind.read_archive(local, path, account)
                return


def _of_whole(raw: bytes, path: str, account: Account) -> Iterator[RunDraft]:
    """The runs of a file that is one value, or several one after another."""
    try:
        value = decode_json(raw)
    except ValueError as error:
        values = json_values(raw)
        if not values:
            raise FarfieldError(str(error), where=path) from error
        yield from _of_records(iter(values), path, account)
        return
    yield from _of_value(value, None, path, account)


def _of_lines(stream: BinaryIO, path: str, account: Account) -> Iterator[RunDraft]:
    """The runs of a file of a value a line: each line a run, or all lines together."""
    counted = _Counted(stream)
    lines = json_lines(cast(BinaryIO, counted))
    early: list[tuple[int, Any]] = []
    for number, value in lines:
        early.append((number, value))
        if not isinstance(value, ValueError):
            break
    first = early[-1][1] if early else None
    kind = _line_format(first)
    if kind is None:
        yield from _of_records(_chained(early, lines), path, account)
        return
    whole = tuple(_bounded(_chained(early, lines), counted, path))
    broken = [(number, value) for number, value in whole if isinstance(value, ValueError)]
    for number, error in broken:
        account.reject(path, number, str(error))
    for draft in kind.read(Document(path, account, lines=whole)):
        if broken:
            draft.notes.append(f"lines that cannot be read: {len(broken):,}")
        yield draft


def _bounded(values: Iterator[tuple[int, Any]], counted: _Counted, path: str) -> Iterator[tuple[int, Any]]:
    """The lines of one run, which are held together. Raises FarfieldError for more than a run can be."""
    for number, one in enumerate(values):
        if number >= MOST_LINES or counted.read > LARGEST_WHOLE:
            raise FarfieldError(
                f"holds more than {MOST_LINES:,} lines or {LARGEST_WHOLE >> 20:,} MiB of one run", where=path
            )
        yield one


class _Counted:
    """A stream whose lines are counted in bytes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.read = stream, 0

    def readline(self, size: int) -> bytes:
        """The next line, or `size` bytes of it."""
        line = self._stream.readline(size)
        self.read += len(line)
        return line


def _chained(early: list[tuple[int, Any]], later: Iterator[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    yield from early
    yield from later


def _line_format(first: Any) -> TranscriptFormat | None:
    if not isinstance(first, dict) or _format_of(first) is not None:
        return None
    return next((kind for kind in transcript_formats() if kind.knows_line(first)), None)


def _format_of(value: Any) -> TranscriptFormat | None:
    return next((kind for kind in transcript_formats() if kind.knows(value)), None)


def _of_records(values: Iterator[tuple[int, Any]], path: str, account: Account) -> Iterator[RunDraft]:
    """The runs of records. Raises FarfieldError where none is a transcript."""
    found, broken = False, 0
    for line, value in values:
        kind = None if isinstance(value, ValueError) else _format_of(value)
        if kind is not None:
            found = True
            yield from kind.read(Document(path, account, value, line))
        elif isinstance(value, ValueError):
            broken += 1
            account.reject(path, line, str(value))
        elif within := _wrapped(value):
            found = True
            yield from _of_records(iter(within), path, account)
        elif found:
            account.reject(path, line, NOT_KNOWN, value)
    if not found and not broken:
        raise _unknown(path)


def _of_value(value: Any, line: int | None, path: str, account: Account) -> Iterator[RunDraft]:
    """The runs of a value: one of a format, or a list of such."""
    if kind := _format_of(value):
        yield from kind.read(Document(path, account, value, line))
    elif isinstance(value, list):
        yield from _of_records(iter(enumerate(value, start=1)), path, account)
    elif within := _wrapped(value):
        yield from _of_records(iter(within), path, account)
    else:
        raise _unknown(path)


def _wrapped(value: Any) -> list[tuple[int, Any]]:
    """The runs in an object that is none itself: its values by their names, or the lists that it holds."""
    found: list[Any] = []
    for name, part in value.items() if isinstance(value, dict) else ():
        if isinstance(part, dict) and _format_of(part) is not None:
            found.append({"id": name, **part} if len(value) > 1 else part)
        elif isinstance(part, list) and any(_format_of(one) is not None for one in part[:8]):
            found += part
    return list(enumerate(found, start=1))
