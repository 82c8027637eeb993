"""How far an idea's concepts lie from each other, beside those of human papers of its date.

The distance is a percentile: the share of reference papers whose concepts lie closer together. Each text, idea or
paper, is measured against the documents before its own year, so that a paper of the next year lies where its like do.
In some fields all concepts lie close together and in others none do: so it is told a second time within its topic,
where the relatedness of an idea, and of each paper, counts beside that of the papers most like it in topic. What joins
two fields has neighbours that do so too, and is told less well.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from farfield.arrays import Floats
from farfield.ideas.extraction import Extracted
from farfield.ideas.pasts import Pasts
from farfield.ideas.postings import Postings
from farfield.ideas.relatedness import Measured, Relatedness
from farfield.ideas.seasons import Season
from farfield.results.novelty import IdeaDistance

SAME_NUMBER = 3
"""Reference papers have as many concepts as the idea, give or take so many."""
FEWEST_PAPERS = 100
BESIDE = 30
"""Reference papers most like a text in topic, whose relatedness is usual there."""


class Distances:
    """Relatedness of the reference papers of a year, and of its ideas beside them."""

    def __init__(
        self,
        season: Season,
        papers: Sequence[Extracted],
        ideas: Sequence[Extracted],
        postings: Postings,
        pasts: Pasts,
    ) -> None:
        """`papers`: what was extracted of the season's, in their order; `ideas`: those that will be asked for."""
        self._season = season
        known = [one for one in _measure(season, papers, postings, pasts) if one.topic is not None]
        self._papers = np.array([one.value for one in known], float)
        self._concepts = np.array([one.concepts for one in known])
        self._topics = np.array([one.topic for one in known], np.float32)
        self._closer = self._beyond_topic()
        self._ideas = Measured(pasts.before(season.year), postings, ideas) if known else None

    def _beyond_topic(self) -> Floats:
        """How much closer the concepts of each paper lie than in the others most like it in topic, (papers,)."""
        if len(self._papers) <= BESIDE:
            return np.zeros(0)
        alike = self._topics @ self._topics.T
        np.fill_diagonal(alike, -np.inf)
        nearest = np.argsort(-alike, axis=1, kind="stable")[:, :BESIDE]
        return np.asarray(self._papers - self._papers[nearest].mean(axis=1))

    def of(self, one: Extracted) -> IdeaDistance | None:
        """The distance of an idea; None where it has too few concepts, or too few papers are there."""
        if self._ideas is None or self._season.since is None:
            return None
        related, count, topic = self._ideas.of(one)
        same = np.abs(self._concepts - count) <= SAME_NUMBER
        if related is None or topic is None or same.sum() < FEWEST_PAPERS:
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


def _measure(
    season: Season, papers: Sequence[Extracted], postings: Postings, pasts: Pasts
) -> list[Relatedness]:
    """The relatedness of the season's papers, those of each year against what was before it."""
    found: dict[int, Relatedness] = {}
    for year in sorted(set(season.years)):
        meant = [at for at, one in enumerate(season.years) if one == year]
        measured = Measured(pasts.before(year), postings, [papers[at] for at in meant])
        found.update({at: measured.of(papers[at]) for at in meant})
    return [found[at] for at in range(len(papers))]


def _share_above(values: Floats, value: float) -> float:
    """The share of values above one, which counts as one of them itself; equals count half."""
    above = float((values > value).sum() + 0.5 * (values == value).sum())
    return (above + 0.5) / (len(values) + 1)
