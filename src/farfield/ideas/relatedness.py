"""How near the concepts of a text lie to each other, by what stood beside them in the documents before it.

Relatedness of two concepts: the cosine of their profiles, what stands beside the one and beside the other, whether or
not they stand together. Of a text the mean over the least related third of the pairs of its core: most texts hold some
pairs that belong together, and what makes them far is the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from farfield.arrays import Floats
from farfield.ideas.extraction import AT_ONCE, Extracted
from farfield.ideas.postings import Concept, Postings
from farfield.ideas.profiles import Profiles
from farfield.ideas.topics import topic_of

LEAST_RELATED = 3
"""One of so many pairs counts, the least related ones."""
FEWEST_CONCEPTS = 6
LEAST_DOCUMENTS = 10
"""Before the text, that a concept's profile needs: of fewer documents it is mostly chance."""


class Relatedness(NamedTuple):
    """How near the concepts of a text lie to each other; how many have a profile; and its topic, (words,). None of the
    first and the last where these are too few."""

    value: float | None
    concepts: int
    topic: Floats | None


class Measured:
    """The relatedness of texts that have one past in common."""

    def __init__(self, profiles: Profiles, postings: Postings, texts: Iterable[Extracted]) -> None:
        """`texts`: those that will be asked for, whose concepts are measured together."""
        self._usual = profiles.usual_direction()
        self._directions: dict[Concept, Floats | None] = {}
        concepts = sorted({one for text in texts for one in text.core.values()})
        for begin in range(0, len(concepts), AT_ONCE):
            some = concepts[begin : begin + AT_ONCE]
            sizes, shares = profiles.shares([postings.of(one) for one in some])
            directions = profiles.directions(shares).astype(np.float32)
            for at, one in enumerate(some):
                self._directions[one] = directions[at].copy() if sizes[at] >= LEAST_DOCUMENTS else None

    def of(self, one: Extracted) -> Relatedness:
        """The relatedness of one of the texts."""
        directions = map(self._directions.__getitem__, one.core.values())
        known = [each for each in directions if each is not None]
        if len(known) < FEWEST_CONCEPTS:
            return Relatedness(None, len(known), None)
        stacked = np.array(known)
        pairs = (stacked @ stacked.T)[np.triu_indices(len(known), 1)].astype(np.float64)
        topic = topic_of(stacked.sum(axis=0, dtype=np.float64)[None, :], self._usual)[0]
        return Relatedness(least_related(pairs), len(known), topic)


def least_related(pairs: Floats | Sequence[float]) -> float:
    """The mean of the least related third of pairs, one at least."""
    ordered = np.sort(np.asarray(pairs, np.float64))
    return float(ordered[: max(1, len(ordered) // LEAST_RELATED)].mean())
