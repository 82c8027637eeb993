"""A score that somebody gave to ideas, as reviewers' ratings, set against their distance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import isfinite

import numpy as np

from farfield.ideas.authors import by_author
from farfield.ideas.reading import Idea
from farfield.logs.columns import MISSING, column_names, look_up, missing_column
from farfield.logs.values import to_number
from farfield.measure.fits.rank_correlation import rank_correlation
from farfield.results.novelty import IdeaNovelty
from farfield.results.novelty_sets import ScoreAgainst, WhyNoRho

SHOWN = 40
"""Signs of a value that are shown."""
FEWEST = 10
"""Ideas with a score and a distance."""


def read_scores(ideas: Sequence[Idea], column: str | None) -> list[float | None]:
    """The score of each idea; None for one without, or whose is no number. Raises FarfieldError where no idea has the
    column."""
    if column is None:
        return [None] * len(ideas)
    found = [look_up(idea.record, column) for idea in ideas]
    if all(value is MISSING for value in found):
        names = dict.fromkeys(name for idea in ideas for name in column_names(idea.record))
        raise missing_column("--score", "the score", column, names)
    return [None if value is MISSING else _number(value) for value in found]


def tell_strange(ideas: Sequence[Idea], column: str | None, scores: Sequence[float | None]) -> list[str]:
    """A warning of what the column holds that is no number, where it holds such."""
    if column is None:
        return []
    told = [look_up(idea.record, column) for idea, score in zip(ideas, scores, strict=True) if score is None]
    strange = Counter(str(value)[:SHOWN] for value in told if value not in (MISSING, None, ""))
    if not strange:
        return []
    shown = ", ".join(f"{text!r} ({rows:,})" for text, rows in strange.most_common(3))
    return [f"--score {column}: values that are no number, read as no score: {strange.total():,}, as {shown}"]


def _number(value: object) -> float | None:
    number = to_number(value)
    return number if number is not None and isfinite(number) else None


def score_against_distance(ideas: Sequence[IdeaNovelty], column: str | None) -> list[ScoreAgainst]:
    """Author by author, in order of first appearance; none without a column."""
    if column is None:
        return []
    return [
        _against([ideas[row] for row in rows], author, column) for author, rows in by_author(ideas).items()
    ]


def _against(ideas: Sequence[IdeaNovelty], author: str, column: str) -> ScoreAgainst:
    both = [
        (idea.score, idea.distance.percentile, idea.topic)
        for idea in ideas
        if idea.score is not None and idea.distance
    ]
    without = len(ideas) - len(both)
    scores, far, topics = (
        (np.array(column) for column in zip(*both, strict=True)) if both else [np.zeros(0)] * 3
    )
    why: WhyNoRho | None = None
    if len(both) < FEWEST:
        why = "few_ideas"
    elif np.ptp(scores) == 0 or np.ptp(far) == 0:
        why = "all_alike"
    if why:
        return ScoreAgainst(author, column, len(both), without, None, None, None, why)
    found = rank_correlation(scores, far, np.unique(topics, return_inverse=True)[1])
    why = "few_topics" if found.low is None else None
    return ScoreAgainst(author, column, len(both), without, found.mean, found.low, found.high, why)
