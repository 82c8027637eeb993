"""The suffix array of the items' words, by prefix doubling (Manber & Myers 1993)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, compiled

KEY_BITS = 63  # of a key that is sorted as a signed number
DIGIT_BITS = 11  # of a key, by which it is put in order at a time: the cache holds the ends of so many heaps


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
        places = _order_of(keys)
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
    return _keys_at(values, places, step, bits, count), count


@compiled
def _keys_at(
    values: NDArray[np.int64], places: NDArray[np.int64], step: Integer, bits: Integer, count: Integer
) -> NDArray[np.int64]:
    last = len(values) - 1
    keys = np.empty(len(places), np.int64)
    for at in range(len(places)):
        place = places[at]
        key = values[place]
        for k in range(1, count):
            key = key << bits | values[min(place + k * step, last)]
        keys[at] = key
    return keys


@compiled
def _order_of(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of keys, none below 0, in the order of the keys; of equal ones the first: by their lowest digits, then
    by the next. A digit that is the same in all is passed over."""
    size, digit = len(keys), np.int64((1 << DIGIT_BITS) - 1)
    there, order = keys.copy(), np.arange(size)
    other_keys, other_order = np.empty(size, np.int64), np.empty(size, np.int64)
    begins = np.empty((1 << DIGIT_BITS) + 1, np.int64)
    for shift in range(0, KEY_BITS, DIGIT_BITS):
        begins[:] = 0
        for at in range(size):
            begins[((there[at] >> shift) & digit) + 1] += 1
        if size == 0 or begins[((there[0] >> shift) & digit) + 1] == size:
            continue
        for heap in range(1, len(begins)):
            begins[heap] += begins[heap - 1]
        for at in range(size):
            heap = (there[at] >> shift) & digit
            to = begins[heap]
            begins[heap] = to + 1
            other_keys[to], other_order[to] = there[at], order[at]
        there, other_keys = other_keys, there
        order, other_order = other_order, order
    return order


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
