"""Which words each document holds, each once: sorted out in one pass and laid down, as many passes ask for them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np

from farfield.ideas.chunks import Chunk, Numbers
from farfield.kernel.forms.held import count_words


class Held(NamedTuple):
    """The words of neighbouring documents, `size` of them, by document and word: `first` is the number of the first,
    `documents` the number of each from 0 on, `words` what it holds and `times` how often."""

    first: int
    size: int
    documents: Numbers
    words: Numbers
    times: Numbers


class _Laid(NamedTuple):
    """A chunk's documents, words and times, `pairs` of each, from byte `begin` on in the file."""

    first: int
    size: int
    begin: int
    pairs: int


class HeldWords:
    """The words that documents hold, in a file of `folder`."""

    def __init__(self, chunks: Iterable[Chunk], folder: Path) -> None:
        self._laid: list[_Laid] = []
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".held", delete=False) as file:
            self._path = file.name
            for chunk in chunks:
                self._lay_down(chunk, file)

    def _lay_down(self, chunk: Chunk, file: IO[bytes]) -> None:
        documents, words, times = (np.empty(len(chunk.words), np.int32) for _ in range(3))
        pairs = count_words(chunk.words, chunk.ends, documents, words, times)
        begin = file.tell()
        for part in (documents, words, times):
            file.write(part[:pairs].tobytes())
        self._laid.append(_Laid(chunk.first, chunk.size, begin, pairs))

    def __iter__(self) -> Iterator[Held]:
        """Of each chunk what its documents hold, in order."""
        for first, size, begin, pairs in self._laid:
            documents, words, times = np.fromfile(self._path, np.int32, 3 * pairs, offset=begin).reshape(
                3, pairs
            )
            yield Held(first, size, documents, words, times)
