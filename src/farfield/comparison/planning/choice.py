"""Which items to ask next: those that make the wanted figure surest, each with the chance that it was chosen.

Neyman's (1934) allocation: an item's chance is proportional to how far its answer is expected to move the figure. The
chances are kept, so that weights of 1 / chance (Horvitz & Thompson 1952) undo the choice when the answers are in.
"""

from __future__ import annotations

import numpy as np

from farfield.arrays import Floats, Rows
from farfield.measure.fits.curve import Binned, Curves, slopes_at


def expected_pull(curve: Curves, scaled: Floats, floor: Floats, gradient: Floats) -> Floats:
    """How far (root mean square) each item's answer is expected to move a figure, (n,), up to a common factor.

    `gradient` (3,): of the figure by ceiling, d50 and log width. A zero gradient stands for the mean score.
    """
    one = Binned(scaled, floor, np.ones((1, len(scaled))), np.zeros((1, len(scaled))))
    at = np.array([[curve.ceiling[0], curve.halfway[0], np.log(curve.width[0])]])
    expected, slopes = (found[0] for found in slopes_at(one, at))
    spread = np.sqrt(expected * (1 - expected))
    if not gradient.any():
        return np.asarray(spread)
    information = (slopes / (spread**2)[:, None]).T @ slopes
    return np.asarray(np.abs(slopes @ np.linalg.pinv(information, hermitian=True) @ gradient) / spread)


def chances(pull: Floats, count: int, even: float) -> Floats:
    """The chance of each item to be among `count` chosen ones: proportional to its pull, mixed with `even` shares.

    Sums to `count`; no chance exceeds 1, what would exceed it is spread over the others.
    """
    n = len(pull)
    if count >= n:
        return np.ones(n)
    share = (1 - even) * pull / pull.sum() + even / n if pull.sum() > 0 else np.full(n, 1 / n)
    found, sure = np.zeros(n), np.zeros(n, bool)
    while True:
        found = np.where(sure, 1.0, share / share[~sure].sum() * (count - sure.sum()))
        over = (found > 1) & ~sure
        if not over.any():
            return np.asarray(found)
        sure |= over


def choose(probabilities: Floats, seed: int) -> Rows:
    """A sample in which each item stands with exactly its chance and the size is fixed: systematic sampling in a
    random order (Madow 1949)."""
    generator = np.random.default_rng(seed)
    order = generator.permutation(len(probabilities))
    up_to = np.cumsum(probabilities[order]) + generator.random()
    chosen = np.zeros(len(probabilities), bool)
    chosen[order] = np.floor(up_to) > np.floor(np.r_[up_to[0] - probabilities[order][0], up_to[:-1]])
    return chosen


def saving(pull: Floats, probabilities: Floats) -> float:
    """The share of items saved for the same error, against as many chosen evenly: 1 - Var(chosen) / Var(even)."""
    count, n = float(probabilities.sum()), len(pull)
    even = n / count * float(pull @ pull)
    return float(1 - (pull**2 / probabilities).sum() / even) if even > 0 else 0.0
