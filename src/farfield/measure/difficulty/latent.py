"""The slope of distance at equal latent difficulty, where several subjects answered the same items."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.measure.difficulty.others import NODES
from farfield.measure.fits.climb import NoSummit, Slope, Summit, climb
from farfield.measure.fits.logistic import NotIdentified, cluster_covariance
from farfield.results.reasons import LatentUnsettled, LatentUntold
from farfield.special_functions import expit, log_expit

SETTLED = 1e-6
"""Gain in log-likelihood that the next step promises, per square root of items: far below the standard error."""
WIDEST = 6.0
"""Most of the logarithm of the spread of difficulty: a step that overshoots stays a number."""


@dataclass(frozen=True)
class LatentData:
    """`design` (n, p): a constant, the distance, the covariates; `likelihood` (n, nodes): of the others."""

    design: Floats
    scores: Floats
    likelihood: Floats
    weights: Floats


@dataclass(frozen=True)
class LatentFit:
    """Effects on the score (p,) at equal difficulty, their covariance, and the others' reliability."""

    effects: Floats
    covariance: Floats
    groups: int
    reliability: float


@dataclass(frozen=True, slots=True)
class ItemSlope(Slope):
    """The slope, each item's gradient (n, 2 p + 2), and the posterior of its difficulty (n, nodes)."""

    by_item: Floats
    posterior: Floats


def fit_latent(data: LatentData, start: Floats, clusters: Codes) -> LatentFit:
    """Maximum likelihood of difficulty = design g + t e, score = sigmoid(design b - l difficulty), e standard normal.

    The others' answers depend on difficulty alone, the subject's also on distance: the test for a direct effect of a
    covariate in a latent variable model (Muthén 1989), with the others' abilities as given. Integrated over NODES,
    climbed by Berndt, Hall, Hall & Hausman (1974); the covariance is the cluster sandwich.
    `start` (p,): b where difficulty is left out. Raises NotIdentified where it does not settle.
    """
    p = data.design.shape[1]
    at = np.concatenate([np.zeros(p), [0.0], start, [1.0]])
    try:
        top = climb(
            partial(_slope_at, data), at, 1e-9 * len(data.scores), partial(_has_settled, len(data.scores))
        )
    except NoSummit as problem:
        raise NotIdentified(LatentUntold() if problem.flat else LatentUnsettled()) from None
    return _summary(top, clusters)


def _has_settled(items: int, step: Floats, slope: Slope) -> bool:
    """What the likelihood still has to gain is small beside its noise."""
    return bool(slope.gradient @ step < SETTLED * items**0.5)


def _summary(top: Summit[ItemSlope], clusters: Codes) -> LatentFit:
    at, vectors, posterior = top.at, top.slope.by_item, top.slope.posterior
    p = len(at) // 2 - 1
    influence = np.asarray(np.linalg.solve(top.slope.information, vectors.T).T, np.float64)
    covariance = cluster_covariance(influence, clusters, len(at))
    groups = int(np.count_nonzero(np.bincount(clusters)))
    means = posterior @ NODES
    within = float((posterior @ NODES**2 - means**2).mean())
    between = float(means.var())
    return LatentFit(
        at[p + 1 : 2 * p + 1], covariance[p + 1 : 2 * p + 1, p + 1 : 2 * p + 1], groups, between / (between + within)
    )  # fmt: skip


def _slope_at(data: LatentData, at: Floats) -> ItemSlope:
    p = data.design.shape[1]
    spread, discrimination = float(np.exp(np.clip(at[p], -WIDEST, WIDEST))), at[-1]
    away = (NODES - (data.design @ at[:p])[:, None]) / spread
    logits = (data.design @ at[p + 1 : -1])[:, None] - discrimination * NODES
    right = data.scores[:, None]
    joint = data.likelihood - away**2 / 2 - np.log(spread) + log_expit(logits) - (1 - right) * logits
    largest = joint.max(axis=1, keepdims=True)
    posterior = np.exp(joint - largest)
    total = posterior.sum(axis=1, keepdims=True)
    posterior /= total
    likelihood = float(data.weights @ (np.log(total) + largest)[:, 0])
    missed = posterior * (right - expit(logits))
    first = (posterior * away).sum(axis=1)
    by_item = data.weights[:, None] * np.column_stack([
        data.design * (first / spread)[:, None],
        (posterior * away**2).sum(axis=1) - 1,
        data.design * missed.sum(axis=1)[:, None],
        -(missed @ NODES),
    ])  # fmt: skip
    return ItemSlope(likelihood, by_item.sum(axis=0), by_item.T @ by_item, by_item, posterior)
