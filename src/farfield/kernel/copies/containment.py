"""Near duplicates: how much of a question or a target stands in one window of a document, edits allowed.

Where a walk meets a span that few of the items share, a window of the document around it is looked at, and of the
item's text every word is counted that stands there too beside one of its neighbours, in whatever place. Words are
weighed by their rarity and by how many texts share the span around them, so that templates are worth little.
Containment, not Jaccard: the window is longer than the text (Broder 1997).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from farfield.kernel.copies.facts import FACTS, Records
from farfield.kernel.copies.grams import ONE, find_gram, hash_gram, list_candidates, make_filters, make_tables
from farfield.kernel.copies.regions import Regions, RegionTally, make_regions, mark_held, table_begin
from farfield.kernel.copies.run_sizes import run_sizes
from farfield.kernel.copies.weights import NEVER, sum_texts, weigh, weigh_chains
from farfield.kernel.machine import Integer, borrowing, compiled, inlined
from farfield.kernel.machine.lanes import LANES
from farfield.kernel.machine.vectors import WIDTH, fetch, lowest_bit
from farfield.kernel.spans.index import NONE, Index, SuffixTree
from farfield.kernel.spans.occurrences import count_occurrences
from farfield.records import Unit

SEED_PLACES = 8  # a span that stands in more places of the items opens no window
BESIDE: dict[Unit, int] = {
    "word": 100,
    "byte": 500,
}  # units on either side of a window in which its answer is sought
QUESTION, TARGET = 1, 2
ROUNDING = 1.001  # more than a sum of any order can be off


class Copies(NamedTuple):
    """What is looked for: the questions and targets, their words' weights, and where each span opens a window.

    `facts`: of each text, see FACTS. `beside`: as above, in units.
    `threshold`: containment of a near duplicate, less half a millionth.
    `opens_at`: for each node, units from which a walk that ends in its edge opens windows. `runs`: for each node whose,
    as the first of a run of `texts` and how many.
    `roles`: see find_roles.
    `weights`: of each place of the tree's words. `following`: for each place, the next of its text where the same gram
    begins; `heaviest`: the weight of the grams from there on in that chain, each whole.
    `table`: for each text a hash table of the first place by gram. `filters`: for each text a bitmap of its grams'
    hashes, which most of a document's fail. `regions`: see there.
    `first_pair`, `next_pair`: the pairs of each question. `target`: of each pair; `asked`: how often it stands in its
    question; `by_span`: it is sought as a whole span, and must stand there more often than that.
    """

    facts: Records
    beside: int
    threshold: float
    opens_at: NDArray[np.int32]
    runs: NDArray[np.int32]
    texts: NDArray[np.int32]
    roles: NDArray[np.int8]
    weights: NDArray[np.float32]
    following: NDArray[np.int32]
    heaviest: NDArray[np.float32]
    table: NDArray[np.int32]
    filters: NDArray[np.uint64]
    regions: Regions
    first_pair: NDArray[np.int32]
    next_pair: NDArray[np.int32]
    target: NDArray[np.int32]
    asked: NDArray[np.int32]
    by_span: NDArray[np.bool_]


HALF_A_MILLIONTH = 0.5e-6
"""Shares are told in millionths and compared as they are told: one that adds up to a hair under the threshold, as half
of equal weights may, is equal to it, in whatever order its weights were added."""


def build_copies(
    index: Index, pairs: Sequence[tuple[int, int]], roles: NDArray[np.int8], unit: Unit, threshold: float
) -> Copies:
    """`pairs`: numbers of a question's and a target's text. `roles`: of each text, see find_roles."""
    grams, seeds = run_sizes(index, unit)
    text_of = _text_of(index, roles)
    runs, texts, depth = _list_places(index.tree, text_of)
    weights = weigh(index, text_of, seeds)
    size = np.where(roles > 0, index.sizes, 0)
    facts = np.zeros(len(size), FACTS)
    facts["begin"], facts["size"], facts["gram"], facts["seed"] = index.begins, size, grams, seeds
    facts["total"] = sum_texts(index.begins, size, weights)
    facts["reach"] = size + size // 4 + 2 * seeds
    table, following = make_tables(index.tree.words, facts)
    filters = make_filters(index.tree.words, facts)
    regions, facts["kind"] = make_regions(2 * facts["reach"].astype(np.int64), grams)
    copies = Copies(
        facts, BESIDE[unit], threshold - HALF_A_MILLIONTH, _open_at(runs, texts, depth, seeds), runs, texts,
        roles, weights, following, weigh_chains(index.begins, size, grams, weights, following),
        table, filters, regions, *_chain_pairs(pairs, len(index.begins)),
        np.zeros(len(pairs), np.int32), np.zeros(len(pairs), np.bool_),
    )  # fmt: skip
    _compare_pairs(
        copies, index.tree.words, np.array([pair[0] for pair in pairs], np.int64), make_marks(copies)
    )
    return copies


def find_roles(table: pl.DataFrame, texts: Sequence[str]) -> NDArray[np.int8]:
    """For each text QUESTION, TARGET or 0: of outputs no near duplicates are sought. One that is both is a question."""
    roles = np.zeros(len(texts), np.int8)
    for field, role in (("target", TARGET), ("question", QUESTION)):
        held = table[field].cast(pl.String).drop_nulls().unique().implode()
        roles[pl.Series(texts, dtype=pl.String).is_in(held).to_numpy()] = role
    return roles


def _text_of(index: Index, roles: NDArray[np.int8]) -> NDArray[np.int32]:
    """For each place of the tree's words its text, NONE at terminators and in texts that are not looked for."""
    text_of = np.full(len(index.tree.words), NONE, np.int32)
    for text in np.flatnonzero(roles).tolist():
        text_of[index.begins[text] : index.begins[text] + index.sizes[text]] = text
    return text_of


def _chain_pairs(
    pairs: Sequence[tuple[int, int]], texts: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    first, following = np.full(texts, NONE, np.int32), np.full(len(pairs), NONE, np.int32)
    for number, (question, _) in enumerate(pairs):
        following[number] = first[question]
        first[question] = number
    return first, following, np.array([target for _, target in pairs], np.int32)


@compiled
def _list_places(
    tree: SuffixTree, text_of: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """For each node the run of `texts` that its span stands in, once for each place, and the words of that span.

    A node of outputs alone stands for the longest of its spans that is a question's or a target's.
    """
    parent, end_of = tree.parent, tree.end_of
    places = np.zeros(len(parent), np.int32)
    for at in range(len(text_of)):
        places[end_of[at]] += text_of[at] != NONE
    for node in range(len(parent) - 1, 0, -1):
        places[parent[node]] += places[node]
    first = np.zeros(len(parent), np.int32)
    cursor = np.zeros(len(parent), np.int32)
    for node in range(1, len(parent)):
        first[node] = cursor[parent[node]]
        cursor[node] = first[node]
        cursor[parent[node]] += places[node]
    texts = np.zeros(places[0], np.int32)
    for at in range(len(text_of)):
        if text_of[at] != NONE:
            texts[cursor[end_of[at]]] = text_of[at]
            cursor[end_of[at]] += 1
    depth = tree.depth.copy()
    for node in range(1, len(parent)):
        if places[node] == 0:
            above = parent[node]
            first[node], places[node], depth[node] = first[above], places[above], depth[above]
    runs = np.empty((len(parent), 2), np.int32)
    for node in range(len(parent)):  # not by a slice: see `move_bytes`
        runs[node, 0], runs[node, 1] = first[node], places[node]
    return runs, texts, depth


@compiled
def _open_at(
    runs: NDArray[np.int32],
    texts: NDArray[np.int32],
    depth: NDArray[np.int32],
    seeds: NDArray[np.int64],
) -> NDArray[np.int32]:
    """For each node the fewest words from which a span in its edge opens a window of any of its texts."""
    least = np.full(len(runs), NEVER, np.int32)
    for node in range(len(runs)):
        if runs[node, 1] <= SEED_PLACES:
            for place in range(runs[node, 0], runs[node, 0] + runs[node, 1]):
                if seeds[texts[place]] <= depth[node]:
                    least[node] = min(least[node], seeds[texts[place]])
    return least


def window_room(copies: Copies) -> int:
    """Units of the largest window: around the longest text, with the longest target sought on either side of it."""
    longest, seed = (int(copies.facts[field].max(initial=0)) for field in ("size", "seed"))
    return 5 * longest + 2 * copies.beside + 4 * seed + 2 + LANES


def make_marks(copies: Copies) -> NDArray[np.uint64]:
    """A bit for each place of the longest text, none of them set."""
    longest = int(copies.facts["size"].max(initial=0))
    return np.zeros(longest // WIDTH + 1, np.uint64)


@borrowing
def mark(marked: NDArray[np.uint64], place: Integer) -> None:
    """Set the bit of a place."""
    marked[place // WIDTH] |= ONE << np.uint64(place % WIDTH)


@inlined
def hold_at_most(
    copies: Copies,
    text: Integer,
    words: NDArray[np.int32],
    slot: Integer,
    blocks: np.uint64,
    tally: RegionTally,
    marked: NDArray[np.uint64],
) -> tuple[float, int]:
    """What blocks of a region hold of a text at most: `contain` finds no more in a window that lies in them."""
    facts = copies.facts[text]
    own, size, gram = facts.begin, np.int64(facts.size), np.int64(facts.gram)
    begin = table_begin(slot, copies.regions)
    mark_held(words, own, own + size - gram + 1, gram, tally.tables, begin, tally.shift[slot], blocks, marked)
    held, count = _sum_marked(marked, copies.weights, own, size, gram)
    return float(held / facts.total), count


@borrowing
def is_marked(marked: NDArray[np.uint64], place: Integer) -> bool:
    """Whether the bit of a place is set."""
    return bool((marked[place // WIDTH] >> np.uint64(place % WIDTH)) & ONE)


@compiled
def _compare_pairs(
    copies: Copies, words: NDArray[np.int32], questions: NDArray[np.int64], marked: NDArray[np.uint64]
) -> None:
    """How a target is told from its question, which may quote it: see `by_span`."""
    room = WIDTH * len(marked) + LANES
    places, hashes = np.empty(room, np.int32), np.empty(room, np.int32)
    for pair in range(len(questions)):
        question, target = questions[pair], copies.target[pair]
        begin = copies.facts[question].begin
        end = begin + copies.facts[question].size
        too_short = copies.facts[target].size < copies.facts[target].seed
        copies.asked[pair] = count_span_in(copies, target, words, words, begin, end, places)
        quoted = 0.0
        if not too_short:
            quoted = contain(
                copies, target, words, words, begin, end, copies.threshold, marked, places, hashes
            )[0]
        copies.by_span[pair] = too_short or quoted >= copies.threshold


@borrowing
def count_span_in(
    copies: Copies,
    text: Integer,
    words: NDArray[np.int32],
    ids: NDArray[np.int32],
    start: Integer,
    end: Integer,
    room: NDArray[np.int32],
) -> Integer:
    """How often a whole text stands in ids[start:end]. `room`: for as many words as the longest text has."""
    facts = copies.facts[text]
    return count_occurrences(words, facts.begin, np.int64(facts.size), ids, start, end, NEVER, room)


@borrowing
def contain(
    copies: Copies,
    text: Integer,
    words: NDArray[np.int32],
    ids: NDArray[np.int32],
    start: Integer,
    end: Integer,
    least: float,
    marked: NDArray[np.uint64],
    places: NDArray[np.int32],
    hashes: NDArray[np.int32],
) -> tuple[float, int, Integer, Integer]:
    """The weighted share of a text that ids[start:end] hold, how many words, and from where to where they stand there.

    A share below `least` may be told as 0: most windows hold so little of a long text that what they hold of it need
    not be added up. `marked`: see make_marks. `places`, `hashes`: room for `end` - `start`.
    """
    facts, following = copies.facts[text], copies.following
    gram, own = np.int64(facts.gram), facts.begin
    listed = list_candidates(
        ids, start, end, gram, copies.filters, facts.filter_begin, facts.filter_shift, places
    )
    listed = _ask_tables(copies, text, ids, words, listed, places, hashes)
    kinds, at_most, first, last = 0, 0.0, end, start
    for candidate in range(listed):
        place, hashed = np.int64(places[candidate]), np.int64(hashes[candidate])
        slot = find_gram(
            ids, place, hashed, gram, words, copies.table, facts.table_begin, np.int64(facts.mask)
        )
        found = copies.table[slot]
        if found == NONE:
            continue
        first, last = min(first, place), place + gram
        if not is_marked(marked, found - own):
            mark(marked, found - own)
            places[kinds] = found  # behind what is still to be read
            kinds += 1
            at_most += float(copies.heaviest[found])
    if at_most * ROUNDING < least * facts.total:
        for kind in range(kinds):
            marked[(places[kind] - own) // WIDTH] = 0
        return 0.0, 0, first, last
    for kind in range(kinds):
        next_place = following[places[kind]]
        while next_place != NONE:
            mark(marked, next_place - own)
            next_place = following[next_place]
    held, count = _sum_marked(marked, copies.weights, own, np.int64(facts.size), gram)
    return float(held / facts.total), count, first, last


@inlined
def _ask_tables(
    copies: Copies,
    text: Integer,
    ids: NDArray[np.int32],
    words: NDArray[np.int32],
    listed: Integer,
    places: NDArray[np.int32],
    hashes: NDArray[np.int32],
) -> Integer:
    """Hash the grams that are listed, and keep those for which a text's table may have a place; how many.

    It asks for all that is read next: a table, its words and their weights lie in no near cache.
    """
    facts, table = copies.facts[text], copies.table
    gram, begin, mask = np.int64(facts.gram), facts.table_begin, np.int64(facts.mask)
    for candidate in range(np.uint64(listed)):
        hashed = hash_gram(ids, np.int64(places[candidate]), gram)
        hashes[candidate] = hashed
        fetch(table, begin + (hashed & mask))
    kept = np.uint64(0)
    for candidate in range(np.uint64(listed)):
        hashed = hashes[candidate]
        found = np.int64(table[np.uint64(begin + (hashed & mask))])
        fetch(words, found)
        fetch(copies.heaviest, found)
        places[kept], hashes[kept] = places[candidate], hashed
        kept += np.uint64(found != NONE)
    return np.int64(kept)


@inlined
def _sum_marked(
    marked: NDArray[np.uint64],
    weights: NDArray[np.float32],
    own: Integer,
    size: Integer,
    gram: Integer,
) -> tuple[float, int]:
    """The weight of the words that stand in marked grams of a text, from its front to its end, and how many they are.

    The marks are taken away.
    """
    held, count = 0.0, 0
    upto: Integer = own
    for part in range((size + WIDTH - 1) // WIDTH):
        left = marked[part]
        marked[part] = 0
        while left:
            at = own + part * WIDTH + lowest_bit(left)
            left &= left - ONE
            for word in range(max(at, upto), at + gram):
                held += weights[word]
                count += 1
            upto = at + gram
    return held, count
