"""Curve and reach of a ruler with their intervals from a cluster bootstrap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from farfield.measure.curve import Binned, Curves, fit_curve, fit_curves
from farfield.measure.intervals import mean_interval
from farfield.measure.outcomes import Outcomes
from farfield.measure.slopes import FEWEST_ITEMS

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

MOST_BINS = 150
POINTS = 41
PLATEAU = 0.9
"""The ceiling counts as seen where the curve has come this near to it at the nearest item."""
NEAR_SHARE = 0.05
"""Where it doesn't, the near field is where this share of the items lies nearest: a lone item is no near field."""
FEW_BEYOND = 10


@dataclass(frozen=True)
class Scale:
    """Distances from the nearest (0) to the farthest item (1)."""

    low: float
    high: float

    def into(self, distances: Floats) -> Floats:
        return (distances - self.low) / (self.high - self.low)

    def out_of(self, scaled: float) -> float:
        return self.low + scaled * (self.high - self.low)


def draw_weights(groups: int, draws: int, seed: int) -> NDArray[np.float32]:
    """How often each cluster is drawn in each bootstrap replicate, (draws, groups), for all rulers of a profile."""
    generator = np.random.default_rng(seed)
    weights = np.empty((draws, groups), np.float32)
    for row in weights:
        row[:] = np.bincount(generator.integers(0, groups, groups), minlength=groups)
    return weights


def fit_reach(
    distances: Floats, outcomes: Outcomes, floor: float, weights: NDArray[np.float32], confidence: float
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """The `curve` and the `reach` of a ruler.

    Reach is the distance at which the score above the floor falls to half its near-field value. That value is
    the ceiling where the curve comes within a tenth of it at the nearest item (then reach = d50), and otherwise
    the fitted score where the nearest twentieth of the items ends: a ceiling that the data do not show is not
    credited. Where the score never halves among the items, the reach is censored: `distance` is the largest
    distance seen and `low` the least reach that the bootstrap leaves possible.
    `weights` are those of `draw_weights`.
    """
    if len(outcomes) < FEWEST_ITEMS:
        return None, _unknown(f"fewer than {FEWEST_ITEMS} items")
    if np.ptp(distances) <= 1e-12 * max(1.0, float(np.abs(distances).max())):
        return None, _unknown("all items have the same distance")
    if not _above_floor(distances, outcomes, floor, confidence):
        return None, _unknown(f"the score nearest the data cannot be told from the floor ({floor:.3g})")
    scale = Scale(float(distances.min()), float(distances.max()))
    if np.ptp(outcomes.scores) < 1e-12:
        return _level_curve(scale, outcomes, floor, confidence)
    data, replicates = _bin(scale.into(distances), outcomes, weights)
    best, drawn = fit_curve(data, floor), fit_curves(replicates, floor)
    tails = (50 * (1 - confidence), 50 * (1 + confidence))
    return _curve(best, drawn, scale, tails), _reach(best, drawn, scale, distances, tails)


def halving(curves: Curves, near: float) -> Floats:
    """Scaled distance at which each curve's score above the floor is half its near-field value; beyond 1 it is unseen.

    `near`: scaled distance where the near field ends for a curve whose ceiling is not seen.
    """
    below = expit((curves.halfway - near) / curves.width) / 2
    return np.where(
        ceiling_seen(curves), curves.halfway, curves.halfway + curves.width * np.log((1 - below) / below)
    )


def ceiling_seen(curves: Curves) -> NDArray[np.bool_]:
    """Whether each curve comes within a tenth of its ceiling at the nearest item."""
    return np.asarray(expit(curves.halfway / curves.width) >= PLATEAU)


def _above_floor(distances: Floats, outcomes: Outcomes, floor: float, confidence: float) -> bool:
    """Whether the nearest items score above the floor: the nearest third, or the nearest tenth alone."""
    for share in (1 / 3, 1 / 10):
        near = outcomes.take(distances <= np.quantile(distances, share, method="higher"))
        if mean_interval(near.scores, near.clusters, confidence).low > floor:
            return True
    return False


def _bin(scaled: Floats, outcomes: Outcomes, weights: NDArray[np.float32]) -> tuple[Binned, Binned]:
    """The items and each bootstrap replicate, summed over at most MOST_BINS bins of neighbouring distances."""
    order = np.argsort(scaled, kind="stable")
    at, scores = scaled[order], outcomes.scores[order]
    starts = _bin_starts(at)
    counts = np.diff(np.append(starts, len(at))).astype(np.float64)
    middles = np.add.reduceat(at, starts) / counts
    data = Binned(middles, counts[None], np.add.reduceat(scores, starts)[None])
    drawn = weights[:, outcomes.clusters[order]]
    held = np.add.reduceat(drawn, starts, axis=1).astype(np.float64)
    right = np.add.reduceat(drawn * scores.astype(np.float32), starts, axis=1).astype(np.float64)
    return data, Binned(middles, held, np.minimum(right, held))


def _bin_starts(ordered: Floats) -> Codes:
    """Where bins begin among ordered distances: at each new value, or, of too many, at evenly spaced ones."""
    new = np.flatnonzero(np.diff(ordered, prepend=-np.inf) > 0)
    if len(new) <= MOST_BINS:
        return new
    wanted = np.linspace(0, len(ordered), MOST_BINS, endpoint=False)
    return np.unique(new[np.searchsorted(new, wanted, side="right") - 1])


def _curve(best: Curves, drawn: Curves, scale: Scale, tails: tuple[float, float]) -> dict[str, Any]:
    along = np.linspace(0, 1, POINTS)
    means = best.at(along)[0]
    low, high = np.percentile(drawn.at(along), tails, axis=0)
    return {
        "floor": best.floor, "ceiling": float(best.ceiling[0]), "ceiling_seen": bool(ceiling_seen(best)[0]),
        "d50": scale.out_of(float(best.halfway[0])),
        "width": float(best.width[0]) * (scale.high - scale.low),
        "points": _points(scale, means, np.minimum(low, means), np.maximum(high, means)),
    }  # fmt: skip


def _points(scale: Scale, means: Floats, low: Floats, high: Floats) -> list[dict[str, float]]:
    along = np.linspace(0, 1, POINTS)
    return [
        {"distance": scale.out_of(float(d)), "mean": float(m), "low": float(a), "high": float(b)}
        for d, m, a, b in zip(along, means, low, high, strict=True)
    ]


def _reach(
    best: Curves, drawn: Curves, scale: Scale, distances: Floats, tails: tuple[float, float]
) -> dict[str, Any]:
    near = float(np.quantile(scale.into(distances), NEAR_SHARE, method="higher"))
    halved = float(halving(best, near)[0])
    among = np.sort(halving(drawn, near))
    low, high = (float(among[_rank(tail, len(among))]) for tail in tails)
    at = scale.out_of(halved)
    note = None
    if halved <= 1 and (beyond := int(np.count_nonzero(distances > at))) < FEW_BEYOND:
        note = f"only {beyond} items lie beyond it"
    return {
        "distance": at if halved <= 1 else scale.high,
        "low": scale.out_of(min(low, halved, 1.0)),
        "high": scale.out_of(max(high, halved)) if max(high, halved) <= 1 else None,
        "censored": halved > 1,
        "note": "the score does not fall to half its near-field value among these items" if halved > 1 else note,
    }  # fmt: skip


def _rank(tail: float, n: int) -> int:
    return min(n - 1, max(0, round(tail / 100 * (n - 1))))


def _level_curve(
    scale: Scale, outcomes: Outcomes, floor: float, confidence: float
) -> tuple[dict[str, Any], dict[str, Any]]:
    """All scores are the same and above the floor: a level line, and a reach beyond the data."""
    found = mean_interval(outcomes.scores, outcomes.clusters, confidence)
    level = [np.full(POINTS, value) for value in (found.mean, found.low, found.high)]
    curve = {
        "floor": floor,
        "ceiling": found.mean,
        "d50": None,
        "width": None,
        "points": _points(scale, *level),
    }
    note = "all items have the same score, so it falls nowhere among them"
    return curve, {"distance": scale.high, "low": None, "high": None, "censored": True, "note": note}


def _unknown(note: str) -> dict[str, Any]:
    return {"distance": None, "low": None, "high": None, "censored": False, "note": note}
