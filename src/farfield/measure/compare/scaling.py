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

Floats = NDArray[np.float64]

STEPS = 16
"""Points of a line among the subjects."""
TOO_FEW = f"a trend needs at least {FEWEST} subjects of different scale"


def fit_scaling(
    task: str, parts: Sequence[Answers], ruler: str, options: CompareOptions
) -> dict[str, Any] | None:
    """The `scale` entry of a task; None where fewer than two of its subjects have a scale.

    The near field (`near`, what the nearest third of the items score) and the reach are set against log10 scale apart.
    Reaches beyond the data count as censored.
    """
    sized = sorted((one for one in parts if one.scale is not None), key=lambda one: one.scale or 0.0)
    if len(sized) < 2:
        return None
    rows = [_row(one, ruler) for one in sized]
    return {
        "task": task, "subjects": rows,
        "near": _trend(rows, "near", options.band, options),
        "ceiling": _trend(rows, "ceiling", options.band, options),
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
        "near": _near(measured.get("gap") or {}), "ceiling": _ceiling(measured.get("curve"), reach),
        "reach": {
            "value": reach.get("distance"), "low": reach.get("low"), "high": reach.get("high"),
            "censored": bool(reach.get("censored")),
        },
        "logarithmic": measured.get("scale") == "log",
        "nearest": measured.get("low"), "farthest": measured.get("high"),
        "floor": float(one.table["chance"].mean() or 0.0),  # type: ignore[arg-type]
    }  # fmt: skip


def _near(gap: dict[str, Any]) -> dict[str, Any]:
    return {
        "value": gap.get("near"), "low": gap.get("near_low"), "high": gap.get("near_high"), "censored": False,
    }  # fmt: skip


def _ceiling(curve: dict[str, Any] | None, reach: dict[str, Any]) -> dict[str, Any]:
    """Where the curve shows one, and a fall that makes it a curve is established."""
    shown = curve is not None and curve["ceiling_seen"] and reach.get("reason") != "no_fall"
    ends = {"value": "ceiling", "low": "ceiling_low", "high": "ceiling_high"}
    return {key: curve[name] if curve and shown else None for key, name in ends.items()} | {"censored": False}


def _trend(
    rows: Sequence[dict[str, Any]], name: str, band: float | None, options: CompareOptions
) -> dict[str, Any]:
    """How much a quantity changes with ten times the scale, and whether less than `band` is all that can be.

    On a logarithmic ruler the logarithm of the reach changes, and `ratio` is the factor. `line`: the trend from the
    smallest scale to the largest, with the interval for a new subject there, and last that of the forecast's scale;
    `ahead`: whether that last point is there. It is not where it would lie outside the distances that were measured
    (or, of a score, outside 0 to 1), nor where it would rest on reaches that are themselves only known to lie beyond
    the data. Subjects without an interval have no known error and count nowhere.
    `verdict`: "equivalent" where the (2 * confidence - 1) interval lies inside the band, "different" where the interval
    excludes 0, else "undecided".
    """
    held = [row for row in rows if _usable(row[name])]
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
            "verdict": "unknown", "line": [], "ahead": None,
            "note": "too few reaches lie within the data" if few else TOO_FEW,
        }  # fmt: skip
    low, high = line.interval(options.confidence)
    narrow = line.interval(2 * options.confidence - 1)
    inside = band is not None and -band < narrow[0] and narrow[1] < band
    points = _along(line, scales, logarithmic, options)
    why = _not_ahead(points[-1]["value"], name, beyond, rows)
    return {
        "per_decade": line.slope, "low": low, "high": high, "ratio": float(np.exp(line.slope)) if logarithmic else None,
        "narrow": list(narrow), "spread": line.spread, "band": band,
        "verdict": "equivalent" if inside else "different" if low > 0 or high < 0 else "undecided",
        "line": points if why is None else points[:-1], "ahead": why or "forecast", "note": None,
    }  # fmt: skip


def _usable(found: dict[str, Any]) -> bool:
    """Whether a value has an error, or is known to be a lower bound."""
    return found["value"] is not None and (found["low"] is not None or found["censored"])


def _not_ahead(
    value: float, name: str, beyond: NDArray[np.bool_], rows: Sequence[dict[str, Any]]
) -> str | None:
    """Why nothing is forecast, if so."""
    if name != "reach":
        return None if 0 <= value <= 1 else "the line leaves the range of scores"
    if beyond.any():
        return "reaches beyond the data bear no forecast"
    lows, highs = ([row[end] for row in rows if row[end] is not None] for end in ("nearest", "farthest"))
    inside = bool(lows and highs) and min(lows) <= value <= max(highs)
    return None if inside else "the line leaves the distances that were measured"


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
    """The standard error that an interval tells; of one that is open above, of its lower half.

    0 for a lower bound without an interval: all items have the same score.
    """
    if found["low"] is None:
        return 0.0
    quantile = float(norm.ppf(0.5 + confidence / 2))
    if found["high"] is None:
        return float(found["value"] - found["low"]) / quantile
    return float(found["high"] - found["low"]) / (2 * quantile)


def _series(task: str, rows: Sequence[dict[str, Any]], options: CompareOptions) -> Series:
    scored = [row for row in rows if row["score"]["low"] is not None]
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
