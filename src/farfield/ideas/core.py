"""The core concepts of a text: of its candidates those that stick together, are no verbs and tell a topic."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from farfield.arrays import Floats
from farfield.ideas.candidates import Candidates, Place
from farfield.ideas.language import Language
from farfield.ideas.postings import Concept

MOST_CORE = 20
LEAST_DOCUMENTS = 3
STICK, FIXED_STICK = 0.15, 0.5
"""Least NPMI of the words of a concept; and of one that begins or ends with a verb, as "support vector machine"."""
LEAST_TOPICALITY, LEAST_OF_WORD = 0.2, 0.3
"""Least rank, among concepts in about as many documents, of what tells a topic: of several words, and of one."""
NEIGHBOURS = 300
"""Concepts on either side that topicality is ranked among."""
LONGER = 0.5
"""How much more each further word weighs."""
EARLY = 1.3
"""How much more a concept of the first sentence, or the title, weighs."""


@dataclass(frozen=True)
class TopicRanks:
    """Topicality of many concepts of human papers, by which others are ranked. `logs`: of their documents,
    ascending."""

    logs: Sequence[float]
    topicality: Floats

    def rank(self, documents: int, topicality: float) -> float:
        """The share of concepts in about as many documents that are less topical; 0.5 where there are none."""
        at = bisect_left(self.logs, log(documents))
        beside = self.topicality[max(0, at - NEIGHBOURS) : at + NEIGHBOURS]
        return float((beside < topicality).mean()) if len(beside) else 0.5


def rank_topics(documents: Mapping[Concept, int], topicality: Mapping[Concept, float]) -> TopicRanks:
    """Ranks by the topicality of these concepts."""
    ordered = sorted((log(documents[concept]), found) for concept, found in topicality.items())
    return TopicRanks([one for one, _ in ordered], np.array([one for _, one in ordered]))


def may_be_core(concept: Concept, documents: Mapping[Concept, int], language: Language) -> bool:
    """Whether the corpus knows a candidate as a term: often enough, sticking together, no verb."""
    if documents.get(concept, 0) < LEAST_DOCUMENTS:
        return False
    if len(concept) == 1:
        return not language.is_verb(concept[0])
    acts = language.is_verb(concept[0]) or language.is_verb(concept[-1])
    return language.stick(concept, documents) >= (FIXED_STICK if acts else STICK)


def choose_core(
    candidates: Candidates, ranks: Mapping[Concept, float], documents: Mapping[Concept, int], of: int
) -> list[Concept]:
    """The core of a text, at most MOST_CORE concepts that overlap nowhere, best first. `ranks`: topical ranks of the
    candidates that may be core; `of`: documents of the corpus."""
    scores = {
        concept: _score(concept, places, ranks[concept], documents[concept], of)
        for concept, places in candidates.places.items()
        if ranks.get(concept, -1.0) >= (LEAST_OF_WORD if len(concept) == 1 else LEAST_TOPICALITY)
    }
    taken: set[Place] = set()
    found: list[Concept] = []
    for concept in sorted(scores, key=lambda one: (-scores[one], one)):
        covers = [
            [(stretch, word + step) for step in range(len(concept))]
            for stretch, word in candidates.places[concept]
        ]
        free = [cover for cover in covers if not taken.intersection(cover)]
        if free:
            found.append(concept)
            taken.update(place for cover in free for place in cover)
        if len(found) == MOST_CORE:
            break
    return found


def _score(concept: Concept, places: Sequence[Place], rank: float, documents: int, of: int) -> float:
    """Repeated, rare, long, topical and early concepts come first."""
    early = EARLY if any(stretch == 0 for stretch, _ in places) else 1.0
    repeated = 1 + 0.5 * log(len(places))
    rare = max(log(of / documents), 0.0) ** 0.5
    return float(repeated * rare * (1 + LONGER * (len(concept) - 1)) * rank * early)
