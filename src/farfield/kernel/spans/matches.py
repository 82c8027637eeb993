"""From the tally to matching statistics: for each word of each text, the longest span and how often it occurs.

The tally holds where walks ended. A span occurs once for every walk that passed its end, so counts are sums over
the tree below it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, borrowing, compiled
from farfield.kernel.spans.index import NONE, Index, SuffixTree, climb, find_slot, pair_key

# Words after a context grow like this power of its count; to count them exactly takes memory that grows with the
# corpus. On GSM8K bits by this power correlate at .998 with those by exact counts, at .965 without it (t = 1), and
# exponents of .7 to .85 differ by less than .03 (docs/scan.md, "Bits"). At a count of one every power is exact.
HEAPS = 0.8
UNKNOWN_BITS = 17.0  # a word the corpus does not hold is one of 131,072


class Counts(NamedTuple):
    """How often every span of the items occurs in the corpus.

    `total`: words of the corpus. `words`, `pairs`: as in the tally. `nodes`: occurrences of each node's whole span.
    `log_begin`: for each node, where its entries begin in `log_lengths` (ascending) and `log_sums` (walks that
    ended inside its edge at that length or beyond). `deepest`: for each node, the lowest node on its path, itself
    included, that any walk of three words or more has reached; 0 where none has.
    """

    total: int
    words: NDArray[np.int64]
    pairs: NDArray[np.int64]
    nodes: NDArray[np.int64]
    log_begin: NDArray[np.int64]
    log_lengths: NDArray[np.int64]
    log_sums: NDArray[np.int64]
    deepest: NDArray[np.int32]


class Matches(NamedTuple):
    """Matching statistics of all texts, flat, aligned with `tree.words` (terminators hold zeros).

    `lengths`: words of the longest corpus span that starts here. `counts`: its occurrences. `nodes`: the node in
    whose edge it ends (only for three words or more, else 0). `surprisal`: bits of the word under the corpus.
    """

    lengths: NDArray[np.int32]
    counts: NDArray[np.int64]
    nodes: NDArray[np.int32]
    surprisal: NDArray[np.float32]


def sum_up(
    tree: SuffixTree,
    total: int,
    words: NDArray[np.int64],
    pairs: NDArray[np.int64],
    ended: NDArray[np.int64],
    log_keys: NDArray[np.int64],
    log_counts: NDArray[np.int64],
) -> Counts:
    """Counts from a merged tally; `log_keys` distinct and sorted."""
    log_nodes = log_keys >> 32
    log_begin = np.searchsorted(log_nodes, np.arange(len(tree.parent) + 1))
    nodes, sums, deepest = _sum_tree(tree.parent, ended, log_begin, log_counts)
    return Counts(
        total, words, pairs, nodes, log_begin.astype(np.int64), log_keys & 0xFFFFFFFF, sums, deepest
    )


@compiled
def _sum_tree(
    parent: NDArray[np.int32],
    ended: NDArray[np.int64],
    log_begin: NDArray[np.int64],
    log_counts: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    nodes = ended.copy()
    sums = log_counts.copy()
    # A parent comes before its children: backwards, each node is complete before it is added to its parent.
    for node in range(len(parent) - 1, 0, -1):
        begin, end = log_begin[node], log_begin[node + 1]
        for at in range(end - 2, begin - 1, -1):
            sums[at] += sums[at + 1]
        nodes[parent[node]] += nodes[node] + (sums[begin] if end > begin else 0)
    deepest = np.zeros(len(parent), np.int32)
    for node in range(1, len(parent)):
        reached = nodes[node] > 0 or log_begin[node + 1] > log_begin[node]
        deepest[node] = node if reached else deepest[parent[node]]
    return nodes, sums, deepest


def match_texts(index: Index, counts: Counts) -> Matches:
    """The matching statistics of every text of the index."""
    size = len(index.tree.words)
    lengths, found = np.zeros(size, np.int32), np.zeros(size, np.int64)
    nodes, surprisal = np.zeros(size, np.int32), np.zeros(size, np.float32)
    _match_all(index.tree, counts, len(index.tree.first_child), lengths, found, nodes)
    _surprise_all(index.tree, counts, index.begins, index.sizes, lengths, nodes, surprisal)
    return Matches(lengths, found, nodes, surprisal)


@compiled
def _match_all(
    tree: SuffixTree,
    counts: Counts,
    vocabulary_size: int,
    lengths: NDArray[np.int32],
    found: NDArray[np.int64],
    nodes: NDArray[np.int32],
) -> None:
    words, depth = tree.words, tree.depth
    for at in range(len(words)):
        if words[at] >= vocabulary_size or counts.words[words[at]] == 0:
            continue
        lengths[at], found[at] = 1, counts.words[words[at]]
        node = counts.deepest[tree.end_of[at]]
        if node > 0 and _reach(node, depth, counts) > 2:
            nodes[at] = node
            lengths[at] = _reach(node, depth, counts)
            found[at] = _times_reached(node, counts)
        elif words[at + 1] < vocabulary_size:
            slot = find_slot(tree.pair_keys, pair_key(words[at], words[at + 1]))
            if slot != NONE and counts.pairs[slot] > 0:
                lengths[at], found[at] = 2, counts.pairs[slot]


@borrowing
def _reach(node: Integer, depth: NDArray[np.int32], counts: Counts) -> Integer:
    """How many words the longest walk into a node's edge has matched."""
    if counts.nodes[node] > 0:
        return np.int64(depth[node])
    return counts.log_lengths[counts.log_begin[node + 1] - 1]


@borrowing
def _times_reached(node: Integer, counts: Counts) -> Integer:
    """How often that longest walk's span occurs."""
    if counts.nodes[node] > 0:
        return counts.nodes[node]
    return counts.log_sums[counts.log_begin[node + 1] - 1]


@compiled
def _surprise_all(
    tree: SuffixTree,
    counts: Counts,
    begins: NDArray[np.int64],
    sizes: NDArray[np.int64],
    lengths: NDArray[np.int32],
    nodes: NDArray[np.int32],
    surprisal: NDArray[np.float32],
) -> None:
    """Bits of each word under the unbounded-context model of the corpus, PPM with escape method C (Moffat 1990).

    From the longest context that occurs, P(word | context) = n(context word) / (n + t), where n counts the context
    and t the distinct words after it; a word not seen there costs the escape, t / (n + t), and the context loses its
    first word. Below the empty context every one of 2**UNKNOWN_BITS words is as likely. To know t exactly takes
    memory that grows with the corpus, so it is put at n ** HEAPS (Heaps 1978): exact at n = 1.
    """

    def count(start: Integer, length: Integer) -> Integer:
        """Occurrences of a span that matches. Inlined: to pass the tree and the counts costs more than to count."""
        if length == 1:
            return counts.words[tree.words[start]]
        if length == 2:
            return counts.pairs[find_slot(tree.pair_keys, pair_key(tree.words[start], tree.words[start + 1]))]
        node = climb(nodes[start], length, tree.parent, tree.depth, tree.jump)
        if length < tree.depth[node]:
            first, last = counts.log_begin[node], counts.log_begin[node + 1]
            while first < last:  # the first entry of at least this length
                middle = (first + last) >> 1
                if counts.log_lengths[middle] < length:
                    first = middle + 1
                else:
                    last = middle
            if first < counts.log_begin[node + 1]:
                return counts.nodes[node] + counts.log_sums[first]
        return counts.nodes[node]

    for text in range(len(begins)):
        start = begins[text]
        context: Integer = np.int64(0)  # occurrences of the words from `start` to `at`, where there are any
        for at in range(begins[text], begins[text] + sizes[text]):
            bits = 0.0
            while start < at and lengths[start] < at + 1 - start:
                bits += _escape_bits(context)
                start += 1
                if start < at:
                    context = count(start, at - start)
            if lengths[at] == 0:
                bits += _escape_bits(counts.total) + UNKNOWN_BITS
                start = at + 1
            else:
                together = count(start, at + 1 - start)
                bits += _seen_bits(context if start < at else counts.total, together)
                context = together
            surprisal[at] = bits


@compiled
def _escape_bits(context: Integer) -> float:
    return float(np.log2(1.0 + context ** (1.0 - HEAPS)))


@compiled
def _seen_bits(context: Integer, together: Integer) -> float:
    return float(np.log2((context + context**HEAPS) / together))


class TextStatistics(NamedTuple):
    """One number for each text: see FIELD_COLUMNS of schemas.py. Empty texts hold zeros."""

    pieces: NDArray[np.int64]
    bits: NDArray[np.float64]
    unigram: NDArray[np.float64]
    match: NDArray[np.int64]
    coverage_8: NDArray[np.float64]
    coverage_13: NDArray[np.float64]


def describe_texts(index: Index, matches: Matches, counts: Counts) -> TextStatistics:
    """Pieces (greedy longest match is optimal), bits per word, longest match and coverage of every text.

    `unigram`: bits per word under the same model without any context, so by the words' frequencies alone.
    """
    begins, sizes = index.begins, index.sizes
    per_word = np.maximum(sizes, 1)
    return describe_lengths(begins, sizes, matches.lengths)._replace(
        bits=_sums(matches.surprisal, begins, sizes) / per_word,
        unigram=_sums(_rarity(index, counts), begins, sizes) / per_word,
    )


def _sums(
    values: NDArray[np.floating[Any]], begins: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The sum of each text's values: of all texts of a size at once."""
    sums = np.zeros(len(begins))
    order = np.argsort(sizes, kind="stable")
    for texts in np.split(order, np.flatnonzero(np.diff(sizes[order])) + 1):
        size = sizes[texts[0]] if len(texts) else 0
        sums[texts] = values[begins[texts, None] + np.arange(size)].sum(axis=1, dtype=np.float64)
    return sums


def _rarity(index: Index, counts: Counts) -> NDArray[np.float64]:
    """Bits of each of the tree's words by its own count; a terminator has none."""
    total = float(counts.total)
    unseen = np.log2(1 + total ** (1 - HEAPS)) + UNKNOWN_BITS
    seen = np.log2((total + total**HEAPS) / np.maximum(counts.words, 1))
    known = index.tree.words < len(counts.words)
    bits = np.zeros(len(known))
    bits[known] = np.where(counts.words > 0, seen, unseen)[index.tree.words[known]]
    return bits


def describe_lengths(
    begins: NDArray[np.int64], sizes: NDArray[np.int64], lengths: NDArray[np.int32]
) -> TextStatistics:
    """What the lengths alone tell: all but `bits` and `unigram`, which are NaN."""
    pieces, longest = _pieces_and_match(begins, sizes, lengths)
    per_word = np.maximum(sizes, 1)
    return TextStatistics(
        pieces,
        np.full(len(sizes), np.nan),
        np.full(len(sizes), np.nan),
        longest,
        _covered(begins, sizes, lengths, 8) / per_word,
        _covered(begins, sizes, lengths, 13) / per_word,
    )


@compiled
def _pieces_and_match(
    begins: NDArray[np.int64], sizes: NDArray[np.int64], lengths: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """A word that the corpus does not hold is a piece of its own."""
    pieces, longest = np.zeros(len(begins), np.int64), np.zeros(len(begins), np.int64)
    for text in range(len(begins)):
        at, end = begins[text], begins[text] + sizes[text]
        while at < end:
            pieces[text] += 1
            at += max(1, lengths[at])
        for place in range(begins[text], end):
            longest[text] = max(longest[text], lengths[place])
    return pieces, longest


@compiled
def _covered(
    begins: NDArray[np.int64], sizes: NDArray[np.int64], lengths: NDArray[np.int32], span: int
) -> NDArray[np.int64]:
    """How many words of each text stand in a corpus span of at least `span` words."""
    covered = np.zeros(len(begins), np.int64)
    for text in range(len(begins)):
        upto = begins[text]
        for at in range(begins[text], begins[text] + sizes[text]):
            if lengths[at] >= span:
                upto = max(upto, at + lengths[at])
            covered[text] += at < upto
    return covered
