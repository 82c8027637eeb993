"""Two curves over the same items: how their near-field scores differ, and how their reaches do, apart."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from farfield.measure.bins import bin_items
from farfield.measure.compare.answers import Pair
from farfield.measure.compare.contrasts import contrast, unknown
from farfield.measure.curve import Binned, Curves, fit_curve, slopes_at
from farfield.measure.outcomes import Outcomes
from farfield.measure.reach import FEWEST_BEYOND, NEAR_SHARE, ceiling_seen, halving, near_floor
from farfield.measure.scale import Scale, choose_scale
from farfield.measure.slopes import FEWEST_ITEMS

Floats = NDArray[np.float64]

STEP = 1e-4


def compare_curves(pair: Pair, confidence: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """The differences in near-field score and in reach, second less first, paired item by item.

    The near-field score is the ceiling where both curves show one (`ceiling_seen`), else the fitted score where the
    nearest twentieth of the items ends: a ceiling that the data do not show is not credited.
    Each item's influence on either fitted curve is that of one step of Fisher scoring; both subjects' influences on
    a difference are added item by item, so that what they share cancels. On a logarithmic ruler the reaches'
    natural logarithms differ (`ratio` is then the factor). A reach beyond the data leaves the difference unknown, with
    a note on which of them is.
    """
    scale = choose_scale(pair.distances.ravel())
    if len(pair) < FEWEST_ITEMS or scale is None:
        note = (
            "all items have the same distance"
            if len(pair) >= FEWEST_ITEMS
            else f"fewer than {FEWEST_ITEMS} items"
        )
        return unknown(note), unknown(note)
    fits = [_Fit(pair, side, scale) for side in (0, 1)]
    flat = [name for fit, name in zip(fits, ("first", "second"), strict=True) if fit.flat]
    if flat:
        note = f"the {flat[0]} subject has the same score everywhere"
        return unknown(note), unknown(note)
    return _compare_near(fits, pair, confidence), _compare_reaches(fits, pair, scale, confidence)


def _compare_near(fits: list[_Fit], pair: Pair, confidence: float) -> dict[str, Any]:
    seen = all(fit.seen for fit in fits)
    values, influences = zip(*(fit.near_score(seen) for fit in fits), strict=True)
    found = contrast(values[1] - values[0], influences[1] - influences[0], pair.clusters, confidence)
    return {**_bounded(found), "first": values[0], "second": values[1], "ceiling_seen": seen}


def _bounded(found: dict[str, Any]) -> dict[str, Any]:
    """Scores differ by at most 1; where the interval holds all of that, the curves tell nothing near the data."""
    if found["low"] is None:
        return found
    if found["low"] <= -1 and found["high"] >= 1:
        return unknown("the curves do not tell the near-field scores")
    return {**found, "low": max(found["low"], -1.0), "high": min(found["high"], 1.0)}


def _compare_reaches(fits: list[_Fit], pair: Pair, scale: Scale, confidence: float) -> dict[str, Any]:
    lost = [name for fit, name in zip(fits, ("first", "second"), strict=True) if fit.at_floor(confidence)]
    if lost:
        return unknown(f"the {lost[0]} subject's score nearest the data cannot be told from the floor")
    beyond = [fit.reach >= fit.last for fit in fits]
    if any(beyond):
        who = (
            "both subjects'"
            if all(beyond)
            else "the second subject's"
            if beyond[1]
            else "the first subject's"
        )
        return unknown(f"{who} reach lies beyond the data")
    moved = (fits[1].reach_influence - fits[0].reach_influence) * scale.span
    found = contrast((fits[1].reach - fits[0].reach) * scale.span, moved, pair.clusters, confidence)
    if scale.logarithmic and found["difference"] is not None:
        found["ratio"] = float(np.exp(found["difference"]))
    return found


class _Fit:
    """One subject's curve on the shared scale, and each item's influence on its parameters (n, 3)."""

    def __init__(self, pair: Pair, side: int, scale: Scale) -> None:
        scores, chance = pair.scores[:, side], pair.chance[:, side]
        scaled = scale.into(pair.distances[:, side])
        outcomes = Outcomes(scores, pair.clusters, chance, {})
        self._distances, self._outcomes = pair.distances[:, side], outcomes
        self.flat = bool(np.ptp(scores) < 1e-12)
        best = fit_curve(bin_items(scaled, outcomes))
        self.seen = bool(ceiling_seen(best)[0])
        self._at = at = np.array([best.ceiling[0], best.halfway[0], np.log(best.width[0])])
        ordered = np.sort(scaled)
        self._near = near = float(np.quantile(ordered, NEAR_SHARE, method="higher"))
        self._floor = float(chance.mean())
        self.last = float(ordered[-max(1, min(FEWEST_BEYOND, len(ordered) // 10))])
        self.reach = _reach(at, near)
        self._influence = _influence(at, Binned(scaled, chance, np.ones((1, len(scores))), scores[None]))
        self.reach_influence = self._influence @ reach_gradient(at, near)

    def at_floor(self, confidence: float) -> bool:
        """Whether nothing near the data rises above a guess, so that there is no reach to speak of."""
        return near_floor(self._distances, self._outcomes, confidence) is not None

    def near_score(self, seen: bool) -> tuple[float, Floats]:
        """The ceiling, or where that is not seen the score at the end of the near field; each item's influence."""
        if seen:
            return float(self._at[0]), self._influence[:, 0]
        one = Binned(np.array([self._near]), np.array([self._floor]), np.ones((1, 1)), np.ones((1, 1)))
        expected, slopes = slopes_at(one, self._at[None])
        return float(expected[0, 0]), self._influence @ slopes[0, 0]


def _influence(at: Floats, one: Binned) -> Floats:
    """One step of Fisher scoring; also a ceiling at 1 could have come out lower, so none is held fast."""
    expected, slopes = (found[0] for found in slopes_at(one, at[None]))
    variance = expected * (1 - expected)
    information = (slopes / variance[:, None]).T @ slopes
    missed = (one.totals[0] - expected) / variance
    few = np.sqrt(len(missed) / max(len(missed) - slopes.shape[1], 1))
    return np.asarray(
        few * (slopes * missed[:, None]) @ np.linalg.pinv(information, hermitian=True, rcond=1e-10)
    )


def _reach(at: Floats, near: float) -> float:
    curves = Curves(at[:1], at[1:2], np.exp(at[2:]), np.zeros(1))
    return float(halving(curves, near)[0])


def reach_gradient(at: Floats, near: float) -> Floats:
    """Of the scaled reach by ceiling, d50 and log width (3,)."""
    steps = STEP * np.eye(3)
    return np.array([(_reach(at + step, near) - _reach(at - step, near)) / (2 * STEP) for step in steps])
