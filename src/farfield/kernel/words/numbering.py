"""The words of the items as numbers: exactly those of `split_words`, numbered as they first appear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, borrowing, compiled
from farfield.records import Unit
from farfield.text.words import split_words

FNV_BASIS = np.uint64(0xCBF29CE484222325)
FNV_PRIME = np.uint64(0x100000001B3)
FREE = -1
IS_BYTES = np.zeros(0, np.bool_)


class Numbered(NamedTuple):
    """`words`: the texts laid end to end, each followed by a terminator of its own, the number of words and more.

    `sizes`: words of each text. `vocabulary`: the distinct words.
    """

    words: NDArray[np.int32]
    sizes: NDArray[np.int64]
    vocabulary: list[str]


def number_words(texts: Sequence[str], unit: Unit) -> Numbered:
    """With unit "byte" the words are single bytes, each as one Latin-1 character."""
    prepared = [_prepare(text, unit) for text in texts]
    begins = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, prepared), np.int64, len(texts)), out=begins[1:])
    data = b"".join(prepared)
    in_word = _ascii_words() if unit == "word" else IS_BYTES
    letters = np.frombuffer(data, np.uint8)
    sizes, firsts, lasts, hashes = _find_words(letters, begins, in_word)
    words, met = _number(letters, firsts, lasts, hashes, sizes)
    words[np.cumsum(sizes + 1) - 1] = len(met) + np.arange(len(texts))
    coding = "utf-8" if unit == "word" else "latin-1"
    places = zip(firsts[met].tolist(), lasts[met].tolist(), strict=True)
    return Numbered(words, sizes, [data[first:last].decode(coding) for first, last in places])


def _prepare(text: str, unit: Unit) -> bytes:
    """Words, folded, between characters of ASCII that stand in no word."""
    if unit == "byte":
        return text.encode("utf-8", "surrogatepass")
    return (text.lower() if text.isascii() else "\n".join(split_words(text))).encode()


def _ascii_words() -> NDArray[np.bool_]:
    """For each byte whether it stands in a word of a prepared text: every byte above 127 does."""
    return np.array([code > 127 or bool(split_words(chr(code))) for code in range(256)])


@compiled
def _find_words(
    data: NDArray[np.uint8], begins: NDArray[np.int64], in_word: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]:
    """Words of each text; where each word begins and ends in the data, and its hash.

    Without `in_word` each byte is a word.
    """
    sizes = np.zeros(len(begins) - 1, np.int64)
    firsts, lasts = np.empty(len(data), np.int64), np.empty(len(data), np.int64)
    hashes = np.empty(len(data), np.uint64)
    in_bytes = len(in_word) == 0
    count = 0
    for text in range(len(sizes)):
        at, end = begins[text], begins[text + 1]
        while at < end:
            if not (in_bytes or in_word[data[at]]):
                at += 1
                continue
            first, value = at, FNV_BASIS
            while at < end and (at == first or (not in_bytes and in_word[data[at]])):
                value = (value ^ np.uint64(data[at])) * FNV_PRIME
                at += 1
            firsts[count], lasts[count], hashes[count] = first, at, value
            count += 1
            sizes[text] += 1
    return sizes, firsts[:count], lasts[:count], hashes[:count]


@compiled
def _number(
    data: NDArray[np.uint8],
    firsts: NDArray[np.int64],
    lasts: NDArray[np.int64],
    hashes: NDArray[np.uint64],
    sizes: NDArray[np.int64],
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The number of each word, with a free place behind each text; and where each number was given first."""
    size = 16
    while size < 2 * len(firsts):
        size *= 2
    slots = np.full(size, FREE, np.int32)
    words, met = np.empty(len(firsts) + len(sizes), np.int32), np.empty(len(firsts), np.int64)
    count, at = 0, 0
    for text in range(len(sizes)):
        for _ in range(sizes[text]):
            slot = np.int64(hashes[at] ^ (hashes[at] >> np.uint64(32))) & (size - 1)
            while slots[slot] != FREE and not _same(data, firsts, lasts, hashes, met[slots[slot]], at):
                slot = (slot + 1) & (size - 1)
            if slots[slot] == FREE:
                slots[slot], met[count] = count, at
                count += 1
            words[at + text] = slots[slot]
            at += 1
    return words, met[:count]


@borrowing
def _same(
    data: NDArray[np.uint8],
    firsts: NDArray[np.int64],
    lasts: NDArray[np.int64],
    hashes: NDArray[np.uint64],
    one: Integer,
    other: Integer,
) -> bool:
    size = lasts[one] - firsts[one]
    if hashes[one] != hashes[other] or lasts[other] - firsts[other] != size:
        return False
    k = 0
    while k < size and data[firsts[one] + k] == data[firsts[other] + k]:
        k += 1
    return bool(k == size)
