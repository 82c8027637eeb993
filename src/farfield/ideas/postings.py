"""Which documents hold which concepts, in one pass over the corpus's words. The concepts are the index.

A concept is a row of word forms; it stands in a document where these stand there one after another. Concepts make
a tree by their words, which is gone down from each word of a document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from farfield.arrays import Codes
from farfield.ideas.chunks import Numbers
from farfield.ideas.laid_postings import LaidPostings
from farfield.ideas.prior_work import PriorWork
from farfield.kernel.forms.concepts import Tree, fill_tree, find_in_documents

Concept = tuple[str, ...]
"""The forms of its words, in order."""
AT_ONCE = 1 << 22
"""Pairs of concept and document that are sorted together, and more where there are more concepts."""


class Postings:
    """The documents of each concept: `of(concept)` their numbers, ascending."""

    def __init__(self, prior: PriorWork, concepts: Iterable[Concept]) -> None:
        self._numbers = {concept: at for at, concept in enumerate(sorted(set(concepts)))}
        self._documents = LaidPostings(
            find_concepts(prior, list(self._numbers)), len(self._numbers), prior.folder
        )

    def of(self, concept: Concept) -> Codes:
        return self._documents.of(self._numbers[concept])

    def held(self, concept: Concept) -> Codes | None:
        """The documents of a concept; None for one that was not looked for."""
        return self.of(concept) if concept in self._numbers else None

    def counts(self) -> dict[Concept, int]:
        """How many documents hold each concept."""
        return dict(zip(self._numbers, self._documents.sizes.tolist(), strict=True))


def find_concepts(prior: PriorWork, concepts: Sequence[Concept]) -> Iterator[tuple[Numbers, Numbers]]:
    """Concept and document of each document that holds one, each once, in the order of documents, a part at a time."""
    if not concepts:
        return
    tree = build_tree(concepts, prior.numbers)
    met = np.full(len(concepts), -1, np.int32)
    found, documents = (np.empty(max(AT_ONCE, len(concepts)), np.int32) for _ in range(2))
    for chunk in prior.chunks():
        done = np.zeros(1, np.int64)
        while done[0] < chunk.size:
            count = find_in_documents(chunk.words, chunk.ends, chunk.first, tree, met, done, found, documents)
            yield found[:count], documents[:count]


def build_tree(concepts: Sequence[Concept], numbers: Mapping[str, int]) -> Tree:
    """Concepts by their words; those with a word that is not numbered stand nowhere."""
    width = len(numbers) + 1
    steps: dict[int, int] = {}
    first, ends, leads = np.full(width, -1, np.int32), dict[int, int](), set[int]()
    count = 0
    for at, concept in enumerate(concepts):
        words = [numbers.get(word, -1) for word in concept]
        if not words or min(words) < 0:
            continue
        node = int(first[words[0]])
        if node < 0:
            node = first[words[0]] = count
            count += 1
        for word in words[1:]:
            leads.add(node)
            following = steps.setdefault(node * width + word, count)
            count += following == count
            node = following
        ends[node] = at
    last = np.full(count, -1, np.int32)
    last[list(ends)] = list(ends.values())
    on = np.zeros(count, bool)
    on[list(leads)] = True
    keys = np.full(1 << (2 * len(steps)).bit_length(), -1, np.int64)
    nodes = np.zeros(len(keys), np.int32)
    fill_tree(keys, nodes, np.array(list(steps), np.int64), np.array(list(steps.values()), np.int32))
    return Tree(first, last, keys, nodes, on)
