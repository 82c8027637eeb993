"""How strong an unmeasured confounder would have to be to explain a slope away."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from farfield.arrays import Floats
from farfield.measure.fits.logistic import NotIdentified, check_telling, cluster_covariance
from farfield.measure.intervals import bear_interval
from farfield.measure.near_far.columns_of_fit import choose_columns, parts
from farfield.measure.near_far.covariates import complete_items, standardise, usable_covariates, varies
from farfield.measure.near_far.overlap import adjustable
from farfield.measure.outcomes import Outcomes
from farfield.results.slopes import AdjustedSlope, Benchmark, Slope
from farfield.special_functions import stdtrit

EXACT = 1e-18
"""Least residual variance: where a line fits scores exactly, t-values stay finite."""


class Robustness(NamedTuple):
    """What `robustness` finds; all None where nothing can be told."""

    robustness_value: float | None = None
    robustness_value_clear: float | None = None
    partial_r2: float | None = None
    benchmarks: Sequence[Benchmark] = ()

    def beside(self, slope: Slope) -> AdjustedSlope:
        """The adjusted slope with its robustness."""
        return AdjustedSlope(
            log_odds_per_sd=slope.log_odds_per_sd, low=slope.low, high=slope.high, covariates=slope.covariates,
            error=slope.error, freedom=slope.freedom, model_error=slope.model_error, deviance=slope.deviance,
            items=slope.items, sd=slope.sd, note=None, reason=slope.reason, why=slope.why,
            covariate_effects=slope.covariate_effects, robustness_value=self.robustness_value,
            robustness_value_clear=self.robustness_value_clear, partial_r2=self.partial_r2,
            benchmarks=list(self.benchmarks),
        )  # fmt: skip


def robustness(distances: Floats, outcomes: Outcomes, confidence: float) -> Robustness:
    """Robustness values of the slope along `distances` (n,), from the linear probability model with all covariates.

    Cinelli & Hazlett (2020): a confounder that explains at least this share of the residual variance of both distance
    and score would bring the slope to 0 (`robustness_value`), or its interval to touch 0 (`robustness_value_clear`).
    They are defined for least squares; the logistic slope has none of its own. `partial_r2`: share of the residual
    variance of the score that distance explains, which is also what a confounder that explained all the rest would
    have to share with distance. `benchmarks`: what each measured covariate explains of both. All null where near and
    far share no values of the covariates (`adjustable`).
    """
    names = usable_covariates(outcomes)
    rows = np.ones(len(outcomes), bool)
    if names:
        try:
            adjustable(distances, outcomes)
            rows = complete_items(outcomes, names)
        except NotIdentified:  # where nothing can be held equal, no share of what is left can be told
            return Robustness()
    kept = outcomes.take(rows)
    try:
        check_telling(kept.scores, kept.clusters, kept.weights)
    except NotIdentified:  # there is no slope to be explained away
        return Robustness()
    names = choose_columns(kept, names).names
    covariates = [kept.covariates[name] for name in names]
    if not all(map(varies, [distances[rows], kept.scores, *covariates])):
        return Robustness()
    along = standardise(distances[rows])
    held = np.column_stack([np.ones(len(kept)), *map(standardise, covariates)])
    design = np.column_stack([held, along])
    freedom = len(kept) - design.shape[1]
    if (
        freedom < 2
        or not bear_interval(len(kept), kept.groups)
        or np.linalg.eigvalsh(design.T @ design / len(kept))[0] < 1e-8
    ):
        return Robustness()
    t, inflation = _t_values(design, kept)
    quantile = abs(float(stdtrit(freedom - 1, (1 - confidence) / 2))) * inflation
    return Robustness(
        robustness_value=robustness_value(t[-1], freedom),
        robustness_value_clear=robustness_value(t[-1], freedom, quantile),
        partial_r2=partial_r2(t[-1], freedom),
        benchmarks=_benchmarks(names, t, held, along, kept, freedom),
    )


def partial_r2(t: float, freedom: int) -> float:
    """Share of the residual variance that one regressor explains, from its classical t-value."""
    return t**2 / (t**2 + freedom)


def robustness_value(t: float, freedom: int, quantile: float = 0.0) -> float:
    """The robustness value of a regressor with this classical t-value, 0 to 1 (Cinelli & Hazlett 2020, equation 18).

    `quantile`: 0 for a slope of 0, the critical value of t for an interval that touches 0.
    """
    f = abs(t) / math.sqrt(freedom)
    critical = quantile / math.sqrt(max(freedom - 1, 1))
    beyond = f - critical
    if beyond <= 0:
        return 0.0
    if critical > 0 and f > 1 / critical:
        return (f**2 - critical**2) / (1 + f**2)
    return 2 / (1 + math.sqrt(1 + 4 / beyond**2))


def _t_values(design: Floats, outcomes: Outcomes) -> tuple[list[float], float]:
    """Classical t-values of all columns, and how much larger the last one's clustered error is than its classical."""
    heavy = outcomes.weights
    information = (design * heavy[:, None]).T @ design
    coefficients = np.linalg.solve(information, design.T @ (heavy * outcomes.scores))
    residuals = outcomes.scores - design @ coefficients
    inverse = np.linalg.inv(information)
    n, k = design.shape
    classical = np.sqrt(max(float(heavy @ residuals**2) / (n - k), EXACT) * inverse.diagonal())
    influence = (design * (heavy * residuals)[:, None]) @ inverse
    clustered = cluster_covariance(influence, outcomes.clusters, k)[-1, -1]
    inflation = math.sqrt(max(float(clustered), 0.0)) / float(classical[-1])
    return [float(t) for t in coefficients / classical], inflation


def _benchmarks(
    names: list[str], t: list[float], held: Floats, along: Floats, outcomes: Outcomes, freedom: int
) -> list[Benchmark]:
    """Of each covariate; a category is one, of all its levels together."""
    root = np.sqrt(outcomes.weights)
    both = np.column_stack([held, along])
    found = []
    for name, places in parts(outcomes, names):
        columns = [1 + at for at in places]
        others = np.delete(held, columns, axis=1)
        score = partial_r2(t[columns[0]], freedom)
        if len(columns) > 1:
            rest = np.delete(both, columns, axis=1)
            score = _share(
                _unexplained(rest, outcomes.scores, root), _unexplained(both, outcomes.scores, root)
            )
        distance = _share(_unexplained(others, along, root), _unexplained(held, along, root))
        found.append(Benchmark(name, score, distance))
    return found


def _share(without: float, within: float) -> float:
    return max(0.0, 1 - within / without) if without > 0 else 0.0


def _unexplained(design: Floats, values: Floats, root: Floats) -> float:
    fitted = np.linalg.lstsq(design * root[:, None], values * root, rcond=None)[0]
    return float((((values - design @ fitted) * root) ** 2).sum())
