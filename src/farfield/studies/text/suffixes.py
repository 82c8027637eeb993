"""A text in the order of its contexts: for any context its longest part that the text holds, and what stands behind it.

An array of suffixes (Manber & Myers 1993) of the text read backwards, sorted by their first `DEPTH` tokens: exact, and
the same structure serves the distances of words and all models of counts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from farfield.arrays import Codes

DEPTH = 64
"""Tokens by which contexts are sorted: 48 of a context and what a word may have behind it."""
NOTHING = -1
ROWS = 1 << 13


class Held(NamedTuple):
    """For each query how many of its tokens the text holds together, and where they stand in the order, [low, high)."""

    length: Codes
    low: Codes
    high: Codes


class SuffixIndex:
    """The tokens of a text by the contexts that they stand behind."""

    def __init__(self, tokens: Codes) -> None:
        self.backwards = np.ascontiguousarray(tokens[::-1])
        self.order = _sort(self.backwards)
        self.behind = np.where(self.order > 0, self.backwards[self.order - 1], NOTHING)
        """The token that follows each context in the text; NOTHING behind its end."""
        self._padded = np.concatenate([self.backwards, np.full(DEPTH, NOTHING - 1)])

    def longest(self, queries: Codes) -> Held:
        """The longest beginning of each query that the text holds: (n, DEPTH), read backwards, NOTHING behind."""
        parts = [self._longest(queries[at : at + ROWS]) for at in range(0, len(queries), ROWS)]
        return Held(*(np.concatenate(one) for one in zip(*parts, strict=True))) if parts else _none()

    def of_length(self, queries: Codes, length: int) -> Held:
        """Where the first `length` tokens of each query stand, an empty range where they don't."""
        wanted = np.full(len(queries), length)
        low, high = self._place(queries, wanted, False), self._place(queries, wanted, True)
        whole = (queries[:, :length] != NOTHING).all(axis=1)
        return Held(np.where(whole & (high > low), length, 0), low, np.where(whole, high, low))

    def _longest(self, queries: Codes) -> Held:
        there = (queries != NOTHING).sum(axis=1)
        place = self._place(queries, there, False)
        before, after = np.maximum(place - 1, 0), np.minimum(place, len(self.order) - 1)
        length = np.maximum(*(self._alike(queries, neighbour, there) for neighbour in (before, after)))
        return Held(length, self._place(queries, length, False), self._place(queries, length, True))

    def _at(self, places: Codes) -> Codes:
        return np.asarray(self._padded[self.order[places][:, None] + np.arange(DEPTH)])

    def _alike(self, queries: Codes, places: Codes, there: Codes) -> Codes:
        same = self._at(places) == queries
        return np.minimum(np.where(same.all(axis=1), DEPTH, same.argmin(axis=1)), there)

    def _place(self, queries: Codes, lengths: Codes, behind: bool) -> Codes:
        """How many suffixes stand before each query's first tokens; with `behind`, before or at them."""
        low, high = np.zeros(len(queries), np.int64), np.full(len(queries), len(self.order))
        rows = np.arange(len(queries))
        while (low < high).any():
            middle = (low + high) // 2
            found = self._at(np.minimum(middle, len(self.order) - 1))
            differs = (found != queries) & (np.arange(DEPTH) < lengths[:, None])
            first = differs.argmax(axis=1)
            smaller = np.where(differs.any(axis=1), found[rows, first] < queries[rows, first], behind)
            open_ = low < high
            low, high = (
                np.where(open_ & smaller, middle + 1, low),
                np.where(open_ & ~smaller, middle, high),
            )
        return low


def backwards(windows: Codes, rows: Codes, ends: Codes, most: int = DEPTH) -> Codes:
    """What stands before place `ends` of each window, read backwards: (n, DEPTH), NOTHING beyond `most` tokens."""
    places = ends[:, None] - 1 - np.arange(DEPTH)
    found = windows[rows[:, None], np.maximum(places, 0)]
    return np.where((places >= 0) & (np.arange(DEPTH) < most), found, NOTHING)


def _sort(tokens: Codes) -> Codes:
    """The order of all suffixes by their first DEPTH tokens, by doubling."""
    rank = np.unique(tokens, return_inverse=True)[1].astype(np.int64) + 1
    reach = 1
    while reach < DEPTH:
        behind = np.zeros_like(rank)
        behind[: max(0, len(rank) - reach)] = rank[reach:]
        key = rank * (int(rank.max()) + 1) + behind
        rank = np.unique(key, return_inverse=True)[1] + 1
        reach *= 2
    return np.argsort(rank, kind="stable")


def _none() -> Held:
    nothing = np.zeros(0, np.int64)
    return Held(nothing, nothing, nothing)
