"""The slope at equal difficulty, with the noise of what measures difficulty in the model."""

from __future__ import annotations

import numpy as np
from msgspec import structs

from farfield.arrays import Floats
from farfield.measure.categories import covariate_name
from farfield.measure.difficulty.latent import LatentData, fit_latent
from farfield.measure.difficulty.others import OTHERS, Others
from farfield.measure.fits.logistic import (
    LogisticFit,
    NotIdentified,
    effect,
    fit_logistic,
    jackknife_covariance,
)
from farfield.measure.near_far.columns_of_fit import choose_columns, covariate_names
from farfield.measure.near_far.covariates import complete_items, spread_of, standardise, usable_covariates
from farfield.measure.near_far.overlap import adjustable
from farfield.measure.near_far.slopes import check_variation
from farfield.measure.outcomes import Outcomes
from farfield.options.measuring import MeasureOptions
from farfield.results import reasons as why
from farfield.results.reasons import AnyWhy
from farfield.results.slopes import CorrectedSlope


def correct_slope(
    distances: Floats, outcomes: Outcomes, others: Others | None, options: MeasureOptions
) -> CorrectedSlope:
    """The `corrected` slope of a ruler: as `adjusted`, with the noise of the difficulty in the model.

    With `--reliability` by regression calibration of the difficulty column; with `--difficulty subjects` by the
    latent difficulty of the other subjects' answers. `others`: for each of the outcomes. Null where near and far
    share no values of the covariates (`adjustable`).
    """
    name = options.difficulty
    names = usable_covariates(outcomes)
    told = covariate_names(outcomes, names)
    if name is not None and covariate_name(name) in {one.name for one in outcomes.categories}:
        return _null(told, why.CategoricalDifficulty(covariate_name(name)))
    if name is None or name not in names:
        return _null(told, why.NoDifficulty())
    spread = spread_of(distances)
    try:
        check_variation(outcomes.take(complete_items(outcomes, names)))
        adjustable(distances, outcomes)
        rows = complete_items(outcomes, names)
        kept = outcomes.take(rows)
        check_variation(kept)
        if np.ptp(distances[rows]) <= 0 or spread <= 0:
            raise NotIdentified(why.OneDistance())
        along = (distances[rows] - distances.mean()) / spread
        names = choose_columns(kept, names).names
        if others is not None:
            return _by_subjects(along, kept, others.take(rows), [n for n in names if n != name], options)
        if name == OTHERS:
            raise NotIdentified(why.FewOthers())
        return _by_reliability(along, kept, names, options)
    except NotIdentified as problem:
        return _null(told, problem.why)


def _by_reliability(
    along: Floats, outcomes: Outcomes, names: list[str], options: MeasureOptions
) -> CorrectedSlope:
    """Regression calibration (Rosner, Spiegelman & Willett 1990; Carroll, Ruppert, Stefanski & Crainiceanu 2006).

    With W the standardised difficulty, 1 - R its noise, and s2 its variance about its regression on distance and
    covariates (slope g), the slope at equal true difficulty is b_x - b_W k g with k = (1 - R) / (s2 - 1 + R).
    """
    name = str(options.difficulty)
    rest = [standardise(outcomes.covariates[other]) for other in names if other != name]
    held = np.column_stack([np.ones(len(along)), along, *rest])
    noisy = standardise(outcomes.covariates[name])
    fit = fit_logistic(
        np.column_stack([held, noisy]), outcomes.scores, outcomes.clusters, outcomes.given_weights
    )
    share = outcomes.weights / outcomes.weights.sum()
    information = (held * share[:, None]).T @ held
    slope = np.linalg.solve(information, held.T @ (share * noisy))
    residuals = noisy - held @ slope
    left = float(share @ residuals**2)
    vanishing = _vanishing(fit, float(slope[1]), left)
    if options.reliability is None:
        return structs.replace(_null(names, why.UnknownReliability(name)), vanishes_below=vanishing)
    noise = 1 - options.reliability
    if left - noise < 1e-3:
        nothing = why.NoTrueDifficulty(name, options.reliability)
        return structs.replace(_null(names, nothing), vanishes_below=vanishing)
    ratio = noise / (left - noise)
    value = float(fit.coefficients[1] - fit.coefficients[-1] * ratio * slope[1])
    about_slope = np.linalg.solve(information, (held * (share * residuals)[:, None]).T).T[:, 1]
    about_left = share * (residuals**2 - left)
    about_noise = share * noise * (noisy**2 - 1)
    about_ratio = (left * about_noise - noise * about_left) / (left - noise) ** 2
    moved = fit.influence[:, 1] - ratio * slope[1] * fit.influence[:, -1]
    moved -= fit.coefficients[-1] * (ratio * about_slope + slope[1] * about_ratio)
    variance = jackknife_covariance(moved[:, None], outcomes.clusters)[0, 0]
    found = effect(value, float(variance), fit.freedom, options.confidence)
    return CorrectedSlope(
        log_odds_per_sd=found.value, low=found.low, high=found.high,
        covariates=covariate_names(outcomes, names),
        items=len(along), reliability=options.reliability, reliability_from="declared",
        vanishes_below=vanishing, note=None,
    )  # fmt: skip


def _vanishing(fit: LogisticFit, slope: float, left: float) -> float | None:
    """The reliability below which the slope at equal true difficulty has the other sign; None where none has."""
    carried = float(fit.coefficients[-1]) * slope
    ratio = float(fit.coefficients[1]) / carried if carried else -1.0
    reliability = 1 - ratio * left / (1 + ratio) if ratio > 0 else 0.0
    return reliability if reliability > 0 else None


def _by_subjects(
    along: Floats, outcomes: Outcomes, others: Others, names: list[str], options: MeasureOptions
) -> CorrectedSlope:
    rest = [standardise(outcomes.covariates[name]) for name in names]
    design = np.column_stack([np.ones(len(along)), along, *rest])
    start = fit_logistic(design, outcomes.scores, outcomes.clusters, outcomes.given_weights)
    data = LatentData(design, outcomes.scores, others.likelihood, outcomes.weights)
    fit = fit_latent(data, start.coefficients, outcomes.clusters)
    found = effect(fit.effects[1], float(fit.covariance[1, 1]), start.freedom, options.confidence)
    return CorrectedSlope(
        log_odds_per_sd=found.value, low=found.low, high=found.high,
        covariates=[*covariate_names(outcomes, names), OTHERS],
        items=len(along), reliability=fit.reliability, reliability_from=OTHERS,
        vanishes_below=None, note=None,
    )  # fmt: skip


def _null(names: list[str], because: AnyWhy) -> CorrectedSlope:
    return CorrectedSlope(
        log_odds_per_sd=None, low=None, high=None, covariates=names,
        items=0, reliability=None, reliability_from=None, vanishes_below=None, note=None, why=because,
    )  # fmt: skip
