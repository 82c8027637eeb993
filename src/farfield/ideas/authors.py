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


def shares_by_author(ideas: Sequence[IdeaNovelty]) -> list[AuthorKinds]:
    """The kinds of each author's ideas, authors in order of first appearance."""
    authors = dict.fromkeys(idea.author or NOBODY for idea in ideas)
    return [
        _shares(author, [idea for idea in ideas if (idea.author or NOBODY) == author]) for author in authors
    ]


def _shares(author: str, ideas: Sequence[IdeaNovelty]) -> AuthorKinds:
    return AuthorKinds(author, len(ideas), [_share(kind, ideas) for kind in KINDS], _spread(ideas))


def _spread(ideas: Sequence[IdeaNovelty]) -> DistanceSpread | None:
    found = [idea.distance.percentile for idea in ideas if idea.distance]
    if not found:
        return None
    low, median, high = np.quantile(found, [0.25, 0.5, 0.75]).tolist()
    return DistanceSpread(len(found), median, low, high)


def _share(kind: Kind, ideas: Sequence[IdeaNovelty]) -> KindShare:
    of_kind = [idea for idea in ideas if idea.kind == kind]
    found = wilson(len(of_kind) / len(ideas), len(ideas), float(ndtri(0.5 + CONFIDENCE / 2)))
    movable = sum(any(one.kind == kind and one.nearest for one in idea.kinds[:1]) for idea in of_kind)
    return KindShare(kind, len(of_kind), found.mean, found.low or 0.0, found.high or 0.0, movable)
