"""Ideas and dated prior work → of which kind each idea is, and the evidence for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import log2
from pathlib import Path

import numpy as np

from farfield.arrays import Floats
from farfield.corpus.dated_fields import DatedOptions
from farfield.ideas.asking import LONGEST_IDEA, MOST_CONCEPTS, Asked, ask
from farfield.ideas.authors import shares_by_author
from farfield.ideas.comparing import compare_sets
from farfield.ideas.coverage import NEAREST
from farfield.ideas.declared import declare, hash_concepts
from farfield.ideas.distance import Distances
from farfield.ideas.extraction import Extraction, extract
from farfield.ideas.judging import Beside, Evidence, judge
from farfield.ideas.matching import Traits
from farfield.ideas.nearest import Near, Query, Weights, find_nearest
from farfield.ideas.pasts import Pasts
from farfield.ideas.periods import Period, read_period, written
from farfield.ideas.postings import Postings
from farfield.ideas.prior_reading import read_prior_work
from farfield.ideas.prior_work import PriorWork
from farfield.ideas.reading import Idea, IdeasRead, read_ideas
from farfield.ideas.recall import draw_papers, measure_null, null_lengths
from farfield.ideas.scoring import read_scores, score_against_distance, tell_strange
from farfield.ideas.shelf import Shelf
from farfield.ideas.topics import number_topics, place_by_topic
from farfield.ideas.word_forms import forms_of, split_plain
from farfield.options.judging import NoveltyOptions
from farfield.records import FarfieldError, Rejected, without_secrets
from farfield.results.novelty import (
    IdeaNovelty,
    Novelty,
    NoveltyLeftOut,
    NoveltySettings,
    PriorWorkRead,
    RecallNull,
)

Progress = Callable[[str, int, int], None]
"""Told the stage that begins, and while the corpus is read the bytes so far and the bytes there are."""
READING, EXTRACTING, MATCHING = "reading the prior work", "extracting concepts", "finding passages"


@dataclass(frozen=True)
class Judged:
    """What `judge_ideas` returns: the result, and what was rejected of ideas and of the corpus."""

    result: Novelty
    rejected: Sequence[Rejected]


def judge_ideas(
    ideas: Sequence[str],
    corpus: Sequence[str],
    options: NoveltyOptions,
    folder: Path,
    notify: Progress,
) -> Judged:
    """The kinds of ideas against a dated corpus, whose words are laid down in `folder` meanwhile.

    Raises FarfieldError where ideas or corpus can't be read, no document has a date, or a date is none.
    """
    until = _until(options)
    read = read_ideas(ideas, options.map, options.against)
    scores = read_scores(read.ideas, options.score)
    declared, unknown_ids = declare(read.ideas, options.concepts) if options.concepts else (read.ideas, 0)
    fields = DatedOptions(options.text_field, options.date_field)
    prior = read_prior_work(
        corpus, folder, fields, options.workers, options.ray, lambda done, total: notify(READING, done, total)
    )
    shelf, weights = Shelf(prior, {one.given for one in declared}), Weights(prior)
    pasts = Pasts(prior, weights)
    asked, extraction = _extract(
        [ask(idea, shelf, until) for idea in declared], prior, weights, pasts, notify
    )
    notify(MATCHING, 0, 0)
    evidence = _gather(asked, extraction, shelf, weights, pasts)
    places = place_by_topic(prior, pasts.all_dated(), [(evidence.postings(one), one.core) for one in asked])
    judged = _judge(asked, evidence, places, scores, options)
    result = Novelty(
        files=[file.path for file in read.inputs],
        options=_settings(options, declared),
        prior=_prior_read(prior),
        authors=shares_by_author(judged, options.tau),
        ideas=judged,
        comparisons=compare_sets(judged, _traits(asked, places)),
        scores=score_against_distance(judged, options.score),
        null=list(evidence.null),
        left_out=_left_out(read, asked, prior, unknown_ids),
        warnings=[*read.warnings, *tell_strange(read.ideas, options.score, scores)],
    )
    return Judged(result, [*read.rejected, *prior.rejected])


def _judge(
    asked: Sequence[Asked],
    evidence: Evidence,
    places: Floats,
    scores: Sequence[float | None],
    options: NoveltyOptions,
) -> list[IdeaNovelty]:
    """The kind of each idea. `places`: by topic."""
    nearest = _nearest(asked, evidence)
    topics = number_topics(places, [one.idea.topic for one in asked]).tolist()
    return [
        judge(one, near, Beside(topic, score), evidence, options)
        for one, near, topic, score in zip(asked, nearest, topics, scores, strict=True)
    ]


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


def _extract(
    asked: Sequence[Asked], prior: PriorWork, weights: Weights, pasts: Pasts, notify: Progress
) -> tuple[list[Asked], Extraction | None]:
    """The ideas with what their texts gave, where they declare nothing."""
    meant = [at for at, one in enumerate(asked) if one.to_extract]
    if not meant:
        return list(asked), None
    notify(EXTRACTING, 0, 0)
    some = [asked[at] for at in meant]
    texts, dates, own = zip(*((one.text, one.first, one.own) for one in some), strict=True)
    found = extract(prior, weights, pasts, texts, dates, own)
    with_concepts = list(asked)
    for at, extracted in zip(meant, found.ideas, strict=True):
        with_concepts[at] = replace(asked[at], extracted=extracted)
    return with_concepts, found


def _gather(
    asked: Sequence[Asked], extraction: Extraction | None, shelf: Shelf, weights: Weights, pasts: Pasts
) -> Evidence:
    prior = shelf.prior
    looked = [one for one in asked if one.words and one.before]
    null: list[RecallNull] = []
    if looked:
        lengths = null_lengths([len(one.words) for one in looked])
        null = measure_null(prior, weights, draw_papers(prior, max(one.first for one in looked)), lengths)
    return Evidence(
        prior=prior,
        shelf=shelf,
        declared=Postings(prior, [concept for one in asked for concept in one.concepts.values()]),
        extracted=extraction.postings if extraction else None,
        weights=weights,
        null=null,
        distances=_distances(asked, extraction, pasts) if extraction else {},
    )


def _distances(asked: Sequence[Asked], extraction: Extraction, pasts: Pasts) -> dict[int, Distances]:
    """What the ideas of each year are set beside."""
    return {
        year: Distances(
            season,
            extraction.papers[year],
            [one.extracted for one in asked if one.extracted and one.first // 10000 == year],
            extraction.postings,
            pasts,
        )
        for year, season in extraction.seasons.items()
    }


def _nearest(asked: Sequence[Asked], evidence: Evidence) -> list[list[Near]]:
    """For each idea its nearest earlier passages; none for ideas without a text or a date."""
    looked = [at for at, one in enumerate(asked) if one.words and one.before]
    queries = [Query(asked[at].words, asked[at].first, asked[at].own) for at in looked]
    found = find_nearest(evidence.prior, evidence.weights, queries, NEAREST) if queries else []
    nearest: list[list[Near]] = [[] for _ in asked]
    for at, near in zip(looked, found, strict=True):
        nearest[at] = near
    return nearest


def _traits(asked: Sequence[Asked], places: Floats) -> Traits:
    """What ideas are matched on."""
    return Traits(
        concepts=np.array([len(one.core) for one in asked], float),
        words=np.array([log2(1 + len(one.words)) for one in asked]),
        years=np.array(
            [one.before.year + (one.first % 10000 // 100) / 12 if one.before else 0.0 for one in asked]
        ),
        topics=places,
        genres=[one.idea.genre for one in asked],
    )


def _settings(options: NoveltyOptions, declared: Sequence[Idea]) -> NoveltySettings:
    return NoveltySettings(
        before=options.before,
        date_field=options.date_field,
        concepts=without_secrets(options.concepts) if options.concepts else None,
        concepts_hash=hash_concepts(declared),
        tau=options.tau,
        alpha=options.alpha,
        against=[without_secrets(one) for one in options.against],
        score=options.score,
    )


def _prior_read(prior: PriorWork) -> PriorWorkRead:
    dated = prior.dated
    return PriorWorkRead(
        files=[file.path for file in prior.inputs],
        documents=prior.documents,
        undated=int((~dated & ~prior.wordless).sum()),
        wordless=int(prior.wordless.sum()),
        repeated=prior.repeated,
        words=int(prior.sizes.sum()),
        first=written(int(prior.first[dated].min())),
        last=written(int(prior.last[dated].max())),
        fields=list(prior.fields),
        rejected=prior.rejected_count,
    )


def _left_out(read: IdeasRead, asked: Sequence[Asked], prior: PriorWork, unknown_ids: int) -> NoveltyLeftOut:
    last_year = int(prior.last.max()) // 10000
    texts = Counter(one.words for one in asked if one.words)
    declared = [one.idea.concepts or () for one in asked]
    return NoveltyLeftOut(
        rejected=len(read.rejected),
        undated=sum(one.before is None for one in asked),
        after_corpus=sum(one.before is not None and one.before.year > last_year for one in asked),
        same_words=sum(times - 1 for times in texts.values()),
        same_ids=sum(one.idea.id != one.idea.given for one in asked),
        own=sum(bool(one.own) for one in asked),
        cut=sum(len(split_plain(one.idea.whole)) > LONGEST_IDEA for one in asked),
        concepts_cut=sum(len(names) > MOST_CONCEPTS for names in declared),
        other_scripts=sorted({name for names in declared for name in names if not forms_of(name)}),
        unknown_ids=unknown_ids,
    )
