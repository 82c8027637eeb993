"""Choosing the nearest passages of each text: for its longest spans, where in the corpus they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from farfield.records import Unit
from farfield.scan.compiled import compiled
from farfield.scan.index import NONE, Index
from farfield.scan.kernel import PASSAGE_WORDS
from farfield.scan.matches import Matches
from farfield.scan.words import word_spans


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a text (words [first, first + words)) that stands in the corpus, and the node it ends at."""

    first: int
    words: int
    node: int
    count: int


def maximal_places(matches: Matches, begin: int, size: int, most: int) -> list[Place]:
    """The longest spans of a text that no other span of it contains: longest first, then from the left."""
    lengths = matches.lengths[begin : begin + size].astype(np.int64)
    ends = np.arange(size) + lengths
    maximal = np.flatnonzero((lengths >= PASSAGE_WORDS) & (ends > np.r_[0, ends[:-1]]))
    chosen = maximal[np.argsort(-lengths[maximal], kind="stable")][:most]
    return [
        Place(at, int(lengths[at]), int(matches.nodes[begin + at]), int(matches.counts[begin + at]))
        for at in chosen.tolist()
    ]


class PassageFinder:
    """Finds the kept passage for a place: the one that ended there, else the first of those that went on."""

    def __init__(self, index: Index, passages: pl.DataFrame, unit: Unit) -> None:
        nodes = passages["node"].to_numpy()
        count = len(index.tree.parent)
        self._row = np.full(count, NONE, np.int64)
        self._row[nodes] = np.arange(len(nodes))
        length = np.zeros(count, np.int64)
        length[nodes] = passages["length"].to_numpy()
        # One rank for all passages, so that the choice below is by the same total order as the merge.
        rank = np.full(count, np.iinfo(np.int64).max, np.int64)
        ordered = passages.with_row_index("row").sort("order", "source", "start")["row"].to_numpy()
        rank[nodes[ordered]] = np.arange(len(nodes))
        self._beyond = _first_beyond(index.tree.parent, index.tree.depth, length, rank)
        self._length, self._passages, self._unit = length, passages, unit

    def find(self, place: Place) -> dict[str, Any]:
        """The passage as columns of PASSAGE_SCHEMA: document, source, start, end, text, before, after."""
        node = place.node
        if self._length[node] < place.words:
            node = int(self._beyond[node])
        row = self._passages.row(int(self._row[node]), named=True)
        window = row["window"].encode()
        before, passage = window[: row["before"]], window[row["before"] : row["before"] + row["size"]]
        after = window[row["before"] + row["size"] :]
        text = self._first_words(passage.decode(), place.words)
        return {
            "document": row["document"],
            "source": row["source"],
            "start": row["start"],
            "end": row["start"] + len(text),
            "text": text,
            "before": before.decode(),
            "after": passage.decode()[len(text) :] + after.decode(),
        }

    def _first_words(self, text: str, words: int) -> str:
        if self._unit == "byte":
            return text.encode()[:words].decode(errors="ignore")
        spans = word_spans(text)
        return text[: spans[words - 1][1]]


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
