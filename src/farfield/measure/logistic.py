"""Logistic regression of scores in [0, 1], with errors that hold where items share a cluster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, stdtrit

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

SEPARATED = "right and wrong are separated perfectly, so no finite slope fits"
FLAT = 1e-10
"""Curvature of the log-likelihood per item below which right and wrong are separated: it has no maximum."""


class NotIdentified(Exception):
    """The data do not determine what was asked; the message says why, for a reader."""


@dataclass(frozen=True)
class LogisticFit:
    """Coefficients (k,), how far each item moves them (n, k), and the clusters those errors are summed over."""

    coefficients: Floats
    influence: Floats
    groups: int
    covariance: Floats

    @property
    def freedom(self) -> int:
        return self.groups - 1


@dataclass(frozen=True, slots=True)
class Effect:
    """An estimate with its interval."""

    value: float
    low: float
    high: float
    error: float


def fit_logistic(design: Floats, scores: Floats, clusters: Codes) -> LogisticFit:
    """Maximum (quasi-)likelihood of a logit model; graded scores make it Papke & Wooldridge's (1996) fractional logit.

    `design` (n, k): the first column is the constant, the others are standardised. The covariance is the
    cluster sandwich of Liang & Zeger (1986) times G/(G-1) * (n-1)/(n-k).
    Raises NotIdentified where columns cannot be told apart, right and wrong are separated, or clusters are too few.
    """
    n, k = design.shape
    groups = int(np.count_nonzero(np.bincount(clusters)))
    if groups <= k:
        raise NotIdentified(f"{groups} clusters are too few for {k} coefficients")
    if np.linalg.eigvalsh(design.T @ design / n)[0] < 1e-8:
        raise NotIdentified("the columns cannot be told apart: one follows from the others")
    coefficients, information = _scoring(design, scores)
    residuals = scores - expit(design @ coefficients)
    influence = np.asarray(np.linalg.solve(information, (design * residuals[:, None]).T).T, np.float64)
    return LogisticFit(coefficients, influence, groups, cluster_covariance(influence, clusters, k))


def _scoring(design: Floats, scores: Floats) -> tuple[Floats, Floats]:
    """Fisher scoring with step halving: the coefficients and the information there."""
    k = design.shape[1]
    coefficients = np.zeros(k)
    likelihood = _log_likelihood(design @ coefficients, scores)
    for _ in range(100):
        chance = expit(design @ coefficients)
        information = (design * (chance * (1 - chance))[:, None]).T @ design
        if np.linalg.eigvalsh(information)[0] < FLAT * len(scores):
            raise NotIdentified(SEPARATED)
        step = np.linalg.solve(information, design.T @ (scores - chance))
        for _ in range(30):
            reached = _log_likelihood(design @ (coefficients + step), scores)
            if reached >= likelihood - 1e-12 * abs(likelihood):
                break
            step = step / 2
        coefficients = coefficients + step
        if np.abs(step).max() < 1e-8:
            return coefficients, information
        likelihood = reached
    raise NotIdentified(SEPARATED)


def _log_likelihood(logits: Floats, scores: Floats) -> float:
    return float(scores @ logits - np.logaddexp(0.0, logits).sum())


def cluster_covariance(influence: Floats, clusters: Codes, k: int) -> Floats:
    """Covariance of a statistic from each item's influence on it (n, m), summed within clusters."""
    n = len(clusters)
    sums = np.stack([np.bincount(clusters, column) for column in influence.T], axis=1)
    groups = int(np.count_nonzero(np.bincount(clusters)))
    return np.asarray(groups / (groups - 1) * (n - 1) / max(n - k, 1) * (sums.T @ sums), np.float64)


def effect(value: float, variance: float, freedom: int, confidence: float) -> Effect:
    """The value with its interval by Student's t. Raises NotIdentified where the variance is no number."""
    if not np.isfinite(variance) or variance <= 0:
        raise NotIdentified("its error cannot be estimated")
    error = float(np.sqrt(variance))
    half = float(stdtrit(freedom, 0.5 + confidence / 2)) * error
    return Effect(float(value), float(value) - half, float(value) + half, error)
