"""A short round of every fuzzing target without the fuzzer: its seeds, and seeds with bytes changed at random."""

from __future__ import annotations

import random

import pytest

from fuzz.targets import TARGETS, seeds

ROUNDS = 25


def changed(seed: bytes, rng: random.Random) -> bytes:
    data = bytearray(seed)
    for _ in range(rng.randrange(1, 8)):
        at = rng.randrange(len(data) + 1)
        how = rng.randrange(4)
        if how == 0:
            data[at : at + rng.randrange(9)] = rng.randbytes(rng.randrange(9))
        elif how == 1:
            del data[at:]
        elif how == 2:
            data[at:at] = data[: rng.randrange(40)]
        elif at < len(data):
            data[at] ^= 1 << rng.randrange(8)
    return bytes(data)


@pytest.mark.parametrize("name", TARGETS)
def test_only_one_kind_of_error_comes_out(name: str) -> None:
    rng = random.Random(name)
    for seed in seeds(name):
        TARGETS[name](seed)
        for _ in range(ROUNDS):
            TARGETS[name](changed(seed, rng))
