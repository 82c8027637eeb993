"""Subjects of several sizes: does the near field grow with scale, does reach, and what would ten times bring?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import norm

from farfield.arrays import Floats, Rows
from farfield.comparison.answers import Answers
from farfield.comparison.forecast import DAMPING, Series, backtest, forecast
from farfield.comparison.trend import FEWEST, Trend, fit_trend
from farfield.options.comparing import CompareOptions
from farfield.results import Estimate
from farfield.results import reasons as why
from farfield.results.reasons import AnyWhy
from farfield.results.rulers import Curve, Reach
from farfield.results.scaling import (
    Backtest,
    LinePoint,
    ScaleComparison,
    ScaleForecast,
    ScaleTrend,
    SizedSubject,
    SizedValue,
)
from farfield.results.structs import Mean, known

STEPS = 16
"""Points of a line among the subjects."""
TOO_FEW = why.FewSizes(FEWEST)


def fit_scaling(
    task: str, parts: Sequence[Answers], ruler: str, options: CompareOptions
) -> ScaleComparison | None:
    """The `scale` entry of a task; None where fewer than two of its subjects have a scale.

    The near field (`near`, what the nearest third of the items score) and the reach are set against log10 scale apart.
    Reaches beyond the data count as censored.
    """
    sized = sorted(
        ((one, one.scale) for one in parts if one.scale is not None), key=lambda with_scale: with_scale[1]
    )
    if len(sized) < 2:
        return None
    rows = [_row(one, scale, ruler) for one, scale in sized]
    return ScaleComparison(
        task=task, subjects=rows,
        near=_trend(rows, [row.near for row in rows], options.band, options),
        ceiling=_trend(rows, [row.ceiling for row in rows], options.band, options),
        reach=_trend(rows, [row.reach for row in rows], options.reach_band, options, reach=True),
        forecast=_forecast(task, rows, options), backtest=backtest_scales([(task, rows)], options),
    )  # fmt: skip


def backtest_scales(
    tasks: Sequence[tuple[str, Sequence[SizedSubject]]], options: CompareOptions
) -> Backtest | None:
    """The largest subjects (`hold_out` of them) of these tasks, forecast from the smaller ones.

    `tasks`: names and the rows of their subjects, in the order of scale. None where no task has enough of them.
    """
    series = [_series(task, rows, options) for task, rows in tasks]
    return backtest(series, options.hold_out, options.confidence)


def _row(one: Answers, scale: float, ruler: str) -> SizedSubject:
    score, measured = one.profile.score, one.profile.rulers[ruler]
    return SizedSubject(
        subject=one.subject, scale=scale, score=Mean(score.mean, score.low, score.high),
        near=SizedValue(*measured.gap.near_field, censored=False),
        ceiling=_ceiling(measured.curve, measured.reach),
        reach=SizedValue(*measured.reach.estimate, censored=measured.reach.censored),
        logarithmic=measured.scale == "log", nearest=measured.low, farthest=measured.high,
        floor=float(one.table["chance"].mean() or 0.0),  # type: ignore[arg-type]
    )  # fmt: skip


def _ceiling(curve: Curve | None, reach: Reach) -> SizedValue:
    """Where the curve shows one, and a fall that makes it a curve is established."""
    if curve is None or not curve.ceiling_seen or reach.reason == "no_fall":
        return SizedValue(None, None, None, censored=False)
    return SizedValue(curve.ceiling, curve.ceiling_low, curve.ceiling_high, censored=False)


def _trend(
    rows: Sequence[SizedSubject],
    values: Sequence[SizedValue],
    band: float | None,
    options: CompareOptions,
    *,
    reach: bool = False,
) -> ScaleTrend:
    """How much a quantity changes with ten times the scale, and whether less than `band` is all that can be.

    `values`: the quantity of each of `rows`; `reach`: whether it is the reach, else it is a score.
    On a logarithmic ruler the logarithm of the reach changes, and `ratio` is the factor. `line`: the trend from the
    smallest scale to the largest, with the interval for a new subject there, and last that of the forecast's scale;
    `ahead`: whether that last point is there. It is not where it would lie outside the distances that were measured
    (or, of a score, outside 0 to 1), nor where it would rest on reaches that are themselves only known to lie beyond
    the data. Subjects without an interval have no known error and count nowhere.
    `verdict`: "equivalent" where the (2 * confidence - 1) interval lies inside the band, "different" where the interval
    excludes 0, else "undecided".
    """
    held = [(row, found) for row, found in zip(rows, values, strict=True) if _usable(found)]
    logarithmic = reach and bool(held) and all(row.logarithmic for row, _ in held)
    found = [_logged(one) if logarithmic else one for _, one in held]
    beyond = np.array([one.censored for one in found], bool)
    scales = np.log10(np.array([row.scale for row, _ in held], np.float64))
    errors = np.array([_error(one.estimate, options.confidence) for one in found], np.float64)
    line = fit_trend(scales, np.array([one.value for one in found], np.float64), errors, beyond)
    if line is None:
        few = len(held) >= FEWEST and beyond.sum() > len(held) - 2
        return _no_trend(band, why.FewReaches() if few else TOO_FEW)
    low, high = line.interval(options.confidence)
    narrow = line.interval(2 * options.confidence - 1)
    inside = band is not None and -band < narrow[0] and narrow[1] < band
    points = _along(line, scales, logarithmic, options)
    ahead = points[-1].value
    stops = _no_reach_ahead(ahead, beyond, rows) if reach else _no_score_ahead(ahead)
    return ScaleTrend(
        per_decade=line.slope, low=low, high=high, ratio=float(np.exp(line.slope)) if logarithmic else None,
        narrow=list(narrow), spread=line.spread, band=band,
        verdict="equivalent" if inside else "different" if low > 0 or high < 0 else "undecided",
        line=points if stops is None else points[:-1], ahead=None if stops else "forecast", note=None, ahead_why=stops,
    )  # fmt: skip


def _no_trend(band: float | None, because: AnyWhy) -> ScaleTrend:
    return ScaleTrend(
        per_decade=None, low=None, high=None, ratio=None, narrow=None, spread=None, band=band,
        verdict="unknown", line=[], ahead=None, note=None, why=because,
    )  # fmt: skip


def _usable(found: SizedValue) -> bool:
    """Whether a value has an error, or is known to be a lower bound."""
    return found.value is not None and (found.low is not None or found.censored)


def _no_score_ahead(value: float) -> AnyWhy | None:
    """Why no score is forecast from a line, if so."""
    return None if 0 <= value <= 1 else why.BeyondScores()


def _no_reach_ahead(value: float, beyond: Rows, rows: Sequence[SizedSubject]) -> AnyWhy | None:
    """Why no reach is forecast, if so."""
    if beyond.any():
        return why.OpenReaches()
    lows = [row.nearest for row in rows if row.nearest is not None]
    highs = [row.farthest for row in rows if row.farthest is not None]
    inside = bool(lows and highs) and min(lows) <= value <= max(highs)
    return None if inside else why.BeyondDistances()


def _logged(found: SizedValue) -> SizedValue:
    value, low, high = (None if end is None else float(np.log(end)) for end in found.estimate)
    return SizedValue(value, low, high, found.censored)


def _along(trend: Trend, scales: Floats, logarithmic: bool, options: CompareOptions) -> list[LinePoint]:
    """Points along the trend in even steps of the log of scale; the last is `ahead` times the largest."""
    shares = np.array([(1 - options.confidence) / 2, (1 + options.confidence) / 2])
    points = []
    for at in np.append(np.linspace(scales[0], scales[-1], STEPS), scales[-1] + np.log10(options.ahead)):
        told = np.array([trend.at(float(at)), *trend.quantiles(float(at), shares)])
        value, low, high = (float(v) for v in (np.exp(told) if logarithmic else told))
        points.append(LinePoint(float(10**at), value, low, high))
    return points


def _error(found: Estimate, confidence: float) -> float:
    """The standard error that an interval tells; of one that is open above, of its lower half.

    0 for a lower bound without an interval: all items have the same score.
    """
    if found.low is None:
        return 0.0
    quantile = float(norm.ppf(0.5 + confidence / 2))
    if found.high is None:
        return float(known(found.value) - found.low) / quantile
    return float(found.high - found.low) / (2 * quantile)


def _series(task: str, rows: Sequence[SizedSubject], options: CompareOptions) -> Series:
    scored = [row for row in rows if row.score.low is not None]
    errors = [_error(row.score.estimate, options.confidence) for row in scored]
    floor = float(np.mean([row.floor for row in scored])) if scored else 0.0
    scales, scores = [row.scale for row in scored], [row.score.mean for row in scored]
    return Series(task, np.array(scales, np.float64), np.array(scores, np.float64), np.array(errors), floor)


def _forecast(task: str, rows: Sequence[SizedSubject], options: CompareOptions) -> ScaleForecast:
    series = _series(task, rows, options)
    at = float(series.scales[-1]) * options.ahead if len(series.scales) else None
    drawn = forecast(series, at) if at is not None else None
    if drawn is None:
        return ScaleForecast(
            scale=at, score=None, low=None, high=None, damping=DAMPING, note=None, why=TOO_FEW
        )
    low, middle, high = np.quantile(drawn, ((1 - options.confidence) / 2, 0.5, (1 + options.confidence) / 2))
    return ScaleForecast(
        scale=at, score=float(middle), low=float(low), high=float(high), damping=DAMPING, note=None
    )
