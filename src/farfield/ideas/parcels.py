"""Shards of prior work read on another machine: their words and texts travel with what is told of them.

They are read there as they are here, into a scratch folder, and laid down here in the same files. So whatever is
counted afterwards is the same to the bit, whoever read.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.corpus.dated_fields import DatedOptions
from farfield.ideas.shard_words import ShardWords, read_shards
from farfield.scan.plan import Run
from farfield.scan.workers import Advance


class Parcel(NamedTuple):
    """A shard's documents, with the bytes of the files that their words and texts stand in."""

    shard: ShardWords
    words: NDArray[np.uint8]
    texts: NDArray[np.uint8]


def read_parcels(run: Run, options: DatedOptions, advance: Advance) -> list[Parcel]:
    """Each shard as a parcel. Raises FarfieldError where a file can't be read."""
    with tempfile.TemporaryDirectory(prefix="farfield-words-") as name:
        folder = Path(name)
        return [
            Parcel(one, *(np.fromfile(path, np.uint8) for path in one.files(folder)))
            for shard in run
            for one in read_shards([shard], name, options, advance)
        ]


def lay_down(parcels: Iterable[Parcel], folder: Path) -> Iterator[ShardWords]:
    """The shards of parcels, with their words and texts in files of a folder."""
    for one in parcels:
        for content, path in zip((one.words, one.texts), one.shard.files(folder), strict=True):
            content.tofile(path)
        yield one.shard
