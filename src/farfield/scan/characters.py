"""Characters as Python sees them: which stand in words, and what they fold to."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.compiled import Integer, borrowing
from farfield.scan.words import WORD


class CharacterTables(NamedTuple):
    """What the splitter knows of characters.

    `in_word`: for each byte, whether it may stand in a word (every byte above 127 may).
    `kind`: for each code point, 0 separator, 1 word character that folds to itself, 2 one that changes.
    `fold_row`: for each code point below its length, the row of `fold_bytes` (0: unchanged).
    `fold_bytes`, `fold_size`: the folded character in UTF-8, and its size in bytes.
    `may_change`: for the first two bytes of a character beyond ASCII, as `pair_of` numbers them, whether one that
    begins so changes when it is folded.
    """

    in_word: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    fold_row: NDArray[np.uint16]
    fold_bytes: NDArray[np.uint8]
    fold_size: NDArray[np.int64]
    may_change: NDArray[np.bool_]


@lru_cache(maxsize=1)
def character_tables() -> CharacterTables:
    """Read the tables off the running Python's own `re` and `str.casefold`."""
    every = np.arange(sys.maxunicode + 1, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    kind = np.zeros(sys.maxunicode + 1, np.uint8)
    runs = list(WORD.finditer(every))
    for run in runs:
        kind[run.start() : run.end()] = 1
    changing = [run.group() for run in runs if run.group().casefold() != run.group()]
    folds = [(ord(c), c.casefold()) for run in changing for c in run if c.casefold() != c]
    fold_row = np.zeros(max(code for code, _ in folds) + 1, np.uint16)
    fold_bytes = np.zeros((len(folds) + 1, max(len(f.encode()) for _, f in folds)), np.uint8)
    fold_size = np.zeros(len(folds) + 1, np.int64)
    for row, (code, folded) in enumerate(folds, start=1):
        kind[code], fold_row[code] = 2, row
        encoded = folded.encode()
        fold_bytes[row, : len(encoded)] = np.frombuffer(encoded, np.uint8)
        fold_size[row] = len(encoded)
    may_change = np.zeros(1 << 12, np.bool_)
    for code in (np.flatnonzero(kind[128:] == 2) + 128).tolist():
        may_change[pair_of(*chr(code).encode()[:2])] = True
    in_word = np.ones(256, np.uint8)
    in_word[:128] = kind[:128] > 0
    return CharacterTables(in_word, kind, fold_row, fold_bytes, fold_size, may_change)


@borrowing
def pair_of(first: Integer, second: Integer) -> Integer:
    """A number below 4096 for the first two bytes of a character beyond ASCII."""
    return ((first & 0x3F) << 6) | (second & 0x3F)


@borrowing
def decode(text: NDArray[np.uint8], at: Integer, end: int) -> tuple[Integer, Integer]:
    """The code point at a byte offset of valid UTF-8, and how many bytes it takes."""
    lead = np.int64(text[at])
    if lead < 0x80:
        return lead, 1
    if lead < 0xE0 and at + 1 < end:
        return ((lead & 0x1F) << 6) | (np.int64(text[at + 1]) & 0x3F), 2
    if lead < 0xF0 and at + 2 < end:
        middle = (np.int64(text[at + 1]) & 0x3F) << 6
        return ((lead & 0x0F) << 12) | middle | (np.int64(text[at + 2]) & 0x3F), 3
    if at + 3 < end:
        high = (np.int64(text[at + 1]) & 0x3F) << 12
        middle = (np.int64(text[at + 2]) & 0x3F) << 6
        return ((lead & 0x07) << 18) | high | middle | (np.int64(text[at + 3]) & 0x3F), 4
    return np.int64(0), 1
