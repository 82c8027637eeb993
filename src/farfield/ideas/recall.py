"""Whether an idea stands in the prior work already: above a null of human papers of its length, or in the same
words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from farfield.arrays import Rows
from farfield.ideas.likeness import copied_words, in_same_words, window_words
from farfield.ideas.nearest import Near, Query, Weights, find_nearest
from farfield.ideas.postings import Concept
from farfield.ideas.prior_work import PriorWork
from farfield.ideas.word_forms import forms_of
from farfield.results.novelty import RecallNull, WhyRecall

PAPERS = 400
"""Papers of the null: its 99 % point is the fourth highest of them."""
FEWEST = 100
"""With fewer papers of a length nothing is said of it."""
SHORTEST = 20
GROWTH = 2.0
"""Lengths of the null: from SHORTEST words on, each so many times the one before; between two it is interpolated."""
QUANTILE = 0.99
LAST_SHARE = 0.3
"""The papers come from the last of the prior work: this share of it at least."""


@dataclass(frozen=True)
class NullPaper:
    """A paper of the prior work as if it were an idea: its document, its forms, the day from which on nothing is before
    it."""

    document: int
    words: Concept
    before: int


def draw_papers(prior: PriorWork, latest: int, most: int = PAPERS) -> list[NullPaper]:
    """Papers of the last part of the prior work before a day, the same ones whoever draws: those whose words' hash is
    lowest."""
    meant = np.flatnonzero(prior.dated & (prior.last < latest) & (prior.sizes >= SHORTEST))
    if not len(meant):
        return []
    days = prior.first[meant]
    share = max(int(LAST_SHARE * len(days)), min(len(days), 4 * most))
    recent = meant[days >= np.sort(days)[-share]]  # of a year all or none, in whatever order they stand
    chosen = recent[np.lexsort((prior.ranks[recent], prior.prints[recent]))][:most].tolist()
    return [NullPaper(one, forms_of(prior.text(one)), int(prior.first[one])) for one in chosen]


def null_lengths(words: Sequence[int]) -> list[int]:
    """The lengths that ideas of so many words are set against."""
    longest, found = max(words, default=0), [SHORTEST]
    while found[-1] < longest:
        found.append(round(found[-1] * GROWTH))
    return found


def measure_null(
    prior: PriorWork, weights: Weights, papers: Sequence[NullPaper], lengths: Sequence[int]
) -> list[RecallNull]:
    """How near papers stand to earlier work, cut to each length; lengths that too few papers have are left out."""
    asked = [(size, paper) for size in lengths for paper in papers if len(paper.words) >= size]
    queries = [Query(paper.words[-size:], paper.before, (paper.document,)) for size, paper in asked]
    nearest = find_nearest(prior, weights, queries, 1)
    found = []
    for size in lengths:
        scores, same = list[float](), 0
        for (each, _), query, near in zip(asked, queries, nearest, strict=True):
            if each == size:
                if near and _same_work(prior, query.words, near[0]):
                    same += 1
                else:
                    scores.append(near[0].score if near else 0.0)
        if len(scores) >= FEWEST:
            median, above = np.quantile(scores, [0.5, QUANTILE])
            found.append(RecallNull(size, len(scores), same, float(median), float(above)))
    return found


def _same_work(prior: PriorWork, words: Concept, near: Near) -> bool:
    passage = window_words(forms_of(prior.text(near.document)), near.window)
    return in_same_words(copied_words(words, passage))


def above_of(null: Sequence[RecallNull], words: int) -> float | None:
    """The score above which a text of so many words is recall: between the lengths, linear in their logarithm. Texts
    longer than the longest are held to its point, shorter ones than the shortest to none."""
    if not null or words < null[0].words:
        return None
    sizes = np.log([one.words for one in null])
    return float(np.interp(np.log(words), sizes, [one.above for one in null]))


def why_recall(copied: Rows, score: float, above: float | None, *, even: bool) -> WhyRecall | None:
    """Why a text is recall by a passage; None where it is not. `copied`: which of its words stand there in runs;
    `even`: whether all thirds of it do about as much: a passage that holds one part of a text and not another is
    none."""
    if not even:
        return None
    if in_same_words(copied):
        return "in_the_same_words"
    return "above_null" if above is not None and score > above else None
