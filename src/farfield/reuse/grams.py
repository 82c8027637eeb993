"""Runs of k tokens, each exactly itself: no hash, so that no two are ever taken for one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from farfield.reuse.tokens import Flags, Numbers

K = 6
"""Tokens of a gram. `f(a, b)` has six: fewer stand in any program, and with more an edit hides more around it."""


def grams_of(numbers: Numbers, k: int = K, where: Flags | None = None) -> Iterator[tuple[int, bytes]]:
    """(first token, gram) of each run of k tokens that have a number; with `where` only those that hold one of these.

    A gram is the bytes of its numbers: equal grams are equal runs of tokens.
    """
    if len(numbers) < k:
        return
    whole = _runs(numbers > 0, k) == k
    if where is not None:
        whole &= _runs(where, k) > 0
    data = numbers.astype("<i4").tobytes()
    for at in np.flatnonzero(whole).tolist():
        yield at, data[4 * at : 4 * (at + k)]


def _runs(flags: Flags, k: int) -> Numbers:
    """For each run of k how many of its flags are set."""
    total = np.concatenate([[0], np.cumsum(flags, dtype=np.int32)])
    counted: Numbers = np.subtract(total[k:], total[:-k], dtype=np.int32)
    return counted


def covered(starts: list[int], length: int, k: int = K) -> Flags:
    """Which of `length` tokens stand in a gram that starts at one of these."""
    change = np.zeros(length + 1, np.int32)
    for at in starts:
        change[at] += 1
        change[at + k] -= 1
    return np.greater(np.cumsum(change[:-1]), 0)
