"""Keeping the nearest passages while the corpus streams by: a piece of text for each node that has one.

Nothing is read twice, so each passage is copied, with a little of what stands around it, when it is met. The
copies lie in one arena, and passages of a document that overlap share theirs: a long text that stands whole in a
document has as many passages as words, each as long as what is left of it. What later passages replaced is squeezed
out when it fills half of the arena.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from farfield.kernel.bytes.vectors import beyond_ascii
from farfield.kernel.columns import column_of
from farfield.kernel.machine import Integer, borrowing, compiled
from farfield.kernel.machine.vectors import WIDTH, count_bits
from farfield.kernel.state import CHANGED, Batch, CopyTally, Tally
from farfield.kernel.words.vectors import first_bytes
from farfield.kernel.words.vocabulary import ALL_BITS

AROUND = 80  # bytes kept on either side of a passage
CHARACTER = 3  # bytes by which a passage may be widened at either end, so that it holds whole characters
FIRST_ARENA = 1 << 20

SCHEMA: dict[str, pl.DataType] = {
    "node": pl.Int32(),
    "length": pl.Int32(),
    "order": pl.UInt64(),
    "document": pl.String(),
    "source": pl.String(),
    "place": pl.Int64(),
    "start": pl.Int64(),
    "at": pl.Int64(),
    "before": pl.Int64(),
    "size": pl.Int64(),
    "after": pl.Int64(),
}
"""A passage stands at byte `at` of a text that goes with the table: first what stands before it, then itself, then what
follows, in bytes."""

WINDOW = {"window": pl.String()}
"""In place of `at` and `after`, where each has its own text."""


AT, BEFORE, SIZE, AFTER, START = range(5)
"""What is kept of a passage, in bytes but for the last: where its text lies in the arena, how much of that stands
before it, how long it is, how much follows; and the character of its document at which it begins."""


class Windows:
    """For each node its passage: where it lies in the arena, and its place in its document."""

    def __init__(self, nodes: int) -> None:
        self._arena = np.empty(FIRST_ARENA, np.uint8)
        self._used = 0
        # Side by side, as most pages of memory of a large tree are touched for one passage.
        self._kept = np.zeros((nodes, START + 1), np.int64)
        self._names: dict[int, tuple[str, str, int]] = {}  # number of a document -> its id, file and place

    def keep(
        self, batch: Batch, tally: Tally | CopyTally, ids: Sequence[str], source: str, place: int
    ) -> None:
        """Copy the passages that changed in this batch, and mark them as unchanged.

        `place`: of the batch's first document in its file, in some order that grows from front to back.
        """
        count = int(tally.totals[CHANGED])
        if not count:
            return
        tally.totals[CHANGED] = 0
        changed, documents, starts, ends = _in_order(tally, count, batch.first_document)
        needed, holding = _room_needed(documents, starts, ends)
        self._make_room(needed, tally)
        for number in holding.tolist():
            self._names[batch.first_document + number] = (ids[number], source, place + number)
        self._used = _copy_windows(
            batch.text, batch.begins, documents, changed, starts, ends,
            self._arena, self._used, self._kept,
        )  # fmt: skip

    def _make_room(self, needed: int, tally: Tally | CopyTally) -> None:
        if self._used + needed <= len(self._arena):
            return
        live, sizes = self._live()
        squeezed, places = squeeze(self._arena, self._kept[live, AT], sizes)
        size = max(len(self._arena), FIRST_ARENA)
        while size < 2 * (len(squeezed) + needed):
            size *= 2
        self._arena = np.empty(size, np.uint8)
        self._arena[: len(squeezed)] = squeezed
        self._used = len(squeezed)
        self._kept[live, AT] = places
        keep = set(tally.best_document[live].tolist())
        self._names = {number: name for number, name in self._names.items() if number in keep}

    def _live(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The nodes that have a passage, and the bytes that each takes in the arena."""
        live = np.flatnonzero(self._kept[:, SIZE])
        return live, self._kept[live, BEFORE : AFTER + 1].sum(axis=1)

    def table(self, tally: Tally | CopyTally) -> tuple[pl.DataFrame, NDArray[np.uint8]]:
        """All passages, by SCHEMA, and the text that they stand in."""
        live, sizes = self._live()
        kept = self._kept[live]
        text, places = squeeze(self._arena, kept[:, AT], sizes)
        names = [self._names[number] for number in tally.best_document[live].tolist()]
        table = pl.DataFrame(
            {
                "node": live.astype(np.int32),
                "length": tally.best_length[live],
                "order": tally.best_order[live],
                "document": [document for document, _, _ in names],
                "source": [source for _, source, _ in names],
                "place": [place for _, _, place in names],
                "start": kept[:, START],
                "at": places,
                "before": kept[:, BEFORE],
                "size": kept[:, SIZE],
                "after": kept[:, AFTER],
            },
            schema=SCHEMA,
        )
        return table, text


def with_windows(table: pl.DataFrame, text: NDArray[np.uint8]) -> pl.DataFrame:
    """Passages by SCHEMA with a text of their own, as WINDOW says."""
    sizes = table.select(pl.sum_horizontal("before", "size", "after")).to_series().to_numpy()
    windows, offsets = gather(text, table["at"].to_numpy(), sizes)
    array = pa.LargeStringArray.from_buffers(len(sizes), pa.py_buffer(offsets), pa.py_buffer(windows))
    window = column_of(array, WINDOW["window"], "window")
    return table.drop("at", "after").with_columns(window)


def squeeze(
    text: NDArray[np.uint8], places: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Of a text only what pieces of it hold, `sizes[k]` bytes at `places[k]`; and where each piece is then."""
    order = np.argsort(places, kind="stable")
    squeezed, found = np.empty(len(text), np.uint8), np.empty(len(places), np.int64)
    used = _squeeze(text, places[order], sizes[order], squeezed, order, found)
    return squeezed[:used].copy(), found


@compiled
def _squeeze(
    text: NDArray[np.uint8],
    places: NDArray[np.int64],
    sizes: NDArray[np.int64],
    squeezed: NDArray[np.uint8],
    order: NDArray[np.int64],
    found: NDArray[np.int64],
) -> int:
    """The pieces come sorted by their places, and may overlap."""
    used, upto = 0, 0  # bytes of `squeezed` that are filled; where in `text` what is copied ends
    for k in range(len(places)):
        first, last = places[k], places[k] + sizes[k]
        missing = max(first, upto)
        if last > missing:
            used = _append(squeezed, used, text, missing, last)
            upto = last
        found[order[k]] = used - (upto - first)
    return used


@borrowing
def _append(
    arena: NDArray[np.uint8], used: Integer, text: NDArray[np.uint8], begin: Integer, end: Integer
) -> Integer:
    """Write text[begin:end] behind what is used of the arena; how much is used then.

    Not by slices: numba compiles two seconds of messages on shapes that differ for the first of a program.
    """
    for at in range(begin, end):
        arena[used + at - begin] = text[at]
    return used + end - begin


@borrowing
def _is_inside(byte: Integer) -> bool:
    """Whether a byte continues a character of UTF-8."""
    return bool(byte & 0xC0 == 0x80)


@borrowing
def _count_characters(text: NDArray[np.uint8], begin: Integer, end: Integer) -> Integer:
    """Characters that begin in text[begin:end], 64 bytes at a time. PADDING follows the text."""
    inside, at = 0, begin
    while at < end:
        left = np.uint64(min(WIDTH, end - at))
        continuing = beyond_ascii(text, at) & ~first_bytes(text, at)
        inside += count_bits(continuing & (ALL_BITS >> (np.uint64(WIDTH) - left)))
        at += WIDTH
    return end - begin - inside


def _in_order(
    tally: Tally | CopyTally, count: int, first_document: int
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The `count` nodes that changed, by document and start: they, the document's number in the batch, start and end
    (bytes).

    They count as unchanged from then on.
    """
    changed, found = tally.changed[:count], np.empty((3, count), np.int64)
    keys = _take_places(
        changed,
        tally.is_changed,
        tally.best_document,
        tally.best_start,
        tally.best_end,
        first_document,
        found,
    )
    order = np.argsort(keys, kind="stable")
    documents, starts, ends = found[:, order]
    return changed[order], documents, starts, ends


@compiled
def _take_places(
    changed: NDArray[np.int32],
    is_changed: NDArray[np.bool_],
    best_document: NDArray[np.int64],
    best_start: NDArray[np.int64],
    best_end: NDArray[np.int64],
    first_document: int,
    found: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Write document, start and end of each node that changed to the three rows of `found`; what to sort them by."""
    keys = np.empty(len(changed), np.int64)
    for k in range(len(changed)):
        node = changed[k]
        is_changed[node] = False
        found[0, k], found[1, k], found[2, k] = (
            best_document[node] - first_document,
            best_start[node],
            best_end[node],
        )
        keys[k] = (found[0, k] << 32) | found[1, k]  # a document has less than 2^31 bytes
    return keys


@compiled
def _room_needed(
    documents: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[int, NDArray[np.int64]]:
    """Bytes that windows will take, at most, and which documents hold any; they come sorted by document and start."""
    beside = AROUND + CHARACTER
    room, document, upto, count = 0, -1, 0, 0
    holding = np.empty(len(documents), np.int64)
    for k in range(len(documents)):
        first, last = starts[k] - beside, ends[k] + beside
        if documents[k] != document:
            holding[count] = documents[k]
            count += 1
        if documents[k] != document or first > upto:
            document, upto = documents[k], first
        room += max(0, last - upto)
        upto = max(upto, last)
    return room, holding[:count]


@compiled
def _copy_windows(
    text: NDArray[np.uint8],
    begins: NDArray[np.int64],
    documents: NDArray[np.int64],
    nodes: NDArray[np.int32],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    arena: NDArray[np.uint8],
    used: int,
    kept: NDArray[np.int64],
) -> int:
    """Copy whole characters; the passages come sorted by document and start, so each is counted and copied once."""
    document, at, count, upto = -1, 0, 0, 0
    for k in range(len(nodes)):
        first, last = begins[documents[k]], begins[documents[k] + 1]
        if documents[k] != document:
            document, at, count, upto = documents[k], first, 0, first
        start, end = first + starts[k], first + ends[k]
        while start > first and _is_inside(text[start]):
            start -= 1
        while end < last and _is_inside(text[end]):
            end += 1
        count += _count_characters(text, at, max(at, start))
        at = max(at, start)
        left, right = max(first, start - AROUND), min(last, end + AROUND)
        while left < start and _is_inside(text[left]):
            left += 1
        while right > end and right < last and _is_inside(text[right]):
            right -= 1
        missing = max(
            left, upto
        )  # what the windows before have copied ends at `upto`, and in the arena at `used`
        if right > missing:
            used = _append(arena, used, text, missing, right)
            upto = right
        node = nodes[k]
        kept[node, AT], kept[node, START] = used - (upto - left), count
        kept[node, BEFORE], kept[node, SIZE], kept[node, AFTER] = start - left, end - start, right - end
    return used


@compiled
def gather(
    arena: NDArray[np.uint8], places: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Pieces of the arena laid end to end, and their offsets."""
    offsets = np.zeros(len(places) + 1, np.int64)
    for k in range(len(places)):
        offsets[k + 1] = offsets[k] + sizes[k]
    text = np.empty(offsets[-1], np.uint8)
    for k in range(len(places)):
        _append(text, offsets[k], arena, places[k], places[k] + sizes[k])
    return text, offsets
