"""What a ruler tells about the scores that length, word frequency and difficulty don't: held-out log-loss."""

from __future__ import annotations

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.measure.fits.logistic import NotIdentified
from farfield.measure.near_far.columns_of_fit import choose_columns, covariate_names
from farfield.measure.near_far.covariates import standardise, varies
from farfield.measure.near_far.slopes import check_variation
from farfield.measure.outcomes import Outcomes
from farfield.results import reasons as why
from farfield.results.rulers import Incremental
from farfield.special_functions import expit, stdtrit

FOLDS = 10
"""Each fit has nine tenths of the items, nearly as many as the fit that is reported."""
FEWEST_CLUSTERS = 10
"""Folds are of whole clusters: with fewer some fold would be empty."""
RIDGE = 0.01
"""Precision of a normal prior on each coefficient per standard deviation: separated scores keep finite odds."""
STEPS = 30
"""Most steps of Newton, each of at most 2 a coefficient; the last is the first that moves none by 1e-4."""


def fit_increment(distances: Floats, outcomes: Outcomes, confidence: float, seed: int) -> Incremental:
    """The `incremental` of a ruler: bits of log-loss that it saves for each item held out.

    Two logistic regressions, with the baseline (`over`) and with the baseline and the distance, are fitted without
    a tenth of the clusters and judged on that tenth, ten times. The interval is that of the mean of the paired
    differences, errors clustered (Bayle et al. 2020). Below 0 the distance misleads more than it tells.
    """
    every = {**outcomes.covariates, **outcomes.baseline}
    names = [name for name, values in every.items() if varies(values[np.isfinite(values)])]
    rows = (
        np.all([np.isfinite(every[name]) for name in names], axis=0)
        if names
        else np.ones(len(outcomes), bool)
    )
    kept = outcomes.take(rows)
    names, over = choose_columns(kept, names).names, covariate_names(outcomes, names)
    try:
        check_variation(kept)
        columns = [_standard(every[name][rows], name) for name in names]
        distance = _standard(distances[rows], None)
        if kept.groups < FEWEST_CLUSTERS:
            raise NotIdentified(why.FewerClusters(FEWEST_CLUSTERS))
    except NotIdentified as problem:
        return Incremental(None, None, None, over, 0, None, why=problem.why)
    folds = np.random.default_rng(seed).permutation(int(kept.clusters.max()) + 1) % FOLDS
    held_out = folds[kept.clusters]
    base = np.column_stack([np.ones(len(kept)), *columns])
    saved = _loss(base, kept, held_out) - _loss(np.column_stack([base, distance]), kept, held_out)
    mean = float(np.average(saved, weights=kept.weights))
    sums = np.bincount(kept.clusters, kept.weights * (saved - mean)) / kept.weights.sum()
    error = float(np.sqrt(kept.groups / (kept.groups - 1) * sums @ sums))
    half = float(stdtrit(kept.groups - 1, 0.5 + confidence / 2)) * error
    return Incremental(mean, mean - half, mean + half, over, len(kept), None)


def _standard(values: Floats, name: str | None) -> Floats:
    if not varies(values):
        raise NotIdentified(why.SameForAll(name))
    return standardise(values)


def _loss(design: Floats, outcomes: Outcomes, held_out: Codes) -> Floats:
    """Bits of each item (n,) under the fit without its fold."""
    scores, weights = outcomes.scores, outcomes.weights
    start = _fit(design, scores, weights, np.zeros(design.shape[1]))
    losses = np.empty(len(outcomes))
    for fold in np.unique(held_out):
        out = held_out == fold
        logits = design[out] @ _fit(design[~out], scores[~out], weights[~out], start)
        losses[out] = np.logaddexp(0, logits) - outcomes.scores[out] * logits
    return np.asarray(losses / np.log(2))


def _fit(design: Floats, scores: Floats, weights: Floats, start: Floats) -> Floats:
    """The coefficients with the highest penalised likelihood; the constant is hardly penalised."""
    penalty = np.full(design.shape[1], RIDGE)
    penalty[0] = RIDGE / 100
    prior = np.diag(penalty)
    found = start
    for _ in range(STEPS):
        chance = expit(design @ found)
        slope = design.T @ (weights * (scores - chance)) - penalty * found
        bend = (design * (weights * np.maximum(chance * (1 - chance), 1e-6))[:, None]).T @ design
        step = np.linalg.solve(bend + prior, slope)
        longest = float(np.abs(step).max())
        found = found + step * min(1.0, 2.0 / max(longest, 1e-12))
        if longest < 1e-4:
            break
    return found
