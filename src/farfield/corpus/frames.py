"""Large zstd files of JSON lines that were packed in several frames: parts of them, for several processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial as bind
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, cast

from farfield.corpus.json_forms import begins_like_json, look_further, tell_json
from farfield.corpus.parts import HEAD, RANGE_BYTES, SPLIT_ABOVE, Frames, Part, Survey, count_lines
from farfield.files.unreadable import Unreadable
from farfield.options.corpus import TextFields
from farfield.records import InputFile
from farfield.storage import (
    READ_SIZE,
    HashingReader,
    content_suffix,
    file_size,
    is_url,
    open_input,
    read_fully,
)
from farfield.storage.compression import MARKS
from farfield.storage.opening import LocalFile
from farfield.storage.zstd_frames import frame_begins, open_frames

PACKED = 3
"""Bytes of text in a byte of a file, about: so many times smaller than of plain files are the ranges."""
LONGEST_MARK = max(map(len, MARKS))


def may_have_frames(path: str, size: int | None) -> bool:
    """Whether a file of this machine is large and packed by zstd."""
    if is_url(path) or (size or 0) <= SPLIT_ABOVE // PACKED:
        return False
    try:
        with Path(path).open("rb") as file:
            head = file.read(LONGEST_MARK)
    except OSError:  # reading it will tell
        return False
    return any(head.startswith(mark) for mark, kind in MARKS.items() if kind == ".zst")


@dataclass(frozen=True, slots=True)
class _Held:
    """What some frames hold: bytes, newlines, bytes up to the end of the first line (0: none ends here), and whether
    a line ends with them."""

    size: int = 0
    newlines: int = 0
    first_end: int = 0
    is_ended: bool = False


def survey_frames(path: str, threads: int, asked: TextFields | None = None) -> Survey | None:
    """Where such a file can be cut: the same ranges whoever asks. None: nowhere, or it isn't made of JSON lines.

    It is unpacked for the numbers of its lines, by as many threads. Raises FarfieldError where it is damaged.
    """
    begins = frame_begins(path)
    places = _places(begins, file_size(path)) if begins else []
    if len(places) < 3:
        return None
    fields = _fields(path, asked)
    if fields is None:
        return None
    with ThreadPoolExecutor(max(2, threads)) as pool:
        hashed = pool.submit(_hash, path)
        held = list(pool.map(bind(_look, path), pairwise(places)))
        parts = list(_cut(path, places, held, fields))
        return Survey(parts, hashed.result())


def _places(begins: Sequence[int], size: int) -> list[int]:
    """Where ranges of frames begin, each about as large as its text makes RANGE_BYTES; and the end of the file."""
    places = [0]
    for begin in begins:
        if begin - places[-1] >= RANGE_BYTES // PACKED:
            places.append(begin)
    return [*places, size]


def _fields(path: str, asked: TextFields | None) -> TextFields | None:
    """What the documents are made of, where the file is JSON lines."""
    with open_input(path) as stream:
        head = read_fully(stream, HEAD)
        if not begins_like_json(head):
            return None
        head, ended = look_further(head, stream, HEAD)
    form = tell_json(head, ended, content_suffix(path), asked)
    return None if form is None or isinstance(form, Unreadable) or form.where != "lines" else form.fields


def _hash(path: str) -> InputFile:
    with HashingReader(LocalFile(path)) as hashing:
        return hashing.finish(path)


def _look(path: str, frames: tuple[int, int]) -> _Held:
    size = newlines = first_end = 0
    last = b""
    with open_frames(path, *frames) as stream:
        buffered = cast(BinaryIO, stream)
        while data := buffered.read(READ_SIZE):
            if not newlines and (found := data.find(b"\n")) >= 0:
                first_end = size + found + 1
            newlines += count_lines(data)
            size, last = size + len(data), data[-1:]
    return _Held(size, newlines, first_end, last == b"\n")


def _cut(
    path: str, places: Sequence[int], held: Sequence[_Held], fields: TextFields
) -> Iterator[tuple[Part, int]]:
    """A part for each range of frames in which a line begins, with its bytes of the file."""
    starts = list(_starts(path, places, held, fields))
    if len(starts) < 2:
        yield Part(path), places[-1]
        return
    for start, (part, frames) in pairwise(starts):
        yield _until(start, part.begin, frames.begin)
    yield _until(starts[-1], None, places[-1])


def _starts(
    path: str, places: Sequence[int], held: Sequence[_Held], fields: TextFields
) -> Iterator[tuple[Part, Frames]]:
    """Where those parts begin, in the text and in the file."""
    at, line, is_fresh, is_first = 0, 1, True, True
    for place, one in zip(places, held, strict=False):
        skip = 0 if is_fresh else one.first_end
        if one.size > skip and (is_fresh or skip):
            frames = Frames(0 if is_first else place, 0, skip)
            yield Part(path, at + skip, None, line if is_fresh else line + 1, fields=fields), frames
            is_first = False
        at, line = at + one.size, line + one.newlines
        is_fresh = one.is_ended if one.size else is_fresh


def _until(start: tuple[Part, Frames], end: int | None, file_end: int) -> tuple[Part, int]:
    part, frames = start
    return replace(part, end=end, frames=replace(frames, end=file_end)), file_end - frames.begin
