"""Shares by kind, author by author."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, get_args

import numpy as np

from farfield.measure.intervals import Interval, mean_interval
from farfield.results.novelty import (
    NOBODY,
    AuthorKinds,
    DistanceSpread,
    IdeaNovelty,
    Kind,
    KindShare,
    UnseenWordShare,
)
from farfield.results.novelty_sets import OutOfParadigm

KINDS: tuple[Kind, ...] = get_args(Kind)
OUTSIDE = frozenset[Kind]({"new primitive", "composition-2", "composition-3"})
CONFIDENCE = 0.95
Counted = Literal["any", "as_words", "new", "covered"]


def by_author(ideas: Sequence[IdeaNovelty]) -> dict[str, list[int]]:
    """The rows of each author's ideas, authors in order of first appearance."""
    rows: dict[str, list[int]] = {}
    for row, idea in enumerate(ideas):
        rows.setdefault(idea.author or NOBODY, []).append(row)
    return rows


def shares_by_author(ideas: Sequence[IdeaNovelty], tau: int) -> list[AuthorKinds]:
    """The kinds of each author's ideas. `tau`: the threshold of their kinds."""
    return [_kinds(author, [ideas[row] for row in rows], tau) for author, rows in by_author(ideas).items()]


def _kinds(author: str, own: Sequence[IdeaNovelty], tau: int) -> AuthorKinds:
    return AuthorKinds(
        author=author,
        ideas=len(own),
        kinds=[_share(kind, own, tau) for kind in KINDS],
        distance=_spread(own),
        topics=len({idea.topic for idea in own}),
        out_of_paradigm=_out_of_paradigm(own),
        unseen_words=list(_unseen_words([idea for idea in own if idea.extracted])),
        against=own[0].against,
    )


def is_outside(idea: IdeaNovelty) -> bool:
    """Whether an idea lies outside what the prior work holds: a composition, or a new primitive."""
    return idea.kind in OUTSIDE


def _out_of_paradigm(own: Sequence[IdeaNovelty]) -> OutOfParadigm:
    known = [idea for idea in own if idea.kind != "unknown"]
    outside = sum(map(is_outside, known))
    if not known:
        return OutOfParadigm(0, 0, None, None, None)
    found = _interval([is_outside(idea) for idea in known], known)
    return OutOfParadigm(len(known), outside, found.mean, found.low, found.high)


def _unseen_words(own: Sequence[IdeaNovelty]) -> Iterator[UnseenWordShare]:
    """What share holds a word that no earlier document holds, by what counts as one."""
    if not own:
        return
    covered = [idea for idea in own if idea.coverage and idea.coverage.covered]
    yield _unseen("any", own, [idea.unseen_words > 0 for idea in own])
    yield _unseen("as_words", own, [idea.unseen_as_words > 0 for idea in own])
    yield _unseen("new", own, [bool(idea.new_words) for idea in own])
    yield _unseen("covered", covered, [bool(idea.new_words) for idea in covered])


def _unseen(counted: Counted, ideas: Sequence[IdeaNovelty], told: Sequence[bool]) -> UnseenWordShare:
    if not ideas:
        return UnseenWordShare(counted, 0, 0, None, None, None)
    found = _interval(told, ideas)
    return UnseenWordShare(counted, sum(told), len(ideas), found.mean, found.low, found.high)


def _interval(told: Sequence[bool], ideas: Sequence[IdeaNovelty]) -> Interval:
    """The share of ideas of which something is true, clustered by topic."""
    topics = np.unique([idea.topic for idea in ideas], return_inverse=True)[1]
    return mean_interval(np.array(told, float), topics, CONFIDENCE)


def _spread(ideas: Sequence[IdeaNovelty]) -> DistanceSpread | None:
    found = [idea.distance.percentile for idea in ideas if idea.distance]
    if not found:
        return None
    low, median, high = np.quantile(found, [0.25, 0.5, 0.75]).tolist()
    return DistanceSpread(len(found), median, low, high)


def _share(kind: Kind, ideas: Sequence[IdeaNovelty], tau: int) -> KindShare:
    of_kind = [idea for idea in ideas if idea.kind == kind]
    found = _interval([idea.kind == kind for idea in ideas], ideas)
    movable = sum(
        any(one.tau == tau and one.kind == kind and one.nearest for one in idea.kinds) for idea in of_kind
    )
    return KindShare(kind, len(of_kind), found.mean, found.low, found.high, movable)
