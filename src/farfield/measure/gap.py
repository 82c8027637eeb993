"""The gap between the farthest and the nearest third of the items."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtri

from farfield.measure.intervals import Interval
from farfield.measure.logistic import (
    Effect,
    LogisticFit,
    NotIdentified,
    effect,
    fit_logistic,
    jackknife_covariance,
)
from farfield.measure.outcomes import Outcomes
from farfield.measure.slopes import check_variation, complete_items, standardise, usable_covariates

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]

POWER = 0.8


def thirds(distances: Floats) -> tuple[Rows, Rows]:
    """Which items are the nearest and which the farthest third, as near to a third as ties allow.

    Equal distances are never split, and the thirds never overlap.
    Raises NotIdentified where all distances are the same.
    """
    values, counts = np.unique(distances, return_counts=True)
    if len(values) < 2:
        raise NotIdentified("all items have the same distance")
    up_to = np.cumsum(counts)[:-1] / len(distances)
    near_end = values[np.abs(up_to - 1 / 3).argmin()]
    far_start = values[1 + np.abs(1 - up_to - 1 / 3).argmin()]
    return distances <= near_end, distances >= far_start


def fit_gap(distances: Floats, outcomes: Outcomes, confidence: float) -> dict[str, Any]:
    """The `gap` of a ruler: far minus near, at equal length and difficulty where that can be fitted."""
    if not len(outcomes):
        return _null("no item has this distance")
    try:
        near, far = thirds(distances)
    except NotIdentified as problem:
        return _null(str(problem))
    near_mean, far_mean = (outcomes.take(rows).mean(confidence) for rows in (near, far))
    note = None
    try:
        found = _adjusted(near, far, outcomes, confidence)
        adjusted = True
    except NotIdentified as problem:
        found, adjusted, note = (
            _crude(near, far, near_mean, far_mean, outcomes, confidence),
            False,
            str(problem),
        )
    detect = float(ndtri(0.5 + confidence / 2) + ndtri(POWER))
    return {
        "near": near_mean.mean, "far": far_mean.mean,
        "near_items": int(near.sum()), "far_items": int(far.sum()),
        "near_chance": float(outcomes.chance[near].mean()), "far_chance": float(outcomes.chance[far].mean()),
        "near_to": float(distances[near].max()), "far_from": float(distances[far].min()),
        "difference": found.value, "low": max(found.low, -1.0), "high": min(found.high, 1.0),
        "adjusted": adjusted, "detectable": min(detect * found.error, 1.0), "note": note,
    }  # fmt: skip


def _adjusted(near: Rows, far: Rows, outcomes: Outcomes, confidence: float) -> Effect:
    """Average marginal difference (g-computation): every item set far, minus every item set near.

    A logistic model with a constant, the middle and the far third and the covariates; the error is the jackknife
    over clusters of the whole, linearised, so it counts the spread of the covariates.
    """
    names = usable_covariates(outcomes)
    if not names:
        raise NotIdentified("there is nothing to adjust for")
    rows = complete_items(outcomes, names)
    kept, near, far = outcomes.take(rows), near[rows], far[rows]
    check_variation(kept)
    middle = ~near & ~far
    groups = [far, middle] if middle.any() else [far]
    covariates = [standardise(kept.covariates[name]) for name in names]
    design = np.column_stack([np.ones(len(kept)), *groups, *covariates]).astype(np.float64)
    fit = fit_logistic(design, kept.scores, kept.clusters, kept.given_weights)
    return _marginal(design, len(groups), fit, kept, confidence)


def _marginal(design: Floats, groups: int, fit: LogisticFit, outcomes: Outcomes, confidence: float) -> Effect:
    n = len(design)
    set_near = design.copy()
    set_near[:, 1 : 1 + groups] = 0
    set_far = set_near.copy()
    set_far[:, 1] = 1
    at_near, at_far = expit(set_near @ fit.coefficients), expit(set_far @ fit.coefficients)
    each = at_far - at_near
    share = outcomes.weights / n
    value = float(share @ each)
    gradient = (share * at_far * (1 - at_far)) @ set_far - (share * at_near * (1 - at_near)) @ set_near
    whole = fit.groups / fit.freedom  # leaving a cluster out moves a mean by its own part of what is left
    moved = fit.influence @ gradient + whole * share * (each - value)
    variance = jackknife_covariance(moved[:, None], outcomes.clusters)[0, 0]
    return effect(value, float(variance), fit.freedom, confidence)


def _crude(
    near: Rows, far: Rows, at_near: Interval, at_far: Interval, outcomes: Outcomes, confidence: float
) -> Effect:
    """Difference of two means by the method of variance estimates recovery (Newcombe 1998; Zou & Donner 2008).

    It joins the two Wilson intervals, so it has a width even where one third is all right or all wrong; clusters
    that reach into both thirds enter through their correlation.
    """
    value = at_far.mean - at_near.mean
    together = _correlation(near, far, outcomes)
    down, up = at_far.mean - at_far.low, at_near.high - at_near.mean
    low = value - _joined(down, up, together)
    high = value + _joined(at_far.high - at_far.mean, at_near.mean - at_near.low, together)
    return Effect(value, low, high, (high - low) / (2 * float(ndtri(0.5 + confidence / 2))))


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


def _null(note: str) -> dict[str, Any]:
    return {
        "near": None, "far": None, "near_items": 0, "far_items": 0,
        "near_chance": None, "far_chance": None, "near_to": None, "far_from": None,
        "difference": None, "low": None, "high": None, "adjusted": False, "detectable": None, "note": note,
    }  # fmt: skip
