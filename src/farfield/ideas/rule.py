"""The kind of an idea by its concepts: the regime rule on one compositional axis. First match wins.

At a threshold tau: a concept in fewer than tau documents is a *new primitive*; two concepts that fewer than tau
documents hold together, where all concepts are seen, make a *composition* of order 2; three, where all pairs are
seen, one of order 3; all else is *interpolation*. What more corpus could make of it is the same rule where
everything counts as seen of which too little was expected for "unseen" to say anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np

from farfield.arrays import Codes, Floats, Rows
from farfield.ideas.expected import enough, expected_pairs, expected_triples
from farfield.results.novelty import CombinationSeen, Kind, KindAt

ORDERS = (2, 3)
AT_ONCE = 1 << 22
"""Words of 64 documents that are looked at together."""


@dataclass(frozen=True)
class Together:
    """Combinations of an idea's concepts by their places, (combinations, order): how many documents hold all of each,
    and how many would by chance, (combinations,)."""

    places: Codes
    documents: Codes
    expected: Floats

    def __len__(self) -> int:
        return len(self.places)

    def where(self, rows: Rows) -> Together:
        """Some of them."""
        return Together(self.places[rows], self.documents[rows], self.expected[rows])


@dataclass(frozen=True)
class ConceptCounts:
    """An idea's concepts as they were counted: documents of each, and of all pairs and triples. `of`: documents before
    the idea."""

    concepts: Sequence[str]
    singles: Codes
    together: Mapping[int, Together]
    of: int


def count_concepts(concepts: Sequence[str], holding: Sequence[Codes], prior: int) -> ConceptCounts:
    """Count what documents hold of an idea. `holding`: for each concept the documents before the idea that hold it,
    ascending; `prior`: how many are before the idea."""
    size, singles = len(concepts), np.array([len(one) for one in holding], np.int64)
    bits = _shared(holding)
    pairs, triples = _places(size, 2), _places(size, 3)
    of_pairs = _held(bits, pairs)
    known = np.zeros((size, size), np.int64)
    known[pairs[:, 0], pairs[:, 1]] = of_pairs
    a, b, c = triples.T
    expected = expected_triples(singles[triples], np.stack([known[a, b], known[a, c], known[b, c]], axis=1))
    together = {
        2: Together(pairs, of_pairs, expected_pairs(singles[pairs], prior)),
        3: Together(triples, _held(bits, triples), expected),
    }
    return ConceptCounts(concepts, singles, together, prior)


@lru_cache(maxsize=64)
def _places(size: int, order: int) -> Codes:
    """All combinations of so many concepts by their places, (combinations, order), in order."""
    return np.array(list(combinations(range(size), order)), np.int64).reshape(-1, order)


def _shared(holding: Sequence[Codes]) -> Codes:
    """Of the documents that hold several of the concepts, which hold each: (concepts, words) of 64 documents a word."""
    shared = np.bincount(np.concatenate([np.zeros(0, np.int64), *holding])) > 1
    places = np.cumsum(shared) - 1
    held = np.zeros((len(holding), -(-max(1, int(shared.sum())) // 64) * 64), bool)
    for row, one in enumerate(holding):
        held[row, places[one[shared[one]]]] = True
    return np.packbits(held, axis=1).view(np.uint64)


def _held(bits: Codes, places: Codes) -> Codes:
    """How many documents hold all of each combination, (combinations,)."""
    found = np.zeros(len(places), np.int64)
    step = max(1, AT_ONCE // bits.shape[1])
    for begin in range(0, len(places), step):
        some = places[begin : begin + step]
        both = np.bitwise_and.reduce([bits[column] for column in some.T])
        found[begin : begin + step] = np.bitwise_count(both).sum(axis=1)
    return found


def kind_at(counts: ConceptCounts, tau: int, alpha: float, new: Sequence[str] | None = None) -> KindAt:
    """The kind at a threshold, what decides it, and what more corpus could make of it. `new`: of extracted concepts,
    the new words; then only what is unseen though enough was expected counts."""
    unseen = [counts.concepts[at] for at in np.flatnonzero(counts.singles < tau).tolist()]
    lacking = {order: one.where(one.documents < tau) for order, one in counts.together.items()}
    least = {order: enough(tau, alpha, comb(len(counts.concepts), order)) for order in ORDERS}
    telling = {order: one.where(one.expected >= least[order]) for order, one in lacking.items()}
    if new is not None:
        unseen, lacking = list(new), telling
    kind, nearest = _kind(bool(unseen), lacking), _kind(False, telling)
    decided = list(_decided(kind, lacking, counts, tau, alpha)) if kind.startswith("composition") else []
    return KindAt(tau, kind, nearest if nearest != kind else None, decided, unseen)


def _kind(new: bool, lacking: Mapping[int, Together]) -> Kind:
    if new:
        return "new primitive"
    if len(lacking[2]):
        return "composition-2"
    return "composition-3" if len(lacking[3]) else "interpolation"


def _decided(
    kind: Kind, lacking: Mapping[int, Together], counts: ConceptCounts, tau: int, alpha: float
) -> Iterator[CombinationSeen]:
    """The unseen combination of which most was expected; of equals the first."""
    order = int(kind[-1])
    some = lacking[order]
    at = int(np.argmax(some.expected))
    yield CombinationSeen(
        [counts.concepts[place] for place in some.places[at].tolist()],
        int(some.documents[at]),
        float(some.expected[at]),
        enough(tau, alpha, comb(len(counts.concepts), order)),
        enough(tau, alpha, 1),
    )
