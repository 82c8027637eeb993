"""How much each word of a question or a target weighs: by how rare it is, and by who shares the span around it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, compiled
from farfield.kernel.spans.index import NONE, Index, SuffixTree, climb

NEVER = np.iinfo(np.int32).max


def weigh(index: Index, text_of: NDArray[np.int32], seeds: NDArray[np.int64]) -> NDArray[np.float32]:
    """Of each word log2(1 + texts / texts that hold it), divided by the fewest texts that share a span around it.

    `text_of`: of each place of the tree's words its text, NONE where none is sought. `seeds`: of each text the words of
    those spans.
    """
    tree = index.tree
    sought = np.unique(text_of[text_of != NONE])
    holding = _count_texts(tree.words, text_of, len(tree.first_child))
    shared = np.ones(len(tree.words), np.int64)
    for seed in np.unique(seeds[sought]).tolist():
        _share(tree, text_of, seeds, seed, shared)
    weights = np.zeros(len(tree.words), np.float32)
    real = np.flatnonzero(text_of != NONE)
    rarity = np.log2(1 + len(sought) / holding[tree.words[real]])
    weights[real] = rarity / shared[real]
    return weights


@compiled
def _count_texts(
    words: NDArray[np.int32], text_of: NDArray[np.int32], vocabulary_size: int
) -> NDArray[np.int64]:
    """Texts that hold each word."""
    holding, seen = np.zeros(vocabulary_size, np.int64), np.full(vocabulary_size, NONE, np.int32)
    for at in range(len(words)):
        text = text_of[at]
        if text != NONE and seen[words[at]] != text:
            seen[words[at]] = text
            holding[words[at]] += 1
    return holding


@compiled
def _share(
    tree: SuffixTree,
    text_of: NDArray[np.int32],
    seeds: NDArray[np.int64],
    seed: Integer,
    shared: NDArray[np.int64],
) -> None:
    """For each place of the texts whose spans have `seed` words the fewest texts that share one around it."""
    parent, depth, end_of, size = tree.parent, tree.depth, tree.end_of, len(tree.words)
    sharing, seen = np.zeros(len(parent), np.int64), np.full(len(parent), NONE, np.int32)
    node_at = np.full(size, NONE, np.int32)
    for at in range(size - seed + 1):
        text = text_of[at]
        if text == NONE or text_of[at + seed - 1] != text:
            continue
        node = climb(end_of[at], seed, parent, depth, tree.jump)
        node_at[at] = node
        if seen[node] != text:
            seen[node] = text
            sharing[node] += 1
    for at in range(size):
        if text_of[at] == NONE or seeds[text_of[at]] != seed:
            continue
        fewest: Integer = np.int64(NEVER)
        for start in range(max(0, at - seed + 1), at + 1):
            if node_at[start] != NONE and text_of[start] == text_of[at]:
                fewest = min(fewest, sharing[node_at[start]])
        if fewest < NEVER:
            shared[at] = fewest


@compiled
def sum_texts(
    begins: NDArray[np.int64], sizes: NDArray[np.int64], weights: NDArray[np.float32]
) -> NDArray[np.float64]:
    """The weights of each text's words, added up."""
    total = np.zeros(len(begins))
    for text in range(len(begins)):
        for at in range(begins[text], begins[text] + sizes[text]):
            total[text] += weights[at]
    return total


@compiled
def weigh_chains(
    begins: NDArray[np.int64],
    sizes: NDArray[np.int64],
    grams: NDArray[np.int64],
    weights: NDArray[np.float32],
    following: NDArray[np.int32],
) -> NDArray[np.float32]:
    """For each place of a text the weight of the same gram from there on in its text, each of them whole."""
    # In 64 bits: added up in 32, a chain of many would come out lighter than it is, and may be given up for that.
    heaviest = np.zeros(len(weights))
    for text in range(len(begins)):
        gram = grams[text]
        for at in range(begins[text] + sizes[text] - gram, begins[text] - 1, -1):
            for word in range(at, at + gram):
                heaviest[at] += weights[word]
            if following[at] != NONE:
                heaviest[at] += heaviest[following[at]]
    return heaviest.astype(np.float32)
