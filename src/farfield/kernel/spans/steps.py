"""Walks down the tree, many side by side: each step of all of them asks for what the next one reads.

The tree is far larger than the cache. A walk that took all its steps at once would wait for every one of them; here the
memory looks for as many at a time as it can (group prefetching, Chen et al. 2004).
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from farfield.kernel.machine import Integer, borrowing
from farfield.kernel.machine.vectors import fetch
from farfield.kernel.spans.index import (
    NONE,
    SuffixTree,
    child_slot,
    child_tag,
    climb,
    find_tag,
    hash_pair,
    pair_key,
)
from farfield.kernel.spans.nodes import Nodes, find_child, is_child
from farfield.kernel.state import TOGETHER, Tally, Work

# Words from which the next walk starts where the last one ended. Where a text stands there whole, walks that each begin
# at their own pair of words read it once for every word of it: its length squared. A link and a climb avoid that, but
# look at places of the tree that are far apart in memory, while a short walk reads words that lie side by side and
# begins anew. Both ways end at the same node: counts don't depend on this number, only speed does.
LONG = 16
FEW = 4  # fewer walks that are left of those side by side are each finished by itself
NOWHERE = -2  # a place that none follows

Reached: TypeAlias = tuple[Integer, Integer, Integer]
"""Where a walk ended: its node, its length, and the place where it began."""


@borrowing
def linked_upto(first: Integer, count: Integer, reached: Reached, work: Work) -> Integer:
    """Of up to TOGETHER walks from `first` on those that are sure to go on where the one before them ended."""
    _, length, at = reached
    linked, stop = at + max(0, length - LONG), first
    while stop < count and stop < first + TOGETHER and work.walks[stop] == at + 1 + stop - first <= linked:
        work.together.lengths[stop - first] = ~2
        stop += 1
    return stop


@borrowing
def walk_together(
    first: Integer, stop: Integer, size: Integer, tree: SuffixTree, nodes: Nodes, work: Work
) -> None:
    """Put in place of the slots of pairs the nodes that walks have reached, and in `lengths` how far: as it is where
    the walk has ended, with all bits turned where it may go on (see finish_walk).
    """
    slots, room = work.slots, work.together
    left: Integer = 0
    for walk in range(first, stop):
        fetch(tree.pair_nodes, np.int64(slots[walk]))
    for walk in range(first, stop):
        slots[walk] = tree.pair_nodes[np.uint64(slots[walk])]
        room.lengths[left], room.alive[left] = ~2, left
        fetch(nodes, np.int64(slots[walk]))
        left += 1
    for walk in range(first, stop):
        fetch(tree.words, np.int64(nodes[np.uint64(slots[walk])].position) + 2)
    while left >= FEW:
        left = _follow_edges(left, first, size, tree, nodes, work)
        for k in range(left):
            child = find_tag(tree.children, room.children[k], room.tags[k], tree.tag_shift)
            room.children[k] = child
            fetch(nodes, child)
        left = _take_children(left, first, tree, nodes, work)


@borrowing
def _follow_edges(
    left: Integer, first: Integer, size: Integer, tree: SuffixTree, nodes: Nodes, work: Work
) -> Integer:
    """Follow each walk to the end of its edge and ask for its next child there; how many walks have one to look for.

    Free of branches but for those along an edge: whether a walk goes on is foretold wrongly every other time.
    """
    ids, words, room = work.ids, tree.words, work.together
    alive, lengths = room.alive, room.lengths
    kept = np.uint64(0)
    for k in range(np.uint64(left)):
        number = np.uint64(alive[k])
        node, at = np.uint64(work.slots[np.uint64(first) + number]), work.walks[np.uint64(first) + number]
        length = np.int64(~lengths[number])
        depth, base = np.int64(nodes[node].depth), np.int64(nodes[node].position)
        stop = min(depth, size - at)
        while length < stop and words[np.uint64(base + length)] == ids[np.uint64(at + length)]:
            length += 1
        following = ids[np.uint64(min(at + length, size - 1))]
        ended = np.int64((length < depth) | (at + length >= size) | (following < 0))
        lengths[number] = length ^ (ended - 1)
        slot = np.int64(child_slot(tree.children, node, following))
        fetch(tree.children, slot)
        room.children[kept], alive[kept] = slot, number
        room.tags[kept] = child_tag(node, following, tree.tag_shift)
        kept += np.uint64((ended == 0) & (length <= LONG))
    return np.int64(kept)


@borrowing
def _take_children(left: Integer, first: Integer, tree: SuffixTree, nodes: Nodes, work: Work) -> Integer:
    """Step over to the children, where they are those looked for; how many walks go on."""
    ids, alive, lengths = work.ids, work.together.alive, work.together.lengths
    kept = np.uint64(0)
    for k in range(np.uint64(left)):
        number, child = np.uint64(alive[k]), np.int64(work.together.children[k])
        walk = np.uint64(first) + number
        node, length = np.int64(work.slots[walk]), np.int64(~lengths[number])
        word = ids[np.uint64(work.walks[walk] + length)]
        if child != NONE and not is_child(nodes, child, node, word):
            child = find_child(tree.children, nodes, tree.tag_shift, node, word)
        taken = np.int64(child != NONE)
        reached = node + (child - node) * taken
        work.slots[walk], lengths[number] = reached, (length + taken) ^ -taken
        fetch(tree.words, np.int64(nodes[np.uint64(reached)].position) + length + taken)
        alive[kept] = number
        kept += np.uint64(taken)
    return np.int64(kept)


@borrowing
def fetch_log(first: Integer, stop: Integer, tally: Tally, work: Work) -> None:
    """Ask for what is counted of walks that have ended inside an edge."""
    for walk in range(first, stop):
        node, length = np.int64(work.slots[walk]), np.int64(work.together.lengths[walk - first])
        if length >= 0 and length != tally.nodes[np.uint64(node)].depth:
            slot = np.int64(hash_pair(pair_key(node, length)) & np.uint64(len(tally.log_keys) - 1))
            fetch(tally.log_keys, slot)
            fetch(tally.log_counts, slot)


@borrowing
def finish_walk(
    walk: Integer,
    first: Integer,
    size: Integer,
    before: Reached,
    tree: SuffixTree,
    nodes: Nodes,
    work: Work,
) -> Reached:
    """Where a walk ends. `before`: where the walk before it did: if that began a word earlier and is long, this one
    goes on at the same span without its first word, and no word is read again."""
    at = np.int64(work.walks[walk])
    node, length, last = before
    if last == at - 1 and length > LONG:
        length -= 1
        node = climb(tree.link[node], length, tree.parent, tree.depth, tree.jump)
    else:
        node, length = np.int64(work.slots[walk]), np.int64(work.together.lengths[walk - first])
        if length >= 0:
            return node, length, at
        length = ~length
    node, length = _walk_on(node, length, at, size, tree, nodes, work)
    return node, length, at


@borrowing
def _walk_on(
    node: Integer,
    length: Integer,
    at: Integer,
    size: Integer,
    tree: SuffixTree,
    nodes: Nodes,
    work: Work,
) -> tuple[Integer, Integer]:
    """Go on from a place of the tree as long as the document's words from `at` agree; return node and length."""
    ids, words = work.ids, tree.words
    while True:
        depth, base = nodes[np.uint64(node)].depth, nodes[np.uint64(node)].position
        stop = min(depth, size - at)
        while length < stop and words[base + length] == ids[at + length]:
            length += 1
        if length < depth or at + length >= size or ids[at + length] < 0:
            return node, length
        child = find_child(tree.children, nodes, tree.tag_shift, node, ids[at + length])
        if child == NONE:
            return node, length
        node = child
        length += 1
