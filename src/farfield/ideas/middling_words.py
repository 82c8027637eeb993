"""Which of the words of middling frequency stand in each document: laid down, and gone through a block at a time.

So memory does not go by documents: of each it is 2 bytes, the number of these words that it holds.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.arrays import Codes, Rows
from farfield.ideas.prior_work import PriorWork
from farfield.kernel.forms.beside import count_beside, count_together

BLOCK = 1 << 17
"""Documents that are in memory together."""
Small = NDArray[np.int16]


class _Block(NamedTuple):
    """Neighbouring documents from `first` on: the words of each are words[begins[d] : begins[d + 1]]."""

    first: int
    begins: Codes
    words: Small


class MiddlingWords:
    """Some words, at most 32,767, in all documents."""

    def __init__(self, prior: PriorWork, words: Codes) -> None:
        """`words`: their numbers, ascending."""
        self._count = len(words)
        self._sizes: Small = np.zeros(prior.documents, np.int16)
        self._kept: _Block | None = None
        numbers: Small = np.full(len(prior.words), -1, np.int16)
        numbers[words] = np.arange(len(words))
        with tempfile.NamedTemporaryFile(dir=prior.folder, suffix=".middling", delete=False) as file:
            self._path = file.name
            for held in prior.held():
                number = numbers[held.words]
                meant = number >= 0
                self._sizes[held.first : held.first + held.size] = np.bincount(
                    held.documents[meant], minlength=held.size
                )
                file.write(number[meant].tobytes())

    def _blocks(self) -> Iterator[_Block]:
        place = 0
        for first in range(0, len(self._sizes), BLOCK):
            begins = np.concatenate([[0], np.cumsum(self._sizes[first : first + BLOCK], dtype=np.int64)])
            size = int(begins[-1])
            if self._kept is None or self._kept.first != first:
                words = np.fromfile(self._path, np.int16, size, offset=place * self._sizes.itemsize)
                self._kept = _Block(first, begins, words)
            yield self._kept
            place += size

    def documents(self, among: Rows) -> Codes:
        """How many of some documents hold each word, (words,)."""
        held = np.zeros(self._count, np.int64)
        for block in self._blocks():
            held += np.bincount(_among(block, among).words, minlength=self._count)
        return held

    def of(self, holding: Sequence[Codes]) -> NDArray[np.int32]:
        """In how many of the documents of each concept each word stands, (concepts, words)."""
        counts = np.zeros((len(holding), self._count), np.int32)
        for block in self._blocks():
            bounds = (block.first, block.first + len(block.begins) - 1)
            inside = [one[slice(*np.searchsorted(one, bounds))] - block.first for one in holding]
            of = np.cumsum([0, *map(len, inside)], dtype=np.int64)
            if of[-1]:
                count_beside(block.begins, block.words, np.concatenate(inside), of, counts)
        return counts

    def together(self, some: Codes, among: Rows) -> NDArray[np.int32]:
        """How many of some documents hold both of two words, (some, words)."""
        counts = np.zeros((len(some), self._count), np.int32)
        rows: Small = np.full(self._count, -1, np.int16)
        rows[some] = np.arange(len(some))
        for block in self._blocks():
            meant = _among(block, among)
            count_together(meant.begins, meant.words, rows, counts)
        return counts


def _among(block: _Block, among: Rows) -> _Block:
    """A block without the documents that are not meant, whose numbers are then others."""
    sizes = np.diff(block.begins)
    meant = among[block.first : block.first + len(sizes)]
    begins = np.concatenate([[0], np.cumsum(sizes[meant])])
    return _Block(block.first, begins, block.words[np.repeat(meant, sizes)])
