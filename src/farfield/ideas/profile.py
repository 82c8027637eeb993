"""Ideas and dated prior work → of which kind each idea is, and the evidence for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from farfield.corpus.dated_fields import DatedOptions
from farfield.ideas.authors import shares_by_author
from farfield.ideas.declared import declare, hash_concepts
from farfield.ideas.likeness import copied_words, excerpt, is_even, window_words
from farfield.ideas.nearest import Near, Query, Weights, find_nearest
from farfield.ideas.periods import Period, read_period, written
from farfield.ideas.postings import Concept, Postings
from farfield.ideas.prior_work import PriorWork, read_prior_work
from farfield.ideas.reading import IDEA_NAMES, Idea, IdeasRead, read_ideas
from farfield.ideas.recall import above_of, draw_papers, measure_null, null_lengths, why_recall
from farfield.ideas.rule import count_concepts, kind_at
from farfield.ideas.shelf import Shelf, see_concept
from farfield.ideas.word_forms import fold, forms_of, split_plain
from farfield.options.judging import NoveltyOptions
from farfield.records import FarfieldError, Rejected, without_secrets
from farfield.results.novelty import (
    ConceptSeen,
    IdeaNovelty,
    KindAt,
    Novelty,
    NoveltyLeftOut,
    NoveltySettings,
    PassageNear,
    PriorWorkRead,
    RecallNull,
    UnknownKind,
    WhyNoRecall,
    WhyRecall,
)
from farfield.scan.engines import Progress

TAUS = (1, 10, 100)
"""Thresholds that kinds are told at, whichever is asked for."""
LONGEST_IDEA = 2000  # words of an idea that are looked for
MOST_CONCEPTS = 40
FEWEST_DECLARED = 2
SHORTEST_TITLE = 90


@dataclass(frozen=True)
class Judged:
    """What `judge_ideas` returns: the result, and what was rejected of ideas and of the corpus."""

    result: Novelty
    rejected: Sequence[Rejected]


@dataclass(frozen=True)
class _Asked:
    """An idea as it is looked for. `before`: its date; `own`: documents that are the idea itself."""

    idea: Idea
    words: Concept
    concepts: dict[str, Concept]
    before: Period | None
    own: tuple[int, ...]


@dataclass(frozen=True)
class _Evidence:
    """All that the corpus says, once it was gone through."""

    prior: PriorWork
    shelf: Shelf
    postings: Postings
    weights: Weights
    null: Sequence[RecallNull]


def judge_ideas(
    ideas: Sequence[str],
    corpus: Sequence[str],
    options: NoveltyOptions,
    folder: Path,
    progress: Progress | None = None,
) -> Judged:
    """The kinds of ideas against a dated corpus, whose words are laid down in `folder` meanwhile.

    Raises FarfieldError where ideas or corpus can't be read, no document has a date, or no idea has concepts.
    """
    until = _until(options)
    read = read_ideas(ideas, options.map)
    declared, unknown_ids = (
        declare(read.ideas, options.concepts) if options.concepts else (list(read.ideas), 0)
    )
    if not any(idea.concepts for idea in declared):
        raise _no_concepts(options)
    fields = DatedOptions(options.text_field, options.date_field)
    prior = read_prior_work(corpus, folder, fields, options.workers, progress)
    shelf = Shelf(prior)
    asked = [_asked(idea, shelf, until) for idea in declared]
    evidence = _gather(asked, prior, shelf)
    nearest = _nearest(asked, evidence, options.passages)
    judged = [_judge(one, near, evidence, options) for one, near in zip(asked, nearest, strict=True)]
    result = Novelty(
        files=[file.path for file in read.inputs],
        options=_settings(options, declared),
        prior=_prior_read(prior),
        authors=shares_by_author(judged),
        ideas=judged,
        null=list(evidence.null),
        left_out=_left_out(read, asked, prior, unknown_ids),
        warnings=list(read.warnings),
    )
    return Judged(result, [*read.rejected, *prior.rejected])


def _until(options: NoveltyOptions) -> Period | None:
    """The date before which prior work is. Raises FarfieldError for what is none."""
    found = read_period(options.before) if options.before is not None else None
    if options.before is not None and found is None:
        raise FarfieldError(
            f"{options.before!r} is no date",
            where="--before",
            remedy="Write a year, month or day, as 2019-06-30.",
        )
    return found


def _no_concepts(options: NoveltyOptions) -> FarfieldError:
    return FarfieldError(
        "no idea has concepts",
        where=options.concepts,
        remedy="Name them in a field `concepts` of the ideas, or in a file with --concepts. "
        f"An idea's fields are {', '.join(IDEA_NAMES)}.",
    )


def _asked(idea: Idea, shelf: Shelf, until: Period | None) -> _Asked:
    words = tuple(map(fold, split_plain(idea.whole)))
    concepts: dict[str, Concept] = {}
    for name in idea.concepts or ():
        forms = forms_of(name)
        if forms and forms not in concepts.values() and len(concepts) < MOST_CONCEPTS:
            concepts[name] = forms
    dates = [one for one in (idea.date, until) if one is not None]
    own = tuple(one for one in shelf.named(idea.id) if words and _is_own(words, one, shelf.prior))
    return _Asked(idea, words[:LONGEST_IDEA], concepts, min(dates) if dates else None, own)


def _is_own(words: Concept, document: int, prior: PriorWork) -> bool:
    """Whether a document of an idea's id is the idea: most words of the one are words of the other."""
    there = set(forms_of(prior.text(document)))
    return len(there & set(words)) >= 0.8 * min(len(there), len(set(words)))


def _gather(asked: Sequence[_Asked], prior: PriorWork, shelf: Shelf) -> _Evidence:
    postings = Postings(prior, [concept for one in asked for concept in one.concepts.values()])
    weights = Weights(prior)
    looked = [one for one in asked if one.words and one.before]
    null: list[RecallNull] = []
    if looked:
        latest = max(one.before.first for one in looked if one.before)
        lengths = null_lengths([len(one.words) for one in looked])
        null = measure_null(prior, weights, draw_papers(prior, latest), lengths)
    return _Evidence(prior, shelf, postings, weights, null)


def _nearest(asked: Sequence[_Asked], evidence: _Evidence, most: int) -> list[list[Near]]:
    """For each idea its nearest earlier passages; none for ideas without a text or a date."""
    looked = [at for at, one in enumerate(asked) if one.words and one.before]
    queries = [Query(asked[at].words, _first(asked[at]), asked[at].own) for at in looked]
    found = find_nearest(evidence.prior, evidence.weights, queries, most) if queries else []
    nearest: list[list[Near]] = [[] for _ in asked]
    for at, near in zip(looked, found, strict=True):
        nearest[at] = near
    return nearest


def _first(asked: _Asked) -> int:
    return asked.before.first if asked.before else 0


def _judge(
    asked: _Asked, nearest: Sequence[Near], evidence: _Evidence, options: NoveltyOptions
) -> IdeaNovelty:
    above = above_of(evidence.null, len(asked.words))
    passages, recall = _passages(asked, nearest, above, evidence)
    before = evidence.shelf.before(asked.before, asked.own) if asked.before else 0
    unknown = _unknown(asked, before)
    kinds = [] if unknown else _kinds(asked, before, evidence, options)
    own_kind = next((one.kind for one in kinds if one.tau == options.tau), None)
    not_looked: WhyNoRecall | None = None
    if not asked.words:
        not_looked = "no_text"
    elif above is None:
        not_looked = "no_null"
    return IdeaNovelty(
        id=asked.idea.id,
        title=_title(asked.idea),
        author=asked.idea.author,
        date=written(asked.before.first) if asked.before else None,
        prior=before.bit_count(),
        kind="recall" if recall else own_kind or "unknown",
        unknown=unknown if not recall else None,
        kinds=kinds,
        recall=recall,
        not_looked=not_looked,
        recall_above=above,
        concepts=_concepts(asked, before, evidence),
        passages=passages,
        own=[evidence.prior.names[one] for one in asked.own],
    )


def _unknown(asked: _Asked, before: int) -> UnknownKind | None:
    if asked.before is None:
        return "no_date"
    if not before:
        return "no_prior_work"
    return "few_concepts" if len(asked.concepts) < FEWEST_DECLARED else None


def _kinds(asked: _Asked, before: int, evidence: _Evidence, options: NoveltyOptions) -> list[KindAt]:
    holding = [evidence.postings.bits(concept) for concept in asked.concepts.values()]
    counts = count_concepts(list(asked.concepts), holding, before)
    return [kind_at(counts, tau, options.alpha) for tau in sorted({*TAUS, options.tau})]


def _concepts(asked: _Asked, before: int, evidence: _Evidence) -> list[ConceptSeen]:
    if asked.before is None:
        return []
    dated = np.flatnonzero(evidence.prior.before(asked.before))
    dated = dated[~np.isin(dated, asked.own)]
    return [
        see_concept(name, concept, evidence.postings, evidence.shelf, before, dated)
        for name, concept in asked.concepts.items()
    ]


def _passages(
    asked: _Asked, nearest: Sequence[Near], above: float | None, evidence: _Evidence
) -> tuple[list[PassageNear], WhyRecall | None]:
    """The nearest passages as evidence, and why the idea is recall by one of them."""
    found: list[PassageNear] = []
    recall: WhyRecall | None = None
    for near in nearest:
        text = evidence.prior.text(near.document)
        passage = window_words(forms_of(text), near.window)
        recall = recall or why_recall(asked.words, passage, near.score, above, evidence.weights)
        found.append(
            PassageNear(
                document=evidence.shelf.describe(near.document),
                score=near.score,
                copied=float(copied_words(asked.words, passage).mean()),
                even=is_even(asked.words, passage, evidence.weights),
                excerpt=excerpt(text, asked.words, evidence.weights),
            )
        )
    return found, recall


def _title(idea: Idea) -> str:
    shown = " ".join((idea.title or idea.text).split())
    return shown if len(shown) <= SHORTEST_TITLE or idea.title else f"{shown[: SHORTEST_TITLE - 1]}…"


def _settings(options: NoveltyOptions, declared: Sequence[Idea]) -> NoveltySettings:
    return NoveltySettings(
        before=options.before,
        date_field=options.date_field,
        concepts=without_secrets(options.concepts) if options.concepts else None,
        concepts_hash=hash_concepts(declared),
        tau=options.tau,
        alpha=options.alpha,
    )


def _prior_read(prior: PriorWork) -> PriorWorkRead:
    dated = prior.dated
    return PriorWorkRead(
        files=[file.path for file in prior.inputs],
        documents=prior.documents,
        undated=int((~dated).sum()),
        repeated=prior.repeated,
        words=int(prior.sizes.sum()),
        first=written(int(prior.first[dated].min())),
        last=written(int(prior.last[dated].max())),
        fields=list(prior.fields),
        rejected=prior.rejected_count,
    )


def _left_out(read: IdeasRead, asked: Sequence[_Asked], prior: PriorWork, unknown_ids: int) -> NoveltyLeftOut:
    last_year = int(prior.last.max()) // 10000
    texts = Counter(one.words for one in asked if one.words)
    return NoveltyLeftOut(
        rejected=len(read.rejected),
        undated=sum(one.before is None for one in asked),
        after_corpus=sum(one.before is not None and one.before.year > last_year for one in asked),
        same_words=sum(times - 1 for times in texts.values()),
        own=sum(bool(one.own) for one in asked),
        cut=sum(len(split_plain(one.idea.whole)) > LONGEST_IDEA for one in asked),
        concepts_cut=sum(len(one.idea.concepts or ()) > MOST_CONCEPTS for one in asked),
        other_scripts=sorted(
            {name for one in asked for name in one.idea.concepts or () if not forms_of(name)}
        ),
        unknown_ids=unknown_ids,
    )
