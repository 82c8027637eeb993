"""Which words each document holds, each once: sorted out in one pass and laid down, as many passes ask for them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.arrays import Codes
from farfield.ideas.chunks import Chunk
from farfield.ideas.distinct import counted_in_order

Numbers = NDArray[np.int32]
SORTED_AT_ONCE = 1 << 14
"""Words, of whole documents: as many as stay near the processor, which sorts them in half the time."""


class Held(NamedTuple):
    """The words of neighbouring documents, `size` of them, by document and word: `first` is the number of the first,
    `documents` the number of each from 0 on, `words` what it holds and `times` how often."""

    first: int
    size: int
    documents: Numbers
    words: Numbers
    times: Numbers


class _Laid(NamedTuple):
    """A chunk's documents, words and times, `pairs` of each, from `begin` on in the file."""

    first: int
    size: int
    begin: int
    pairs: int


class HeldWords:
    """The words that documents hold, in a file of `folder`; `width`: words of the vocabulary."""

    def __init__(self, chunks: Iterable[Chunk], width: int, folder: Path) -> None:
        self._laid: list[_Laid] = []
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".held", delete=False) as file:
            self._path = file.name
            for chunk in chunks:
                self._lay_down(chunk, max(1, width), file)

    def _lay_down(self, chunk: Chunk, width: int, file: IO[bytes]) -> None:
        keys, times = counted_in_order(_ordered(chunk, width))
        begin = file.tell() // np.dtype(np.int32).itemsize
        for part in (keys // width, keys % width, times):
            file.write(part.astype(np.int32).tobytes())
        self._laid.append(_Laid(chunk.first, chunk.size, begin, len(keys)))

    def __iter__(self) -> Iterator[Held]:
        """Of each chunk what its documents hold, in order."""
        if not self._laid:
            return
        stored = np.memmap(self._path, np.int32, "r")
        for first, size, begin, pairs in self._laid:
            documents, words, times = np.asarray(stored[begin : begin + 3 * pairs]).reshape(3, pairs)
            yield Held(first, size, documents, words, times)


def _ordered(chunk: Chunk, width: int) -> Codes:
    """document * width + word of all words of a chunk, ascending; its documents do so already."""
    keys = chunk.documents * width + chunk.words
    begins = np.flatnonzero(np.diff(chunk.documents)) + 1
    places = np.searchsorted(begins, np.arange(SORTED_AT_ONCE, len(keys), SORTED_AT_ONCE))
    for part in np.split(keys, np.unique(begins[places[places < len(begins)]])):
        part.sort()
    return keys
