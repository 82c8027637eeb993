"""The gap between the farthest and the nearest third of the items."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from farfield.arrays import Floats, Rows
from farfield.measure.fits.logistic import (
    LogisticFit,
    NotIdentified,
    effect,
    fit_logistic,
    jackknife_covariance,
)
from farfield.measure.intervals import bear_interval
from farfield.measure.near_far.columns_of_fit import choose_columns
from farfield.measure.near_far.covariates import standardise, varies
from farfield.measure.near_far.near import Field, near_and_far
from farfield.measure.near_far.overlap import Adjustable, adjustable
from farfield.measure.near_far.slopes import check_variation
from farfield.measure.outcomes import Outcomes
from farfield.results import reasons as why
from farfield.results.reasons import AnyWhy
from farfield.results.rulers import Gap, Overlap
from farfield.special_functions import expit, ndtri

POWER = 0.8
"""The gap that would have been noticed is one found in four of five such samples, as is usual (Cohen 1988)."""


class Contrast(NamedTuple):
    """A difference of scores; its ends and error are None where too few clusters tell them."""

    value: float
    low: float | None
    high: float | None
    error: float | None


class Compared(NamedTuple):
    """Far against near: whether at equal values of the covariates, their common support, and why not, or not of all."""

    found: Contrast
    adjusted: bool
    overlap: Overlap | None
    why: AnyWhy | None
    reason: str | None


def fit_gap(distances: Floats, outcomes: Outcomes, confidence: float) -> Gap:
    """The `gap` of a ruler: far field minus near field, at equal length and difficulty where that can be fitted.

    Where near and far share too few values of a covariate nothing can be held equal (`overlap`): the gap is then the
    crude one, and `why` says so.
    """
    if not len(outcomes):
        return _null(NotIdentified(why.NoItems()))
    try:
        near, far = near_and_far(distances, outcomes, confidence)
    except NotIdentified as problem:
        return _null(problem)
    compared = _compare(near, far, distances, outcomes, confidence)
    low, high, detectable = _ends(compared.found, confidence)
    return Gap(
        near=near.score.mean, near_low=near.score.low, near_high=near.score.high,
        far=far.score.mean, far_low=far.score.low, far_high=far.score.high,
        near_items=int(near.rows.sum()), far_items=int(far.rows.sum()),
        near_chance=near.chance, far_chance=far.chance,
        near_to=float(distances[near.rows].max()), far_from=float(distances[far.rows].min()),
        difference=compared.found.value, low=low, high=high, detectable=detectable,
        adjusted=compared.adjusted, overlap=compared.overlap, note=None, reason=compared.reason, why=compared.why,
    )  # fmt: skip


def _compare(near: Field, far: Field, distances: Floats, outcomes: Outcomes, confidence: float) -> Compared:
    try:
        held = adjustable(distances, outcomes)
    except NotIdentified as problem:
        return _crudely(near, far, outcomes, confidence, problem, problem.overlap)
    try:
        found = _adjusted(near.rows, far.rows, held, outcomes, confidence)
    except NotIdentified as problem:
        return _crudely(near, far, outcomes, confidence, problem, held.overlap)
    shared = held.overlap
    part = why.PartlyShared(shared.near, shared.far, shared.covariate) if shared.used == "common" else None
    return Compared(found, True, shared, part, None)


def _crudely(
    near: Field,
    far: Field,
    outcomes: Outcomes,
    confidence: float,
    problem: NotIdentified,
    overlap: Overlap | None,
) -> Compared:
    """The crude gap, and why it is not adjusted or has no interval."""
    found = crude_gap(near, far, outcomes, confidence)
    if found.low is not None or problem.reason == "few_clusters":
        return Compared(found, False, overlap, problem.why, problem.reason)
    few = _few_clusters(near.rows, far.rows, outcomes)
    if isinstance(problem.why, why.NoCovariates):
        return Compared(found, False, overlap, few, few.reason)
    return Compared(found, False, overlap, why.UnadjustedAndUnbounded(problem.why, few), problem.reason)


def _few_clusters(near: Rows, far: Rows, outcomes: Outcomes) -> why.FewClusters | why.FewEndClusters:
    if outcomes.groups == 1:
        return why.FewClusters(1)
    return why.FewEndClusters(outcomes.take(near).groups, outcomes.take(far).groups)


def _ends(found: Contrast, confidence: float) -> tuple[float, float, float] | tuple[None, None, None]:
    """The interval, and the gap that would have shown with POWER."""
    if found.low is None or found.high is None or found.error is None:
        return None, None, None
    detect = float(ndtri(0.5 + confidence / 2) + ndtri(POWER))
    return max(found.low, -1.0), min(found.high, 1.0), min(detect * found.error, 1.0)


def _adjusted(near: Rows, far: Rows, held: Adjustable, outcomes: Outcomes, confidence: float) -> Contrast:
    """Average marginal difference (g-computation): every item set far, minus every item set near.

    A logistic model with a constant, the middle and the far third and the covariates; the error is the jackknife
    over clusters of the whole, linearised, so it counts the spread of the covariates.
    """
    kept, near, far = outcomes.take(held.rows), near[held.rows], far[held.rows]
    check_variation(kept)
    if not all(bear_interval(int(rows.sum()), kept.take(rows).groups) for rows in (near, far)):
        raise NotIdentified(_few_clusters(near, far, kept))
    middle = ~near & ~far
    groups = [far, middle] if middle.any() else [far]
    columns = {name: kept.covariates[name] for name in choose_columns(kept, held.names).names}
    covariates = [standardise(values) for values in columns.values() if varies(values)]
    design = np.column_stack([np.ones(len(kept)), *groups, *covariates]).astype(np.float64)
    fit = fit_logistic(design, kept.scores, kept.clusters, kept.given_weights)
    return _marginal(design, len(groups), fit, kept, confidence)


def _marginal(
    design: Floats, groups: int, fit: LogisticFit, outcomes: Outcomes, confidence: float
) -> Contrast:
    set_near = design.copy()
    set_near[:, 1 : 1 + groups] = 0
    set_far = set_near.copy()
    set_far[:, 1] = 1
    at_near, at_far = expit(set_near @ fit.coefficients), expit(set_far @ fit.coefficients)
    each = at_far - at_near
    share = outcomes.weights / outcomes.weights.sum()
    value = float(share @ each)
    gradient = (share * at_far * (1 - at_far)) @ set_far - (share * at_near * (1 - at_near)) @ set_near
    whole = fit.groups / (
        fit.groups - 1
    )  # leaving a cluster out moves a mean by its own part of what is left
    moved = fit.influence @ gradient + whole * share * (each - value)
    variance = jackknife_covariance(moved[:, None], outcomes.clusters)[0, 0]
    found = effect(value, float(variance), fit.freedom, confidence)
    return Contrast(found.value, found.low, found.high, found.error)


def crude_gap(near: Field, far: Field, outcomes: Outcomes, confidence: float) -> Contrast:
    """Difference of two means by the method of variance estimates recovery (Newcombe 1998; Zou & Donner 2008).

    It joins the two Wilson intervals, so it has a width even where one third is all right or all wrong; clusters
    that reach into both thirds enter through their correlation. Without ends where either mean has none.
    """
    at_near, at_far = near.score, far.score
    value = at_far.mean - at_near.mean
    if at_near.low is None or at_near.high is None or at_far.low is None or at_far.high is None:
        return Contrast(value, None, None, None)
    together = _correlation(near.rows, far.rows, outcomes)
    down, up = at_far.mean - at_far.low, at_near.high - at_near.mean
    low = value - _joined(down, up, together)
    high = value + _joined(at_far.high - at_far.mean, at_near.mean - at_near.low, together)
    return Contrast(value, low, high, (high - low) / (2 * float(ndtri(0.5 + confidence / 2))))


def _joined(first: float, second: float, together: float) -> float:
    return float(np.sqrt(max(0.0, first**2 - 2 * together * first * second + second**2)))


def _correlation(near: Rows, far: Rows, outcomes: Outcomes) -> float:
    sums = []
    for rows in (near, far):
        mean = np.average(outcomes.scores[rows], weights=outcomes.weights[rows])
        residuals = np.where(rows, outcomes.weights * (outcomes.scores - mean), 0.0)
        sums.append(np.bincount(outcomes.clusters, residuals))
    scale = float(np.linalg.norm(sums[0]) * np.linalg.norm(sums[1]))
    return float(sums[0] @ sums[1]) / scale if scale > 0 else 0.0


def _null(problem: NotIdentified) -> Gap:
    return Gap(
        near=None, near_low=None, near_high=None, far=None, far_low=None, far_high=None,
        near_items=0, far_items=0, near_chance=None, far_chance=None, near_to=None, far_from=None,
        difference=None, low=None, high=None, detectable=None, adjusted=False,
        overlap=None, note=None, reason=problem.reason, why=problem.why,
    )  # fmt: skip
