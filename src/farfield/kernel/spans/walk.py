"""The kernel: documents stream past the suffix tree, and every occurrence of every span of the items is counted.

From each word of a document the tree is walked as far as the words agree. Only the end of a walk is tallied:
all shorter spans are its prefixes, and their counts are summed up afterwards (`matches.py`). A bitmap of the
items' pairs of words stops most walks before they begin.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.copies.search import look_around, settle_copies
from farfield.kernel.machine import Integer, borrowing
from farfield.kernel.recall import look_for_single_words, look_for_targets, look_for_word_pairs
from farfield.kernel.spans.exposure import count_exposure
from farfield.kernel.spans.index import NONE, ROOT, SuffixTree, hash_pair, pair_key
from farfield.kernel.spans.pairs import count_pairs, count_words
from farfield.kernel.spans.steps import (
    NOWHERE,
    Reached,
    fetch_log,
    finish_walk,
    linked_upto,
    walk_together,
)
from farfield.kernel.state import (
    CHANGED,
    FOUND,
    LOG_USED,
    SEGMENT,
    TOGETHER,
    WORDS_SEEN,
    Batch,
    Recall,
    Tally,
    Work,
)
from farfield.kernel.words.characters import CharacterTables
from farfield.kernel.words.split import split_bytes, split_document
from farfield.kernel.words.vocabulary import Vocabulary

PASSAGE_WORDS = 3  # a shorter span is everybody's: no passage is kept for it


def scan_batch(
    batch: Batch,
    tables: CharacterTables,
    vocabulary: Vocabulary,
    byte_ids: NDArray[np.int32],
    tree: SuffixTree,
    recall: Recall,
    tally: Tally,
    work: Work,
) -> Tally:
    """Count one batch. Returns the tally, its log grown where it had to be. `byte_ids` is empty for words."""
    document, word = 0, 0
    while document < len(batch.begins) - 1:
        document, word = _scan_from(
            batch, document, word, tables, vocabulary, byte_ids, tree, recall, tally, work
        )
        if document < len(batch.begins) - 1:
            tally = _grow_log(tally)
    return tally


def _grow_log(tally: Tally) -> Tally:
    size = 2 * len(tally.log_keys)
    while size < 4 * SEGMENT:
        size *= 2
    keys, counts = np.full(size, NONE, np.int64), np.zeros(size, np.int64)
    used = tally.log_keys != NONE
    add_to_log(keys, counts, tally.log_keys[used], tally.log_counts[used])
    return tally._replace(log_keys=keys, log_counts=counts)


@borrowing
def add_to_log(
    keys: NDArray[np.int64],
    counts: NDArray[np.int64],
    new_keys: NDArray[np.int64],
    new_counts: NDArray[np.int64],
) -> None:
    """Insert distinct keys into a log with room for them."""
    mask = len(keys) - 1
    for at in range(len(new_keys)):
        slot = np.int64(hash_pair(new_keys[at])) & mask
        while keys[slot] != NONE:
            slot = (slot + 1) & mask
        keys[slot] = new_keys[at]
        counts[slot] = new_counts[at]


@borrowing
def _scan_from(
    batch: Batch,
    document: int,
    word: int,
    tables: CharacterTables,
    vocabulary: Vocabulary,
    byte_ids: NDArray[np.int32],
    tree: SuffixTree,
    recall: Recall,
    tally: Tally,
    work: Work,
) -> tuple[int, int]:
    """Scan on from a document's word; stop where the log must grow first, and tell where."""
    text, begins, order = batch.text, batch.begins, batch.order
    room = len(tally.log_keys) // 2
    while document < len(begins) - 1:
        if order[document] > batch.last_rank:
            document += 1
            continue
        begin, end = begins[document], begins[document + 1]
        if len(byte_ids):
            size = split_bytes(text, begin, end, byte_ids, work.ids, work.boundaries)
        else:
            size = split_document(
                text, batch.octets, begin, end, tables, vocabulary, batch.letters,
                work.ids, work.boundaries, work.walks, work.block, work.listed, work.sought, work.folding,
            )  # fmt: skip
        while word < size:
            stop = min(size, word + SEGMENT)
            if tally.totals[LOG_USED] + (stop - word) > room:
                return document, word
            _scan_segment(
                word, stop, size, batch.first_document + document, order[document], tree, recall, tally, work
            )
            word = stop
        if tally.copies.totals[FOUND]:
            settle_copies(
                size, batch.first_document + document, order[document],
                recall.copies, tally.copies, tree.words, work,
            )  # fmt: skip
        if not len(byte_ids):
            count_exposure(
                work.ids, work.sought, size, batch.first_document + document,
                recall.exposure, tally.exposure, work.walks,
            )  # fmt: skip
        tally.totals[WORDS_SEEN] += size
        document += 1
        word = 0
    return document, word


@borrowing
def _scan_segment(
    begin: Integer,
    end: int,
    size: int,
    document: int,
    order: np.uint64,
    tree: SuffixTree,
    recall: Recall,
    tally: Tally,
    work: Work,
) -> None:
    """Walk from each word in [begin, end) of a document of `size` words."""
    ids = work.ids
    if recall.shortest == 1:
        look_for_single_words(begin, end, size, document, tree, recall, tally, ids)
    count = count_words(ids, begin, end, tree.pair_bits, tally.words, work.walks)
    if recall.shortest <= 2:
        look_for_word_pairs(work.walks, count, size, document, tree, recall, tally, ids)
    count = count_pairs(ids, work.walks, count, tree.pair_keys, tree.triple_bits, tally.pairs, work.slots)
    reached: Reached = (ROOT, 0, NOWHERE)
    first: Integer = 0
    while first < count:
        stop = linked_upto(first, count, reached, work)
        if stop == first:
            stop = min(count, first + TOGETHER)
            walk_together(first, stop, size, tree, tally.nodes, work)
        fetch_log(first, stop, tally, work)
        reached = _count_walks(first, stop, size, document, order, reached, tree, recall, tally, work)
        first = stop


@borrowing
def _count_walks(
    first: Integer,
    stop: Integer,
    size: int,
    document: int,
    order: np.uint64,
    reached: Reached,
    tree: SuffixTree,
    recall: Recall,
    tally: Tally,
    work: Work,
) -> Reached:
    """Count some walks, in the order of their places; where the last of them ended. `reached`: where the one before
    them did."""
    ids, room = work.ids, work.together
    openers = np.uint64(0)
    nodes, log_keys, log_counts, totals = tally.nodes, tally.log_keys, tally.log_counts, tally.totals
    for walk in range(first, stop):
        reached = finish_walk(walk, first, size, reached, tree, nodes, work)
        node, length, at = reached
        record = nodes[np.uint64(node)]
        if length >= PASSAGE_WORDS:
            if length == record.depth:
                record.count += 1
            else:
                totals[LOG_USED] += _log_walk(node, length, log_keys, log_counts)
            if length > record.length or (length == record.length and order < record.order):
                _replace_best(node, length, at, document, order, tally, work)
        work.slots[walk], room.lengths[walk - first], room.openers[openers] = node, length, walk
        openers += np.uint64(length >= record.opens_at)
        if length >= recall.shortest and record.asks_from <= length:
            look_for_targets(node, length, at, size, document, tree, recall, tally, ids)
    if openers:
        look_around(
            np.int64(openers), first, size, document, recall.copies, tally.copies, tree.words, work
        )  # fmt: skip
    return reached


@borrowing
def _log_walk(
    node: Integer, length: Integer, log_keys: NDArray[np.int64], log_counts: NDArray[np.int64]
) -> int:
    """Count a walk that ended inside an edge; return how many entries that added (0 or 1)."""
    key = pair_key(node, length)
    mask = len(log_keys) - 1
    slot = np.int64(hash_pair(key)) & mask
    added = 0
    while log_keys[slot] != key:
        if log_keys[slot] == NONE:
            log_keys[slot] = key
            added = 1
            break
        slot = (slot + 1) & mask
    log_counts[slot] += 1
    return added


@borrowing
def _replace_best(
    node: Integer, length: Integer, at: Integer, document: int, order: np.uint64, tally: Tally, work: Work
) -> None:
    record = tally.nodes[np.uint64(node)]
    record.length, record.order, record.document = length, order, document
    record.start, record.end = work.starts[at], work.ends[at + length - 1]
    if not record.is_changed:
        record.is_changed = 1
        tally.changed[tally.totals[CHANGED]] = node
        tally.totals[CHANGED] += 1
