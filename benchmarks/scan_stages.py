"""What each stage of the scan's kernel takes, in CPU nanoseconds a byte and a word, beside what a core can do at most.

    python benchmarks/scan_stages.py FOLDER/corpus.jsonl.zst [--items 4283] [--rounds 5]

Each row does what the row before does, and one stage more, over the whole text in memory; rounds by turns, medians, the
quickest in brackets. The last rows are the bounds: a number read from a table of some size and written, for each word.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from farfield.corpus.documents import CorpusFile
from farfield.files.batches import DocumentBatch
from farfield.kernel.machine import compiled
from farfield.kernel.ranks import order_documents
from farfield.kernel.spans.exposure import count_exposure
from farfield.kernel.spans.index import build_index
from farfield.kernel.spans.pairs import count_pairs, count_words
from farfield.kernel.state import SEGMENT, Batch, Recall, Tally, Work, make_tally, make_work, places_needed
from farfield.kernel.words.boundaries import find_boundaries
from farfield.kernel.words.characters import CharacterTables, character_tables
from farfield.kernel.words.split import split_document
from farfield.kernel.words.vocabulary import Vocabulary, mark_sought, octets
from farfield.options.corpus import CorpusOptions
from farfield.scan.tables import distinct_texts
from scan import build_recall_for, cpu_seconds, drain, real_items, walk_all

BORDERS, SPLIT, WORDS, PAIRS, EXPOSURE = range(5)
NAMES = ("borders of words", "… and looked up", "… and counted", "… and pairs", "… and exposure")
TABLES = (32, 256, 1024, 8192)  # KiB


@compiled
def scan_upto(
    stage: int, batch: Batch, tables: CharacterTables, vocabulary: Vocabulary, recall: Recall, tally: Tally,
    work: Work, pair_bits: NDArray[np.uint64], pair_keys: NDArray[np.int64], triple_bits: NDArray[np.uint64],
) -> int:  # fmt: skip
    """The documents of a batch, no further than a stage; how many words."""
    total = 0
    for document in range(len(batch.begins) - 1):
        begin, end = batch.begins[document], batch.begins[document + 1]
        if stage == BORDERS:
            total += find_boundaries(batch.text, begin, end, tables.kind, work.boundaries, work.walks)[0]
            continue
        size = split_document(
            batch.text, batch.octets, begin, end, tables, vocabulary, batch.letters,
            work.ids, work.boundaries, work.walks, work.block, work.listed, work.sought, work.folding,
        )  # fmt: skip
        total += size
        for word in range(0, size if stage >= WORDS else 0, SEGMENT):
            stop = min(size, word + SEGMENT)
            count = count_words(work.ids, word, stop, pair_bits, tally.words, work.walks)
            if stage >= PAIRS:
                count_pairs(work.ids, work.walks, count, pair_keys, triple_bits, tally.pairs, work.slots)
        if stage >= EXPOSURE:
            number = batch.first_document + document
            count_exposure(work.ids, work.sought, size, number, recall.exposure, tally.exposure, work.walks)
    return total


@compiled
def read_table(table: NDArray[np.uint64], places: NDArray[np.uint64], out: NDArray[np.uint64]) -> None:
    """The bound of any look-up: no number waits for another."""
    for at in range(len(places)):
        out[at] = table[places[at]]


def table_seconds(kibibytes: int, words: int) -> float:
    size, count = kibibytes << 7, 1 << 14
    places = np.random.default_rng(0).integers(0, size, count).astype(np.uint64)
    table, out = np.zeros(size, np.uint64), np.zeros(count, np.uint64)
    read_table(table, places, out)
    started = time.process_time()
    for _ in range(200):
        read_table(table, places, out)
    return (time.process_time() - started) / 200 / count * words


def prepare(documents: list[DocumentBatch], letters: NDArray[np.uint8]) -> list[Batch]:
    """As the scan hands them to the kernel."""
    begun = np.cumsum([0, *(len(batch.ids) for batch in documents)]).tolist()
    known, last = octets(letters), np.uint64(2**64 - 1)
    return [
        Batch(one.text, octets(one.text), known, one.begins, order_documents(one.ids), number, last)
        for one, number in zip(documents, begun, strict=False)
    ]


def make_stages(
    corpus: str, items: pl.DataFrame, documents: list[DocumentBatch]
) -> dict[str, Callable[[], int]]:
    texts = distinct_texts(items)
    index = build_index(texts)
    recall, tree = build_recall_for(items, texts, index), index.tree
    longest = max(int(np.diff(batch.begins).max(initial=0)) for batch in documents)
    work = make_work(places_needed(longest, "word"), index.vocabulary)
    vocabulary = mark_sought(index.vocabulary, recall.exposure.in_key[1:])
    batches = prepare(documents, index.vocabulary.letters)

    def upto(stage: int) -> int:
        tally = make_tally(tree, len(tree.first_child), recall)
        known = (character_tables(), vocabulary, recall, tally, work)
        bits = (tree.pair_bits, tree.pair_keys, tree.triple_bits)
        return sum(scan_upto(stage, batch, *known, *bits) for batch in batches)

    return {
        "decompress and hash": lambda: drain(corpus) or 0,
        "… and parse": lambda: len([None for _ in CorpusFile(corpus, CorpusOptions())]),
        **{name: partial(upto, stage) for stage, name in enumerate(NAMES)},
        "… and walks, near duplicates, passages": lambda: walk_all(documents, index, recall) or 0,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="what each stage of the scan takes")
    parser.add_argument("corpus")
    parser.add_argument("--items", type=int, default=4283)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    documents = list(CorpusFile(options.corpus, CorpusOptions()))
    stages = make_stages(options.corpus, real_items().sample(options.items, seed=0), documents)
    found = {name: work() for name, work in stages.items()}  # compiles, too
    words, size = found[NAMES[BORDERS]], sum(int(batch.begins[-1]) for batch in documents)
    rounds = [{name: cpu_seconds(work) for name, work in stages.items()} for _ in range(options.rounds)]
    seconds = {name: [one[name] for one in rounds] for name in stages}
    seconds |= {f"{kib} KiB read at random": [table_seconds(kib, words)] for kib in TABLES}
    print(f"{size / 1e6:.0f} MB, {words / 1e6:.1f} M words, {options.items} items\n")
    print("| stage | ns a byte | ns a word |\n|---|---|---|")
    for name, times in seconds.items():
        each = [[1e9 * kept / count for kept in (np.median(times), min(times))] for count in (size, words)]
        print(f"| {name} | {each[0][0]:.2f} ({each[0][1]:.2f}) | {each[1][0]:.1f} ({each[1][1]:.1f}) |")


if __name__ == "__main__":
    main()
