"""Forecasts of scores along scale, and how they would have done: a backtest against two simple rivals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from farfield.arrays import Floats
from farfield.comparison.trend import Trend, fit_trend
from farfield.results.scaling import Backtest, HeldOut
from farfield.special_functions import expit, logit, ndtri

SHARES = (np.arange(400) + 0.5) / 400
"""A forecast is held as these quantiles."""
DAMPING = 0.5
"""A forecast starts halfway between the line and the last score, and rises half as steeply as the line (a damped trend,
Gardner & McKenzie 1985). Straight lines overshot: on the Pythia suite, two largest of eight sizes held out, they lost
to persistence, and damped ones won in each of its four settings. The value was chosen on those data."""
MARGIN = 0.002
"""Scores are kept this far from the floor and from 1 before they are put on the logit's scale."""


@dataclass(frozen=True)
class Series:
    """Scores of one task along scale: `scales` (m,) ascending, in parameters, data or compute; `scores` (m,) and their
    standard `errors` (m,); the score of a guess."""

    task: str
    scales: Floats
    scores: Floats
    errors: Floats
    floor: float = 0.0

    def upto(self, count: int) -> Series:
        return Series(self.task, self.scales[:count], self.scores[:count], self.errors[:count], self.floor)


def on_logits(scores: Floats, errors: Floats, floor: float) -> tuple[Floats, Floats]:
    """Scores above a floor on the logit's scale, with their errors there (the delta method)."""
    share = np.clip((scores - floor) / (1 - floor), MARGIN, 1 - MARGIN)
    return np.asarray(logit(share)), np.asarray(errors / (1 - floor) / (share * (1 - share)))


def fit_series(series: Series) -> Trend | None:
    """The trend of a score: linear in log10 scale on the logit of what lies above the floor."""
    values, errors = on_logits(series.scores, series.errors, series.floor)
    return fit_trend(np.log10(series.scales), values, errors)


def forecast(series: Series, scale: float) -> Floats | None:
    """Quantiles (SHARES) of the score of a new model of this scale; None where no trend can be fitted."""
    trend = fit_series(series)
    if trend is None:
        return None
    above = expit(trend.quantiles(float(np.log10(scale)), SHARES) + _damped(series, trend, scale))
    return np.asarray(series.floor + (1 - series.floor) * above)


def _damped(series: Series, trend: Trend, scale: float) -> float:
    """What damping adds to the line at a scale beyond the last."""
    last = float(np.log10(series.scales[-1]))
    above_line = on_logits(series.scores, series.errors, series.floor)[0][-1] - trend.at(last)
    return float(DAMPING * (above_line - trend.slope * (np.log10(scale) - last)))


def persistence(series: Series) -> Floats:
    """The rival that says "as the largest so far", as uncertain as the steps between neighbours have been."""
    steps = np.diff(series.scores)
    spread = float(np.sqrt((steps @ steps) / max(len(steps), 1) + series.errors[-1] ** 2))
    return _normal(float(series.scores[-1]), spread)


def crps(quantiles: Floats, truth: float) -> float:
    """The continuous ranked probability score of a forecast held as even quantiles, E|X - y| - E|X - X'| / 2."""
    count = len(quantiles)
    rank = 2 * np.arange(1, count + 1) - count - 1
    return float(np.abs(quantiles - truth).mean() - (rank @ np.sort(quantiles)) / count**2)


def backtest(series: Sequence[Series], held_out: int, confidence: float) -> Backtest | None:
    """Fit all but the `held_out` largest scales of each task, forecast those, and score the forecasts.

    Beside them persistence (CRPS), and the ranking of tasks at the largest fitted scale alone (the share of pairs of
    tasks whose order it tells, DataDecide's measure; the forecasts' own share beside it). None where nothing can be
    held out.
    """
    fit = [one for one in series if len(one.scales) - held_out >= 3]
    made = [record for one in fit for record in _forecasts(one, held_out, confidence)]
    if not made:
        return None
    return Backtest(
        tasks=len(fit), forecasts=len(made), held_out=held_out, confidence=confidence,
        coverage=float(np.mean([record.covered for record in made])),
        crps=float(np.mean([record.crps for record in made])),
        crps_persistence=float(np.mean([record.crps_persistence for record in made])),
        ranking=_agreement([record.median for record in made], made),
        ranking_single_scale=_agreement([record.last for record in made], made),
        rows=made,
    )  # fmt: skip


def _forecasts(series: Series, held_out: int, confidence: float) -> list[HeldOut]:
    past = series.upto(len(series.scales) - held_out)
    stays = persistence(past)
    low, high = (1 - confidence) / 2, (1 + confidence) / 2
    made = []
    for scale, truth in zip(series.scales[-held_out:], series.scores[-held_out:], strict=True):
        drawn = forecast(past, float(scale))
        if drawn is not None:
            bounds = np.quantile(drawn, (low, 0.5, high))
            made.append(HeldOut(
                task=series.task, scale=float(scale), score=float(truth), low=float(bounds[0]),
                median=float(bounds[1]), high=float(bounds[2]), last=float(past.scores[-1]),
                covered=bool(bounds[0] <= truth <= bounds[2]), crps=crps(drawn, float(truth)),
                crps_persistence=crps(stays, float(truth)),
            ))  # fmt: skip
    return made


def _agreement(guesses: Sequence[float], made: Sequence[HeldOut]) -> float | None:
    """The share of pairs of tasks, at the same scale, whose order the guesses tell."""
    guess, truth = np.array(guesses), np.array([record.score for record in made])
    scale = np.array([record.scale for record in made])
    first, second = np.triu_indices(len(made), 1)
    counted = (scale[first] == scale[second]) & (truth[first] != truth[second])
    if not counted.any():
        return None
    same = np.sign(guess[first] - guess[second]) == np.sign(truth[first] - truth[second])
    return float(same[counted].mean())


def _normal(mean: float, spread: float) -> Floats:
    return np.asarray(np.clip(mean + max(spread, 1e-9) * ndtri(SHARES), 0, 1))
