"""How far an idea's concepts lie from each other, beside those of human papers of its date.

Relatedness of two concepts: the cosine of their profiles, what stands beside the one and beside the other in earlier
documents, whether or not they stand together. Of an idea the lower quartile over all pairs of its core: most ideas hold
some pairs that belong together, and what makes them far is the others. The distance is a percentile: the share of
reference papers whose concepts lie closer together. In some fields all concepts lie close together and in others none
do: so it is told a second time within its topic, where the relatedness of an idea, and of each paper, counts beside
that of the papers most like it in topic. What joins two fields has neighbours that do so too, and is told less well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from farfield.arrays import Floats
from farfield.ideas.extraction import AT_ONCE, Extracted, Extraction
from farfield.ideas.postings import Concept
from farfield.ideas.seasons import Season
from farfield.ideas.topics import topic_of
from farfield.results.novelty import IdeaDistance

QUANTILE = 0.25
FEWEST_CONCEPTS = 6
LEAST_DOCUMENTS = 5
"""Before the reference papers, that a concept's profile needs."""
SAME_NUMBER = 3
"""Reference papers have as many concepts as the idea, give or take so many."""
FEWEST_PAPERS = 100
BESIDE = 30
"""Reference papers most like a text in topic, whose relatedness is usual there."""


class Relatedness(NamedTuple):
    """How near the concepts of a text lie to each other: the lower quartile over its pairs; how many have a profile;
    and its topic, (words,). None of the first and the last where these are too few."""

    quartile: float | None
    concepts: int
    topic: Floats | None


class Distances:
    """Relatedness of the concepts of ideas and reference papers of a year."""

    def __init__(self, season: Season, papers: Sequence[Extracted], extraction: Extraction) -> None:
        self._season, self._extraction = season, extraction
        self._usual = season.profiles.usual_direction() if season.profiles is not None else np.zeros(0)
        self._directions: dict[Concept, Floats | None] = {}
        self.prepare(papers)
        known = [one for one in map(self.relatedness, papers) if one.topic is not None]
        self._papers = np.array([one.quartile for one in known], float)
        self._concepts = np.array([one.concepts for one in known])
        self._topics = np.array([one.topic for one in known], np.float32)
        self._closer = self._beyond_topic()

    def _beyond_topic(self) -> Floats:
        """How much closer the concepts of each paper lie than in the others most like it in topic, (papers,)."""
        if len(self._papers) <= BESIDE:
            return np.zeros(0)
        alike = self._topics @ self._topics.T
        np.fill_diagonal(alike, -np.inf)
        nearest = np.argsort(-alike, axis=1, kind="stable")[:, :BESIDE]
        return np.asarray(self._papers - self._papers[nearest].mean(axis=1))

    def relatedness(self, one: Extracted) -> Relatedness:
        """The relatedness of a text."""
        self.prepare([one])
        directions = map(self._directions.get, one.core.values())
        known = [each for each in directions if each is not None]
        if len(known) < FEWEST_CONCEPTS:
            return Relatedness(None, len(known), None)
        stacked = np.array(known)
        pairs = (stacked @ stacked.T)[np.triu_indices(len(known), 1)]
        topic = topic_of(stacked.sum(axis=0)[None, :], self._usual)[0]
        return Relatedness(float(np.quantile(pairs, QUANTILE)), len(known), topic)

    def prepare(self, texts: Sequence[Extracted]) -> None:
        """Measure the concepts of many texts together, which takes less time than one text after another."""
        profiles = self._season.profiles
        every = {one for text in texts for one in text.core.values()}
        unknown = sorted(every - set(self._directions))
        if profiles is None:
            return
        for begin in range(0, len(unknown), AT_ONCE):
            some = unknown[begin : begin + AT_ONCE]
            sizes, shares = profiles.shares([self._extraction.postings.of(one) for one in some])
            directions = profiles.directions(shares)
            for at, one in enumerate(some):
                self._directions[one] = directions[at] if sizes[at] >= LEAST_DOCUMENTS else None

    def of(self, one: Extracted) -> IdeaDistance | None:
        """The distance of an idea; None where it has too few concepts, or too few papers are there."""
        related, count, topic = self.relatedness(one)
        if related is None or topic is None or self._season.since is None:
            return None
        same = np.abs(self._concepts - count) <= SAME_NUMBER
        if same.sum() < FEWEST_PAPERS:
            return None
        nearest = np.argsort(-(self._topics @ topic), kind="stable")[:BESIDE]
        closer = related - float(self._papers[nearest].mean())
        return IdeaDistance(
            percentile=_share_above(self._papers[same], related),
            within_topic=_share_above(self._closer[same], closer),
            relatedness=related,
            concepts=count,
            papers=int(same.sum()),
            since=self._season.since,
        )


def _share_above(values: Floats, value: float) -> float:
    """The share of values above one, which counts as one of them itself; equals count half."""
    above = float((values > value).sum() + 0.5 * (values == value).sum())
    return (above + 0.5) / (len(values) + 1)
