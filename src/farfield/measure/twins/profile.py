"""The `twins` of a profile."""

from __future__ import annotations

import numpy as np
import polars as pl

from farfield.arrays import Codes, Floats, Rows
from farfield.measure.columns import cluster_codes
from farfield.measure.fits.logistic import NotIdentified
from farfield.measure.twins.balance import PREFIX, fit_balance
from farfield.measure.twins.conditional import fit_conditional
from farfield.measure.twins.difference import (
    WORTH,
    detectable_difference,
    null_test,
    paired_difference,
    pairs_needed,
)
from farfield.measure.twins.pairing import Left, Sets, differing_axes, find_sets, said_by
from farfield.options.measuring import MeasureOptions
from farfield.results import reasons as why
from farfield.results.checks import (
    AdjustedLogit,
    Balance,
    ConditionalLogit,
    ConditionalLogits,
    Discordant,
    PairsNeeded,
    Twins,
)


def fit_twins(items: pl.DataFrame, options: MeasureOptions) -> Twins | None:
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
    bounded = paired.low is not None
    return Twins(
        pairs=sets.count, near=float(near.mean()), far=float(far.mean()),
        difference=paired.difference, low=paired.low, high=paired.high,
        p=p, test=test, clusters=groups,
        discordant=Discordant(int((differences < -1e-12).sum()), int((differences > 1e-12).sum())),
        detectable=detectable_difference(paired, sets.count, options.confidence) if bounded else None,
        needed=PairsNeeded(WORTH, pairs_needed(paired, WORTH, options.confidence)),
        conditional_logit=_conditional(scored, sets, scores, clusters, balance, options.confidence),
        balance=balance,
        incomplete=left.incomplete, tied=left.tied, without_set=left.items, left_out_score=left.score,
        note=None, axes=differing_axes(scored, sets), by=said_by(options, items.columns),
        why=None if bounded else why.FewClusters(groups),
    )  # fmt: skip


def set_clusters(sets: Sets, clusters: Codes) -> Codes:
    """The cluster of each set, (count,): sets whose members share a cluster, directly or by others, are one."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

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
    balance: list[Balance],
    confidence: float,
) -> ConditionalLogits:
    """Far against near, distance along all members, and far against near at equal values of what is out of balance."""
    ends = sets.near | sets.far
    side = sets.far.astype(np.float64)
    failed = [one.covariate for one in balance if one.failed and one.standardised is not None]
    held = [_centred(scored[f"{PREFIX}{name}"], sets) for name in failed]
    along = sets.distances / (sets.distances.std(ddof=1) or 1.0)
    return ConditionalLogits(
        far=_logit([side], scores, sets.codes, ends, clusters, confidence),
        per_sd=_logit([along], scores, sets.codes, np.ones_like(ends), clusters, confidence),
        adjusted=_at_equal(
            _logit([side, *held], scores, sets.codes, ends, clusters, confidence), failed
        ) if failed else None,
    )  # fmt: skip


def _at_equal(one: ConditionalLogit, covariates: list[str]) -> AdjustedLogit:
    return AdjustedLogit(one.log_odds, one.low, one.high, one.p, one.sets, None, covariates, why=one.why)


def _centred(values: pl.Series, sets: Sets) -> Floats:
    numbers = values.cast(pl.Float64).fill_null(values.cast(pl.Float64).mean()).to_numpy()[sets.rows]
    return np.asarray((numbers - numbers.mean()) / (numbers.std() or 1.0), np.float64)


def _logit(
    columns: list[Floats],
    scores: Floats,
    codes: Codes,
    rows: Rows,
    clusters: Codes,
    confidence: float,
) -> ConditionalLogit:
    design = np.column_stack(columns)[rows]
    try:
        fit = fit_conditional(design, scores[rows], codes[rows], clusters)
    except NotIdentified as problem:
        return ConditionalLogit(None, None, None, None, 0, None, why=problem.why)
    return ConditionalLogit(*fit.first(confidence), fit.sets, None)


def _unknown(left: Left) -> Twins:
    return Twins(
        pairs=0, near=None, far=None, difference=None, low=None, high=None, p=None, test=None, clusters=0,
        discordant=Discordant(0, 0), detectable=None, needed=None, conditional_logit=None, balance=[],
        incomplete=left.incomplete, tied=left.tied, without_set=left.items, left_out_score=left.score,
        note=None, why=why.NoTwins(),
    )  # fmt: skip
