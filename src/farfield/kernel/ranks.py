"""Documents by rank: which of two stands first, and which are drawn for a sample, their ids alone decide."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import compiled

FNV_BASIS = np.uint64(0xCBF29CE484222325)
FNV_PRIME = np.uint64(0x100000001B3)
MIX = np.uint64(0xFF51AFD7ED558CCD)


def order_documents(ids: Sequence[str]) -> NDArray[np.uint64]:
    """The rank of each document by its id alone (64 mixed bits of FNV-1a), so that shards need not agree on order."""
    encoded = "\0".join(ids).encode() + b"\0"
    if encoded.count(b"\0") != len(ids):
        encoded = "\0".join(name.replace("\0", " ") for name in ids).encode() + b"\0"
    return _hash_ids(np.frombuffer(encoded, np.uint8), len(ids))


@compiled
def _hash_ids(letters: NDArray[np.uint8], count: int) -> NDArray[np.uint64]:
    ranks = np.zeros(count, np.uint64)
    value, number = FNV_BASIS, 0
    for letter in letters:
        if letter != 0:
            value = (value ^ np.uint64(letter)) * FNV_PRIME
        elif number < count:
            mixed = (value ^ (value >> np.uint64(33))) * MIX
            ranks[number] = mixed ^ (mixed >> np.uint64(33))
            value, number = FNV_BASIS, number + 1
    return ranks
