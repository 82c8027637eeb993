"""One idea and all that the prior work says of it → its kind, with the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from farfield.ideas.asking import Asked
from farfield.ideas.backing_off import back_off
from farfield.ideas.coverage import cover
from farfield.ideas.distance import Distances
from farfield.ideas.likeness import copied_words, excerpt, is_even, window_words
from farfield.ideas.marking import mark_concepts, shown_text
from farfield.ideas.nearest import Near, Weights
from farfield.ideas.periods import written
from farfield.ideas.postings import Concept, Postings
from farfield.ideas.prior_work import PriorWork
from farfield.ideas.reading import Idea
from farfield.ideas.recall import above_of, why_recall
from farfield.ideas.rule import count_concepts, kind_at
from farfield.ideas.shelf import Earlier, Shelf, see_concept
from farfield.ideas.word_forms import forms_of
from farfield.options.judging import NoveltyOptions
from farfield.results.novelty import (
    ConceptSeen,
    Coverage,
    IdeaNovelty,
    KindAt,
    PassageNear,
    RecallNull,
    UnknownKind,
    WhyNoRecall,
)

TAUS = (1, 10, 100)
"""Thresholds that kinds are told at, whichever is asked for."""
FEWEST_DECLARED, FEWEST_EXTRACTED = 2, 3
SHORTEST_TITLE = 90


@dataclass(frozen=True)
class Evidence:
    """All that the corpus says, once it was gone through. `declared`, `extracted`: where concepts stand; `distances` by
    the ideas' year."""

    prior: PriorWork
    shelf: Shelf
    declared: Postings
    extracted: Postings | None
    weights: Weights
    null: Sequence[RecallNull]
    distances: Mapping[int, Distances]

    def postings(self, asked: Asked) -> Postings:
        return self.declared if asked.extracted is None or self.extracted is None else self.extracted


@dataclass(frozen=True)
class Beside:
    """What is known of an idea beside others: the number of its topic, and its score."""

    topic: int
    score: float | None


def judge(
    asked: Asked, nearest: Sequence[Near], beside: Beside, evidence: Evidence, options: NoveltyOptions
) -> IdeaNovelty:
    """The kind of an idea, first match wins, and all that it rests on. `nearest`: its passages, best first."""
    above = above_of(evidence.null, len(asked.words))
    passages = [_passage(asked, near, above, evidence) for near in nearest[: options.passages]]
    recall = next((one.recall for one in passages if one.recall), None)
    before = evidence.shelf.before(asked.before, asked.own)
    prior = before.count
    concepts = _concepts(asked, before, evidence)
    coverage = cover(nearest, asked.first // 10000, evidence.prior) if nearest and asked.before else None
    kinds = _kinds(asked, concepts, before, evidence, options) if prior else []
    unknown = _unknown(asked, concepts, prior, coverage)
    own_kind = next((one.kind for one in kinds if one.tau == options.tau), None)
    text = shown_text(asked.idea.whole)
    distance = evidence.distances.get(asked.first // 10000) if asked.extracted else None
    return IdeaNovelty(
        id=asked.idea.id,
        title=_title(asked.idea),
        author=asked.idea.author,
        date=written(asked.first) if asked.before else None,
        prior=prior,
        kind="recall" if recall else "unknown" if unknown else own_kind or "unknown",
        unknown=None if recall else unknown,
        kinds=kinds,
        recall=recall,
        not_looked=_not_looked(asked, above),
        recall_above=above,
        extracted=asked.extracted is not None,
        new_words=list(asked.extracted.new) if asked.extracted else [],
        unseen_words=asked.extracted.unseen[0] if asked.extracted else 0,
        unseen_as_words=asked.extracted.unseen[1] if asked.extracted else 0,
        coverage=coverage,
        distance=distance.of(asked.extracted) if distance and asked.extracted else None,
        concepts=_seen(asked, concepts, before, evidence),
        text=text,
        marks=mark_concepts(text, concepts),
        passages=passages,
        own=[evidence.prior.names[one] for one in asked.own],
        against=asked.idea.against,
        topic=beside.topic,
        score=beside.score,
    )


def _not_looked(asked: Asked, above: float | None) -> WhyNoRecall | None:
    if not asked.words:
        return "no_text"
    return "no_null" if above is None else None


def _concepts(asked: Asked, before: Earlier, evidence: Evidence) -> dict[str, Concept]:
    """The concepts that are set beside each other: declared ones as they are, extracted ones where they are known."""
    if asked.extracted is None:
        return asked.concepts
    postings = evidence.postings(asked)

    def held(concept: Concept) -> int:
        found = postings.held(concept)
        return int(before.are(found).sum()) if found is not None else 0

    return back_off(asked.extracted.core, held)


def _unknown(
    asked: Asked, concepts: Mapping[str, Concept], prior: int, coverage: Coverage | None
) -> UnknownKind | None:
    if asked.before is None:
        return "no_date"
    if not prior:
        return "no_prior_work"
    if asked.is_declared:
        return "few_concepts" if len(concepts) < FEWEST_DECLARED else None
    if not asked.english:
        return "not_english"
    if len(concepts) < FEWEST_EXTRACTED:
        return "few_concepts"
    return None if coverage is not None and coverage.covered else "not_covered"


def _kinds(
    asked: Asked,
    concepts: Mapping[str, Concept],
    before: Earlier,
    evidence: Evidence,
    options: NoveltyOptions,
) -> list[KindAt]:
    least = FEWEST_DECLARED if asked.is_declared else FEWEST_EXTRACTED
    if len(concepts) < least:
        return []
    postings = evidence.postings(asked)
    holding = [before.among(postings.of(one)) for one in concepts.values()]
    counts = count_concepts(list(concepts), holding, before.count)
    new = asked.extracted.new if asked.extracted else None
    return [kind_at(counts, tau, options.alpha, new) for tau in sorted({*TAUS, options.tau})]


def _seen(
    asked: Asked, concepts: Mapping[str, Concept], before: Earlier, evidence: Evidence
) -> list[ConceptSeen]:
    if asked.before is None:
        return []
    postings = evidence.postings(asked)
    return [see_concept(name, postings.of(one), evidence.shelf, before) for name, one in concepts.items()]


def _passage(asked: Asked, near: Near, above: float | None, evidence: Evidence) -> PassageNear:
    """A near passage as evidence, and why the idea is recall by it."""
    text = evidence.prior.text(near.document)
    passage = window_words(forms_of(text), near.window)
    copied = copied_words(asked.words, passage)
    even = is_even(asked.words, passage, evidence.weights)
    return PassageNear(
        document=evidence.shelf.describe(near.document),
        score=near.score,
        copied=float(copied.mean()),
        even=even,
        excerpt=excerpt(text, asked.words, evidence.weights),
        recall=why_recall(copied, near.score, above, even=even),
    )


def _title(idea: Idea) -> str:
    shown = " ".join((idea.title or idea.text).split())
    return shown if len(shown) <= SHORTEST_TITLE or idea.title else f"{shown[: SHORTEST_TITLE - 1]}…"
