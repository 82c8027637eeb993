"""Subjects of several sizes: does the near field grow with scale, does reach, and what would ten times bring?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from farfield.measure.compare.answers import Answers
from farfield.measure.compare.forecast import DAMPING, Series, backtest, forecast
from farfield.measure.compare.options import CompareOptions
from farfield.measure.compare.trend import FEWEST, Trend, fit_trend
from farfield.measure.reach import NEAR_SHARE

Floats = NDArray[np.float64]

STEPS = 16
"""Points of a line among the subjects."""
TOO_FEW = f"a trend needs at least {FEWEST} subjects of different scale"


def fit_scaling(
    task: str, parts: Sequence[Answers], ruler: str, options: CompareOptions
) -> dict[str, Any] | None:
    """The `scale` entry of a task; None where fewer than two of its subjects have a scale.

    The near-field score (`near`) and the reach are set against log10 scale apart. Reaches beyond the data count as
    censored.
    """
    sized = sorted((one for one in parts if one.scale is not None), key=lambda one: one.scale or 0.0)
    if len(sized) < 2:
        return None
    rows = [_row(one, ruler) for one in sized]
    return {
        "task": task, "subjects": rows,
        "near": _trend(rows, "near", options.band, options),
        "reach": _trend(rows, "reach", options.reach_band, options),
        "forecast": _forecast(task, rows, options), "backtest": backtest_scales([(task, rows)], options),
    }  # fmt: skip


def backtest_scales(
    tasks: Sequence[tuple[str, Sequence[dict[str, Any]]]], options: CompareOptions
) -> dict[str, Any] | None:
    """The largest subjects (`hold_out` of them) of these tasks, forecast from the smaller ones.

    `tasks`: names and the rows of their subjects, in the order of scale. None where no task has enough of them.
    """
    series = [_series(task, rows, options) for task, rows in tasks]
    return backtest(series, options.hold_out, options.confidence)


def _row(one: Answers, ruler: str) -> dict[str, Any]:
    profile = one.profile
    measured = profile.get("rulers", {}).get(ruler, {})
    reach, score = measured.get("reach") or {}, profile.get("score", {})
    return {
        "subject": one.subject, "scale": one.scale,
        "score": {name: score.get(name) for name in ("mean", "low", "high")},
        "near": _near(one, measured.get("curve")),
        "reach": {
            "value": reach.get("distance"), "low": reach.get("low"), "high": reach.get("high"),
            "censored": bool(reach.get("censored")),
        },
        "logarithmic": measured.get("scale") == "log",
        "floor": float(one.table["chance"].mean() or 0.0),  # type: ignore[arg-type]
    }  # fmt: skip


def _near(one: Answers, curve: dict[str, Any] | None) -> dict[str, Any]:
    """The curve's score where the nearest twentieth of the items ends, which any curve shows."""
    distances = one.table["distance"].drop_nulls().to_numpy()
    if not curve or not len(distances):
        return {"value": None, "low": None, "high": None, "censored": False}
    at = float(np.quantile(distances, NEAR_SHARE, method="higher"))
    points = curve["points"]
    along = [point["distance"] for point in points]
    value, low, high = (
        float(np.interp(at, along, [p[name] for p in points])) for name in ("mean", "low", "high")
    )
    return {"value": value, "low": low, "high": high, "censored": False}


def _trend(
    rows: Sequence[dict[str, Any]], name: str, band: float | None, options: CompareOptions
) -> dict[str, Any]:
    """How much a quantity changes with ten times the scale, and whether less than `band` is all that can be.

    On a logarithmic ruler the logarithm of the reach changes, and `ratio` is the factor. `line`: the trend from the
    smallest scale to the forecast's, with the interval for a new subject there.
    `verdict`: "equivalent" where the (2 * confidence - 1) interval lies inside the band, "different" where the interval
    excludes 0, else "undecided".
    """
    held = [row for row in rows if row[name]["value"] is not None]
    logarithmic = name == "reach" and bool(held) and all(row["logarithmic"] for row in held)
    found = [_logged(row[name]) if logarithmic else row[name] for row in held]
    values = np.array([one["value"] for one in found], np.float64)
    beyond = np.array([one["censored"] for one in found], bool)
    scales = np.log10(np.array([row["scale"] for row in held], np.float64))
    errors = np.array([_error(one, options.confidence) for one in found], np.float64)
    line = fit_trend(scales, values, errors, beyond)
    if line is None:
        few = len(held) >= FEWEST and beyond.sum() > len(held) - 2
        return {
            "per_decade": None, "low": None, "high": None, "ratio": None, "narrow": None, "spread": None, "band": band,
            "verdict": "undecided", "line": [], "note": "too few reaches lie within the data" if few else TOO_FEW,
        }  # fmt: skip
    low, high = line.interval(options.confidence)
    narrow = line.interval(2 * options.confidence - 1)
    inside = band is not None and -band < narrow[0] and narrow[1] < band
    return {
        "per_decade": line.slope, "low": low, "high": high, "ratio": float(np.exp(line.slope)) if logarithmic else None,
        "narrow": list(narrow), "spread": line.spread, "band": band,
        "verdict": "equivalent" if inside else "different" if low > 0 or high < 0 else "undecided",
        "line": _along(line, scales, logarithmic, options), "note": None,
    }  # fmt: skip


def _logged(found: dict[str, Any]) -> dict[str, Any]:
    logs = {
        end: None if found[end] is None else float(np.log(found[end])) for end in ("value", "low", "high")
    }
    return {**found, **logs}


def _along(
    trend: Trend, scales: Floats, logarithmic: bool, options: CompareOptions
) -> list[dict[str, float]]:
    """Points along the trend in even steps of the log of scale; the last is `ahead` times the largest."""
    shares = np.array([(1 - options.confidence) / 2, (1 + options.confidence) / 2])
    points = []
    for at in np.append(np.linspace(scales[0], scales[-1], STEPS), scales[-1] + np.log10(options.ahead)):
        told = np.array([trend.at(float(at)), *trend.quantiles(float(at), shares)])
        value, low, high = (float(v) for v in (np.exp(told) if logarithmic else told))
        points.append({"scale": float(10**at), "value": value, "low": low, "high": high})
    return points


def _error(found: dict[str, Any], confidence: float) -> float:
    """The standard error that an interval tells; of one that is open above, of its lower half."""
    if found["low"] is None:
        return 0.0
    quantile = float(norm.ppf(0.5 + confidence / 2))
    if found["high"] is None:
        return float(found["value"] - found["low"]) / quantile
    return float(found["high"] - found["low"]) / (2 * quantile)


def _series(task: str, rows: Sequence[dict[str, Any]], options: CompareOptions) -> Series:
    scored = [row for row in rows if row["score"]["mean"] is not None]
    errors = [_error({"value": row["score"]["mean"], **row["score"]}, options.confidence) for row in scored]
    floor = float(np.mean([row["floor"] for row in scored])) if scored else 0.0
    scales, scores = ([row["scale"] for row in scored], [row["score"]["mean"] for row in scored])
    return Series(task, np.array(scales, np.float64), np.array(scores, np.float64), np.array(errors), floor)


def _forecast(task: str, rows: Sequence[dict[str, Any]], options: CompareOptions) -> dict[str, Any]:
    series = _series(task, rows, options)
    at = float(series.scales[-1]) * options.ahead if len(series.scales) else None
    drawn = forecast(series, at) if at is not None else None
    if drawn is None:
        return {"scale": at, "score": None, "low": None, "high": None, "damping": DAMPING, "note": TOO_FEW}
    low, middle, high = np.quantile(drawn, ((1 - options.confidence) / 2, 0.5, (1 + options.confidence) / 2))
    return {
        "scale": at, "score": float(middle), "low": float(low), "high": float(high), "damping": DAMPING, "note": None,
    }  # fmt: skip
