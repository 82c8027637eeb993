"""Scanning a shard: some files of the corpus, one after the other, into partial evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from farfield.read.documents import CorpusFile, DocumentBatch
from farfield.records import InputFile, Rejected
from farfield.scan.characters import character_tables
from farfield.scan.compiled import compiled
from farfield.scan.index import NONE, Index
from farfield.scan.kernel import WORDS_SEEN, Batch, make_tally, make_work, places_needed, scan_batch
from farfield.scan.options import ScanOptions
from farfield.scan.partial import Partial
from farfield.scan.recall import Recall
from farfield.scan.vocabulary import byte_numbers, octets
from farfield.scan.windows import Windows

FNV_BASIS = np.uint64(0xCBF29CE484222325)
FNV_PRIME = np.uint64(0x100000001B3)
MIX = np.uint64(0xFF51AFD7ED558CCD)
FIRST_PLACES = 1 << 16

Advance = Callable[[int], None]


class ShardScan:
    """Counts files one by one; `finish` gives the partial evidence."""

    def __init__(self, index: Index, recall: Recall, options: ScanOptions) -> None:
        self._index, self._recall, self._options = index, recall, options
        self._tables = character_tables()
        self._letters = octets(index.vocabulary.letters)
        self._byte_ids = byte_numbers(index.vocabulary) if options.unit == "byte" else np.zeros(0, np.int32)
        self._tally = make_tally(index.tree, len(index.tree.first_child), len(recall.targets))
        self._windows = Windows(len(index.tree.parent))
        self._work = make_work(FIRST_PLACES)
        self._documents = self._bytes = 0
        self._rejected: list[Rejected] = []
        self._inputs: list[InputFile] = []

    def add_file(self, path: str, advance: Advance) -> None:
        """Scan one file; `advance` is told how many of its bytes were read."""
        file = CorpusFile(path, self._options.corpus)
        done = 0
        for documents in file:
            self._add_batch(documents, path)
            advance(file.bytes_read - done)
            done = file.bytes_read
        advance(file.bytes_read - done)
        self._rejected += file.rejected
        self._inputs.append(file.input)

    def _add_batch(self, documents: DocumentBatch, path: str) -> None:
        text = np.frombuffer(documents.text, np.uint8)
        places = places_needed(int(np.diff(documents.begins).max(initial=0)), self._options.unit)
        if places > len(self._work.ids):
            self._work = make_work(places)
        batch = Batch(
            text,
            octets(text),
            self._letters,
            documents.begins,
            order_documents(documents.ids),
            self._documents,
        )
        self._tally = scan_batch(
            batch, self._tables, self._index.vocabulary, self._byte_ids, self._index.tree, self._recall,
            self._tally, self._work,
        )  # fmt: skip
        self._windows.keep(batch, self._tally, documents.ids, path)
        self._documents += len(documents.ids)
        self._bytes += int(documents.begins[-1])

    def finish(self) -> Partial:
        tally = self._tally
        used = np.flatnonzero(tally.log_keys != NONE)
        used = used[np.argsort(tally.log_keys[used])]
        return Partial(
            documents=self._documents,
            total_words=int(tally.totals[WORDS_SEEN]),
            bytes=self._bytes,
            words=tally.words,
            pairs=tally.pairs,
            nodes=tally.nodes,
            recalled=tally.recalled,
            log_keys=tally.log_keys[used],
            log_counts=tally.log_counts[used],
            passages=self._windows.table(tally),
            rejected=self._rejected,
            inputs=self._inputs,
        )


def order_documents(ids: Sequence[str]) -> NDArray[np.uint64]:
    """The rank of each document by its id alone (64 mixed bits of FNV-1a), so that shards need not agree on order."""
    encoded = "\0".join(ids).encode() + b"\0"
    if encoded.count(b"\0") != len(ids):
        encoded = "\0".join(name.replace("\0", " ") for name in ids).encode() + b"\0"
    return _hash_ids(np.frombuffer(encoded, np.uint8), len(ids))


@compiled
def _hash_ids(letters: NDArray[np.uint8], count: int) -> NDArray[np.uint64]:
    ranks = np.zeros(count, np.uint64)
    value, number = FNV_BASIS, 0
    for letter in letters:
        if letter != 0:
            value = (value ^ np.uint64(letter)) * FNV_PRIME
        elif number < count:
            mixed = (value ^ (value >> np.uint64(33))) * MIX
            ranks[number] = mixed ^ (mixed >> np.uint64(33))
            value, number = FNV_BASIS, number + 1
    return ranks
