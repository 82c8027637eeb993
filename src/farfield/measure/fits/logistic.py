"""Logistic regression of scores in [0, 1], with errors that hold where items share a cluster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.measure.fits.climb import NoSummit, Slope, climb
from farfield.measure.intervals import bear_interval
from farfield.results import reasons as why
from farfield.results.reasons import AnyWhy
from farfield.results.rulers import Overlap
from farfield.special_functions import expit, stdtrit, xlogy

FEWEST_TELLING = 3.0
"""Of fewer clusters that the rarer answers come from, the error of a coefficient is that of one cluster's luck."""
FLAT = 1e-10
"""Curvature of the log-likelihood per item below which right and wrong are separated: it has no maximum."""


class NotIdentified(Exception):
    """The data do not determine what was asked: `why`, and `reason`, the same more coarsely.

    `overlap`: how far near and far share values of the covariates, where that is the reason.
    """

    def __init__(self, why: AnyWhy, overlap: Overlap | None = None) -> None:
        super().__init__(why)
        self.why, self.overlap = why, overlap

    @property
    def reason(self) -> str:
        return self.why.reason


@dataclass(frozen=True)
class LogisticFit:
    """Coefficients (k,), how far leaving each item's part of its cluster out moves them (n, k), and their errors.

    `telling`: how many clusters of one size would tell as much (`telling_clusters`). `covariance` (k, k): by the
    jackknife over clusters. `model_errors` (k,): the classic errors of maximum likelihood, as if the items were
    independent. `deviance`: twice the log-likelihood short of a perfect fit.
    """

    coefficients: Floats
    influence: Floats
    groups: int
    telling: float
    covariance: Floats
    model_errors: Floats
    deviance: float

    @property
    def freedom(self) -> float:
        return min(self.groups, self.telling) - 1


@dataclass(frozen=True, slots=True)
class Effect:
    """An estimate with its interval."""

    value: float
    low: float
    high: float
    error: float


def fit_logistic(
    design: Floats, scores: Floats, clusters: Codes, weights: Floats | None = None
) -> LogisticFit:
    """Maximum (quasi-)likelihood of a logit model; graded scores make it Papke & Wooldridge's (1996) fractional logit.

    `design` (n, k): the first column is the constant, the others are standardised. `weights` (n,): 1 each where
    None. The covariance is the linearised jackknife over clusters (MacKinnon, Nielsen & Webb 2024), which
    holds with few clusters where the usual sandwich is too small; intervals take Student's t of as many degrees of
    freedom as clusters tell, less one.
    Raises NotIdentified where columns cannot be told apart, right and wrong are separated, clusters (or those that
    right or wrong answers come from) are too few, or one of them alone decides a coefficient.
    """
    n, k = design.shape
    groups = int(np.count_nonzero(np.bincount(clusters)))
    if not bear_interval(n, groups):
        raise NotIdentified(why.FewClusters(groups))
    if groups <= k:
        raise NotIdentified(why.FewForCoefficients(groups, k))
    if np.linalg.eigvalsh(design.T @ design / n)[0] < 1e-8:
        raise NotIdentified(why.Collinear())
    heavy = np.ones(n) if weights is None else weights
    telling = check_telling(scores, clusters, heavy)
    coefficients, information = _scoring(design, scores, heavy)
    chance = expit(design @ coefficients)
    parts = design * (heavy * (scores - chance))[:, None]
    influence = _leave_out(design, heavy * chance * (1 - chance), parts, information, clusters)
    return LogisticFit(
        coefficients, influence, groups, telling, jackknife_covariance(influence, clusters),
        np.sqrt(np.linalg.inv(information).diagonal()), _deviance(scores, chance, heavy),
    )  # fmt: skip


def telling_clusters(scores: Floats, clusters: Codes, weights: Floats) -> float:
    """How many clusters of one size the rarer answers, right or wrong, come from: (sum m)^2 / sum m^2, where a cluster
    holds m of them (Kish 1965). Where they are few, these clusters alone say how much luck differs between clusters
    (Carter, Schnepel & Steigerwald 2017)."""
    right, wrong = (np.bincount(clusters, weights * part) for part in (scores, 1 - scores))
    rarer = right if right.sum() <= wrong.sum() else wrong
    return float(rarer.sum()) ** 2 / max(float(rarer @ rarer), 1e-300)


def check_telling(scores: Floats, clusters: Codes, weights: Floats) -> float:
    """As `telling_clusters`; raises NotIdentified below FEWEST_TELLING, but where all answers are the same."""
    telling = telling_clusters(scores, clusters, weights)
    right, wrong = scores > 0, scores < 1
    if telling >= FEWEST_TELLING or not (right.any() and wrong.any()):
        return telling
    name, rows = ("right", right) if scores.mean() <= 0.5 else ("wrong", wrong)
    of = int(np.count_nonzero(np.bincount(clusters[rows])))
    apart = int(np.count_nonzero(np.bincount(clusters))) == len(clusters)
    raise NotIdentified(why.FewTelling(name, int(rows.sum()), len(scores), of, apart))


def _leave_out(
    design: Floats, curvature: Floats, parts: Floats, information: Floats, clusters: Codes
) -> Floats:
    """Each item's part of the step (n, k) that the coefficients take when its cluster is left out."""
    k = design.shape[1]
    if len(clusters) == np.count_nonzero(np.bincount(clusters)):
        moved = np.linalg.solve(information, parts.T).T
        leverage = curvature * (np.linalg.solve(information, design.T).T * design).sum(axis=1)
        _check_leverage(1 - leverage)
        return np.asarray(moved / (1 - leverage)[:, None])
    own = np.empty((int(clusters.max()) + 1, k, k))
    for row in range(k):
        for column in range(row + 1):
            products = np.bincount(clusters, curvature * design[:, row] * design[:, column])
            own[:, row, column] = own[:, column, row] = products
    root = np.linalg.inv(np.linalg.cholesky(information))
    _check_leverage(np.asarray(np.linalg.eigvalsh(np.eye(k) - root @ own @ root.T)[:, 0], np.float64))
    return np.asarray(np.einsum("nkl,nl->nk", np.linalg.inv(information - own)[clusters], parts))


def _check_leverage(left: Floats) -> None:
    """`left`: the least share of the information in any direction that is left without a cluster."""
    if left.min() < 1e-6:
        raise NotIdentified(why.OneClusterDecides())


def _deviance(scores: Floats, chance: Floats, weights: Floats) -> float:
    perfect = xlogy(scores, scores) + xlogy(1 - scores, 1 - scores)
    return float(2 * weights @ (perfect - xlogy(scores, chance) - xlogy(1 - scores, 1 - chance)))


def _scoring(design: Floats, scores: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Fisher scoring: the coefficients and the information, which the last step no longer changes."""

    def slope_at(coefficients: Floats) -> Slope:
        logits = design @ coefficients
        chance = expit(logits)
        return Slope(
            float(weights @ (scores * logits - np.logaddexp(0.0, logits))),
            design.T @ (weights * (scores - chance)),
            (design * (weights * chance * (1 - chance))[:, None]).T @ design,
        )

    try:
        top = climb(slope_at, np.zeros(design.shape[1]), FLAT * len(scores))
    except NoSummit:
        raise NotIdentified(why.Separated()) from None
    return top.at + top.step, top.slope.information


def cluster_covariance(influence: Floats, clusters: Codes, k: int) -> Floats:
    """Covariance of a statistic from each item's influence on it (n, m), summed within clusters."""
    n = len(clusters)
    sums = np.stack([np.bincount(clusters, column) for column in influence.T], axis=1)
    groups = int(np.count_nonzero(np.bincount(clusters)))
    return np.asarray(groups / (groups - 1) * (n - 1) / max(n - k, 1) * (sums.T @ sums), np.float64)


def jackknife_covariance(influence: Floats, clusters: Codes) -> Floats:
    """Covariance of a statistic from each item's part (n, m) of its change when the cluster is left out."""
    sums = np.stack([np.bincount(clusters, column) for column in influence.T], axis=1)
    groups = int(np.count_nonzero(np.bincount(clusters)))
    return np.asarray((groups - 1) / groups * (sums.T @ sums), np.float64)


def effect(value: float, variance: float, freedom: float, confidence: float) -> Effect:
    """The value with its interval by Student's t. Raises NotIdentified where the variance is no number."""
    if not np.isfinite(variance) or variance <= 0:
        raise NotIdentified(why.NoError())
    error = float(np.sqrt(variance))
    half = float(stdtrit(freedom, 0.5 + confidence / 2)) * error
    return Effect(float(value), float(value) - half, float(value) + half, error)
