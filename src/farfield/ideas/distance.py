"""How far an idea's concepts lie from each other, beside those of human papers of its date.

Relatedness of two concepts: the cosine of their profiles, what stands beside the one and beside the other in earlier
documents, whether or not they stand together. Of an idea the lower quartile over all pairs of its core: most ideas hold
some pairs that belong together, and what makes them far is the others. The distance is a percentile: the share of
reference papers whose concepts lie closer together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from farfield.arrays import Floats
from farfield.ideas.extraction import Extracted, Extraction
from farfield.ideas.postings import Concept
from farfield.ideas.seasons import Season
from farfield.results.novelty import IdeaDistance

QUANTILE = 0.25
FEWEST_CONCEPTS = 6
LEAST_DOCUMENTS = 5
"""Before the reference papers, that a concept's profile needs."""
SAME_NUMBER = 3
"""Reference papers have as many concepts as the idea, give or take so many."""
FEWEST_PAPERS = 100


class Distances:
    """Relatedness of the concepts of ideas and reference papers of a year."""

    def __init__(self, season: Season, papers: Sequence[Extracted], extraction: Extraction) -> None:
        self._season, self._extraction = season, extraction
        self._directions: dict[Concept, Floats | None] = {}
        found = [self.relatedness(paper) for paper in papers]
        self._papers = np.array([one for one, _ in found if one is not None])
        self._concepts = np.array([count for one, count in found if one is not None])

    def relatedness(self, one: Extracted) -> tuple[float | None, int]:
        """The lower quartile over the pairs of a text's core, None where too few concepts have a profile; and how many
        have one."""
        known = [each for each in self._profiles(list(one.core.values())) if each is not None]
        if len(known) < FEWEST_CONCEPTS:
            return None, len(known)
        stacked = np.array(known)
        pairs = (stacked @ stacked.T)[np.triu_indices(len(known), 1)]
        return float(np.quantile(pairs, QUANTILE)), len(known)

    def _profiles(self, concepts: Sequence[Concept]) -> list[Floats | None]:
        unknown = [one for one in concepts if one not in self._directions]
        profiles = self._season.profiles
        if unknown and profiles is not None:
            sizes, shares = profiles.shares([self._extraction.postings.of(one) for one in unknown])
            directions = profiles.directions(shares)
            for at, one in enumerate(unknown):
                self._directions[one] = directions[at] if sizes[at] >= LEAST_DOCUMENTS else None
        return [self._directions.get(one) for one in concepts]

    def of(self, one: Extracted) -> IdeaDistance | None:
        """The distance of an idea; None where it has too few concepts, or too few papers are there."""
        related, count = self.relatedness(one)
        if related is None or self._season.since is None:
            return None
        beside = self._papers[np.abs(self._concepts - count) <= SAME_NUMBER]
        if len(beside) < FEWEST_PAPERS:
            return None
        closer = float((beside > related).sum() + 0.5 * (beside == related).sum())
        return IdeaDistance(
            percentile=(closer + 0.5) / (len(beside) + 1),
            relatedness=related,
            concepts=count,
            papers=len(beside),
            since=self._season.since,
        )
