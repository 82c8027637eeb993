"""Shares by kind, author by author."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import numpy as np
from scipy.special import ndtri

from farfield.measure.intervals import wilson
from farfield.results.novelty import AuthorKinds, DistanceSpread, IdeaNovelty, Kind, KindShare

NOBODY = "all ideas"
KINDS: tuple[Kind, ...] = get_args(Kind)
CONFIDENCE = 0.95


def shares_by_author(ideas: Sequence[IdeaNovelty], tau: int) -> list[AuthorKinds]:
    """The kinds of each author's ideas, authors in order of first appearance. `tau`: the threshold of their kinds."""
    by_author: dict[str, list[IdeaNovelty]] = {}
    for idea in ideas:
        by_author.setdefault(idea.author or NOBODY, []).append(idea)
    return [
        AuthorKinds(author, len(own), [_share(kind, own, tau) for kind in KINDS], _spread(own))
        for author, own in by_author.items()
    ]


def _spread(ideas: Sequence[IdeaNovelty]) -> DistanceSpread | None:
    found = [idea.distance.percentile for idea in ideas if idea.distance]
    if not found:
        return None
    low, median, high = np.quantile(found, [0.25, 0.5, 0.75]).tolist()
    return DistanceSpread(len(found), median, low, high)


def _share(kind: Kind, ideas: Sequence[IdeaNovelty], tau: int) -> KindShare:
    of_kind = [idea for idea in ideas if idea.kind == kind]
    found = wilson(len(of_kind) / len(ideas), len(ideas), float(ndtri(0.5 + CONFIDENCE / 2)))
    movable = sum(
        any(one.tau == tau and one.kind == kind and one.nearest for one in idea.kinds) for idea in of_kind
    )
    return KindShare(kind, len(of_kind), found.mean, found.low or 0.0, found.high or 0.0, movable)
