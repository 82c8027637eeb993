"""Which documents hold which concepts, in one pass over the corpus's words. The concepts are the index.

A concept is a row of word forms; it stands in a document where these stand there one after another. Concepts make
a tree by their words, whose levels are sorted tables, so that a whole chunk of documents is looked up at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from farfield.arrays import Codes
from farfield.ideas.chunks import Chunk
from farfield.ideas.distinct import distinct
from farfield.ideas.prior_work import PriorWork

Concept = tuple[str, ...]
"""The forms of its words, in order."""
FILTER_BITS = 22
"""Pairs that no concept has are told by a bitmap of this size before any table is searched."""


class Postings:
    """The documents of each concept: `of(concept)` their numbers, ascending."""

    def __init__(self, prior: PriorWork, concepts: Iterable[Concept]) -> None:
        self._numbers = {concept: at for at, concept in enumerate(sorted(set(concepts)))}
        held, documents = find_concepts(prior, list(self._numbers))
        self._documents = documents
        self._begins = np.searchsorted(held, np.arange(len(self._numbers) + 1))

    def of(self, concept: Concept) -> Codes:
        at = self._numbers[concept]
        return self._documents[self._begins[at] : self._begins[at + 1]]

    def held(self, concept: Concept) -> Codes | None:
        """The documents of a concept; None for one that was not looked for."""
        return self.of(concept) if concept in self._numbers else None

    def counts(self) -> dict[Concept, int]:
        """How many documents hold each concept."""
        return dict(zip(self._numbers, np.diff(self._begins).tolist(), strict=True))


def find_concepts(prior: PriorWork, concepts: Sequence[Concept]) -> tuple[Codes, Codes]:
    """Concept and document of each document that holds one, sorted by both; each once."""
    tree = _Tree(concepts, prior.numbers)
    parts = [tree.find(chunk) for chunk in prior.chunks()]
    held = np.concatenate([np.zeros(0, np.int64), *(part[0] for part in parts)])
    documents = np.concatenate([np.zeros(0, np.int64), *(part[1] for part in parts)])
    order = np.lexsort((documents, held))
    return held[order], documents[order]


class _Tree:
    """Concepts by their words. A node is a beginning of some; `self._keys[k]` are node * words + next word, sorted, and
    `self._nodes[k]` where each leads."""

    def __init__(self, concepts: Sequence[Concept], numbers: dict[str, int]) -> None:
        self._width = len(numbers) + 1
        children: dict[tuple[int, int], int] = {}
        ends: dict[int, int] = {}
        level = {0: 0}
        for at, concept in enumerate(concepts):
            words = [numbers.get(word, -1) for word in concept]
            if not words or min(words) < 0:
                continue
            node = 0
            for depth, word in enumerate(words, start=1):
                node = children.setdefault((node, word), len(children) + 1)
                level[node] = depth
            ends[node] = at
        self._ends = np.full(len(children) + 1, -1, np.int64)
        self._ends[list(ends)] = list(ends.values())
        self._first = np.full(self._width, -1, np.int64)
        tables: dict[int, list[tuple[int, int]]] = {}
        for (parent, word), node in children.items():
            if parent == 0:
                self._first[word] = node
            else:
                tables.setdefault(level[node], []).append((parent * self._width + word, node))
        self._levels = [_Level(sorted(tables[depth])) for depth in sorted(tables)]

    def find(self, chunk: Chunk) -> tuple[Codes, Codes]:
        """Concept and document of each document of the chunk that holds one, each once."""
        nodes = self._first[chunk.words]
        places = np.flatnonzero(nodes >= 0)
        nodes = nodes[places]
        keys = [self._ended(nodes, places, chunk)]
        for depth, level in enumerate(self._levels, start=1):
            inside = places + depth < len(chunk.words)
            places, nodes = places[inside], nodes[inside]
            following = places + depth
            same = chunk.documents[following] == chunk.documents[places]
            places, nodes, following = places[same], nodes[same], following[same]
            found = level.follow(nodes * self._width + chunk.words[following])
            kept = found >= 0
            places, nodes = places[kept], found[kept]
            keys.append(self._ended(nodes, places, chunk))
        unique = distinct(np.concatenate(keys))
        return unique // chunk.size, unique % chunk.size + chunk.first

    def _ended(self, nodes: Codes, places: Codes, chunk: Chunk) -> Codes:
        """The concepts that end in these nodes, with their documents, as one number each."""
        concepts = self._ends[nodes]
        whole = concepts >= 0
        return np.asarray(concepts[whole] * chunk.size + chunk.documents[places[whole]])


class _Level:
    """Steps from nodes to nodes one word deeper."""

    def __init__(self, steps: Sequence[tuple[int, int]]) -> None:
        self._keys = np.array([key for key, _ in steps], np.int64)
        self._nodes = np.array([node for _, node in steps], np.int64)
        self._filter = np.zeros(1 << FILTER_BITS, bool)
        self._filter[_mixed(self._keys)] = True

    def follow(self, keys: Codes) -> Codes:
        """Where each step leads; -1 where there is none."""
        found = np.full(len(keys), -1, np.int64)
        likely = np.flatnonzero(self._filter[_mixed(keys)])
        at = np.minimum(np.searchsorted(self._keys, keys[likely]), len(self._keys) - 1)
        right = self._keys[at] == keys[likely]
        found[likely[right]] = self._nodes[at[right]]
        return found


def _mixed(keys: Codes) -> Codes:
    """FILTER_BITS bits of each key."""
    spread = keys.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return (spread >> np.uint64(64 - FILTER_BITS)).astype(np.int64)
