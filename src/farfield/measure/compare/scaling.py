"""Subjects of several sizes: does the near field grow with scale, does reach, and what would ten times bring?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.stats import norm

from farfield.measure.compare.answers import Answers
from farfield.measure.compare.forecast import DAMPING, Series, backtest, forecast
from farfield.measure.compare.options import CompareOptions
from farfield.measure.compare.trend import FEWEST, fit_trend
from farfield.measure.reach import NEAR_SHARE

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
        "near": _trend(rows, "near", options.band, options.confidence),
        "reach": _trend(rows, "reach", options.reach_band, options.confidence),
        "forecast": _forecast(task, rows, options), "backtest": _backtest(task, rows, options),
    }  # fmt: skip


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
        "floor": (measured.get("curve") or {}).get("floor", 0.0),
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
    rows: Sequence[dict[str, Any]], name: str, band: float | None, confidence: float
) -> dict[str, Any]:
    """How much a quantity changes with ten times the scale, and whether less than `band` is all that can be.

    `verdict`: "equivalent" where the (2 * confidence - 1) interval lies inside the band, "different" where the interval
    excludes 0, else "undecided".
    """
    held = [row for row in rows if row[name]["value"] is not None]
    values = np.array([row[name]["value"] for row in held], np.float64)
    beyond = np.array([row[name]["censored"] for row in held], bool)
    scales = np.log10(np.array([row["scale"] for row in held], np.float64))
    errors = np.array([_error(row[name], confidence) for row in held], np.float64)
    line = fit_trend(scales, values, errors, beyond)
    if line is None:
        few = len(held) >= FEWEST and beyond.sum() > len(held) - 2
        return {
            "per_decade": None, "low": None, "high": None, "narrow": None, "spread": None, "band": band,
            "verdict": "undecided", "note": "too few reaches lie within the data" if few else TOO_FEW,
        }  # fmt: skip
    low, high = line.interval(confidence)
    narrow = line.interval(2 * confidence - 1)
    inside = band is not None and -band < narrow[0] and narrow[1] < band
    return {
        "per_decade": line.slope, "low": low, "high": high, "narrow": list(narrow), "spread": line.spread, "band": band,
        "verdict": "equivalent" if inside else "different" if low > 0 or high < 0 else "undecided", "note": None,
    }  # fmt: skip


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


def _backtest(task: str, rows: Sequence[dict[str, Any]], options: CompareOptions) -> dict[str, Any] | None:
    """The largest subject, forecast from the smaller ones."""
    return backtest([_series(task, rows, options)], 1, options.confidence)
