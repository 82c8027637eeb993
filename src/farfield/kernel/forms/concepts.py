"""Which documents hold which concepts: rows of words, looked up as a tree from each word of a document."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import borrowing

FREE = -1
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class Tree(NamedTuple):
    """Concepts by their words. `first`: the node of each word that begins one, -1 for others; `concepts`: of each node
    the concept that ends there, -1 for none; `keys` and `nodes`: an open table of node * words + next word and the node
    where it leads; `leads`: whether anything goes on from a node."""

    first: NDArray[np.int32]
    concepts: NDArray[np.int32]
    keys: NDArray[np.int64]
    nodes: NDArray[np.int32]
    leads: NDArray[np.bool_]


@borrowing
def fill_tree(
    keys: NDArray[np.int64], nodes: NDArray[np.int32], some: NDArray[np.int64], to: NDArray[np.int32]
) -> None:
    """Enter steps in a table that is free (-1) and at least twice as long."""
    for step in range(len(some)):
        at = _slot(some[step], len(keys))
        while keys[at] != FREE:
            at = (at + 1) & (len(keys) - 1)
        keys[at], nodes[at] = some[step], to[step]


@borrowing
def _slot(key: np.int64, slots: int) -> np.int64:
    return np.int64((np.uint64(key) * GOLDEN) >> np.uint64(32)) & (slots - 1)


@borrowing
def find_in_documents(
    words: NDArray[np.int32], ends: NDArray[np.int64], first_document: int, tree: Tree,
    met: NDArray[np.int32], done: NDArray[np.int64],
    concepts: NDArray[np.int32], documents: NDArray[np.int32],
) -> int:  # fmt: skip
    """Concept and document of each document that holds one, each once, from document done[0] on, as long as there is
    room for all that a document may hold; how many. `met`: the last document that each concept was met in."""
    count, width = 0, len(tree.first)
    while done[0] < len(ends):
        begin = ends[done[0] - 1] if done[0] else np.int64(0)
        end = ends[done[0]]
        document = np.int32(first_document + done[0])
        start = count
        for at in range(begin, end):
            node, following = tree.first[words[at]], at + 1
            while node != FREE:
                concept = tree.concepts[node]
                if concept != FREE and met[concept] != document:
                    if count == len(concepts):
                        for undone in range(start, count):
                            met[concepts[undone]] = FREE
                        return start
                    met[concept] = document
                    concepts[count], documents[count] = concept, document
                    count += 1
                if following == end or not tree.leads[node]:
                    break
                key = np.int64(node) * width + words[following]
                slot = _slot(key, len(tree.keys))
                while tree.keys[slot] != FREE and tree.keys[slot] != key:
                    slot = (slot + 1) & (len(tree.keys) - 1)
                node = tree.nodes[slot] if tree.keys[slot] == key else np.int32(FREE)
                following += 1
        done[0] += 1
    return count


@borrowing
def sort_by_concept(
    concepts: NDArray[np.int32],
    documents: NDArray[np.int32],
    begins: NDArray[np.int64],
    ordered: NDArray[np.int32],
) -> None:
    """Documents by concept, each concept's in the order given; `begins`: where those of each concept begin, moved on to
    where they end."""
    for at in range(len(concepts)):
        ordered[begins[concepts[at]]] = documents[at]
        begins[concepts[at]] += 1
