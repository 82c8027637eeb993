"""Simulated pairs of subjects with corpora of their own, whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from farfield.comparison.answers import Pair


@dataclass(frozen=True)
class World:
    """`slope`: log-odds per unit of distance. `hard`: correlation of an item's difficulty with its distances.
    `lookup`: right exactly where the item stands near; `share`: what of the fall is left within items."""

    told: str
    slope: float = 0.0
    hard: float = 0.0
    lookup: bool = False
    share: float | None = None


WORLDS = {
    "hard": World("difficulty goes with distance (.6), and the corpus does nothing", hard=0.6, share=0.0),
    "falls": World("the corpus does it all", slope=-0.6, share=1.0),
    "both": World("both: the slope is true, and hard items stand far", slope=-0.6, hard=0.6),
    "lookup": World("a lookup of its corpus", lookup=True, share=1.0),
}
STEEP = 1.2  # how much a standard deviation of difficulty costs, in log-odds
BETTER = 0.4  # log-odds by which the second is better everywhere


def draw(world: World, items: int, seed: int) -> Pair:
    """Distances from two corpora that have half in common, and scores."""
    generator = np.random.default_rng(seed)
    common = generator.normal(size=(items, 1))
    distances = np.sqrt(0.5) * (common + generator.normal(size=(items, 2)))
    mean = distances.mean(axis=1)
    difficulty = world.hard * mean / mean.std() + np.sqrt(1 - world.hard**2) * generator.normal(size=items)
    if world.lookup:
        scores = (distances < 0.3).astype(float)
    else:
        logits = 0.2 - STEEP * difficulty[:, None] + world.slope * distances + np.array([0.0, BETTER])
        scores = (generator.random((items, 2)) < expit(logits)).astype(float)
    return Pair(
        scores, distances, np.zeros((items, 2)), np.arange(items, dtype=np.int64), np.full((items, 2), np.nan)
    )
