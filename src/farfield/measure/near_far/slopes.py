"""How much the log-odds of a right answer change with distance, as it is and at equal length and difficulty."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from msgspec import structs

from farfield.arrays import Floats
from farfield.measure.fits.logistic import NotIdentified, effect, fit_logistic
from farfield.measure.near_far.columns_of_fit import choose_columns, covariate_names, level_of
from farfield.measure.near_far.covariates import spread_of, standardise, usable_covariates, varies
from farfield.measure.near_far.overlap import slope_support
from farfield.measure.outcomes import Outcomes
from farfield.results import reasons as why
from farfield.results.slopes import CovariateEffect, Slope
from farfield.results.structs import known

FEWEST_ITEMS = 10
"""Two coefficients of fewer items than this are those of single answers."""


class CrudeAndAdjusted(NamedTuple):
    """The slope of the scores as they are, and at equal values of the covariates."""

    crude: Slope
    adjusted: Slope


def fit_slopes(distances: Floats, outcomes: Outcomes, confidence: float) -> CrudeAndAdjusted:
    """Crude and adjusted log-odds per standard deviation of the distance.

    `distances` (n,): finite, one for each of the outcomes; their logarithms on a logarithmic scale. The standard
    deviation is that of the items with this distance in both fits. What cannot be fitted is null, and `why`
    says so.
    """
    return CrudeAndAdjusted(
        crude_slope(distances, outcomes, confidence), _adjusted(distances, outcomes, confidence)
    )


def crude_slope(distances: Floats, outcomes: Outcomes, confidence: float) -> Slope:
    """The slope of the scores as they are."""
    try:
        return _fit(distances, spread_of(distances), outcomes, [], confidence)
    except NotIdentified as problem:
        return _null(problem, [])


def _adjusted(distances: Floats, outcomes: Outcomes, confidence: float) -> Slope:
    """At equal values of the covariates, where items nearer and farther share them.

    Where near and far are only bridged by the middle third, the interval holds what comes out if the covariates' cost
    is straight and if it is bent, because no item tells the one from the other at equal distance.
    """
    names = usable_covariates(outcomes)
    if not names:
        return _null(NotIdentified(why.NoCovariates(slope=True)), [])
    try:
        check_variation(outcomes)
        held = slope_support(distances, outcomes)
        at, kept, spread = distances[held.rows], outcomes.take(held.rows), spread_of(distances)
        straight = _fit(at, spread, kept, held.names, confidence)
        if not held.bridged:
            return straight
        bent = _fit(at, spread, kept, held.names, confidence, bent=True)
        return structs.replace(
            straight,
            low=min(known(straight.low), known(bent.low)),
            high=max(known(straight.high), known(bent.high)),
        )
    except NotIdentified as problem:
        return _null(problem, covariate_names(outcomes, names))


def _fit(
    distances: Floats,
    spread: float,
    outcomes: Outcomes,
    names: list[str],
    confidence: float,
    *,
    bent: bool = False,
) -> Slope:
    """`bent`: with the square of each covariate of more than two values beside it."""
    check_variation(outcomes)
    if not varies(distances):
        raise NotIdentified(why.OneDistance())
    held = choose_columns(outcomes, names)
    covariates = {name: outcomes.covariates[name] for name in held.names}
    constant = [name for name, values in covariates.items() if not varies(values)]
    if constant:
        raise NotIdentified(why.SameForAll(constant[0]))
    columns = [(distances - distances.mean()) / spread, *map(standardise, covariates.values())]
    squares = [column**2 for column in columns[1:] if bent and len(np.unique(column)) > 2]
    design = np.column_stack([np.ones(len(distances)), *columns, *squares])
    fit = fit_logistic(design, outcomes.scores, outcomes.clusters, outcomes.given_weights)
    found = [
        effect(b, v, fit.freedom, confidence)
        for b, v in zip(fit.coefficients, fit.covariance.diagonal(), strict=True)
    ]
    slope = found[1]
    return Slope(
        log_odds_per_sd=slope.value, low=slope.low, high=slope.high, covariates=covariate_names(outcomes, names),
        error=slope.error, freedom=float(fit.freedom), model_error=float(fit.model_errors[1]), deviance=fit.deviance,
        items=len(outcomes), sd=spread, note=None, reason=None,
        covariate_effects=[
            CovariateEffect(
                *level_of(outcomes, held, name), log_odds_per_sd=e.value, low=e.low, high=e.high,
                sd=spread_of(values), log_odds=e.value / spread_of(values),
            )
            for (name, values), e in zip(covariates.items(), found[2 : 2 + len(covariates)], strict=True)
        ],
    )  # fmt: skip


def check_variation(outcomes: Outcomes) -> None:
    """Raises NotIdentified for fewer than ten items, or scores that are all the same."""
    if not len(outcomes):
        raise NotIdentified(why.NoItems())
    if len(outcomes) < FEWEST_ITEMS:
        raise NotIdentified(why.FewItems(FEWEST_ITEMS))
    if not varies(outcomes.scores):
        raise NotIdentified(why.OneScore())


def _null(problem: NotIdentified, names: list[str]) -> Slope:
    return Slope(
        log_odds_per_sd=None, low=None, high=None, covariates=names,
        error=None, freedom=None, model_error=None, deviance=None,
        items=0, sd=None, note=None, reason=problem.reason, covariate_effects=[], why=problem.why,
    )  # fmt: skip
