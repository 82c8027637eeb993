"""How much the log-odds of a right answer change with distance, as it is and at equal length and difficulty."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from farfield.measure.logistic import NotIdentified, effect, fit_logistic
from farfield.measure.outcomes import Outcomes

Floats = NDArray[np.float64]

FEWEST_ITEMS = 10


def usable_covariates(outcomes: Outcomes) -> list[str]:
    """Names of the covariates that vary among items that have them; a constant one adjusts for nothing."""
    return [name for name, values in outcomes.covariates.items() if varies(values[np.isfinite(values)])]


def complete_items(outcomes: Outcomes, names: list[str]) -> NDArray[np.bool_]:
    """Which items have all of these covariates."""
    rows = np.ones(len(outcomes), bool)
    for name in names:
        rows &= np.isfinite(outcomes.covariates[name])
    return rows


def spread_of(values: Floats) -> float:
    """The sample standard deviation; 0 for fewer than two values."""
    return float(values.std(ddof=1)) if len(values) > 1 else 0.0


def standardise(values: Floats) -> Floats:
    return np.asarray((values - values.mean()) / spread_of(values))


def fit_slopes(distances: Floats, outcomes: Outcomes, confidence: float) -> dict[str, Any]:
    """The `slope` of a ruler: crude and adjusted log-odds per standard deviation of the distance.

    `distances` (n,): finite, one for each of the outcomes; their logarithms on a logarithmic scale. The standard
    deviation is that of the items with this distance in both fits. What cannot be fitted is null, with a note that
    says why.
    """
    names = usable_covariates(outcomes)
    spread = spread_of(distances)
    crude = _attempt(distances, spread, outcomes, [], confidence)
    if not names:
        return {
            "crude": crude,
            "adjusted": _null("there is nothing to adjust for: no length, no difficulty", []),
        }
    return {"crude": crude, "adjusted": _attempt(distances, spread, outcomes, names, confidence)}


def _attempt(
    distances: Floats, spread: float, outcomes: Outcomes, names: list[str], confidence: float
) -> dict[str, Any]:
    rows = complete_items(outcomes, names)
    try:
        return _fit(distances[rows], spread, outcomes.take(rows), names, confidence)
    except NotIdentified as problem:
        return _null(str(problem), names)


def _fit(
    distances: Floats, spread: float, outcomes: Outcomes, names: list[str], confidence: float
) -> dict[str, Any]:
    check_variation(outcomes)
    if not varies(distances):
        raise NotIdentified("all items have the same distance")
    covariates = {name: outcomes.covariates[name] for name in names}
    constant = [name for name, values in covariates.items() if not varies(values)]
    if constant:
        raise NotIdentified(f"{constant[0]} is the same for all items that have every covariate")
    columns = [(distances - distances.mean()) / spread, *map(standardise, covariates.values())]
    design = np.column_stack([np.ones(len(distances)), *columns])
    fit = fit_logistic(design, outcomes.scores, outcomes.clusters, outcomes.given_weights)
    found = [
        effect(b, v, fit.freedom, confidence)
        for b, v in zip(fit.coefficients, fit.covariance.diagonal(), strict=True)
    ]
    slope = found[1]
    return {
        "log_odds_per_sd": slope.value, "low": slope.low, "high": slope.high, "covariates": names,
        "error": slope.error, "model_error": float(fit.model_errors[1]), "deviance": fit.deviance,
        "items": len(outcomes), "sd": spread, "note": None,
        "covariate_effects": [
            {"covariate": name, "log_odds_per_sd": e.value, "low": e.low, "high": e.high, "sd": spread_of(values)}
            for (name, values), e in zip(covariates.items(), found[2:], strict=True)
        ],
    }  # fmt: skip


def check_variation(outcomes: Outcomes) -> None:
    """Raises NotIdentified for fewer than ten items, or scores that are all the same."""
    if not len(outcomes):
        raise NotIdentified("no item has this distance")
    if len(outcomes) < FEWEST_ITEMS:
        raise NotIdentified(f"fewer than {FEWEST_ITEMS} items")
    if not varies(outcomes.scores):
        raise NotIdentified("all items have the same score")


def varies(values: Floats) -> bool:
    return len(values) > 1 and bool(np.ptp(values) > 1e-9 * max(1.0, float(np.abs(values).max())))


def _null(note: str, names: list[str]) -> dict[str, Any]:
    return {
        "log_odds_per_sd": None, "low": None, "high": None, "covariates": names,
        "error": None, "model_error": None, "deviance": None,
        "items": 0, "sd": None, "note": note, "covariate_effects": [],
    }  # fmt: skip
