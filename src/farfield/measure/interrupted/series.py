"""Segmented regression of scores on time around a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc, stdtr, stdtrit

from farfield.measure.logistic import NotIdentified

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]

YEAR = 365.25
SHARES = (1.0, 0.5, 0.25)
"""Windows: shares of the items on each side, those nearest to the date."""
FEWEST_ITEMS = 10
FEWEST_DATES = 3
FEWEST_NARROW = 20
"""Items that a narrower window must keep on each side."""
BENT = 0.001
"""A window whose straight lines are rejected against cubics at this level is too wide. At .1 every third window of a
clean break was taken for bent, and lost half of its items; falls that are merely steep are told by `shape.py`."""
LEAST_LEFT = 0.01
"""Of an item that determines a coefficient nearly alone, at least this share counts as left to its residual."""
TERMS = ("level_before", "trend_before", "level_change", "trend_change")


@dataclass(frozen=True)
class Series:
    """Scores (n,) at `years` from the date (n,), above 0 after it; clusters as labels, weights as in Outcomes.

    `covariates` by name (n,), finite: what before and after are compared at equal values of.
    """

    years: Floats
    scores: Floats
    clusters: NDArray[np.str_]
    weights: Floats
    covariates: Mapping[str, Floats] = field(default_factory=dict)

    def take(self, rows: Rows) -> Series:
        covariates = {name: values[rows] for name, values in self.covariates.items()}
        return Series(
            self.years[rows], self.scores[rows], self.clusters[rows], self.weights[rows], covariates
        )

    def moved(self, years: float) -> Series:
        """The same series around a date so many years later."""
        return replace(self, years=self.years - years)

    def alone(self) -> Series:
        """The same series with nothing held equal."""
        return replace(self, covariates={})

    def held(self) -> Floats:
        """The covariates that vary, centred, as columns (n, k)."""
        values = [self.covariates[name] for name in self.varying()]
        columns = [column - np.average(column, weights=self.weights) for column in values]
        return np.column_stack(columns) if columns else np.empty((len(self.years), 0))

    def varying(self) -> list[str]:
        """The covariates that are not the same for all items."""
        return [name for name, values in self.covariates.items() if len(values) and np.ptp(values) > 0]

    @property
    def after(self) -> Rows:
        return self.years > 0


@dataclass(frozen=True)
class Window:
    """How far a window reaches on either side, in years; `share` of the items."""

    before: float
    after: float
    share: float

    def of(self, series: Series) -> Series:
        return series.take((series.years >= -self.before) & (series.years <= self.after))


@dataclass(frozen=True)
class Segmented:
    """Coefficients of TERMS (4,) and of what else was fitted, each item's influence on them (n, k), and the series."""

    coefficients: Floats
    influence: Floats
    series: Series

    @property
    def freedom(self) -> int:
        return max(1, len(np.unique(self.series.clusters)) - int(self.influence.shape[1]))

    def covariance(self) -> Floats:
        return clustered(self.influence, self.series.clusters)


@dataclass(frozen=True, slots=True)
class Change:
    """`p` is two-sided; `freedom` is that of Student's t."""

    value: float
    low: float
    high: float
    p: float
    error: float
    freedom: int

    @property
    def fall_p(self) -> float:
        """The one-sided p-value of a fall, which is what a cutoff predicts."""
        return self.p / 2 if self.value < 0 else 1 - self.p / 2

    def highest(self, confidence: float) -> float:
        """The one-sided upper bound: a fall is at least as deep."""
        return self.value + float(stdtrit(self.freedom, confidence)) * self.error

    def told(self) -> dict[str, float]:
        return {"value": self.value, "low": self.low, "high": self.high, "p": self.p}


def clustered(influence: Floats, clusters: NDArray[np.str_]) -> Floats:
    """Covariance from each item's influence, summed within clusters, times G/(G-1)."""
    codes = np.unique(clusters, return_inverse=True)[1]
    groups = int(codes.max(initial=0)) + 1
    sums = np.stack([np.bincount(codes, column) for column in influence.T], axis=1)
    return np.asarray(groups / max(groups - 1, 1) * (sums.T @ sums), np.float64)


def change(value: float, variance: float, freedom: int, confidence: float) -> Change:
    """A value with its interval and two-sided p-value by Student's t."""
    error = float(np.sqrt(max(variance, 0.0)))
    half = float(stdtrit(freedom, 0.5 + confidence / 2)) * error
    p = float(2 * stdtr(freedom, -abs(value) / error)) if error > 0 else 1.0
    return Change(value, value - half, value + half, p, error, freedom)


def check_sides(series: Series) -> None:
    """Raises NotIdentified where a side has too few items or dates for a trend."""
    for side, rows in (("before", ~series.after), ("after", series.after)):
        held = series.years[rows]
        if not len(held):
            raise NotIdentified(f"no item is dated {side} the cutoff")
        if len(held) < FEWEST_ITEMS or len(np.unique(held)) < FEWEST_DATES:
            raise NotIdentified(
                f"fewer than {FEWEST_ITEMS} items at {FEWEST_DATES} dates are dated {side} the cutoff"
            )


def choose_window(series: Series, *controls: Series) -> Window:
    """The widest of SHARES in which a straight line on each side fits the series, and each control that has items.

    A wider one would take a bend in the trend, such as a fall that has ended at the floor, for a break. The window is
    one for all, so that their breaks are of the same dates and can be subtracted.
    """
    best = _window(series, 1.0)
    for share in SHARES:
        window = _window(series, share)
        inside = window.of(series)
        sides = (inside.years[inside.after], inside.years[~inside.after])
        if share < 1 and any(len(s) < FEWEST_NARROW or len(np.unique(s)) < FEWEST_DATES + 1 for s in sides):
            break
        best = window
        if not any(_bent(one) for one in (inside, *(window.of(control) for control in controls))):
            break
    return best


def fit_segmented(series: Series, degree: int = 1) -> Segmented:
    """Weighted least squares of the score on TERMS: level and yearly trend before, and their changes at the date.

    Shares of right answers are modelled as they are, so that a series at 0 or 1 has a fit. A `degree` above 1 adds
    the higher powers of time, first all of those before the date, then all of those after it. Covariates come last.
    Residuals are divided by what the fit leaves of each item, 1 minus its leverage (HC3, MacKinnon & White 1985): just
    before and after the date single items weigh, and errors without it are 3 % too small at 200 items.
    Raises NotIdentified where the terms cannot be told apart.
    """
    after, years = series.after.astype(np.float64), series.years
    columns = [np.ones(len(years)), years, after, after * years]
    columns += [side * years**power for side in (1 - after, after) for power in range(2, degree + 1)]
    design = np.column_stack([*columns, series.held()])
    groups = len(np.unique(series.clusters))
    if groups <= design.shape[1]:
        raise NotIdentified(f"{groups} clusters are too few for {design.shape[1]} coefficients")
    scale = np.abs(design).max(axis=0)
    if (scale == 0).any() or np.linalg.eigvalsh((design / scale).T @ (design / scale) / len(years))[
        0
    ] < 1e-10:
        raise NotIdentified("the dates are too few to tell a break from a trend")
    weighted = design * series.weights[:, None]
    inverse = np.linalg.inv((weighted / scale).T @ (design / scale)) / np.outer(scale, scale)
    coefficients = inverse @ (weighted.T @ series.scores)
    left = 1 - np.einsum("ij,jk,ik->i", weighted, inverse, design)
    residuals = (series.scores - design @ coefficients) / np.maximum(left, LEAST_LEFT)
    return Segmented(coefficients, np.asarray((weighted * residuals[:, None]) @ inverse), series)


def _window(series: Series, share: float) -> Window:
    """Dates are never split, so a side may hold a little more than its share."""
    ends = [
        float(np.quantile(np.abs(series.years[rows]), share, method="higher"))
        for rows in (~series.after, series.after)
    ]
    return Window(ends[0], ends[1], share)


def _bent(series: Series) -> bool:
    """Whether on either side a cubic fits better than a straight line: Wald tests with clustered errors."""
    try:
        fit = fit_segmented(series, degree=3)
    except NotIdentified:
        return False
    covariance = fit.covariance()
    return any(
        _rejected(fit.coefficients[side], covariance[side, side], fit.freedom)
        for side in (slice(4, 6), slice(6, 8))
    )


def _rejected(values: Floats, covariance: Floats, freedom: int) -> bool:
    errors = np.sqrt(covariance.diagonal())
    if errors.min() <= 1e-12:
        return False
    correlation = covariance / np.outer(errors, errors)
    statistic = float((values / errors) @ np.linalg.pinv(correlation) @ (values / errors)) / len(values)
    return bool(fdtrc(len(values), freedom, statistic) < BENT)
