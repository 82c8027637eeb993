"""The `twins` of a profile."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from farfield.measure.columns import cluster_codes
from farfield.measure.intervals import few_clusters
from farfield.measure.logistic import NotIdentified
from farfield.measure.options import MeasureOptions
from farfield.measure.twins.balance import PREFIX, fit_balance
from farfield.measure.twins.conditional import fit_conditional
from farfield.measure.twins.difference import (
    WORTH,
    detectable_difference,
    null_test,
    paired_difference,
    pairs_needed,
)
from farfield.measure.twins.pairing import Left, Sets, find_sets

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


def fit_twins(items: pl.DataFrame, options: MeasureOptions) -> dict[str, Any] | None:
    """The `twins` of one subject on one task: far minus near within sets, its tests, and the balance of the sets.

    `items`: what `add_twins` returned, of this subject and task, scored or not. None without `--twins`.
    """
    if options.twins is None:
        return None
    sets, left = find_sets(items)
    if not sets.count:
        return _unknown(left)
    scored = items.filter(pl.col("score").is_not_null())
    scores = scored["score"].to_numpy()[sets.rows]
    clusters = set_clusters(sets, cluster_codes(scored["_cluster"])[sets.rows])
    near, far = sets.mean_by_set(scores, sets.near), sets.mean_by_set(scores, sets.far)
    differences = far - near
    paired = paired_difference(differences, clusters, options.confidence)
    p, test = null_test(differences, clusters, options.seed)
    groups = len(np.unique(clusters))
    balance = fit_balance(scored, sets, clusters, options.confidence)
    return {
        "pairs": sets.count, "near": float(near.mean()), "far": float(far.mean()),
        "difference": paired.difference, "low": paired.low, "high": paired.high,
        "p": p, "test": test, "clusters": groups,
        "discordant": {
            "near_only": int((differences < -1e-12).sum()), "far_only": int((differences > 1e-12).sum()),
        },
        "detectable": None
        if paired.low is None
        else detectable_difference(paired, sets.count, options.confidence),
        "needed": {"difference": WORTH, "pairs": pairs_needed(paired, WORTH, options.confidence)},
        "conditional_logit": _conditional(scored, sets, scores, clusters, balance, options.confidence),
        "balance": balance, **_left(left),
        "note": few_clusters(groups) if paired.low is None else None,
    }  # fmt: skip


def set_clusters(sets: Sets, clusters: Codes) -> Codes:
    """The cluster of each set, (count,): sets whose members share a cluster, directly or by others, are one."""
    _, codes = np.unique(clusters, return_inverse=True)
    n = sets.count + int(codes.max(initial=-1)) + 1
    links = coo_matrix((np.ones(len(codes)), (sets.codes, sets.count + codes)), shape=(n, n))
    found = connected_components(links, directed=False)[1][: sets.count]
    return np.unique(found, return_inverse=True)[1].astype(np.int64)


def _conditional(
    scored: pl.DataFrame,
    sets: Sets,
    scores: Floats,
    clusters: Codes,
    balance: list[dict[str, Any]],
    confidence: float,
) -> dict[str, Any]:
    """Far against near, distance along all members, and far against near at equal values of what is out of balance."""
    ends = sets.near | sets.far
    side = sets.far.astype(np.float64)
    failed = [one["covariate"] for one in balance if one["failed"] and one["standardised"] is not None]
    held = [_centred(scored[f"{PREFIX}{name}"], sets) for name in failed]
    along = sets.distances / (sets.distances.std(ddof=1) or 1.0)
    return {
        "far": _logit([side], scores, sets.codes, ends, clusters, confidence),
        "per_sd": _logit([along], scores, sets.codes, np.ones_like(ends), clusters, confidence),
        "adjusted": {
            **_logit([side, *held], scores, sets.codes, ends, clusters, confidence), "covariates": failed,
        } if failed else None,
    }  # fmt: skip


def _centred(values: pl.Series, sets: Sets) -> Floats:
    numbers = values.cast(pl.Float64).fill_null(values.cast(pl.Float64).mean()).to_numpy()[sets.rows]
    return np.asarray((numbers - numbers.mean()) / (numbers.std() or 1.0), np.float64)


def _logit(
    columns: list[Floats],
    scores: Floats,
    codes: Codes,
    rows: NDArray[np.bool_],
    clusters: Codes,
    confidence: float,
) -> dict[str, Any]:
    design = np.column_stack(columns)[rows]
    try:
        fit = fit_conditional(design, scores[rows], codes[rows], clusters)
    except NotIdentified as problem:
        return {"log_odds": None, "low": None, "high": None, "p": None, "sets": 0, "note": str(problem)}
    return {**fit.first(confidence), "sets": fit.sets, "note": None}


def _left(left: Left) -> dict[str, Any]:
    return {
        "incomplete": left.incomplete, "tied": left.tied, "without_set": left.items, "left_out_score": left.score,
    }  # fmt: skip


def _unknown(left: Left) -> dict[str, Any]:
    null = ("near", "far", "difference", "low", "high", "p", "test")
    return {
        "pairs": 0, **dict.fromkeys(null), "clusters": 0, "discordant": {"near_only": 0, "far_only": 0},
        "detectable": None, "needed": None, "conditional_logit": None, "balance": [], **_left(left),
        "note": "no set has both a near and a far member with a score",
    }  # fmt: skip
