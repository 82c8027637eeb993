"""The items as an index: a suffix tree over their words.

All distinct texts of the items are laid end to end, each closed by a terminator of its own. The tree holds every
span of every text in space linear in their words, so the corpus can be streamed past it: memory depends on the
items alone. Built from a suffix array and its longest common prefixes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, borrowing, compiled
from farfield.kernel.spans.suffixes import common_prefixes, order_by_depth, sort_suffixes
from farfield.kernel.words.numbering import number_words
from farfield.kernel.words.vocabulary import Vocabulary, build_vocabulary
from farfield.records import FarfieldError, Unit

NONE = -1
ROOT = 0
# Places of words and nodes are numbered by int32, which halves the arrays of the tree. It has at most two nodes for
# each place, and the root (the room in `_link_nodes`): with 2^30 - 1 words all numbers stay below 2^31.
MOST_WORDS = (1 << 30) - 1
BITS_EACH = 16  # of the bitmaps that stop most walks: about 2 % of strange pairs and triples pass
MOST_BITS = 1 << 23  # 1 MiB: a bitmap must stay in the cache to be worth asking
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
ONE = np.uint64(1)


class SuffixTree(NamedTuple):
    """The tree. A node stands for a span of `depth` words, which reads `words[position : position + depth]`.

    `words`: the texts, word ids, each followed by a terminator >= the size of the vocabulary.
    `parent`, `depth`, `position` (int32, one for each node; node 0 is the root; a parent comes before its children).
    `jump`: for each node one far above it, so that the way up takes logarithmic time (see `climb`). `link`: the topmost
    node that holds the node's span without its first word (the root for spans of a word).
    `end_of`: for each place of `words`, the node at or below which its suffix ends.
    `first_child`: for each word id, the child of the root whose edge begins with it.
    `pair_keys`, `pair_nodes`: table of the texts' pairs of neighbouring words; the node at or below which the
    pair ends, and by its slot the counter of the pair. `first_words`: for each node the first word of its edge.
    `children`: table of (node, word) -> child, which tells by its parent and first word whether it is the one; above
    `tag_shift` bits of its number stand as many of the hash as there is room for, so that most others are told apart
    without looking at them.
    `pair_bits`, `triple_bits`: bitmaps over hashed pairs of words, and of (slot of a pair, word).
    """

    words: NDArray[np.int32]
    parent: NDArray[np.int32]
    depth: NDArray[np.int32]
    position: NDArray[np.int32]
    jump: NDArray[np.int32]
    link: NDArray[np.int32]
    end_of: NDArray[np.int32]
    first_child: NDArray[np.int32]
    pair_keys: NDArray[np.int64]
    pair_nodes: NDArray[np.int32]
    first_words: NDArray[np.int32]
    children: NDArray[np.int32]
    tag_shift: int
    pair_bits: NDArray[np.uint64]
    triple_bits: NDArray[np.uint64]


class Index(NamedTuple):
    """The texts of the items, ready to be met by a corpus.

    `begins`: where each text begins in `tree.words`; text i has `sizes[i]` words.
    """

    vocabulary: Vocabulary
    tree: SuffixTree
    begins: NDArray[np.int64]
    sizes: NDArray[np.int64]


def build_index(texts: Sequence[str], unit: Unit = "word") -> Index:
    """Index distinct texts. With unit "byte" the vocabulary's words are single bytes."""
    words, sizes, vocabulary = number_words(texts, unit)
    if len(words) > MOST_WORDS:
        raise FarfieldError(
            f"the items hold {len(words):,} words; the index has room for {MOST_WORDS:,}",
            remedy="Scan them in several runs.",
        )
    begins = np.cumsum(sizes + 1) - sizes - 1
    return Index(build_vocabulary(vocabulary, unit), build_tree(words, len(vocabulary)), begins, sizes)


def build_tree(words: NDArray[np.int32], vocabulary_size: int) -> SuffixTree:
    """The suffix tree of texts laid end to end; ids >= vocabulary_size are terminators, each used once."""
    suffixes = sort_suffixes(words)
    shared = common_prefixes(words, suffixes)
    left = words_left(words, vocabulary_size)
    parent, depth, position, end_of = _link_nodes(suffixes, shared, left)
    # Nodes are numbered anew by their depth, so that a parent comes before its children: whatever passes down the tree
    # is one loop forwards (`_jumps`, `_links`, the questions of recall), and counts are summed up by one backwards.
    order, number = order_by_depth(depth)
    parent, depth, position = number[parent[order]], depth[order], position[order]
    end_of = number[end_of]
    jump = _jumps(parent)
    link = _links(parent, depth, position, jump, end_of)
    first_child = np.full(vocabulary_size, NONE, np.int32)
    top = np.flatnonzero((parent == ROOT) & (depth > 0))
    first_child[words[position[top]]] = top
    first_words = words[position + depth[parent]]
    tag_shift = len(parent).bit_length()
    children = _build_children(parent, depth, first_words, tag_shift)
    pairs = _commonest_pairs(suffixes, shared, left)
    pair_nodes_of = _nodes_at(parent, depth, jump, end_of[pairs], 2)
    pair_keys, pair_nodes = _build_table(words[pairs], words[pairs + 1], pair_nodes_of)
    triples = np.flatnonzero(left >= 3)
    slots = _slots_at(pair_keys, words, triples)
    pair_bits = _bitmap(words[pairs], words[pairs + 1])
    triple_bits = _bitmap(slots, words[triples + 2])
    return SuffixTree(
        words, parent, depth, position, jump, link, end_of, first_child,
        pair_keys, pair_nodes, first_words, children, tag_shift, pair_bits, triple_bits,
    )  # fmt: skip


def _commonest_pairs(
    suffixes: NDArray[np.int64], shared: NDArray[np.int32], left: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Of each distinct pair of words one place, the commonest first: so they stand in their first slots of a table."""
    first = np.flatnonzero((shared < 2) & (left[suffixes] >= 2))
    often = np.diff(first, append=len(suffixes))
    return suffixes[first[np.argsort(-often, kind="stable")]]


@compiled
def words_left(words: NDArray[np.int32], vocabulary_size: int) -> NDArray[np.int32]:
    """How many words stand from each place to the end of its text; 0 at a terminator."""
    left = np.zeros(len(words), np.int32)
    run = 0
    for at in range(len(words) - 1, -1, -1):
        run = 0 if words[at] >= vocabulary_size else run + 1
        left[at] = run
    return left


@compiled
def _link_nodes(
    suffixes: NDArray[np.int64], shared: NDArray[np.int32], left: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Nodes from the sorted suffixes, by a stack of the open path (Abouelhoda et al. 2004).

    A suffix that ends where a branching node ends needs no leaf: the node is its end.
    """
    size = len(suffixes)
    parent = np.zeros(2 * size + 1, np.int32)
    depth = np.zeros(2 * size + 1, np.int32)
    position = np.zeros(2 * size + 1, np.int32)
    end_of = np.zeros(size, np.int32)
    stack = np.zeros(size + 2, np.int32)
    top, nodes = 0, 1
    for at in range(size):
        start = suffixes[at]
        common = shared[at]
        last = NONE
        while depth[stack[top]] > common:
            last = stack[top]
            top -= 1
        if depth[stack[top]] < common:  # the last edge is split
            parent[nodes], depth[nodes], position[nodes] = stack[top], common, start
            parent[last] = nodes
            top += 1
            stack[top] = nodes
            nodes += 1
        if left[start] > depth[stack[top]]:
            parent[nodes], depth[nodes], position[nodes] = stack[top], left[start], start
            top += 1
            stack[top] = nodes
            nodes += 1
        end_of[start] = stack[top]
    return parent[:nodes], depth[:nodes], position[:nodes], end_of


@compiled
def _jumps(parent: NDArray[np.int32]) -> NDArray[np.int32]:
    """For each node one above it, by the digits of a skew-binary number (Myers 1983): few steps reach any other."""
    level = np.zeros(len(parent), np.int32)
    jump = np.zeros(len(parent), np.int32)
    for node in range(1, len(parent)):
        above = parent[node]
        level[node] = level[above] + 1
        once = jump[above]
        twice = jump[once]
        jump[node] = twice if level[above] - level[once] == level[once] - level[twice] else above
    return jump


@borrowing
def climb(
    node: Integer,
    length: Integer,
    parent: NDArray[np.int32],
    depth: NDArray[np.int32],
    jump: NDArray[np.int32],
) -> Integer:
    """The topmost node on the path to `node` whose span has at least `length` words (1 or more)."""
    while depth[parent[node]] >= length:
        node = jump[node] if depth[jump[node]] >= length else parent[node]
    return node


@compiled
def _links(
    parent: NDArray[np.int32],
    depth: NDArray[np.int32],
    position: NDArray[np.int32],
    jump: NDArray[np.int32],
    end_of: NDArray[np.int32],
) -> NDArray[np.int32]:
    link = np.full(len(parent), ROOT, np.int32)
    for node in range(1, len(parent)):
        if depth[node] > 1:
            link[node] = climb(end_of[position[node] + 1], depth[node] - 1, parent, depth, jump)
    return link


@compiled
def _nodes_at(
    parent: NDArray[np.int32],
    depth: NDArray[np.int32],
    jump: NDArray[np.int32],
    ends: NDArray[np.int32],
    length: Integer,
) -> NDArray[np.int32]:
    """For each end of a suffix, the node on its path whose edge holds the given length."""
    nodes = np.empty(len(ends), np.int32)
    for at in range(len(ends)):
        nodes[at] = climb(ends[at], length, parent, depth, jump)
    return nodes


@borrowing
def pair_key(first: Integer, second: Integer) -> Integer:
    """The key of (word, word) or (node, word) in a table."""
    return (np.int64(first) << 32) | np.int64(second)


@borrowing
def hash_pair(key: Integer) -> np.uint64:
    """64 mixed bits of a pair of words, the key of its slot."""
    mixed = np.uint64(key) * GOLDEN
    return mixed ^ (mixed >> np.uint64(32))


def _build_children(
    parent: NDArray[np.int32], depth: NDArray[np.int32], first_words: NDArray[np.int32], tag_shift: int
) -> NDArray[np.int32]:
    """Of the root's children there are none: they are found by their word alone."""
    inner = np.flatnonzero((parent != ROOT) & (depth > 0))
    children = np.full(_table_size(len(inner)), NONE, np.int32)
    _fill_children(children, parent, first_words, inner, tag_shift)
    return children


@compiled
def _fill_children(
    children: NDArray[np.int32],
    parents: NDArray[np.int32],
    first_words: NDArray[np.int32],
    nodes: NDArray[np.int64],
    tag_shift: int,
) -> None:
    for node in nodes:
        parent, word = parents[node], first_words[node]
        slot = child_slot(children, parent, word)
        while children[slot] != NONE:
            slot = (slot + np.uint64(1)) & np.uint64(len(children) - 1)
        children[slot] = node | child_tag(parent, word, tag_shift)


@borrowing
def child_slot(children: NDArray[np.int32], node: Integer, word: Integer) -> np.uint64:
    """Where a child is looked for first in the table."""
    return hash_pair(pair_key(node, word)) & np.uint64(len(children) - 1)


@borrowing
def child_tag(node: Integer, word: Integer, tag_shift: Integer) -> Integer:
    """What stands above the number of a child: bits of the hash that don't tell its slot."""
    hashed = hash_pair(pair_key(node, word)) >> np.uint64(33)
    return np.int64((hashed << np.uint64(tag_shift)) & np.uint64(0x7FFFFFFF))


@borrowing
def find_tag(children: NDArray[np.int32], slot: Integer, tag: Integer, tag_shift: Integer) -> Integer:
    """The first child from a slot of the table on whose entry bears a tag: most likely the one that was looked for.
    NONE where it is certain that there is none."""
    low = (np.int64(1) << tag_shift) - 1
    while True:
        entry = np.int64(children[np.uint64(slot)])
        if entry < 0 or entry & ~low == tag:
            return entry if entry < 0 else entry & low
        slot = (slot + 1) & (len(children) - 1)


def _table_size(count: int) -> int:
    return int(1 << max(4, int(2 * count).bit_length()))


def _build_table(
    first: NDArray[np.int32], second: NDArray[np.int32], values: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    size = _table_size(len(values))
    keys, nodes = np.full(size, NONE, np.int64), np.full(size, NONE, np.int32)
    _fill_table(keys, nodes, first, second, values)
    return keys, nodes


@compiled
def _fill_table(
    keys: NDArray[np.int64],
    nodes: NDArray[np.int32],
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    values: NDArray[np.int32],
) -> None:
    mask = len(keys) - 1
    for at in range(len(values)):
        key = pair_key(first[at], second[at])
        slot = np.int64(hash_pair(key)) & mask
        while keys[slot] != NONE:
            slot = (slot + 1) & mask
        keys[slot] = key
        nodes[slot] = values[at]


@borrowing
def find_slot(keys: NDArray[np.int64], key: Integer) -> Integer:
    """The slot of a key in a table, or NONE."""
    mask = np.uint64(len(keys) - 1)  # unsigned: an index that may be negative costs a test each time
    slot = hash_pair(key) & mask
    while keys[slot] != key:
        if keys[slot] == NONE:
            return np.int64(NONE)
        slot = (slot + np.uint64(1)) & mask
    return np.int64(slot)


@compiled
def _slots_at(
    pair_keys: NDArray[np.int64], words: NDArray[np.int32], places: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The slot of the pair that begins at each place."""
    slots = np.empty(len(places), np.int64)
    for at in range(len(places)):
        slots[at] = find_slot(pair_keys, pair_key(words[places[at]], words[places[at] + 1]))
    return slots


@compiled
def _bitmap(first: NDArray[Any], second: NDArray[np.int32]) -> NDArray[np.uint64]:
    bits = 1 << 12
    while bits < BITS_EACH * len(first) and bits < MOST_BITS:
        bits <<= 1
    bitmap = np.zeros(bits >> 6, np.uint64)
    for at in range(len(first)):
        mixed = np.uint64(pair_key(first[at], second[at])) * GOLDEN
        bitmap[number_of(bitmap, mixed)] |= ONE << first_bit(mixed) | ONE << second_bit(mixed)
    return bitmap


@borrowing
def bit_at(bitmap: NDArray[np.uint64], first: Integer, second: Integer) -> np.uint64:
    """1 where a pair may be among those the bitmap was made of; 0 is certain."""
    mixed = np.uint64(pair_key(first, second)) * GOLDEN
    number = bitmap[number_of(bitmap, mixed)]
    return np.uint64((number >> first_bit(mixed)) & (number >> second_bit(mixed)) & ONE)


@borrowing
def number_of(bitmap: NDArray[np.uint64], mixed: Any) -> Any:
    """Which number of a bitmap, a power of two of them, tells of a pair, or of each of eight; `mixed`: its key by
    GOLDEN."""
    return (mixed >> np.uint64(46)) & np.uint64(len(bitmap) - 1)


@borrowing
def first_bit(mixed: Any) -> Any:
    """One of the two bits of that number that a pair sets (a blocked Bloom filter, Putze et al. 2007)."""
    return (mixed >> np.uint64(40)) & np.uint64(63)


@borrowing
def second_bit(mixed: Any) -> Any:
    """The other one."""
    return (mixed >> np.uint64(34)) & np.uint64(63)
