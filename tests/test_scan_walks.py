"""Walks taken side by side end where each would by itself: at the longest span of the items that begins at its word."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from farfield.kernel.machine import borrowing
from farfield.kernel.spans.index import (
    NONE,
    ROOT,
    SuffixTree,
    build_index,
    build_tree,
    climb,
    find_slot,
    pair_key,
)
from farfield.kernel.spans.nodes import Nodes, make_nodes
from farfield.kernel.spans.steps import LONG, NOWHERE, Reached, finish_walk, linked_upto, walk_together
from farfield.kernel.state import TOGETHER, Work, make_work

LETTERS = 4  # words of the vocabulary: few, so that spans meet again and again
WORK = make_work(1 << 10, build_index(["a b"]).vocabulary)


@borrowing
def walk_all(
    count: int, size: int, tree: SuffixTree, nodes: Nodes, work: Work, ends: NDArray[np.int64]
) -> None:
    """As a segment is walked, without counting: node and length of each walk."""
    reached: Reached = (ROOT, 0, NOWHERE)
    first = 0
    while first < count:
        stop = linked_upto(first, count, reached, work)
        if stop == first:
            stop = min(count, first + TOGETHER)
            walk_together(first, stop, size, tree, nodes, work)
        for walk in range(first, stop):
            reached = finish_walk(walk, first, size, reached, tree, nodes, work)
            ends[walk, 0], ends[walk, 1] = reached[0], reached[1]
        first = stop


def longest(texts: list[list[int]], document: list[int], at: int) -> int:
    """Words from `at` on that stand side by side in a text as well."""
    return max(
        next(
            (
                k
                for k, (one, other) in enumerate(zip(text[begin:], document[at:], strict=False))
                if one != other
            ),
            min(len(text) - begin, len(document) - at),
        )
        for text in texts
        for begin in range(len(text))
    )


def tree_of(texts: list[list[int]]) -> SuffixTree:
    """Texts laid end to end, each with a terminator of its own."""
    words = [word for number, text in enumerate(texts) for word in (*text, LETTERS + number)]
    return build_tree(np.array(words, np.int32), LETTERS)


def walks_of(tree: SuffixTree, document: list[int]) -> tuple[list[int], NDArray[np.int64]]:
    """The places where a walk begins, at each pair of the items that a known word follows, and where it ends."""
    places, slots = [], []
    for at in range(len(document) - 2):
        slot = (
            find_slot(tree.pair_keys, pair_key(document[at], document[at + 1]))
            if min(document[at : at + 3]) >= 0
            else NONE
        )
        if slot != NONE:
            places.append(at)
            slots.append(slot)
    ends = np.zeros((len(places), 2), np.int64)
    WORK.ids[: len(document)] = document
    WORK.walks[: len(places)], WORK.slots[: len(places)] = places, slots
    never = np.full(len(tree.parent), NONE, np.int32)
    walk_all(len(places), len(document), tree, make_nodes(tree, never, never), WORK, ends)
    return places, ends


word = st.integers(0, LETTERS - 1)
texts_of_words = st.lists(st.lists(word, min_size=1, max_size=40), min_size=1, max_size=6)


@settings(deadline=None)
@given(texts_of_words, st.lists(st.integers(NONE, LETTERS - 1), max_size=150), st.data())
def test_every_walk_ends_at_the_longest_span(
    texts: list[list[int]], document: list[int], data: st.DataObject
) -> None:
    """Documents of strange words and of pieces of the texts, some longer than LONG, so that walks are linked."""
    pieces = data.draw(st.lists(st.sampled_from(texts), max_size=4))
    cut = data.draw(st.integers(0, len(document)))
    document = [*document[:cut], *(word for piece in pieces for word in piece), *document[cut:]]
    tree = tree_of(texts)
    places, ends = walks_of(tree, document)
    for at, (node, length) in zip(places, ends.tolist(), strict=True):
        assert length == longest(texts, document, at)
        assert tree.depth[tree.parent[node]] < length <= tree.depth[node]
        begin = tree.position[node]
        assert tree.words[begin : begin + length].tolist() == document[at : at + length]


@pytest.mark.parametrize("repeats", [1, 4])
def test_a_text_that_stands_there_whole_is_linked_past_the_walks_side_by_side(repeats: int) -> None:
    rng = np.random.default_rng(0)
    text = rng.integers(0, LETTERS, 3 * TOGETHER).tolist()
    document = repeats * text
    tree = tree_of([text])
    places, ends = walks_of(tree, document)
    assert len(places) > 2 * TOGETHER
    assert ends[:, 1].max() > TOGETHER + LONG
    assert [longest([text], document, at) for at in places] == ends[:, 1].tolist()
    assert climb(int(ends[0, 0]), 1, tree.parent, tree.depth, tree.jump) != ROOT
