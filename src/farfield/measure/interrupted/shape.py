"""A break, or a steep fall around the date? Both can leave a gap between two straight lines."""

from __future__ import annotations

import numpy as np

from farfield.arrays import Floats
from farfield.measure.interrupted.series import Segmented, Series, Window
from farfield.special_functions import expit

SLOW = 0.25
"""A fall is smooth if its middle half takes at least this share of the dates' span. A faster one is as good as a
break: some 200 items cannot tell them apart."""
WIDTHS = (1.0, 1.5, 2.2, 3.2)
"""Multiples of the fastest smooth fall that are tried."""
CENTRES = 29
"""Dates tried for the middle of the fall, over the span: one for every eighth of a year where that is 3.5 years."""
MIDDLE_HALF = 2 * np.log(3)
"""How long the middle half of a logistic fall takes, in units of its width: from .75 to .25."""

PERFECT = 1e-9
"""Squared residuals below this are none: scores that a line meets exactly have no logarithm of theirs."""
NOT_WORSE, BETTER = -1.0, 2.0
"""Nats by which a break may be worse than a smooth fall where it carries most of the fall, and by which it must be
better where the trends do. Chosen on the series of benchmarks/confounding.py, 300 draws each, so that series are not
unseen by the calibration: among a few pairs that call a clean break of 36 points in 200 items in about
four series of five, those with the fewest smooth falls called so."""


def is_abrupt(fit: Segmented, window: Window, over_smooth: float) -> bool:
    """Whether a fall at the date is a break, and not the steep part of a smooth fall around it.

    A smooth fall leaves most of itself to the trends on either side; a break carries it alone. Where it doesn't, two
    lines with a break must describe the scores clearly better than any smooth fall.
    """
    before, turn, jump = float(fit.coefficients[1]), float(fit.coefficients[3]), float(fit.coefficients[2])
    by_trends = before * window.before + (before + turn) * window.after
    return over_smooth > (NOT_WORSE if jump < by_trends else BETTER)


def break_over_smooth(fit: Segmented) -> float:
    """How much better two straight lines with a break describe a series than a smooth logistic change, in nats.

    Half of n times the log of the ratio of squared residuals. Both have four parameters beside the covariates, so the
    sign is what Akaike's criterion goes by: the lines' levels and trends; or the curve's two levels, centre and width.
    """
    series = fit.series
    lines = _squares(series, series.scores - _fitted(fit))
    smooth = _squares(series, _outside(series)[1]) - _best_gain(series)
    return 0.5 * len(series.years) * float(np.log(max(smooth, PERFECT) / max(lines, PERFECT)))


def _fitted(fit: Segmented) -> Floats:
    series = fit.series
    after = series.after.astype(np.float64)
    columns = [np.ones(len(after)), series.years, after, after * series.years, series.held()]
    return np.asarray(np.column_stack(columns) @ fit.coefficients)


def _best_gain(series: Series) -> float:
    """The largest fall of the squared residuals that one logistic change brings."""
    span = float(np.ptp(series.years))
    width = SLOW * span / MIDDLE_HALF
    centres = np.linspace(series.years.min(), series.years.max(), CENTRES)
    curves = np.column_stack([
        expit((centre - series.years) / (wider * width)) for wider in WIDTHS for centre in centres
    ])  # fmt: skip
    residual, scores = _outside(series, curves)
    moved = residual.T @ (series.weights * scores)
    spread = (series.weights[:, None] * residual**2).sum(axis=0)
    return float(np.max(moved**2 / np.maximum(spread, 1e-9)))


def _outside(series: Series, columns: Floats | None = None) -> tuple[Floats, Floats]:
    """What level and covariates leave of some columns (n, k) and of the scores (n,) (Frisch & Waugh 1933)."""
    held = np.column_stack([np.ones(len(series.years)), series.held()])
    root = np.sqrt(series.weights)[:, None]
    given = series.scores[:, None] if columns is None else np.column_stack([columns, series.scores])
    left = given - held @ np.linalg.lstsq(held * root, given * root, rcond=None)[0]
    return left[:, :-1], left[:, -1]


def _squares(series: Series, residuals: Floats) -> float:
    return float((series.weights * residuals**2).sum())
