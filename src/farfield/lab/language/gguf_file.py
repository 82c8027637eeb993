"""GGUF files: what stands in the header, and tensors as numbers.

The format is llama.cpp's (version 2 and 3, little-endian). Read are tensors of 32 and 16 bits and the two kinds of
blocks that `smollm2` has: Q4_1, 32 values of 4 bits with a scale and a least value, and Q8_0, 32 values of 8 bits with
a scale. Whatever else a file holds is refused by name.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.records import FarfieldError

MAGIC = b"GGUF"
VERSIONS = (2, 3)
BLOCK = 32  # values that share a scale
STRING, ARRAY = 8, 9
SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
NAMES = {
    2: "Q4_0",
    6: "Q5_0",
    7: "Q5_1",
    10: "Q2_K",
    11: "Q3_K",
    12: "Q4_K",
    13: "Q5_K",
    14: "Q6_K",
    30: "BF16",
}
"""Kinds of tensors that are not read, where they are common: to be told by name."""

Numbers = NDArray[np.float32]
Bytes = NDArray[np.uint8]


class Kind(NamedTuple):
    """A kind of tensor: so many values stand in so many bytes, and how these become numbers."""

    values: int
    bytes: int
    read: Callable[[Bytes], Numbers]


def _plain(form: str) -> Callable[[Bytes], Numbers]:
    return lambda raw: raw.reshape(-1).view(form).astype(np.float32)


def _q8_0(raw: Bytes) -> Numbers:
    """Blocks [blocks, 34]: a scale of 16 bits, and 32 whole numbers to be multiplied by it."""
    return _halves(raw[:, :2]) * raw[:, 2:].view(np.int8).astype(np.float32)


def _q4_1(raw: Bytes) -> Numbers:
    """Blocks [blocks, 20]: scale and least value of 16 bits each; the low halves of 16 bytes, then the high ones."""
    steps = np.concatenate([raw[:, 4:] & 15, raw[:, 4:] >> 4], axis=1).astype(np.float32)
    return _halves(raw[:, :2]) * steps + _halves(raw[:, 2:4])


def _halves(raw: Bytes) -> Numbers:
    return np.ascontiguousarray(raw).view("<f2").astype(np.float32)


KINDS = {
    0: Kind(1, 4, _plain("<f4")),
    1: Kind(1, 2, _plain("<f2")),
    3: Kind(BLOCK, 20, _q4_1),
    8: Kind(BLOCK, 34, _q8_0),
}


class Tensor(NamedTuple):
    """Where a tensor stands: its shape as numpy has it, its kind by number, its place behind the header."""

    shape: tuple[int, ...]
    kind: int
    offset: int


@dataclass(frozen=True)
class GgufFile:
    """A file's header: `told`, its values by key, and its tensors by name."""

    path: Path
    told: Mapping[str, Any]
    tensors: Mapping[str, Tensor]
    data: Bytes

    def read(self, name: str) -> Numbers:
        """A tensor as numbers. Raises FarfieldError where it is missing, cut off or of a kind that is not read."""
        if name not in self.tensors:
            raise _refused(self.path, f"has no tensor {name}")
        shape, kind, offset = self.tensors[name]
        if kind not in KINDS:
            raise _refused(
                self.path, f"holds {name} as {NAMES.get(kind, f'kind {kind}')}, which is not read here"
            )
        values, size, read = KINDS[kind]
        count = math.prod(shape)
        if count % values:
            raise _refused(self.path, f"holds {count} values of {name}, which are no whole blocks")
        raw = self.data[offset : offset + count // values * size]
        if len(raw) < count // values * size:
            raise _refused(self.path, f"ends within {name}")
        return read(raw.reshape(-1, size)).reshape(shape)

    def number(self, key: str) -> Any:
        """A value of the header. Raises FarfieldError where it is missing."""
        if key not in self.told:
            raise _refused(self.path, f"does not tell {key}")
        return self.told[key]


def read_gguf(path: Path) -> GgufFile:
    """The header of a GGUF file; its tensors are read when they are asked for.

    Raises FarfieldError where it is no such file, of another version, or cut off.
    """
    try:
        raw = np.memmap(path, np.uint8, "r")
    except (OSError, ValueError) as error:  # an empty file cannot be mapped
        raise _refused(path, f"cannot be read ({error})") from error
    try:
        return _read_header(path, raw)
    except (struct.error, KeyError, UnicodeDecodeError) as error:
        raise _refused(path, "has a damaged header, or is cut off within it") from error


def _read_header(path: Path, raw: Bytes) -> GgufFile:
    head = _Header(raw)
    if bytes(raw[:4]) != MAGIC:
        raise _refused(path, "is no GGUF file")
    head.at = 4
    if (version := head.number("I")) not in VERSIONS:
        raise _refused(path, f"is GGUF of version {version}; read are {VERSIONS[0]} and {VERSIONS[1]}")
    tensors, keys = head.number("Q"), head.number("Q")
    told = {head.text(): head.value(head.number("I")) for _ in range(keys)}
    places = {}
    for _ in range(tensors):
        name = head.text()
        shape = [head.number("Q") for _ in range(head.number("I"))]
        places[name] = Tensor(tuple(reversed(shape)), head.number("I"), head.number("Q"))
    aligned = int(told.get("general.alignment", 32)) or 32
    return GgufFile(path, told, places, raw[-(-head.at // aligned) * aligned :])


class _Header:
    """Values of a header, one after another; struct.error where the file ends before."""

    def __init__(self, raw: Bytes) -> None:
        self._raw, self.at = raw, 0

    def number(self, form: str) -> Any:
        (found,) = struct.unpack("<" + form, self._take(struct.calcsize("<" + form)))
        return found

    def text(self) -> str:
        return self._take(self.number("Q")).decode()

    def value(self, kind: int) -> Any:
        if kind == STRING:
            return self.text()
        if kind == ARRAY:
            each, count = self.number("I"), self.number("Q")
            return [self.value(each) for _ in range(count)]
        return self.number(SCALARS[kind])

    def _take(self, size: int) -> bytes:
        if size > len(self._raw) - self.at:
            raise struct.error("the file ends here")
        self.at += size
        return self._raw[self.at - size : self.at].tobytes()


def _refused(path: Path, why: str) -> FarfieldError:
    return FarfieldError(
        why, where=str(path), remedy="Take a llama-like GGUF file in F32, F16, Q8_0 or Q4_1, such as smollm2."
    )
