"""Segmented regression of scores on time around a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from farfield.arrays import Codes, Floats, Rows
from farfield.measure.fits.logistic import NotIdentified
from farfield.results import reasons as why
from farfield.results.series import Change
from farfield.special_functions import fdtrc, stdtr, stdtrit

YEAR = 365.25
"""Days."""
SHARES = (1.0, 0.5, 0.25)
"""Windows: shares of the items on each side, those nearest to the date."""
FEWEST_ITEMS = 10
"""On each side of the date: a level and a trend of fewer are those of single answers."""
FEWEST_DATES = 3
"""On each side: two dates lie on a line whatever they show."""
FEWEST_NARROW = 20
"""Items that a narrower window must keep on each side."""
BENT = 0.001
"""A window whose straight lines are rejected against cubics at this level is too wide. At .1 every third window of a
clean break was taken for bent, and lost half of its items; falls that are merely steep are told by `shape.py`."""
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
    """Coefficients of TERMS (4,) and of what else was fitted (k in all), and the series.

    `moved` (G, k): how far each cluster alone moves them, and `labels` (G,), its name.
    """

    coefficients: Floats
    moved: Floats
    labels: NDArray[np.str_]
    series: Series

    @property
    def freedom(self) -> int:
        return max(1, len(self.labels) - len(self.coefficients))

    @cached_property
    def covariance(self) -> Floats:
        """Of the coefficients (k, k), by the jackknife."""
        return jackknifed(self.moved, self.labels)


@dataclass(frozen=True, slots=True)
class Tested:
    """A change and its test. `p` is two-sided; `freedom` is that of Student's t."""

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

    def told(self) -> Change:
        """As the profile has it."""
        return Change(self.value, self.low, self.high, self.p)


def jackknifed(moved: Floats, labels: NDArray[np.str_]) -> Floats:
    """Covariance from how far clusters move coefficients, those of one label together: (G - 1) / G times their squares.

    (The cluster jackknife CV3, MacKinnon, Nielsen & Webb 2023. Sandwich errors are 3 % too small at 200 items, since
    single items weigh just before and after the date, and then 6 to 7 of 100 level series fall.)
    """
    codes = np.unique(labels, return_inverse=True)[1]
    groups = int(codes.max(initial=0)) + 1
    sums = np.stack([np.bincount(codes, column) for column in moved.T], axis=1)
    return np.asarray((groups - 1) / groups * (sums.T @ sums), np.float64)


def change(value: float, variance: float, freedom: int, confidence: float) -> Tested:
    """A value with its interval and two-sided p-value by Student's t."""
    error = float(np.sqrt(max(variance, 0.0)))
    half = float(stdtrit(freedom, 0.5 + confidence / 2)) * error
    p = float(2 * stdtr(freedom, -abs(value) / error)) if error > 0 else 1.0
    return Tested(value, value - half, value + half, p, error, freedom)


def check_sides(series: Series) -> None:
    """Raises NotIdentified where a side has too few items or dates for a trend."""
    for side, rows in (("before", ~series.after), ("after", series.after)):
        held = series.years[rows]
        if not len(held):
            raise NotIdentified(why.NoneDated(side))
        if len(held) < FEWEST_ITEMS or len(np.unique(held)) < FEWEST_DATES:
            raise NotIdentified(why.FewDated(side, FEWEST_ITEMS, FEWEST_DATES))


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
    Raises NotIdentified where the terms cannot be told apart.
    """
    after, years = series.after.astype(np.float64), series.years
    columns = [np.ones(len(years)), years, after, after * years]
    columns += [side * years**power for side in (1 - after, after) for power in range(2, degree + 1)]
    design = np.column_stack([*columns, series.held()])
    labels, codes = np.unique(series.clusters, return_inverse=True)
    if len(labels) <= design.shape[1]:
        raise NotIdentified(why.FewForCoefficients(len(labels), design.shape[1]))
    scale = np.abs(design).max(axis=0)
    if (scale == 0).any() or np.linalg.eigvalsh((design / scale).T @ (design / scale) / len(years))[
        0
    ] < 1e-10:
        raise NotIdentified(why.FewDates())
    inside, root = design / scale, np.sqrt(series.weights)[:, None]
    whole = (inside * root).T @ (inside * root)
    coefficients = np.linalg.solve(whole, (inside * series.weights[:, None]).T @ series.scores)
    residuals = series.scores - inside @ coefficients
    moved = _without_each(inside * root, residuals * root[:, 0], codes, whole)
    return Segmented(coefficients / scale, moved / scale, labels, series)


def _without_each(design: Floats, residuals: Floats, codes: Codes, whole: Floats) -> Floats:
    """By how much leaving out each cluster changes the coefficients (G, k): -(X'X - X_g'X_g)^-1 X_g'r_g, negated.

    Where a cluster determines a coefficient alone, the smallest change counts (the pseudo-inverse).
    """
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    squares = np.add.reduceat(design[order, :, None] * design[order, None, :], starts)
    sums = np.add.reduceat(design[order] * residuals[order, None], starts)
    return np.asarray((np.linalg.pinv(whole - squares, hermitian=True) @ sums[:, :, None])[:, :, 0])


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
    covariance = fit.covariance
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
