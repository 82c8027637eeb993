"""Who follows a generation: parents drawn by what they were left with, and what changes in their children."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from farfield.market.selection import draw_parents
from farfield.results.market import MarketFirm
from farfield.run.market.charters import founding, mutated


def founders(firms: int) -> list[MarketFirm]:
    """The first generation."""
    return [MarketFirm(founding(at), "", at, at, "none") for at in range(firms)]


def draw_children(
    firms: Sequence[MarketFirm], left: Sequence[float], mutation: float, rng: np.random.Generator
) -> list[MarketFirm]:
    """The next generation, as many as these. `left`: what each was left with, on average; a loss counts as nothing.

    One whose change is a `rewrite` has its parent's notes still.
    """
    parents = draw_parents(np.clip(np.array(left), 0, None), rng)
    return [_child(firms[int(at)], int(at), mutation, rng) for at in parents]


def _child(parent: MarketFirm, at: int, mutation: float, rng: np.random.Generator) -> MarketFirm:
    changes, by_line = rng.random() < mutation, rng.random() < 0.5
    line = mutated(parent.charter, rng)  # drawn in any case, so that one chance shifts no other
    if not changes:
        return MarketFirm(parent.charter, parent.notes, at, parent.founder, "none")
    if by_line:
        return MarketFirm(line, parent.notes, at, parent.founder, "line")
    return MarketFirm(parent.charter, parent.notes, at, parent.founder, "rewrite")
