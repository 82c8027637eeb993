"""Parts of a corpus: whole files, and ranges of large ones where their format allows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

import numpy as np

from farfield.corpus.json_forms import begins_like_json, look_further, tell_json
from farfield.files.encodings import marked_encoding
from farfield.files.suffixes import JSON_LINES
from farfield.files.unreadable import Unreadable
from farfield.options.corpus import TextFields
from farfield.records import InputFile
from farfield.storage import READ_SIZE, Rewound, content_suffix, file_size, is_url, open_hashed, read_fully
from farfield.storage.compression import MARKS as COMPRESSED

SPLIT_ABOVE = 64 << 20  # bytes of a file
RANGE_BYTES = 32 << 20
HEAD = 1 << 16  # bytes that tell what a file is
PARQUET_MARK = b"PAR1"
LINE_END = ord("\n")


@dataclass(frozen=True, slots=True, order=True)
class Frames:
    """The frames of a zstd file from byte `begin` of the file on, in which a range of its text begins behind the first
    `skip` bytes that they hold; the next range's begin at `end` of the file."""

    begin: int
    end: int
    skip: int


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A file, or a range of it: bytes [begin, end) of JSON lines, row groups [begin, end) of Parquet.

    A range of JSON lines begins where a line begins. `end` is None at the end of the file; `line` numbers the first
    line (row) of the range, from 1. `form`: what a range is cut of; `fields`: what the documents of its lines are made
    of, as the beginning of the file tells it; `frames`: where lines that are packed stand, whose bytes are counted as
    unpacked.
    """

    path: str
    begin: int = 0
    end: int | None = None
    line: int = 1
    form: Literal["lines", "rows"] = "lines"
    fields: TextFields | None = None
    frames: Frames | None = None

    @property
    def is_whole(self) -> bool:
        return self.begin == 0 and self.end is None


@dataclass(frozen=True, slots=True)
class Survey:
    """What one look over a large file found: its parts with the bytes of each, and what the file was."""

    parts: list[tuple[Part, int]]
    input: InputFile


def can_be_split(path: str, size: int | None) -> bool:
    """Whether a file is large, and of a kind that can be read from its middle: plain JSON lines or Parquet, here."""
    if is_url(path) or (size or 0) <= SPLIT_ABOVE:
        return False
    try:
        with Path(path).open("rb") as file:
            head = file.read(HEAD)
    except OSError:  # reading it will tell
        return False
    if head.startswith(PARQUET_MARK):
        return True
    if marked_encoding(head) or head.startswith(tuple(COMPRESSED)):
        return False
    return begins_like_json(head) or path.lower().endswith(JSON_LINES)


def survey(path: str, asked: TextFields | None = None) -> Survey:
    """Where a large file can be cut: the same ranges whoever asks, each about RANGE_BYTES. `asked`: the fields named.

    Reads it once, for the numbers of its lines and its hash. Raises FarfieldError where it can't be read.
    """
    with open_hashed(path) as (stream, hashing):
        head = read_fully(stream, HEAD)
        if head.startswith(PARQUET_MARK):
            return Survey(list(_row_groups(path)), hashing.finish(path))
        ended = len(head) < HEAD
        if begins_like_json(head):
            head, ended = look_further(head, stream, HEAD)
        form = tell_json(head, ended, content_suffix(path), asked)
        if form is None or isinstance(form, Unreadable) or form.where != "lines":
            return Survey([(Part(path), file_size(path))], hashing.finish(path))
        whole = cast(BinaryIO, Rewound(head, stream))
        ranges = [
            (part if part.is_whole else replace(part, fields=form.fields), size)
            for part, size in _ranges_of_lines(whole, path)
        ]
        return Survey(ranges, hashing.finish(path))


def _ranges_of_lines(stream: BinaryIO, path: str) -> Iterator[tuple[Part, int]]:
    at, line = 0, 1
    begin, begin_line = 0, 1
    pending: tuple[Part, int] | None = (
        None  # the last range has no end, and only the end of the file tells which it is
    )
    while data := stream.read(READ_SIZE):
        counted = 0
        cut = _next_cut(data, begin + RANGE_BYTES - at)
        while cut:
            if pending:
                yield pending
            line += count_lines(data, counted, cut)
            pending = Part(path, begin, at + cut, begin_line), at + cut - begin
            begin, begin_line, counted = at + cut, line, cut
            cut = _next_cut(data, begin + RANGE_BYTES - at)
        line += count_lines(data, counted)
        at += len(data)
    if pending and begin == at:
        yield replace(pending[0], end=None), pending[1]
        return
    if pending:
        yield pending
    yield Part(path, begin, None, begin_line), at - begin


def count_lines(data: bytes, begin: int = 0, end: int | None = None) -> int:
    """How many lines end in `data[begin:end]`.

    By all bytes at once, and beside other threads: bytes.count asks from each line's end for the next, four times as
    long where lines have some hundred bytes, and holds all other threads up.
    """
    found = np.frombuffer(data, np.uint8)[begin:end] == LINE_END
    return int(np.count_nonzero(found))


def _next_cut(data: bytes, least: int) -> int:
    """Bytes up to the first line that begins at `least` or later; 0 where none does."""
    return 0 if least > len(data) else data.find(b"\n", max(0, least - 1)) + 1


def _row_groups(path: str) -> Iterator[tuple[Part, int]]:
    groups = _groups(path)
    begin, row, rows, filled = 0, 1, 0, 0
    for number, (count, size) in enumerate(groups, start=1):
        rows, filled = rows + count, filled + size
        if filled >= RANGE_BYTES or number == len(groups):
            yield Part(path, begin, number if number < len(groups) else None, row, "rows"), filled
            begin, row, rows, filled = number, row + rows, 0, 0
    if not groups:
        yield Part(path), 0


def _groups(path: str) -> list[tuple[int, int]]:
    """Rows and bytes of each row group; none where the file is broken, which reading it will tell."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            found: Any = file.metadata
            rows = [int(found.row_group(number).num_rows) for number in range(found.num_row_groups)]
            return list(zip(rows, group_bytes(found, file_size(path)), strict=True))
    except (pa.ArrowException, OSError, ValueError, RuntimeError):
        return []


def group_bytes(metadata: Any, size: int) -> list[int]:
    """About how many of a Parquet file's `size` bytes each row group takes, by what they hold.

    Their columns would tell exactly, but Arrow ends the whole process where it can't make sense of one.
    """
    held = [
        max(1, int(metadata.row_group(number).total_byte_size)) for number in range(metadata.num_row_groups)
    ]
    return [size * part // sum(held) for part in held]
