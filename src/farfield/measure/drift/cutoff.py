"""The effective cutoff: where along the dates of events a subject stops to know of them.

p(date) = g + (A - g) sigmoid((cutoff - date) / w), all four free. g is what it scores of what it cannot know; where
controls are given (things that never happened), they are answers at g, and measure it. The interval holds 95 % of the
likelihood of the cutoff, at the best heights, summed over all widths and adjusted for clusters: the profile over the
widths too is too narrow, as few events always fit a sharp step somewhere (.83 in simulations). What was never asked is
not made up: an end beyond the events is none, and the cutoff may be censored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.measure.fits.clustered import as_logit, as_share, moved_by_cluster, overstated
from farfield.measure.intervals import mean_interval
from farfield.results import drift as results
from farfield.special_functions import chdtri, expit, xlogy

FEWEST_EVENTS = 12
"""Dated events below which no curve of four numbers is asked of them."""
WIDTHS = (0.03, 6.0)
"""Least and greatest width in years: eleven days, and a fall over a lifetime of models."""
BINS = 100
"""Events of neighbouring dates share a bin beyond so many dates."""
PLACES, DEEP = 61, 10
"""Places of the cutoff, and widths, at each look."""
AROUND = 0.5
"""So much of the span of the events is looked at beyond them on either side."""
LEFT_OUT = 1e-4
"""Share of the likelihood on either side that the window of the next look leaves out."""
LOOKS = 3
CLIMB = 40
"""Steps of the heights at one place; each gains, and the last gain nothing that shows."""
CLIP = 1e-9
SETTLED = 1e-4
"""Of a score: a step of the heights is the last where none moves by more."""
NO_FALL = 0.01
"""How unlikely scores without a fall must be to make such a curve."""
CLEAR = 0.1
"""Above a guess by more: something is known."""
FAR_BELOW, CHOICE = 0.8, 0.2
"""Of a guess at one of five or fewer: a score below this share of it is no accident of the questions."""
ROOM = 0.8
"""A floor that may lie above this leaves no room in which a fall could show."""
WITHIN = np.array([1 / 6, 1 / 2, 5 / 6])
"""Places within a date that is no day."""


@dataclass(frozen=True)
class Curve:
    """The most likely of those looked at: cutoff and width in years, heights as scores."""

    cutoff: float
    width: float
    ceiling: float
    floor: float


@dataclass(frozen=True)
class Events:
    """Scored events (n,): beginning and end of their date in years, scores in [0, 1], codes of their clusters.

    `controls` (c,) and their clusters: how far what never happened was told to have happened, 1 where it was.
    `guess`: what is scored without knowing anything, where that is known; it decides only what scores without a fall
    mean.
    """

    low: Floats
    high: Floats
    scores: Floats
    clusters: Codes
    controls: Floats
    control_clusters: Codes
    guess: float | None = None


@dataclass(frozen=True)
class _Bins:
    """Events summed by date and cluster: three places within the date (b, 3), weights and sums of scores (b,)."""

    at: Floats
    weight: Floats
    total: Floats
    controls: tuple[float, float]

    def rise(self, places: Floats, widths: Floats) -> Floats:
        """(t, w, b): the part of the way from floor to ceiling, over the places within a date."""
        along = (places[:, None, None, None] - self.at) / widths[:, None, None]
        return np.asarray(expit(along).mean(axis=-1))


def fit_cutoff(events: Events, confidence: float = 0.95) -> results.EffectiveCutoff:
    """The cutoff with its interval; null with the reason where events are too few or nothing falls."""
    n = len(events.scores)
    if n < FEWEST_EVENTS:
        return _none(events, "few_events")
    first, last = float(events.low.min()), float(events.high.max())
    if last - first < 1 / 12:
        return _none(events, "one_date")
    bins = _bin(events)
    fit = _search(bins, events, (first, last))
    if 2 * (fit.top - _flat(bins)) < float(chdtri(3, NO_FALL)) * fit.ratio:
        if _rises(events, (first, last)):
            return _none(events, "rises")
        below = _below_guess(events, confidence)
        return _none(events, "below_guess") if below else _without_fall(events, confidence)
    low, middle, high = (fit.quantile(share) for share in ((1 - confidence) / 2, 0.5, (1 + confidence) / 2))
    open_low, open_high = low < first, high > last
    if open_low and open_high:
        return _none(events, "all_dates")
    side: results.Side | None = "before" if open_low else "after" if open_high else None
    return results.EffectiveCutoff(
        date=middle if side is None else None, low=None if open_low else low, high=None if open_high else high,
        width=fit.width, ceiling=fit.ceiling, floor=fit.floor, floor_measured=len(events.controls) > 0,
        events=n, controls=len(events.controls), first=first, last=last, censored=side, reason=None,
    )  # fmt: skip


def _none(
    events: Events, reason: results.NoCutoff | None, side: results.Side | None = None
) -> results.EffectiveCutoff:
    held = len(events.scores) > 0
    first = float(events.low.min()) if held else None
    last = float(events.high.max()) if held else None
    return results.EffectiveCutoff(
        date=None, low=last if side == "after" else None, high=first if side == "before" else None,
        width=None, ceiling=None, floor=None, floor_measured=len(events.controls) > 0, events=len(events.scores),
        controls=len(events.controls), first=first, last=last, censored=side, reason=reason,
    )  # fmt: skip


def _below_guess(events: Events, confidence: float) -> bool:
    """Whether it scores clearly less than by guessing, where there is something to choose: neither who guesses
    does nor who knows."""
    if events.guess is None or events.guess < CHOICE:
        return False
    score = mean_interval(events.scores, events.clusters, confidence)
    return score.high is not None and score.high < FAR_BELOW * events.guess


def _rises(events: Events, ends: tuple[float, float]) -> bool:
    """Whether scores rise with the date as clearly as they would have to fall."""
    turned = replace(
        events, scores=1 - events.scores, controls=np.zeros(0), control_clusters=np.zeros(0, np.int64)
    )
    bins = _bin(turned)
    fit = _search(bins, turned, ends)
    return 2 * (fit.top - _flat(bins)) >= float(chdtri(3, NO_FALL)) * fit.ratio


def _without_fall(events: Events, confidence: float) -> results.EffectiveCutoff:
    """All known, none known, or a subject that says the same whatever it knows: only a floor tells them apart."""
    score = mean_interval(events.scores, events.clusters, confidence)
    low = score.mean if score.low is None else score.low
    if len(events.controls):
        floor = mean_interval(events.controls, events.control_clusters, confidence)
        top = floor.mean if floor.high is None else floor.high
        if floor.mean > ROOM:
            return _none(events, "no_room")
        return _none(events, None, "after" if low > top else "before")
    if events.guess is None:
        return _none(events, "no_fall")
    if low > events.guess + CLEAR and score.mean > (1 + events.guess) / 2:
        return _none(events, None, "after")
    return _none(events, None, "before") if score.mean < events.guess + CLEAR else _none(events, "no_fall")


@dataclass(frozen=True)
class _Fit:
    """The likelihood of places of the cutoff (t,), summed over widths, and the most likely curve with its `top`."""

    places: Floats
    likelihood: Floats
    top: float
    width: float
    ceiling: float
    floor: float
    ratio: float

    def quantile(self, share: float) -> float:
        """The place below which that share of the likelihood lies."""
        held = self.likelihood / self.likelihood.sum()
        return float(np.interp(share, np.cumsum(held) - held / 2, self.places))


def _bin(events: Events) -> _Bins:
    dates = np.column_stack([events.low, events.high])
    found, code = np.unique(dates, axis=0, return_inverse=True)
    code = code.ravel()
    if len(found) > BINS:
        held = np.cumsum(np.bincount(code)) / len(code)
        code = np.minimum((held[code] * BINS).astype(np.int64), BINS - 1)
        code = np.unique(code, return_inverse=True)[1]
    weight = np.bincount(code).astype(np.float64)
    low, high = (np.asarray(np.bincount(code, dates[:, side]) / weight, np.float64) for side in (0, 1))
    at = low[:, None] + (high - low)[:, None] * WITHIN
    controls = (float(len(events.controls)), float(events.controls.sum()))
    return _Bins(at, weight, np.asarray(np.bincount(code, events.scores), np.float64), controls)


def _search(bins: _Bins, events: Events, ends: tuple[float, float]) -> _Fit:
    """The likelihood over the whole range and beyond, then again where most of it lies."""
    around, groups = AROUND * (ends[1] - ends[0]), len(np.unique(events.clusters))
    window, ratio, widths = (ends[0] - around, ends[1] + around), None, np.geomspace(*WIDTHS, DEEP)
    for _ in range(LOOKS):
        places = np.linspace(*window, PLACES)
        found, ceilings, floors = heights(bins.rise(places, widths), bins.weight, bins.total, bins.controls)
        at = np.unravel_index(int(found.argmax()), found.shape)
        best = Curve(float(places[at[0]]), float(widths[at[1]]), float(ceilings[at]), float(floors[at]))
        ratio = _overstated(events, best) if ratio is None else ratio
        deviance = 2 * (found.max() - found) / ratio
        weights = -deviance / 2 if ratio == 1 else -(groups + 3) / 2 * np.log1p(deviance / max(groups - 1, 1))
        likelihood = np.exp(weights).sum(axis=1)
        held = np.cumsum(likelihood) / likelihood.sum()
        first, last = np.searchsorted(held, (LEFT_OUT, 1 - LEFT_OUT))
        closer = float(places[max(first - 1, 0)]), float(places[min(last + 1, PLACES - 1)])
        if closer[1] - closer[0] > 0.4 * (window[1] - window[0]):
            break
        window = closer
    return _Fit(places, likelihood, float(found.max()), best.width, best.ceiling, best.floor, ratio or 1.0)


def heights(
    rise: Floats, weight: Floats, total: Floats, controls: tuple[float, float]
) -> tuple[Floats, Floats, Floats]:
    """The greatest log-likelihood, and the ceiling and floor that have it, for each curve of `rise` (t, w, b).

    Given the rise, the expected score is linear in both, so the likelihood has one top, which Newton's steps between
    the bounds 0 and 1 climb. Where the ceiling would lie below the floor the two are one.
    """
    ceiling = np.full(rise.shape[:2], np.clip(total.sum() / weight.sum() + 0.1, 0.1, 0.9))
    floor = np.full_like(ceiling, np.clip(total.sum() / weight.sum() - 0.1, 0.05, 0.8))
    fall, misses = 1 - rise, weight - total
    for _ in range(CLIMB):
        expected = np.clip(floor[..., None] * fall + ceiling[..., None] * rise, CLIP, 1 - CLIP)
        slope, bend = (
            total / expected - misses / (1 - expected),
            total / expected**2 + misses / (1 - expected) ** 2,
        )
        up, down = _step(
            (slope * rise).sum(axis=-1), (slope * fall).sum(axis=-1) + _of_controls(floor, controls, 1),
            (bend * rise * rise).sum(axis=-1), (bend * rise * fall).sum(axis=-1),
            (bend * fall * fall).sum(axis=-1) + _of_controls(floor, controls, 2), ceiling, floor,
        )  # fmt: skip
        new = np.clip(ceiling + up, CLIP, 1 - CLIP), np.clip(floor + down, CLIP, 1 - CLIP)
        moved = max(float(np.abs(new[0] - ceiling).max()), float(np.abs(new[1] - floor).max()))
        ceiling, floor = new
        if moved < SETTLED:
            break
    rising = ceiling < floor
    level = np.full_like(floor, (total.sum() + controls[1]) / (weight.sum() + controls[0]))
    ceiling, floor = np.where(rising, level, ceiling), np.where(rising, level, floor)
    expected = np.clip(floor[..., None] * fall + ceiling[..., None] * rise, CLIP, 1 - CLIP)
    found = (total * np.log(expected) + misses * np.log1p(-expected)).sum(axis=-1)
    beside = np.clip(floor, CLIP, 1 - CLIP)
    found = found + controls[1] * np.log(beside) + (controls[0] - controls[1]) * np.log1p(-beside)
    return np.asarray(found), ceiling, floor


def _of_controls(floor: Floats, controls: tuple[float, float], order: int) -> Floats:
    """The slope of the controls' log-likelihood, or minus its bend."""
    count, told = controls
    sign = -1 if order == 1 else 1
    return np.asarray(told / floor**order + sign * (count - told) / (1 - floor) ** order)


def _step(
    by_ceiling: Floats, by_floor: Floats, a: Floats, b: Floats, c: Floats, ceiling: Floats, floor: Floats
) -> tuple[Floats, Floats]:
    """Newton's step, half as long as the room to a bound allows; what stands at a bound and would leave it stays."""
    stuck_up = ((ceiling >= 1 - 2 * CLIP) & (by_ceiling > 0)) | ((ceiling <= 2 * CLIP) & (by_ceiling < 0))
    stuck_down = ((floor >= 1 - 2 * CLIP) & (by_floor > 0)) | ((floor <= 2 * CLIP) & (by_floor < 0))
    a, c = a * (1 + 1e-6) + 1e-9, c * (1 + 1e-6) + 1e-9
    b = np.where(stuck_up | stuck_down, 0, b)
    by_ceiling, by_floor = np.where(stuck_up, 0, by_ceiling), np.where(stuck_down, 0, by_floor)
    among = np.maximum(a * c - b * b, 1e-12)
    up, down = (c * by_ceiling - b * by_floor) / among, (a * by_floor - b * by_ceiling) / among
    return _bounded(up, ceiling), _bounded(down, floor)


def _bounded(step: Floats, at: Floats) -> Floats:
    """Nine tenths of the way to a bound at most, so that no logarithm runs off; what is as near as CLIP goes there."""
    room = np.where(step > 0, 1 - at, at)
    return np.asarray(
        np.where(
            room < 1e-6,
            np.sign(step) * np.minimum(np.abs(step), room),
            np.clip(step, -0.9 * room, 0.9 * room),
        )
    )


def _flat(bins: _Bins) -> float:
    """The log-likelihood of a score that does not change with the date."""
    count, told = bins.controls
    share = bins.total.sum() / bins.weight.sum()
    alone = xlogy(bins.total.sum(), share) + xlogy(bins.weight.sum() - bins.total.sum(), 1 - share)
    return float(alone) + (
        float(xlogy(told, told / count) + xlogy(count - told, 1 - told / count)) if count else 0.0
    )


def fit_moved(events: Events, confidence: float = 0.95) -> tuple[results.EffectiveCutoff, Floats]:
    """The cutoff, beside how far each cluster of the events (g,) moves it, in years; 0 where none is told."""
    found = fit_cutoff(events, confidence)
    groups = int(events.clusters.max(initial=-1)) + 1
    if found.date is None or found.width is None or found.ceiling is None or found.floor is None:
        return found, np.zeros(groups)
    best = Curve(found.date, found.width, found.ceiling, found.floor)
    clusters, ones = _clusters(events), np.ones(len(events.scores) + len(events.controls))
    return found, moved_by_cluster(_logs(events), _point(best), _steps(best), ones, clusters)[:groups]


def _overstated(events: Events, best: Curve) -> float:
    """By how much the likelihood overstates its certainty, by clusters."""
    ones = np.ones(len(events.scores) + len(events.controls))
    return overstated(_logs(events), _point(best), _steps(best), ones, _clusters(events))


def _clusters(events: Events) -> Codes:
    return np.concatenate([events.clusters, events.control_clusters + events.clusters.max() + 1])


def _point(best: Curve) -> Floats:
    return np.array([best.cutoff, np.log(best.width), as_logit(best.ceiling), as_logit(best.floor)])


def _steps(best: Curve) -> Floats:
    """How far the likelihood is looked at around the best curve; what stands at a bound is held."""
    held = np.abs(np.array([best.ceiling, best.floor]) - 0.5) > 0.49
    sharp = best.width <= WIDTHS[0] * 1.01
    return np.array([0.3 * best.width, 0.0 if sharp else 0.05, *np.where(held, 0, 0.05)])


def _logs(events: Events) -> Callable[[Floats], Floats]:
    """The log-likelihood of each event and control at a point (4,), as `_point`."""
    span = events.high - events.low
    within = events.low[:, None] + span[:, None] * WITHIN
    scores = np.concatenate([events.scores, events.controls])

    def logs(point: Floats) -> Floats:
        rise = expit((point[0] - within) / np.exp(point[1])).mean(axis=-1)
        ceiling, floor = as_share(point[2]), as_share(point[3])
        expected = np.concatenate([floor + (ceiling - floor) * rise, np.full(len(events.controls), floor)])
        expected = np.clip(expected, CLIP, 1 - CLIP)
        return np.asarray(scores * np.log(expected) + (1 - scores) * np.log1p(-expected))

    return logs
