"""Nodes of the tree as a walk meets them: what it asks of each and what it counts there, in one line of the cache.

The tree of many items is far larger than the cache, and a walk ends at another place of it each time. Where a node's
depth, its counter and its passage stood in arrays of their own, each end of a walk waited for seven lines of memory.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, borrowing
from farfield.kernel.spans.index import NONE, SuffixTree, child_slot, child_tag

Nodes: TypeAlias = Any
"""An array of NODE, one for each node of the tree."""

LINE = 64  # bytes that memory hands over together

NODE = np.dtype(
    [
        ("depth", np.int32),
        ("position", np.int32),
        ("parent", np.int32),
        ("word", np.int32),
        ("asks_from", np.int32),
        ("opens_at", np.int32),
        ("length", np.int32),
        ("is_changed", np.int32),
        ("order", np.uint64),
        ("document", np.int64),
        ("start", np.int32),
        ("end", np.int32),
        ("count", np.int64),
    ],
    align=True,
)
"""Of a node, never changed: `depth`, `position`, `parent` as the tree has them; `word`: the first of its edge;
`asks_from`: words from which a walk that ends here has met a question whole (`on_path` of Recall); `opens_at`: words
from which it opens windows of near duplicates.

Counted: `count`: walks of three words or more that end exactly here. Its nearest passage is the longest walk that ends
in its edge; of equally long ones the one whose document comes first by `order_documents`, then the first in it.
`length`: its words; `order`, `document`: its document's rank and number; `start`, `end`: its bytes there; `is_changed`:
whether it was replaced in this batch."""

WINDOW = np.dtype(
    [(name, NODE[name]) for name in ("length", "is_changed", "order", "document", "start", "end")]
)
"""The same of a window with a near duplicate, whose `length` is the containment in millionths."""


def in_lines(count: int, kind: np.dtype[Any]) -> Any:
    """`count` records of a kind, all zero, the first at the beginning of a line of the cache."""
    room = np.zeros(count * kind.itemsize + LINE, np.uint8)
    begin = -room.ctypes.data % LINE
    return room[begin : begin + count * kind.itemsize].view(kind)


def make_nodes(tree: SuffixTree, asks_from: NDArray[np.int32], opens_at: NDArray[np.int32]) -> Nodes:
    """The nodes of a tree with nothing counted yet."""
    nodes = in_lines(len(tree.parent), NODE)
    nodes["depth"], nodes["position"], nodes["parent"] = tree.depth, tree.position, tree.parent
    nodes["word"] = tree.first_words
    nodes["asks_from"], nodes["opens_at"] = asks_from, opens_at
    return nodes


@borrowing
def is_child(nodes: Nodes, child: Integer, node: Integer, word: Integer) -> bool:
    """Whether it is the child of a node whose edge begins with a word."""
    record = nodes[np.uint64(child)]
    return bool((record.parent == node) & (record.word == word))


@borrowing
def find_child(
    children: NDArray[np.int32], nodes: Nodes, tag_shift: Integer, node: Integer, word: Integer
) -> Integer:
    """The child of a node whose edge begins with a word, or NONE."""
    slot, tag = np.int64(child_slot(children, node, word)), child_tag(node, word, tag_shift)
    low = (np.int64(1) << tag_shift) - 1
    while children[slot] != NONE:
        entry = np.int64(children[slot])
        if entry & ~low == tag and is_child(nodes, entry & low, node, word):
            return entry & low
        slot = (slot + 1) & (len(children) - 1)
    return np.int64(NONE)
