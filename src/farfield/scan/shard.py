"""Scanning some shards of the corpus, one after the other, into partial evidence."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from farfield.corpus.account import MOST_REJECTED, add_up
from farfield.corpus.documents import CorpusFile
from farfield.corpus.parts import Part
from farfield.corpus_records import ReadAs
from farfield.files.batches import DocumentBatch
from farfield.kernel.copies.search import name_texts, nearest_windows
from farfield.kernel.machine.lanes import LANES
from farfield.kernel.ranks import order_documents
from farfield.kernel.spans.index import NONE, Index
from farfield.kernel.spans.walk import scan_batch
from farfield.kernel.spans.windows import Windows, with_windows
from farfield.kernel.state import WORDS_SEEN, Batch, Recall, make_tally, make_work, places_needed
from farfield.kernel.words.characters import character_tables
from farfield.kernel.words.vocabulary import byte_numbers, mark_sought, octets
from farfield.options.scanning import ScanOptions
from farfield.records import InputFile, Rejected, without_secrets
from farfield.scan.ahead import read_ahead
from farfield.scan.partial import Partial
from farfield.scan.plan import Run
from farfield.scan.sampling import last_rank_drawn
from farfield.storage.identity import file_state
from farfield.storage.remote import changed

FIRST_PLACES = 1 << 16
"""Words of a document for which there is room at once; a longer one is given more, and it is kept."""

Advance = Callable[[int], None]


class ShardScan:
    """Counts files one by one; `finish` gives the partial evidence. `ahead`: a thread reads what comes next."""

    def __init__(self, index: Index, recall: Recall, options: ScanOptions, *, ahead: bool = False) -> None:
        self._ahead = ahead
        self._index, self._recall, self._options = index, recall, options
        self._vocabulary = mark_sought(index.vocabulary, recall.exposure.in_key[1:])
        self._tables = character_tables()
        self._letters = octets(index.vocabulary.letters)
        self._byte_ids = byte_numbers(index.vocabulary) if options.unit == "byte" else np.zeros(0, np.int32)
        self._tally = make_tally(index.tree, len(index.tree.first_child), recall)
        self._windows = Windows(len(index.tree.parent))
        self._copies = Windows(len(self._tally.copies.windows))
        self._work = make_work(FIRST_PLACES, index.vocabulary)
        self._last_rank = last_rank_drawn(options.sample)
        self._met = self._documents = self._bytes = self._rejected_count = 0
        self._rejected_bytes = self._textless = self._read_bytes = 0
        self._read_as: list[ReadAs] = []
        self._rejected: list[Rejected] = []
        self._inputs: list[InputFile] = []
        self._found_in: set[str] = set()

    def read(self, run: Run, advance: Advance) -> None:
        """Scan some shards. Raises FarfieldError where a file can't be read, or is not as it was planned."""
        for shard in run:
            self.add(shard.part, advance)
            if file_state(shard.part.path) != shard.state:
                raise changed(shard.part.path)

    def add(self, part: Part, advance: Advance) -> None:
        """Scan one part; `advance` is told how many of its bytes were read."""
        file = CorpusFile(part, self._options.corpus)
        done, place, named = 0, part.line, without_secrets(part.path)
        for documents in read_ahead(file) if self._ahead else file:
            self.add_batch(documents, named, place)
            place += len(documents.ids)
            advance(file.bytes_read - done)
            done = file.bytes_read
        advance(file.bytes_read - done)
        account = file.account
        self._rejected += account.rejected[: MOST_REJECTED - len(self._rejected)]
        self._rejected_count += account.rejected_count
        self._rejected_bytes += account.rejected_bytes
        self._read_bytes += account.read_bytes
        self._textless += account.textless
        self._read_as = add_up([*self._read_as, *account.read_as])
        if part.is_whole:
            self._inputs.append(file.input)
        elif file.documents_found:
            self._found_in.add(named)

    def add_batch(self, documents: DocumentBatch, path: str, place: int) -> None:
        """Scan documents of a file; `place`: the first one's in it."""
        text = np.frombuffer(documents.text, np.uint8)
        places = places_needed(int(np.diff(documents.begins).max(initial=0)), self._options.unit)
        if places > len(self._work.ids):
            self._work = make_work(places, self._index.vocabulary)
        order = order_documents(documents.ids)
        batch = Batch(text, octets(text), self._letters, documents.begins, order, self._met, self._last_rank)
        self._tally = scan_batch(
            batch, self._tables, self._vocabulary, self._byte_ids, self._index.tree, self._recall,
            self._tally, self._work,
        )  # fmt: skip
        self._windows.keep(batch, self._tally, documents.ids, path, place)
        self._copies.keep(batch, self._tally.copies, documents.ids, path, place)
        drawn = order <= self._last_rank
        self._met += len(documents.ids)
        self._documents += int(drawn.sum())
        self._bytes += int(np.diff(documents.begins)[drawn].sum())

    def finish(self) -> Partial:
        tally = self._tally
        used = np.flatnonzero(tally.log_keys != NONE)
        used = used[np.argsort(tally.log_keys[used])]
        passages, passage_text = self._windows.table(tally)
        return Partial(
            documents=self._documents,
            total_words=int(tally.totals[WORDS_SEEN]),
            bytes=self._bytes,
            words=tally.words[LANES:],
            pairs=tally.pairs,
            nodes=tally.nodes["count"].copy(),
            recalled=tally.recalled,
            log_keys=tally.log_keys[used],
            log_counts=tally.log_counts[used],
            passages=passages,
            passage_text=passage_text,
            copy_highest=tally.copies.tries["highest"].copy(),
            copy_documents=tally.copies.held_in,
            both_documents=tally.copies.both_in,
            exposed=tally.exposure.documents,
            windows=nearest_windows(name_texts(with_windows(*self._copies.table(tally.copies)))),
            rejected=self._rejected,
            rejected_count=self._rejected_count,
            rejected_bytes=self._rejected_bytes,
            textless=self._textless,
            read_documents=self._met,
            read_bytes=self._read_bytes,
            read_as=self._read_as,
            inputs=self._inputs,
            found_in=sorted(self._found_in),
        )


def scan_run(
    run: Run, index: Index, recall: Recall, options: ScanOptions, advance: Advance, *, ahead: bool = False
) -> Partial:
    """The evidence of some shards; `ahead`: a thread reads what comes next, as there is a core for it.

    Raises FarfieldError where a file can't be read, or is not as it was planned.
    """
    scan = ShardScan(index, recall, options, ahead=ahead)
    scan.read(run, advance)
    return scan.finish()
