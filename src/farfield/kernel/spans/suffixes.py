"""The suffix array of the items' words, by prefix doubling (Manber & Myers 1993)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import compiled

KEY_BITS = 63  # of a key that is sorted as a signed number


def sort_suffixes(words: NDArray[np.int32]) -> NDArray[np.int64]:
    """The places of `words` in the order of what follows there; no two may be alike, as the last word is of its own.

    As many words as fit into a key are sorted at once, then as many ranks, each of which stands for `step` words; only
    suffixes that still share a rank are sorted again.
    """
    size = len(words)
    first = words.astype(np.int64)
    keys, step = _join(first, np.arange(size), 1, int(words.max(initial=0)))
    order, rank = np.empty(size, np.int64), np.zeros(size, np.int64)
    active, base = np.arange(size), np.zeros(size, np.int64)
    while len(active):
        places = np.argsort(keys)
        active = _rank_again(active[places], keys[places], base[places], rank, order)
        base = rank[active]
        keys, joined = _join(rank, active, step, size)
        step *= joined
    return order


def _join(
    values: NDArray[np.int64], places: NDArray[np.int64], step: int, most: int
) -> tuple[NDArray[np.int64], int]:
    """For each place the values there and `step`, 2 `step`, ... on as one number, and how many: none exceeds `most`."""
    bits = max(1, most.bit_length())
    count = KEY_BITS // bits
    keys = values[places]
    for k in range(1, count):
        keys = keys << bits | values[np.minimum(places + k * step, len(values) - 1)]
    return keys, count


@compiled
def _rank_again(
    active: NDArray[np.int64],
    keys: NDArray[np.int64],
    base: NDArray[np.int64],
    rank: NDArray[np.int64],
    order: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Write the order and the ranks of suffixes sorted by their keys; return those that share a key.

    `base`: the rank that each had before; the keys of a lower one are lower.
    """
    left = np.empty(len(active), np.int64)
    count, begin, group = 0, 0, 0
    for end in range(1, len(active) + 1):
        if end < len(active) and keys[end] == keys[begin]:
            continue
        if base[begin] != base[group]:
            group = begin
        for at in range(begin, end):
            order[base[group] + at - group] = active[at]
            rank[active[at]] = base[group] + begin - group
            if end - begin > 1:
                left[count] = active[at]
                count += 1
        begin = end
    return left[:count]


@compiled
def common_prefixes(words: NDArray[np.int32], suffixes: NDArray[np.int64]) -> NDArray[np.int32]:
    """For each place of the suffix array, how many words its suffix shares with the one before it.

    After Kasai et al. (2001).
    """
    size = len(words)
    place = np.empty(size, np.int64)
    for at in range(size):
        place[suffixes[at]] = at
    shared = np.zeros(size, np.int32)
    length = 0
    for start in range(size):
        if place[start] == 0:
            length = 0
            continue
        other = suffixes[place[start] - 1]
        while max(start, other) + length < size and words[start + length] == words[other + length]:
            length += 1
        shared[place[start]] = length
        length = max(0, length - 1)
    return shared


@compiled
def order_by_depth(depth: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The nodes by their depth, of equal ones the first; and where in that order each stands."""
    begins = np.zeros(depth.max() + 2, np.int64)
    for node in range(len(depth)):
        begins[depth[node] + 1] += 1
    for level in range(1, len(begins)):
        begins[level] += begins[level - 1]
    order, number = np.empty(len(depth), np.int32), np.empty(len(depth), np.int32)
    for node in range(len(depth)):
        at = begins[depth[node]]
        begins[depth[node]] += 1
        order[at], number[node] = node, at
    return order, number
