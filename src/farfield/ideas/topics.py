"""What an idea is about: the direction in which its concepts lie together, and which ideas are about the same.

All ideas are placed by the same documents, those with a date, whatever their own dates: a topic is no matter of what
came first. Words of the idea itself tell nothing here, as proposals and abstracts differ in these whatever they are
about; the words beside its concepts in the prior work do.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix

from farfield.arrays import Codes, Floats
from farfield.ideas.postings import Concept, Postings
from farfield.ideas.prior_work import PriorWork
from farfield.ideas.profiles import Profiles

AT_ONCE = 1000
"""Concepts whose profiles are in memory together."""
ROWS = 256
"""Ideas that are set beside all others together."""
LEAST_DOCUMENTS = 5
"""That a concept's profile needs."""
MOST_DOCUMENTS = 500
"""That tell what stands beside a concept: more would cost time and tell the same."""
ALIKE = 0.6
"""The cosine from which on two texts are about the same: of papers of one year that of one pair in twenty-five."""


def place_by_topic(
    prior: PriorWork, profiles: Profiles, ideas: Sequence[tuple[Postings, Sequence[Concept]]]
) -> Floats:
    """For each idea the direction of its concepts' profiles together, (ideas, words) of length 1, from where the usual
    text lies: of two that have nothing in common the cosine is about 0. Of those whose concepts hardly stand anywhere
    it is 0. `profiles`: over all dated documents; `ideas`: where each one's concepts stand, and which they are."""
    if not len(profiles.usual):
        return np.zeros((len(ideas), 1), np.float32)
    holding: dict[tuple[int, Concept], Codes] = {}
    wanted: list[list[tuple[int, Concept]]] = []
    for postings, concepts in ideas:
        keys = [(id(postings), one) for one in concepts]
        wanted.append(keys)
        holding.update({key: _some(postings.of(key[1]), prior) for key in keys if key not in holding})
    places = np.zeros((len(ideas), len(profiles.usual)))
    numbers = {key: at for at, key in enumerate(holding)}
    every, rows = list(holding.values()), [at for at, keys in enumerate(wanted) for _ in keys]
    columns = np.array([numbers[key] for keys in wanted for key in keys], np.int64)
    chosen = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(ideas), len(every)))
    for begin in range(0, len(every), AT_ONCE):
        sizes, shares = profiles.shares(every[begin : begin + AT_ONCE])
        directions = profiles.directions(shares) * (sizes >= LEAST_DOCUMENTS)[:, None]
        places += np.asarray(chosen[:, begin : begin + AT_ONCE] @ directions)
    return topic_of(places, profiles.usual_direction())


def _some(holding: Codes, prior: PriorWork) -> Codes:
    """The documents of a concept, or MOST_DOCUMENTS of them: the same ones in whatever order they were read, as those
    whose words' hash is lowest."""
    if len(holding) <= MOST_DOCUMENTS:
        return holding
    return np.sort(holding[np.lexsort((prior.ranks[holding], prior.prints[holding]))[:MOST_DOCUMENTS]])


def topic_of(together: Floats, usual: Floats) -> Floats:
    """Topics of texts, of length 1, from the sums of their concepts' directions, (texts, words); 0 where these are.
    `usual`: where a text lies that is about nothing in particular."""
    known = np.asarray(together.any(axis=1))
    return np.where(known[:, None], _unit(_unit(together) - usual[None, :]), 0.0).astype(np.float32)


def _unit(rows: Floats) -> Floats:
    """Rows of length 1; those of nothing stay."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))


def number_topics(places: Floats, told: Sequence[str | None]) -> Codes:
    """For each idea the number of its topic, from 0: the one that it is told to have; of others, all that are alike to
    each other on the average (average linkage). Those without a place are alike to none.

    `places`: (ideas, words), from `place_by_topic`.
    """
    numbers: Codes = np.full(len(told), -1, np.int64)
    names = {name: at for at, name in enumerate(dict.fromkeys(one for one in told if one is not None))}
    for at, name in enumerate(told):
        if name is not None:
            numbers[at] = names[name]
    found = len(names)
    placed = np.flatnonzero((numbers < 0) & places.any(axis=1))
    if len(placed) > 1:
        tree = linkage(_apart(places[placed]), "average")
        numbers[placed] = fcluster(tree, 1 - ALIKE, "distance") - 1 + found
        found = int(numbers.max()) + 1
    alone = np.flatnonzero(numbers < 0)
    numbers[alone] = found + np.arange(len(alone))
    return numbers


def _apart(places: Floats) -> Floats:
    """One less the cosine of each pair, (pairs,): of the first with all others, then of the second with those behind
    it. Of 10,000 ideas a square of them would be 800 MB, several times."""
    found, done = np.empty(len(places) * (len(places) - 1) // 2), 0
    for begin in range(0, len(places), ROWS):
        alike = places[begin : begin + ROWS] @ places[begin:].T
        for row, one in enumerate(alike):
            rest = one[row + 1 :]
            found[done : done + len(rest)] = np.clip(1 - rest, 0, 2)
            done += len(rest)
    return found
