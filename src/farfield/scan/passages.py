"""Choosing the nearest passages of each text: for its longest spans, where in the corpus they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from farfield.kernel.columns import column_of
from farfield.kernel.machine import Integer, compiled
from farfield.kernel.spans.index import NONE, Index
from farfield.kernel.spans.matches import Matches
from farfield.kernel.spans.walk import PASSAGE_WORDS
from farfield.kernel.spans.windows import gather
from farfield.kernel.words.boundaries import SPARE, find_boundaries
from farfield.kernel.words.characters import character_tables
from farfield.kernel.words.vocabulary import PADDING
from farfield.records import Unit

PLACE = ["order", "source", "place", "start"]
"""One rank for all passages, so that the choice among them is by the same total order as the merge."""


class Places(NamedTuple):
    """Spans of texts, words [firsts, firsts + words) of theirs, that stand in the corpus; those of text i are
    [begins[i], begins[i + 1]), longest first, then from the left. `rows`: of the kept passage that shows each."""

    begins: NDArray[np.int64]
    firsts: NDArray[np.int64]
    words: NDArray[np.int64]
    counts: NDArray[np.int64]
    rows: NDArray[np.int64]


def find_places(index: Index, matches: Matches, passages: pl.DataFrame, most: int) -> Places:
    """The longest spans of each text, at most so many, that no other span of the text contains.

    A span is shown by the passage that ended with it, else by the first of those that went on.
    """
    begins, places = maximal_places(matches.lengths, index.begins, index.sizes, most)
    nodes = passages["node"].to_numpy()
    row = np.full(len(index.tree.parent), NONE, np.int64)
    row[nodes] = np.arange(len(nodes))
    length = np.zeros(len(row), np.int64)
    length[nodes] = passages["length"].to_numpy()
    rank = np.full(len(row), np.iinfo(np.int64).max, np.int64)
    ordered = passages.with_row_index("row").sort(PLACE)["row"].to_numpy()
    rank[nodes[ordered]] = np.arange(len(nodes))
    beyond = _first_beyond(index.tree.parent, index.tree.depth, length, rank)
    words, ended = matches.lengths[places].astype(np.int64), matches.nodes[places]
    shown = np.where(length[ended] < words, beyond[ended], ended)
    firsts = places - np.repeat(index.begins, np.diff(begins))
    return Places(begins, firsts, words, matches.counts[places], row[shown])


def describe_places(
    places: Places, passages: pl.DataFrame, passage_text: NDArray[np.uint8], unit: Unit
) -> dict[str, pl.Series]:
    """Columns of PASSAGE_SCHEMA, one entry for each place: which document, where, and what stands there."""
    shown = passages[places.rows]
    before, size, after = (shown[name].to_numpy() for name in ("before", "size", "after"))
    windows, offsets = gather(passage_text, shown["at"].to_numpy(), before + size + after)
    text = np.r_[windows, np.zeros(PADDING, np.uint8)]
    kind = character_tables().kind
    starts = offsets[:-1] + before
    ends, characters = _cut_passages(text, starts, size, places.words, kind, unit == "byte")
    parts = _cut(text, np.r_[np.column_stack([offsets[:-1], starts, ends]).ravel(), offsets[-1:]])
    return {
        "document": shown["document"],
        "source": shown["source"],
        "start": shown["start"],
        "end": shown["start"] + pl.Series(characters),
        "text": parts.gather_every(3, 1),
        "before": parts.gather_every(3, 0),
        "after": parts.gather_every(3, 2),
        "words": pl.Series(places.words),
        "count": pl.Series(places.counts),
    }


def _cut(text: NDArray[np.uint8], boundaries: NDArray[np.int64]) -> pl.Series:
    """The strings between neighbouring boundaries."""
    buffers = pa.py_buffer(boundaries), pa.py_buffer(text)
    array = pa.LargeStringArray.from_buffers(len(boundaries) - 1, *buffers)
    return column_of(array, pl.String)


def place_in_texts(texts: Sequence[str], places: Places, unit: Unit) -> dict[str, NDArray[np.int64]]:
    """Where each place stands in its text, in characters: `item_start` and `item_end`."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    begins = np.zeros(len(texts) + 1, np.int64)
    begins[1:] = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(texts)))
    data = np.frombuffer(b"".join((*encoded, bytes(PADDING))), np.uint8)
    starts, ends = _place_in_texts(
        data, begins, places.begins, places.firsts, places.words, character_tables().kind, unit == "byte"
    )
    return {"item_start": starts, "item_end": ends}


@compiled
def _place_in_texts(
    data: NDArray[np.uint8],
    text_begins: NDArray[np.int64],
    begins: NDArray[np.int64],
    firsts: NDArray[np.int64],
    words: NDArray[np.int64],
    kind: NDArray[np.uint8],
    in_bytes: bool,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    starts, ends = np.zeros(len(firsts), np.int64), np.zeros(len(firsts), np.int64)
    longest = (text_begins[1:] - text_begins[:-1]).max() if len(firsts) else 0
    boundaries, characters = np.empty(longest + 2 + SPARE, np.int32), np.zeros(longest + 1, np.int64)
    unasked = np.empty(0, np.int32)
    for text in range(len(begins) - 1):
        if begins[text] == begins[text + 1]:
            continue
        first, last = text_begins[text], text_begins[text + 1]
        for at in range(first, last):
            characters[at - first + 1] = characters[at - first] + (data[at] & 0xC0 != 0x80)
        if not in_bytes:
            find_boundaries(data, first, last, kind, boundaries, unasked)
        for k in range(begins[text], begins[text + 1]):
            beyond = firsts[k] + words[k]
            if in_bytes:
                starts[k], ends[k] = characters[firsts[k] + 1] - 1, characters[beyond]
            else:
                starts[k], ends[k] = (
                    characters[boundaries[2 * firsts[k]]],
                    characters[boundaries[2 * beyond - 1]],
                )
    return starts, ends


@compiled
def maximal_places(
    lengths: NDArray[np.int32], begins: NDArray[np.int64], sizes: NDArray[np.int64], most: Integer
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The longest spans of each text that no other span of it contains: longest first, then from the left.

    Returns for each text where its spans begin in the list, and the list: where in `lengths` each begins.
    """
    bounds, found = np.zeros(len(begins) + 1, np.int64), np.empty(len(lengths), np.int64)
    count = 0
    for text in range(len(begins)):
        first = count
        reached = 0
        for at in range(begins[text], begins[text] + sizes[text]):
            if lengths[at] >= PASSAGE_WORDS and at + lengths[at] > reached:
                found[count] = at
                count += 1
            reached = at + lengths[at]
        spans = found[first:count].copy()
        order = np.argsort(-lengths[spans], kind="mergesort")[:most]
        for place in range(len(order)):  # not by a slice: see `move_bytes`
            found[first + place] = spans[order[place]]
        count = first + len(order)
        bounds[text + 1] = count
    return bounds, found[:count].copy()


@compiled
def _cut_passages(
    text: NDArray[np.uint8],
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    words: NDArray[np.int64],
    kind: NDArray[np.uint8],
    in_bytes: bool,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the first `words` words of each passage end, whole characters only, and how many characters they are."""
    ends, characters = np.empty(len(starts), np.int64), np.zeros(len(starts), np.int64)
    boundaries = np.empty(sizes.max() + 2 + SPARE if len(sizes) else 0, np.int32)
    unasked = np.empty(0, np.int32)
    for k in range(len(starts)):
        if in_bytes:
            ends[k] = starts[k] + min(words[k], sizes[k])
            while words[k] < sizes[k] and ends[k] > starts[k] and text[ends[k]] & 0xC0 == 0x80:
                ends[k] -= 1
        else:
            find_boundaries(text, starts[k], starts[k] + sizes[k], kind, boundaries, unasked)
            ends[k] = starts[k] + boundaries[2 * words[k] - 1]
        for at in range(starts[k], ends[k]):
            characters[k] += text[at] & 0xC0 != 0x80
    return ends, characters


@compiled
def _first_beyond(
    parent: NDArray[np.int32], depth: NDArray[np.int32], length: NDArray[np.int64], rank: NDArray[np.int64]
) -> NDArray[np.int32]:
    """For each node, the first-ranked among the passages of the walks that went on below it.

    A walk that ended exactly at a node stands for all that passed it.
    """
    beyond = np.full(len(parent), NONE, np.int32)
    for node in range(len(parent) - 1, 0, -1):
        best = node if length[node] == depth[node] or beyond[node] == NONE else beyond[node]
        above = parent[node]
        if length[best] > 0 and (beyond[above] == NONE or rank[best] < rank[beyond[above]]):
            beyond[above] = best
    return beyond
