"""A quantity against the logarithm of scale: its slope, its forecast, and how sure either is.

y_j = a + k log10(C_j) + model effect + error, the errors known, the model effects estimated by restricted maximum
likelihood; a censored y_j (a reach beyond the data) counts by the chance of lying beyond. Intervals resample models,
not items: Student's t with models - 2 degrees of freedom and the variance of Knapp & Hartung (2003).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.stats import norm
from scipy.stats import t as student

from farfield.arrays import Floats, Rows

FEWEST = 3
"""Models: two lie on a line whatever they show, and tell no spread about it."""


@dataclass(frozen=True)
class Trend:
    """A fitted line: `intercept` and `slope` per decade, their `covariance` (2, 2), the spread of models about it."""

    intercept: float
    slope: float
    covariance: Floats
    spread: float
    freedom: int

    def interval(self, confidence: float) -> tuple[float, float]:
        """Of the slope."""
        half = float(student.ppf(0.5 + confidence / 2, self.freedom) * np.sqrt(self.covariance[1, 1]))
        return self.slope - half, self.slope + half

    def at(self, scale: float) -> float:
        """The line at log10 scale `scale`."""
        return self.intercept + self.slope * scale

    def quantiles(self, at: float, shares: Floats) -> Floats:
        """Of the prediction for a new model at log10 scale `at`."""
        row = np.array([1.0, at])
        error = float(np.sqrt(row @ self.covariance @ row + self.spread**2))
        return np.asarray(self.at(at) + error * student.ppf(shares, self.freedom))


def fit_trend(scales: Floats, values: Floats, errors: Floats, censored: Rows | None = None) -> Trend | None:
    """The line through `values` (m,) at log10 `scales` (m,) with standard `errors` (m,).

    `censored` (m,): values that are only lower bounds. None with fewer than three models, or fewer than two that are
    not censored, or scales that do not differ.
    """
    beyond = np.zeros(len(values), bool) if censored is None else censored
    if len(values) < FEWEST or (~beyond).sum() < 2 or np.ptp(scales) < 1e-9:
        return None
    middle = float(scales.mean())
    errors = np.maximum(errors, 1e-9 * max(float(np.ptp(values)), 1e-6))
    design = np.column_stack([np.ones(len(scales)), scales - middle])
    spread = _spread(design, values, errors, beyond)
    line = _line(design, values, np.hypot(errors, spread), beyond)
    freedom = len(values) - 2
    scale = _hartung(design, values, np.hypot(errors, spread), beyond, line)
    covariance = np.linalg.inv(_information(design, values, np.hypot(errors, spread), beyond, line)) * scale
    shift = np.array([[1.0, -middle], [0.0, 1.0]])
    return Trend(
        float(line[0] - line[1] * middle), float(line[1]), shift @ covariance @ shift.T, spread, freedom
    )


def _line(design: Floats, values: Floats, errors: Floats, beyond: Rows) -> Floats:
    """Least squares weighted by the errors; with censored values, maximum likelihood from there."""
    heavy = design / errors[:, None]
    start = np.linalg.lstsq(heavy, values / errors, rcond=None)[0]
    if not beyond.any():
        return np.asarray(start)
    found = minimize(_misfit, start, args=(design, values, errors, beyond), method="Nelder-Mead",
                     options={"xatol": 1e-6, "fatol": 1e-9, "maxiter": 4000})  # fmt: skip
    return np.asarray(found.x)


def _misfit(line: Floats, design: Floats, values: Floats, errors: Floats, beyond: Rows) -> float:
    """The negative log-likelihood."""
    at = (values - design @ line) / errors
    return float(np.where(beyond, -norm.logsf(at), at**2 / 2 + np.log(errors)).sum())


def _spread(design: Floats, values: Floats, errors: Floats, beyond: Rows) -> float:
    """The standard deviation of models about the line: of those on a grid the most likely (restricted likelihood)."""
    largest = max(float(np.ptp(values)), float(errors.max()), 1e-6)
    grid = np.concatenate([[0.0], np.geomspace(1e-3, 2.0, 60) * largest])

    def misfit(spread: float) -> float:
        widened = np.hypot(errors, spread)
        line = _line(design, values, widened, beyond)
        information = _information(design, values, widened, beyond, line)
        return _misfit(line, design, values, widened, beyond) + float(np.linalg.slogdet(information)[1]) / 2

    return float(min(grid, key=misfit))


def _information(design: Floats, values: Floats, errors: Floats, beyond: Rows, line: Floats) -> Floats:
    """A censored value informs by as much as the chance of lying beyond still bends there."""
    at = (values - design @ line) / errors
    hazard = np.exp(norm.logpdf(at) - norm.logsf(at))
    bend = np.where(beyond, np.maximum(hazard * (hazard - at), 1e-9), 1.0) / errors**2
    return np.asarray((design * bend[:, None]).T @ design)


def _hartung(design: Floats, values: Floats, errors: Floats, beyond: Rows, line: Floats) -> float:
    """How much the models scatter beyond what was assumed; never less than 1, so that luck isn't certainty."""
    at = ((values - design @ line) / errors)[~beyond]
    return max(1.0, float(at @ at) / max(len(at) - 2, 1))
