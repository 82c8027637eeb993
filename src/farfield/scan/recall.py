"""Which questions and targets to look for together, and where in the tree their questions end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from farfield.scan.compiled import compiled
from farfield.scan.index import NONE, Index
from farfield.scan.kernel import Recall

NEVER = np.iinfo(np.int32).max


def build_recall(index: Index, pairs: Sequence[tuple[int, int]]) -> Recall:
    """`pairs`: numbers of a question's and a target's text; both hold at least one word."""
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
        first_pair,
        next_pair,
        index.begins[targets],
        index.sizes[targets],
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
