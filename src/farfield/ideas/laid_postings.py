"""Documents of concepts, sorted by concept and laid down: so memory goes by concepts, however many documents hold them.

They come in the order of documents. Each part is sorted by concept; then some concepts at a time are gathered from all
parts, where each concept's documents lie side by side.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import numpy as np

from farfield.arrays import Codes
from farfield.ideas.chunks import Numbers
from farfield.kernel.forms.concepts import sort_by_concept

GATHERED = 1 << 22
"""Documents that are gathered together, and more of a concept that has more."""
ITEM = 4  # bytes of a document's number


class LaidPostings:
    """The documents of each concept, ascending. `sizes`: how many hold each, (concepts,)."""

    def __init__(self, parts: Iterable[tuple[Numbers, Numbers]], concepts: int, folder: Path) -> None:
        """`parts`: concept and document of each document that holds one, in the order of documents."""
        self.sizes: Codes = np.zeros(concepts, np.int64)
        counts: list[Codes] = []
        with tempfile.TemporaryFile(dir=folder) as unsorted:
            for some, documents in parts:
                counts.append(_sort(some, documents, concepts, unsorted))
                self.sizes += np.diff(counts[-1])
            self._begins = np.concatenate([[0], np.cumsum(self.sizes)])
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # read later
            for gathered in self._gather(counts, unsorted):
                self._file.write(gathered.tobytes())

    def _gather(self, counts: list[Codes], unsorted: IO[bytes]) -> Iterator[Numbers]:
        """The documents of all concepts in order, of some concepts at a time."""
        starts = np.cumsum([0, *(int(one[-1]) for one in counts)])
        begin = 0
        while begin < len(self.sizes):
            reach = np.searchsorted(self._begins, self._begins[begin] + GATHERED, side="right") - 1
            end = max(begin + 1, int(reach))
            gathered = np.empty(int(self._begins[end] - self._begins[begin]), np.int32)
            places = self._begins[begin:end] - self._begins[begin]
            for own, start in zip(counts, starts.tolist(), strict=False):
                some = _read(unsorted, start + int(own[begin]), int(own[end] - own[begin]))
                held = np.repeat(np.arange(end - begin, dtype=np.int32), np.diff(own[begin : end + 1]))
                sort_by_concept(held, some, places, gathered)
            yield gathered
            begin = end

    def of(self, concept: int) -> Codes:
        """The documents of one."""
        return _read(self._file, int(self._begins[concept]), int(self.sizes[concept])).astype(np.int64)


def _sort(some: Numbers, documents: Numbers, concepts: int, file: IO[bytes]) -> Codes:
    """Lay down a part by concept; where the documents of each begin in it."""
    begins = np.concatenate([[0], np.cumsum(np.bincount(some, minlength=concepts))])
    ordered = np.empty(len(some), np.int32)
    sort_by_concept(some, documents, begins[:-1].copy(), ordered)
    file.write(ordered.tobytes())
    return begins


def _read(file: IO[bytes], begin: int, count: int) -> Numbers:
    file.seek(begin * ITEM)
    return np.frombuffer(file.read(count * ITEM), np.int32)
