"""Conditional logistic regression: what sets share drops out of the likelihood."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.measure.fits.climb import NoSummit, Slope, climb
from farfield.measure.fits.logistic import NotIdentified, cluster_covariance
from farfield.measure.intervals import FEWEST_CLUSTERS
from farfield.results import reasons as why
from farfield.special_functions import stdtr, stdtrit

FLAT = 1e-9
"""Least bend of the log-likelihood for each set: below it, nothing tells the coefficient."""


@dataclass(frozen=True)
class Alike:
    """Sets with the same numbers of members n and of right answers k: design (s, n, p), scores (s, n), codes (s,)."""

    design: Floats
    scores: Floats
    codes: Codes
    right: int


@dataclass(frozen=True, slots=True)
class SetSlope(Slope):
    """The slope of all sets, and the gradient of each (sets, p)."""

    by_set: Floats


class Coefficient(NamedTuple):
    """A change of the log-odds with its interval and two-sided p-value."""

    log_odds: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class ConditionalFit:
    """Coefficients (p,), their covariance (p, p), and the sets that tell something: those with right and wrong.

    `freedom`: degrees of freedom where sets share clusters, infinite where none do.
    """

    coefficients: Floats
    covariance: Floats
    sets: int
    freedom: float

    def first(self, confidence: float) -> Coefficient:
        """The first coefficient with its interval and two-sided p-value."""
        value, error = float(self.coefficients[0]), float(np.sqrt(self.covariance[0, 0]))
        half = float(stdtrit(self.freedom, 0.5 + confidence / 2)) * error
        p = float(2 * stdtr(self.freedom, -abs(value) / error))
        return Coefficient(value, value - half, value + half, p)


def fit_conditional(design: Floats, scores: Floats, sets: Codes, clusters: Codes) -> ConditionalFit:
    """The maximum of the exact conditional likelihood (Breslow & Day 1980; recursion of Gail, Lubin & Rubinstein 1981).

    `design` (n, p), right-or-wrong `scores` (n,), set codes (n,), and `clusters`: that of each set. The covariance is
    the inverse information, or the cluster sandwich where sets share clusters.
    Raises NotIdentified for graded scores, where no set is discordant, and where a coefficient has no finite maximum.
    """
    if not np.all((scores == 0) | (scores == 1)):
        raise NotIdentified(why.Graded())
    classes = _by_shape(design, scores, sets)
    if not classes:
        raise NotIdentified(why.NoDiscordantSet())
    codes = np.concatenate([alike.codes for alike in classes])
    try:
        top = climb(partial(_slope_at, classes), np.zeros(design.shape[1]), FLAT * len(codes))
    except NoSummit:
        raise NotIdentified(why.Separated()) from None
    groups = len(np.unique(clusters[codes]))
    freedom = float(groups - 1) if groups < len(codes) else np.inf
    covariance = _covariance(top.slope.by_set, top.slope.information, clusters[codes])
    return ConditionalFit(top.at, covariance, len(codes), freedom)


def _covariance(gradients: Floats, information: Floats, clusters: Codes) -> Floats:
    groups = len(np.unique(clusters))
    inverse = np.asarray(np.linalg.inv(information), np.float64)
    if groups == len(clusters):
        return inverse
    if groups <= max(information.shape[0], FEWEST_CLUSTERS - 1):
        raise NotIdentified(why.FewClusters(groups))
    covariance = cluster_covariance(gradients @ inverse, clusters, information.shape[0])
    if covariance.diagonal().min() < 1e-18:
        raise NotIdentified(why.NoError())
    return covariance


def _by_shape(design: Floats, scores: Floats, sets: Codes) -> list[Alike]:
    """Sets with both right and wrong answers, those of one shape together; wrong and right change places where most
    are right, which changes nothing but the sign of the design."""
    order = np.argsort(sets, kind="stable")
    codes, starts, sizes = np.unique(sets[order], return_index=True, return_counts=True)
    right = np.add.reduceat(scores[order], starts) if len(starts) else np.array([])
    found = []
    for n, k in sorted({(int(n), int(k)) for n, k in zip(sizes, right, strict=True) if 0 < k < n}):
        chosen = (sizes == n) & (right == k)
        rows = order[starts[chosen][:, None] + np.arange(n)]
        turned = 2 * k > n
        held = 1 - scores[rows] if turned else scores[rows]
        found.append(
            Alike(-design[rows] if turned else design[rows], held, codes[chosen], n - k if turned else k)
        )
    return found


def _slope_at(classes: list[Alike], at: Floats) -> SetSlope:
    likelihood, gradients, information = 0.0, [], np.zeros((len(at), len(at)))
    for alike in classes:
        logits = alike.design @ at
        logits = logits - logits.mean(axis=1, keepdims=True)
        total, mean, spread = _sums_over_subsets(np.exp(logits), alike.design, alike.right)
        likelihood += float((alike.scores * logits).sum() - total.sum())
        gradients.append(np.einsum("sn,snp->sp", alike.scores, alike.design) - mean)
        information += spread.sum(axis=0)
    by_set = np.concatenate(gradients)
    return SetSlope(likelihood, by_set.sum(axis=0), information, by_set)


def _sums_over_subsets(weights: Floats, design: Floats, right: int) -> tuple[Floats, Floats, Floats]:
    """Over all subsets of k members, weighted by the product of their weights: log of the sum (s,), and mean (s, p) and
    covariance (s, p, p) of the sum of their rows."""
    s, n, p = design.shape
    sums = np.zeros((s, right + 1))
    sums[:, 0] = 1
    first = np.zeros((s, right + 1, p))
    second = np.zeros((s, right + 1, p, p))
    scale = np.zeros(s)
    for member in range(n):
        w, x = weights[:, member, None], design[:, None, member]
        outer = np.einsum("srp,sq->srpq", first[:, :-1], x[:, 0])
        square = np.einsum("sp,sq->spq", x[:, 0], x[:, 0])[:, None] * sums[:, :-1, None, None]
        second[:, 1:] += w[:, :, None, None] * (second[:, :-1] + outer + outer.transpose(0, 1, 3, 2) + square)
        first[:, 1:] += w[:, :, None] * (first[:, :-1] + x * sums[:, :-1, None])
        sums[:, 1:] += w * sums[:, :-1]
        largest = sums.max(axis=1)
        scale += np.log(largest)
        sums, first = sums / largest[:, None], first / largest[:, None, None]
        second = second / largest[:, None, None, None]
    mean = first[:, right] / sums[:, right, None]
    spread = second[:, right] / sums[:, right, None, None] - mean[:, :, None] * mean[:, None]
    return np.log(sums[:, right]) + scale, mean, spread
