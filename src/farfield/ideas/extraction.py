"""Concepts from texts by what the corpus tells of its language: no model, no list of terms."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from farfield.ideas.candidates import Candidates, find_candidates, parts_of
from farfield.ideas.core import TopicRanks, choose_core, may_be_core, rank_topics
from farfield.ideas.known_words import KnownWords
from farfield.ideas.language import Language
from farfield.ideas.nearest import Weights
from farfield.ideas.newness import NewWords
from farfield.ideas.pasts import Pasts
from farfield.ideas.postings import Concept, Postings
from farfield.ideas.prior_work import PriorWork
from farfield.ideas.seasons import Season, open_season

AT_ONCE = 1000
"""Concepts whose profiles are in memory together."""


@dataclass(frozen=True)
class Extracted:
    """The core concepts of a text with how it writes them, and its new words; `unseen`: how many words no earlier
    document holds, and how many of these are written as words are."""

    core: Mapping[str, Concept]
    new: tuple[str, ...]
    unseen: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Extraction:
    """What was extracted: of the ideas, and of the reference papers of each year's."""

    ideas: Sequence[Extracted]
    papers: Mapping[int, Sequence[Extracted]]
    seasons: Mapping[int, Season]
    postings: Postings


def extract(
    prior: PriorWork,
    weights: Weights,
    pasts: Pasts,
    texts: Sequence[str],
    dates: Sequence[int],
    own: Sequence[Collection[int]],
) -> Extraction:
    """Concepts of ideas with these dates (the first day on which nothing is prior work, yyyymmdd). `own`: for each idea
    the documents that are itself."""
    language = Language(prior, weights)
    seasons = {year: open_season(prior, pasts, year) for year in sorted({date // 10000 for date in dates})}
    ideas = [find_candidates(text, language) for text in texts]
    papers = {
        year: [find_candidates(prior.text(one), language) for one in season.papers]
        for year, season in seasons.items()
    }
    every = [*ideas, *(one for some in papers.values() for one in some)]
    postings = Postings(prior, parts_of(sorted({concept for one in every for concept in one.places})))
    chooser = _Chooser(prior, language, postings)
    found_papers, ranks = dict[int, list[Extracted]](), dict[int, TopicRanks]()
    for year, some in papers.items():
        ranks[year] = chooser.ranks(some, seasons[year])
        found_papers[year] = [Extracted(core, ()) for core in chooser.cores(some, seasons[year], ranks[year])]
    known = KnownWords(prior, min(dates))
    found: list[Extracted | None] = [None] * len(texts)
    for year, season in seasons.items():
        meant = [at for at, date in enumerate(dates) if date // 10000 == year]
        cores = chooser.cores([ideas[at] for at in meant], season, ranks[year])
        for at, core in zip(meant, cores, strict=True):
            new = NewWords(known, prior.words, dates[at], own[at])
            words = ideas[at].stretches
            found[at] = Extracted(core, tuple(new.of(words)), new.unseen(words))
    return Extraction([one for one in found if one is not None], found_papers, seasons, postings)


class _Chooser:
    """Chooses cores by what was counted."""

    def __init__(self, prior: PriorWork, language: Language, postings: Postings) -> None:
        self._count, self._language, self._postings = prior.documents, language, postings
        self._documents = postings.counts()
        self._may: dict[Concept, bool] = {}
        self._topical: dict[int, dict[Concept, float]] = {}

    def ranks(self, texts: Sequence[Candidates], season: Season) -> TopicRanks:
        """Ranks of topicality by the concepts of reference papers."""
        topicality = self._topicality(texts, season)
        return rank_topics(self._documents, topicality)

    def cores(
        self, texts: Sequence[Candidates], season: Season, ranks: TopicRanks
    ) -> list[dict[str, Concept]]:
        """The core of each text."""
        topicality = self._topicality(texts, season)
        ranked = {one: ranks.rank(self._documents[one], found) for one, found in topicality.items()}
        return [
            {
                text.written(concept): concept
                for concept in choose_core(text, ranked, self._documents, self._count)
            }
            for text in texts
        ]

    def _topicality(self, texts: Sequence[Candidates], season: Season) -> dict[Concept, float]:
        """Of the concepts of texts that may be core; each is measured once a season."""
        every = {one for text in texts for one in text.places}
        concepts = sorted(one for one in every if self._may_be_core(one))
        if season.profiles is None:
            return dict.fromkeys(concepts, 0.0)
        known = self._topical.setdefault(season.year, {})
        unknown = [one for one in concepts if one not in known]
        for begin in range(0, len(unknown), AT_ONCE):
            some = unknown[begin : begin + AT_ONCE]
            holding = [self._postings.of(one) for one in some]
            known |= zip(some, season.profiles.topicality(some, holding).tolist(), strict=True)
        return {one: known[one] for one in concepts}

    def _may_be_core(self, concept: Concept) -> bool:
        known = self._may.get(concept)
        if known is None:
            known = self._may[concept] = may_be_core(concept, self._documents, self._language)
        return known
