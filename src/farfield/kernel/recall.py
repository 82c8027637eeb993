"""Questions met whole in a document: which they are, and whether their target stands there too."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.copies.containment import build_copies
from farfield.kernel.machine import Integer, borrowing, compiled
from farfield.kernel.spans.exposure import build_exposure
from farfield.kernel.spans.index import NONE, ROOT, Index, SuffixTree, find_slot, pair_key
from farfield.kernel.spans.occurrences import count_occurrences
from farfield.kernel.state import Recall, Tally
from farfield.records import Unit

NEVER = np.iinfo(np.int32).max


def build_recall(
    index: Index, pairs: Sequence[tuple[int, int]], roles: NDArray[np.int8], unit: Unit, threshold: float
) -> Recall:
    """`pairs`: numbers of a question's and a target's text; both hold at least one word.

    `roles`: of each text, see find_roles. `threshold`: containment of a near duplicate.
    """
    nodes = len(index.tree.parent)
    first_pair = np.full(nodes, NONE, np.int32)
    next_pair = np.full(len(pairs), NONE, np.int32)
    for number, (question, _) in enumerate(pairs):
        node = index.tree.end_of[index.begins[question]]
        next_pair[number] = first_pair[node]
        first_pair[node] = number
    targets = np.array([target for _, target in pairs], np.int64)
    on_path = _shortest_on_path(index.tree.parent, index.tree.depth, first_pair)
    questions = [index.sizes[question] for question, _ in pairs]
    return Recall(
        int(min(questions, default=NEVER)),
        on_path,
        _lowest_asked(index.tree.parent, first_pair),
        first_pair,
        next_pair,
        index.begins[targets],
        index.sizes[targets],
        build_copies(index, pairs, roles, unit, threshold),
        build_exposure(index, pairs, roles, unit),
    )


@compiled
def _shortest_on_path(
    parent: NDArray[np.int32], depth: NDArray[np.int32], first_pair: NDArray[np.int32]
) -> NDArray[np.int32]:
    shortest = np.full(len(parent), NEVER, np.int32)
    for node in range(1, len(parent)):
        shortest[node] = shortest[parent[node]]
        if shortest[node] == NEVER and first_pair[node] != NONE:
            shortest[node] = depth[node]
    return shortest


@compiled
def _lowest_asked(parent: NDArray[np.int32], first_pair: NDArray[np.int32]) -> NDArray[np.int32]:
    asked = np.full(len(parent), ROOT, np.int32)
    for node in range(1, len(parent)):
        asked[node] = asked[parent[node]] if first_pair[node] == NONE else node
    return asked


@borrowing
def look_for_single_words(
    begin: Integer,
    end: Integer,
    size: Integer,
    document: Integer,
    tree: SuffixTree,
    recall: Recall,
    tally: Tally,
    ids: NDArray[np.int32],
) -> None:
    """Questions of one word are met at every word, not only where a walk begins."""
    for at in range(begin, end):
        if ids[at] >= 0 and recall.on_path[tree.first_child[ids[at]]] <= 1:
            look_for_targets(tree.first_child[ids[at]], 1, at, size, document, tree, recall, tally, ids)


@borrowing
def look_for_word_pairs(
    places: NDArray[np.int32],
    count: Integer,
    size: Integer,
    document: Integer,
    tree: SuffixTree,
    recall: Recall,
    tally: Tally,
    ids: NDArray[np.int32],
) -> None:
    """Questions of two words are met at every pair of the items', not only where a walk goes on."""
    for place in range(count):
        at = np.int64(places[place])
        slot = find_slot(tree.pair_keys, pair_key(ids[at], ids[at + 1]))
        if slot != NONE and recall.on_path[tree.pair_nodes[slot]] <= 2:
            look_for_targets(tree.pair_nodes[slot], 2, at, size, document, tree, recall, tally, ids)


@borrowing
def look_for_targets(
    node: Integer,
    length: Integer,
    at: Integer,
    size: int,
    document: int,
    tree: SuffixTree,
    recall: Recall,
    tally: Tally,
    ids: NDArray[np.int32],
) -> None:
    """For every question that begins at `at` and is met whole: does its target stand in the document beside it?

    Where one was met before in this document, so were the shorter ones that it begins with.
    """
    words, room = tree.words, tally.copies.places
    node = recall.asked[node]
    if tree.depth[node] > length:
        node = recall.asked[tree.parent[node]]
    while node != ROOT:
        pair = recall.first_pair[node]
        if tally.recalled_in[pair] == document:
            return
        while pair != NONE:
            tally.recalled_in[pair] = document
            begin, target = recall.targets[pair], recall.target_sizes[pair]
            beyond = at + tree.depth[node]
            if count_occurrences(words, begin, target, ids, 0, at, 1, room) or count_occurrences(
                words, begin, target, ids, beyond, size, 1, room
            ):
                tally.recalled[pair] += 1
            pair = recall.next_pair[pair]
        node = recall.asked[tree.parent[node]]
