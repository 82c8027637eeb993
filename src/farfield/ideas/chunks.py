"""Neighbouring documents as arrays: what all passes over the corpus take, one chunk after another."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from farfield.arrays import Codes

Numbers: TypeAlias = NDArray[np.int32]
"""Words, documents or concepts, as they are laid down."""


class Chunk(NamedTuple):
    """Neighbouring documents: `first` is the number of the first, `words` theirs one after another, `ends` where those
    of each end."""

    first: int
    words: Numbers
    ends: Codes

    @property
    def size(self) -> int:
        """How many documents."""
        return len(self.ends)

    @property
    def sizes(self) -> Codes:
        """Words of each document."""
        return np.diff(self.ends, prepend=0)

    def documents(self) -> Codes:
        """For each word the number of its document, from 0 in this chunk."""
        return np.repeat(np.arange(self.size), self.sizes)
