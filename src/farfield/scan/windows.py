"""Keeping the nearest passages while the corpus streams by: a piece of text for each node that has one.

Nothing is read twice, so each passage is copied, with a little of what stands around it, when it is met. The
copies lie in one arena; what later passages replaced is squeezed out when it fills half of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from farfield.compiled import Integer, borrowing, compiled
from farfield.compiled.vectors import count_bits
from farfield.scan.copy_search import CopyTally
from farfield.scan.kernel import CHANGED, Batch, Tally
from farfield.scan.vocabulary import HIGH_BITS

AROUND = 80  # bytes kept on either side of a passage
FIRST_ARENA = 1 << 20

SCHEMA: dict[str, pl.DataType] = {
    "node": pl.Int32(),
    "length": pl.Int32(),
    "order": pl.UInt64(),
    "document": pl.String(),
    "source": pl.String(),
    "place": pl.Int64(),
    "start": pl.Int64(),
    "window": pl.String(),
    "before": pl.Int64(),
    "size": pl.Int64(),
}


class Windows:
    """For each node its passage: where it lies in the arena, and its place in its document."""

    def __init__(self, nodes: int) -> None:
        self._arena = np.empty(FIRST_ARENA, np.uint8)
        self._used = 0
        self._at = np.zeros(nodes, np.int64)
        self._sizes = np.zeros((nodes, 3), np.int64)  # bytes before, of and after the passage
        self._start = np.zeros(nodes, np.int64)  # characters
        self._names: dict[int, tuple[str, str, int]] = {}  # number of a document -> its id, file and place

    def keep(
        self, batch: Batch, tally: Tally | CopyTally, ids: Sequence[str], source: str, place: int
    ) -> None:
        """Copy the passages that changed in this batch, and mark them as unchanged.

        `place`: of the batch's first document in its file, in some order that grows from front to back.
        """
        count = int(tally.totals[CHANGED])
        changed = tally.changed[:count]
        tally.is_changed[changed] = False
        tally.totals[CHANGED] = 0
        if not count:
            return
        changed = changed[np.lexsort((tally.best_start[changed], tally.best_document[changed]))]
        length = (tally.best_end[changed] - tally.best_start[changed]).sum()
        self._make_room(int(length) + count * 2 * AROUND, tally)
        documents = tally.best_document[changed] - batch.first_document
        for number in np.unique(documents).tolist():
            self._names[batch.first_document + number] = (ids[number], source, place + number)
        self._used = _copy_windows(
            batch.text, batch.octets, batch.begins, documents, changed,
            tally.best_start[changed], tally.best_end[changed],
            self._arena, self._used, self._at, self._sizes, self._start,
        )  # fmt: skip

    def _make_room(self, needed: int, tally: Tally | CopyTally) -> None:
        if self._used + needed <= len(self._arena):
            return
        live = np.flatnonzero(self._sizes[:, 1])
        squeezed, offsets = _gather(self._arena, self._at[live], self._sizes[live].sum(axis=1))
        size = max(len(self._arena), FIRST_ARENA)
        while size < 2 * (len(squeezed) + needed):
            size *= 2
        self._arena = np.empty(size, np.uint8)
        self._arena[: len(squeezed)] = squeezed
        self._used = len(squeezed)
        self._at[live] = offsets[:-1]
        keep = set(tally.best_document[live].tolist())
        self._names = {number: name for number, name in self._names.items() if number in keep}

    def table(self, tally: Tally | CopyTally) -> pl.DataFrame:
        """All passages, by SCHEMA."""
        live = np.flatnonzero(self._sizes[:, 1])
        text, offsets = _gather(self._arena, self._at[live], self._sizes[live].sum(axis=1))
        window = pa.LargeStringArray.from_buffers(len(live), pa.py_buffer(offsets), pa.py_buffer(text))
        names = [self._names[number] for number in tally.best_document[live].tolist()]
        return pl.DataFrame(
            {
                "node": live.astype(np.int32),
                "length": tally.best_length[live],
                "order": tally.best_order[live],
                "document": [document for document, _, _ in names],
                "source": [source for _, source, _ in names],
                "place": [place for _, _, place in names],
                "start": self._start[live],
                "window": pl.from_arrow(window),
                "before": self._sizes[live, 0],
                "size": self._sizes[live, 1],
            },
            schema=SCHEMA,
        )


@borrowing
def _is_inside(byte: Integer) -> bool:
    """Whether a byte continues a character of UTF-8."""
    return bool(byte & 0xC0 == 0x80)


@borrowing
def _count_characters(
    text: NDArray[np.uint8], octets: NDArray[np.uint64], begin: Integer, end: Integer
) -> Integer:
    """Characters that begin in text[begin:end], eight bytes at a time. In UTF-8 others have the highest bit alone."""
    inside, at = 0, begin
    while at + 8 <= end:
        eight = octets[at]
        inside += count_bits(eight & ~(eight << np.uint64(1)) & HIGH_BITS)
        at += 8
    while at < end:
        inside += _is_inside(text[at])
        at += 1
    return end - begin - inside


@compiled
def _copy_windows(
    text: NDArray[np.uint8],
    octets: NDArray[np.uint64],
    begins: NDArray[np.int64],
    documents: NDArray[np.int64],
    nodes: NDArray[np.int32],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    arena: NDArray[np.uint8],
    used: int,
    places: NDArray[np.int64],
    sizes: NDArray[np.int64],
    characters: NDArray[np.int64],
) -> int:
    """Copy whole characters; the passages come sorted by document and start, so characters are counted once."""
    document, at, count = -1, 0, 0
    for k in range(len(nodes)):
        first, last = begins[documents[k]], begins[documents[k] + 1]
        if documents[k] != document:
            document, at, count = documents[k], first, 0
        start, end = first + starts[k], first + ends[k]
        while start > first and _is_inside(text[start]):
            start -= 1
        while end < last and _is_inside(text[end]):
            end += 1
        count += _count_characters(text, octets, at, max(at, start))
        at = max(at, start)
        left, right = max(first, start - AROUND), min(last, end + AROUND)
        while left < start and _is_inside(text[left]):
            left += 1
        while right > end and right < last and _is_inside(text[right]):
            right -= 1
        node = nodes[k]
        characters[node] = count
        places[node] = used
        sizes[node, 0], sizes[node, 1], sizes[node, 2] = start - left, end - start, right - end
        arena[used : used + right - left] = text[left:right]
        used += right - left
    return used


@compiled
def _gather(
    arena: NDArray[np.uint8], places: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The pieces of the arena laid end to end, and their offsets."""
    offsets = np.zeros(len(places) + 1, np.int64)
    for k in range(len(places)):
        offsets[k + 1] = offsets[k] + sizes[k]
    text = np.empty(offsets[-1], np.uint8)
    for k in range(len(places)):
        text[offsets[k] : offsets[k + 1]] = arena[places[k] : places[k] + sizes[k]]
    return text, offsets
