"""The kernel: documents stream past the suffix tree, and every occurrence of every span of the items is counted.

From each word of a document the tree is walked as far as the words agree. Only the end of a walk is tallied:
all shorter spans are its prefixes, and their counts are summed up afterwards (`matches.py`). A bitmap of the
items' pairs of words stops most walks before they begin.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.copies.search import look_for_copies, settle_copies
from farfield.kernel.machine import Integer, borrowing
from farfield.kernel.machine.vectors import fetch
from farfield.kernel.recall import look_for_single_words, look_for_targets, look_for_word_pairs
from farfield.kernel.spans.exposure import count_exposure
from farfield.kernel.spans.index import NONE, ROOT, SuffixTree, climb, find_slot, hash_pair, pair_key
from farfield.kernel.spans.pairs import count_pairs, count_words
from farfield.kernel.state import (
    CHANGED,
    FOUND,
    LOG_USED,
    SEGMENT,
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
# Words from which the next walk starts where the last one ended. Where a text stands there whole, walks that each begin
# at their own pair of words read it once for every word of it: its length squared. A link and a climb avoid that, but
# look at places of the tree that are far apart in memory, while a short walk reads words that lie side by side and
# begins anew. Both ways end at the same node: counts don't depend on this number, only speed does.
LONG = 16


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
    ids, walks, slots = work.ids, work.walks, work.slots
    if recall.shortest == 1:
        look_for_single_words(begin, end, size, document, tree, recall, tally, ids)
    count = count_words(ids, begin, end, tree.pair_bits, tally.words, work.walks)
    if recall.shortest <= 2:
        look_for_word_pairs(work.walks, count, size, document, tree, recall, tally, ids)
    count = count_pairs(ids, work.walks, count, tree.pair_keys, tree.triple_bits, tally.pairs, work.slots)
    words, parent, depth, position = tree.words, tree.parent, tree.depth, tree.position
    jump, link = tree.jump, tree.link
    child_keys, child_nodes = tree.child_keys, tree.child_nodes
    nodes, log_keys, log_counts, totals = tally.nodes, tally.log_keys, tally.log_counts, tally.totals
    best_length, best_order = tally.best_length, tally.best_order
    shortest, on_path, copies = recall.shortest, recall.on_path, recall.copies
    opens_at = copies.opens_at
    _take_first_steps(count, ids, walks, slots, tree, tally)
    node: Integer = ROOT
    length: Integer = 0
    last: Integer = -2
    for walk in range(count):
        at: Integer = np.int64(walks[walk])
        if last == at - 1 and length > LONG:
            length -= 1  # the same span without its first word: no word is read again
            node = climb(link[node], length, parent, depth, jump)
        else:
            stepped = np.int64(slots[walk]) >> 63  # -1 where it has
            node, length = np.int64(slots[walk]) ^ stepped, 2 - stepped
        node, length = _walk(node, length, at, size, ids, words, depth, position, child_keys, child_nodes)
        last = at
        if length >= PASSAGE_WORDS:
            if length == depth[node]:
                nodes[node] += 1
            else:
                totals[LOG_USED] += _log_walk(node, length, log_keys, log_counts)
            if length > best_length[node] or (length == best_length[node] and order < best_order[node]):
                _replace_best(node, length, at, document, order, tally, work)
        if length >= opens_at[node]:
            look_for_copies(node, length, at, size, document, copies, tally.copies, words, ids)
        if length >= shortest and on_path[node] <= length:
            look_for_targets(node, length, at, size, document, tree, recall, tally, ids)


@borrowing
def _take_first_steps(
    count: Integer,
    ids: NDArray[np.int32],
    walks: NDArray[np.int32],
    slots: NDArray[np.int32],
    tree: SuffixTree,
    tally: Tally,
) -> None:
    """Put in place of each pair's slot the node that its walk has reached, with all bits turned where it has stepped
    over a third word.

    The tables are far larger than the cache, and each of these loops asks for what the next one reads: a walk that took
    all its steps at once would wait for every one of them.
    """
    depth, child_keys, child_nodes = tree.depth, tree.child_keys, tree.child_nodes
    for walk in range(np.uint64(count)):
        slots[walk] = tree.pair_nodes[np.uint64(slots[walk])]
        fetch(depth, np.int64(slots[walk]))
    for walk in range(np.uint64(count)):
        key = pair_key(slots[walk], ids[np.uint64(walks[walk]) + np.uint64(2)])
        slot = np.int64(hash_pair(key) & np.uint64(len(child_keys) - 1))
        fetch(child_keys, slot)
        fetch(child_nodes, slot)
    for walk in range(np.uint64(count)):
        node, third = slots[walk], ids[np.uint64(walks[walk]) + np.uint64(2)]
        if depth[node] == 2 and third >= 0:
            slot = find_slot(child_keys, pair_key(node, third))
            if slot != NONE:
                node = child_nodes[slot]
                slots[walk] = ~node
        fetch(depth, np.int64(node))
        fetch(tree.position, np.int64(node))
        fetch(tally.nodes, np.int64(node))
        fetch(tally.best_length, np.int64(node))


@borrowing
def _walk(
    node: Integer,
    length: Integer,
    at: Integer,
    size: int,
    ids: NDArray[np.int32],
    words: NDArray[np.int32],
    depth: NDArray[np.int32],
    position: NDArray[np.int32],
    child_keys: NDArray[np.int64],
    child_nodes: NDArray[np.int32],
) -> tuple[Integer, Integer]:
    """Go on from a place of the tree as long as the document's words from `at` agree; return node and length."""
    while True:
        stop = min(depth[node], size - at)
        base = position[node]
        while length < stop and words[base + length] == ids[at + length]:
            length += 1
        if length < depth[node] or at + length >= size or ids[at + length] < 0:
            return node, length
        slot = find_slot(child_keys, pair_key(node, ids[at + length]))
        if slot == NONE:
            return node, length
        node = child_nodes[slot]
        length += 1


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
    tally.best_length[node] = length
    tally.best_order[node] = order
    tally.best_document[node] = document
    tally.best_start[node] = work.starts[at]
    tally.best_end[node] = work.ends[at + length - 1]
    if not tally.is_changed[node]:
        tally.is_changed[node] = True
        tally.changed[tally.totals[CHANGED]] = node
        tally.totals[CHANGED] += 1
