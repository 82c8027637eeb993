"""Neighbouring documents as arrays: what all passes over the corpus take, one chunk after another."""

from __future__ import annotations

from typing import NamedTuple

from farfield.arrays import Codes


class Chunk(NamedTuple):
    """Neighbouring documents, `size` of them: `first` is the number of the first, `words` theirs one after another, and
    `documents` for each word the number of its document, from 0 in this chunk."""

    first: int
    words: Codes
    documents: Codes
    size: int
