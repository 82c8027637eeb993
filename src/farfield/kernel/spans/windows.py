"""Keeping the nearest passages while the corpus streams by: a piece of text for each node that has one.

Nothing is read twice, so each passage is copied, with a little of what stands around it, when it is met. The
copies lie in one arena, and passages of a document that overlap share theirs: a long text that stands whole in a
document has as many passages as words, each as long as what is left of it. What later passages replaced is squeezed
out when it fills half of the arena.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from farfield.kernel.bytes.vectors import beyond_ascii
from farfield.kernel.columns import column_of
from farfield.kernel.copies.facts import Records
from farfield.kernel.machine import Integer, borrowing, compiled
from farfield.kernel.machine.vectors import WIDTH, count_bits, move_bytes
from farfield.kernel.state import CHANGED, Batch, CopyTally, Tally
from farfield.kernel.words.vectors import first_bytes
from farfield.kernel.words.vocabulary import ALL_BITS

AROUND = 80  # bytes kept on either side of a passage
CHARACTER = 3  # bytes by which a passage may be widened at either end, so that it holds whole characters
# Bytes of the arena at which it is squeezed first. It is made as large at once, and takes memory as it fills.
FULL_FROM = 1 << 22

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
        self._arena = np.empty(FULL_FROM, np.uint8)
        self._used, self._full = 0, FULL_FROM
        # Side by side, as most pages of memory of a large tree are touched for one passage.
        self._kept = np.zeros((nodes, START + 1), np.int64)
        # The nodes as their passages were written, and where: what stands elsewhere by now was replaced.
        self._written: list[tuple[NDArray[np.int32], NDArray[np.int64]]] = []
        self._documents = _Documents()

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
        self._documents.add(batch.first_document, holding, ids, source, place)
        places = np.empty(count, np.int64)
        self._used = _copy_windows(
            batch.text, batch.begins, documents, changed, starts, ends,
            self._arena, self._used, self._kept, places,
        )  # fmt: skip
        self._written.append((changed, places))

    def _make_room(self, needed: int, tally: Tally | CopyTally) -> None:
        if self._used + needed <= self._full:
            return
        live = self._squeeze()
        self._documents.hold_only(tally.nearest["document"][live])
        while self._full < 2 * (self._used + needed):
            self._full *= 2
        if self._full > len(self._arena):
            larger = np.empty(self._full, np.uint8)
            larger[: self._used] = self._arena[: self._used]
            self._arena = larger

    def _squeeze(self) -> NDArray[np.int32]:
        """Leave in the arena only what passages hold of it; the nodes that have one, as these lie there."""
        if not self._written:
            return np.zeros(0, np.int32)
        nodes, places = (np.concatenate(parts) for parts in zip(*self._written, strict=True))
        count, self._used = _squeeze_arena(self._arena, self._kept, nodes, places)
        self._written = [(nodes[:count], places[:count])]
        return nodes[:count]

    def table(self, tally: Tally | CopyTally) -> tuple[pl.DataFrame, NDArray[np.uint8]]:
        """All passages, by SCHEMA and in the order of their nodes, and the text that they stand in."""
        live = np.sort(self._squeeze())
        kept, nearest = self._kept[live], tally.nearest
        table = pl.DataFrame(
            {
                "node": live,
                "length": nearest["length"][live],
                "order": nearest["order"][live],
                **self._documents.columns(nearest["document"][live]),
                "start": kept[:, START],
                "at": kept[:, AT],
                "before": kept[:, BEFORE],
                "size": kept[:, SIZE],
                "after": kept[:, AFTER],
            },
            schema=SCHEMA,
        )
        return table, self._arena[: self._used]


class _Documents:
    """The documents in which passages stand: their numbers, which grow, and of each its id, file and place."""

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._ids: list[str] = []
        self._sources: list[str] = []
        self._places: list[int] = []

    def add(
        self, first: int, holding: NDArray[np.int64], ids: Sequence[str], source: str, place: int
    ) -> None:
        """Those of a batch that `holding` names by their numbers in it; `first`, `place`: of the batch's first one."""
        numbers = holding.tolist()
        self._numbers += [first + number for number in numbers]
        self._ids += [ids[number] for number in numbers]
        self._sources += [source] * len(numbers)
        self._places += [place + number for number in numbers]

    def hold_only(self, numbers: NDArray[np.int64]) -> None:
        """Forget all others. Numbers beyond those known so far are of the batch that comes next."""
        held = np.zeros(len(self._numbers) + 1, np.bool_)
        held[self._at(numbers)] = True
        self._numbers = list(compress(self._numbers, held))
        self._ids = list(compress(self._ids, held))
        self._sources = list(compress(self._sources, held))
        self._places = list(compress(self._places, held))

    def columns(self, numbers: NDArray[np.int64]) -> dict[str, pl.Series]:
        """Id, file and place of each document of these numbers, by SCHEMA."""
        at = self._at(numbers)
        each = pl.DataFrame(
            {"document": self._ids, "source": self._sources, "place": self._places},
            schema={name: SCHEMA[name] for name in ("document", "source", "place")},
        )
        return each[at].to_dict()

    def _at(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(np.array(self._numbers, np.int64), numbers)


def with_windows(table: pl.DataFrame, text: NDArray[np.uint8]) -> pl.DataFrame:
    """Passages by SCHEMA with a text of their own, as WINDOW says."""
    sizes = table.select(pl.sum_horizontal("before", "size", "after")).to_series().to_numpy()
    windows, offsets = gather(text, table["at"].to_numpy(), sizes)
    array = pa.LargeStringArray.from_buffers(len(sizes), pa.py_buffer(offsets), pa.py_buffer(windows))
    window = column_of(array, WINDOW["window"], "window")
    return table.drop("at", "after").with_columns(window)


@compiled
def _squeeze_arena(
    arena: NDArray[np.uint8], kept: NDArray[np.int64], nodes: NDArray[np.int32], places: NDArray[np.int64]
) -> tuple[int, int]:
    """Squeeze the arena in place. `nodes`, `places`: as they were written; those that still stand there come to the
    front. How many these are, and how much of the arena is used then."""
    count, used, upto = 0, 0, 0  # `upto`: where in the arena that was what is copied ends
    for k in range(len(nodes)):
        node, first = nodes[k], places[k]
        if kept[node, AT] != first:
            continue
        last = first + kept[node, BEFORE] + kept[node, SIZE] + kept[node, AFTER]
        missing = max(first, upto)
        if last > missing:
            move_bytes(arena, used, arena, missing, last - missing)
            used += last - missing
            upto = last
        nodes[count], places[count] = node, used - (upto - first)
        kept[node, AT] = places[count]
        count += 1
    return count, used


def squeeze(
    text: NDArray[np.uint8], places: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Of a text only what pieces of it hold, `sizes[k]` bytes at `places[k]`; and where each piece is then."""
    order, found = np.argsort(places), np.empty(len(places), np.int64)
    squeezed = np.empty(len(text), np.uint8)
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
            move_bytes(squeezed, used, text, missing, last - missing)
            used += last - missing
            upto = last
        found[order[k]] = used - (upto - first)
    return used


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
    keys = _take_places(changed, tally.nearest, first_document, found)
    order = np.argsort(keys, kind="stable")  # they come nearly sorted, which is what this way is quick at
    documents, starts, ends = found[:, order]
    return changed[order], documents, starts, ends


@compiled
def _take_places(
    changed: NDArray[np.int32], nearest: Records, first_document: int, found: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Write document, start and end of each node that changed to the three rows of `found`; what to sort them by."""
    keys = np.empty(len(changed), np.int64)
    for k in range(len(changed)):
        record = nearest[changed[k]]
        record.is_changed = 0
        found[0, k] = record.document - first_document
        found[1, k], found[2, k] = record.start, record.end
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
    places: NDArray[np.int64],
) -> int:
    """Copy whole characters; the passages come sorted by document and start, so each is counted and copied once.

    `places`: room for where each then begins in the arena; they come sorted, too.
    """
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
            move_bytes(arena, used, text, missing, right - missing)
            used += right - missing
            upto = right
        node = nodes[k]
        places[k] = used - (upto - left)
        kept[node, AT], kept[node, START] = places[k], count
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
        move_bytes(text, offsets[k], arena, places[k], sizes[k])
    return text, offsets
