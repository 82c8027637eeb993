"""The kind of an idea by its concepts: the regime rule on one compositional axis. First match wins.

At a threshold tau: a concept in fewer than tau documents is a *new primitive*; two concepts that fewer than tau
documents hold together, where all concepts are seen, make a *composition* of order 2; three, where all pairs are
seen, one of order 3; all else is *interpolation*. What more corpus could make of it is the same rule where
everything counts as seen of which too little was expected for "unseen" to say anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from farfield.ideas.expected import enough, expected_pair, expected_triple
from farfield.results.novelty import CombinationSeen, Kind, KindAt

ORDERS = (2, 3)


@dataclass(frozen=True)
class Together:
    """Some of an idea's concepts by their places: how many documents hold all, and how many would by chance."""

    places: tuple[int, ...]
    documents: int
    expected: float


@dataclass(frozen=True)
class ConceptCounts:
    """An idea's concepts as they were counted: documents of each, and of all pairs and triples. `of`: documents before
    the idea."""

    concepts: Sequence[str]
    singles: Sequence[int]
    together: dict[int, list[Together]]
    of: int


def count_concepts(concepts: Sequence[str], holding: Sequence[int], prior: int) -> ConceptCounts:
    """Count what documents hold of an idea. `holding`: for each concept its documents as bits; `prior`: those before
    the idea."""
    sets = [one & prior for one in holding]
    singles = [one.bit_count() for one in sets]
    documents = prior.bit_count()
    pairs: dict[tuple[int, ...], int] = {}
    found: dict[int, list[Together]] = {2: [], 3: []}
    for a, b in combinations(range(len(sets)), 2):
        both = sets[a] & sets[b]
        pairs[a, b] = count = both.bit_count()
        found[2].append(Together((a, b), count, expected_pair(singles[a], singles[b], documents)))
        for c in range(b + 1, len(sets)):
            found[3].append(Together((a, b, c), (both & sets[c]).bit_count(), 0.0))
    found[3] = [_with_expected(one, singles, pairs) for one in found[3]]
    return ConceptCounts(concepts, singles, found, documents)


def _with_expected(one: Together, singles: Sequence[int], pairs: dict[tuple[int, ...], int]) -> Together:
    a, b, c = one.places
    expected = expected_triple((singles[a], singles[b], singles[c]), (pairs[a, b], pairs[a, c], pairs[b, c]))
    return Together(one.places, one.documents, expected)


def kind_at(counts: ConceptCounts, tau: int, alpha: float, new: Sequence[str] | None = None) -> KindAt:
    """The kind at a threshold, what decides it, and what more corpus could make of it. `new`: of extracted concepts,
    the new words; then only what is unseen though enough was expected counts."""
    unseen = [name for name, count in zip(counts.concepts, counts.singles, strict=True) if count < tau]
    lacking = {order: [one for one in counts.together[order] if one.documents < tau] for order in ORDERS}
    least = {order: enough(tau, alpha, comb(len(counts.concepts), order)) for order in ORDERS}
    telling = {order: [one for one in lacking[order] if one.expected >= least[order]] for order in ORDERS}
    if new is not None:
        unseen, lacking = list(new), telling
    kind, nearest = _kind(bool(unseen), lacking), _kind(False, telling)
    decided = list(_decided(kind, lacking, counts, tau, alpha)) if kind.startswith("composition") else []
    return KindAt(tau, kind, nearest if nearest != kind else None, decided, unseen)


def _kind(new: bool, lacking: dict[int, list[Together]]) -> Kind:
    if new:
        return "new primitive"
    if lacking[2]:
        return "composition-2"
    return "composition-3" if lacking[3] else "interpolation"


def _decided(
    kind: Kind, lacking: dict[int, list[Together]], counts: ConceptCounts, tau: int, alpha: float
) -> Iterator[CombinationSeen]:
    """The unseen combination of which most was expected; of equals the first."""
    order = int(kind[-1])
    one = max(lacking[order], key=lambda each: (each.expected, [-place for place in each.places]))
    yield CombinationSeen(
        [counts.concepts[place] for place in one.places],
        one.documents,
        one.expected,
        enough(tau, alpha, comb(len(counts.concepts), order)),
        enough(tau, alpha, 1),
    )
