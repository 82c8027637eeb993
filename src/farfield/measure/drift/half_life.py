"""How long a reminder lasts: p(k) = c + A 2^(-k / h), k exchanges after it; c is what is current without any."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.measure.drift.cutoff import CLIP, heights
from farfield.measure.fits.clustered import as_logit, as_share, overstated, profile_interval
from farfield.measure.intervals import mean_interval
from farfield.results import drift as results
from farfield.results.structs import Mean
from farfield.special_functions import chdtri, stdtrit

FEWEST_PLACES, FEWEST_FACTS = 3, 5
CENSORED = 10
"""Times the last place asked, beyond which a half-life is not told."""
LEAST = 0.1
"""Exchanges: what is gone sooner is gone at once."""
PLACES = 161
NOTHING = 1e5
"""Answers that were never current, which stand for "without a reminder none is", where that was not asked."""
KEPT_LEVEL = 0.025
LEAST_RATIO = 0.6
"""A half-life is a difference within facts, of which each is asked at all places: what a fact decides for all of them
moves no half-life, and the likelihood may understate its certainty. Held at 1, intervals covered .98."""


@dataclass(frozen=True)
class Lasting:
    """Answers (n,): exchanges since the reminder, whether current, codes of the facts; and the same (c,) of answers
    without any reminder in conversations alike."""

    place: Floats
    current: Floats
    clusters: Codes
    control_place: Floats
    control: Floats
    control_clusters: Codes


def fit_half_life(
    held: Lasting, arm: str, equal_totals: bool | None, confidence: float = 0.95
) -> results.HalfLife:
    """The half-life with its profile likelihood interval, adjusted for clusters; null with the reason without one."""
    points = [_kept(held, place, confidence) for place in np.unique(held.place)]
    last = int(held.place.max()) if len(held.place) else None
    reason: results.NoHalfLife | None = None
    if len(points) < FEWEST_PLACES or not last:
        reason = "few_places"
    elif len(np.unique(held.clusters)) < FEWEST_FACTS:
        reason = "few_facts"
    elif not _kept_at_all(held):
        reason = "nothing_kept"
    if reason is not None or last is None:
        return results.HalfLife(arm, None, None, None, False, None, points, last, equal_totals, reason)
    lives = np.geomspace(LEAST, 100 * last, PLACES)
    count = float(len(held.control)) or NOTHING
    controls = (count, float(held.control.sum()))
    places, code = np.unique(held.place, return_inverse=True)
    weight = np.bincount(code).astype(np.float64)
    total = np.asarray(np.bincount(code, held.current), np.float64)
    rise = 2.0 ** (-places / lives[:, None])
    found, ceilings, floors = (one[:, 0] for one in heights(rise[:, None], weight, total, controls))
    at = int(found.argmax())
    ratio = _overstated(held, float(lives[at]), float(ceilings[at]), float(floors[at]))
    groups = len(np.unique(held.clusters))
    drop = float(stdtrit(groups - 1, 0.5 + confidence / 2)) ** 2 * ratio
    low, high = (float(np.exp(end)) for end in profile_interval(np.log(lives), found, drop))
    most = CENSORED * last
    return results.HalfLife(
        arm=arm, exchanges=None if lives[at] > most else float(lives[at]), low=min(low, most),
        high=None if high > most else high, beyond=bool(lives[at] > most),
        strength=float(ceilings[at] - floors[at]), points=points, last=last, equal_totals=equal_totals, reason=None,
    )  # fmt: skip


def _kept_at_all(held: Lasting) -> bool:
    """Whether right after the reminder clearly more is current than without one."""
    first = held.place == held.place.min()
    near = held.current[first]
    if not len(held.control):
        return bool(near.mean() > 0 and near.sum() >= 2)
    share = (near.sum() + held.control.sum()) / (len(near) + len(held.control))
    error = np.sqrt(
        max(share * (1 - share), CLIP) * (1 / len(np.unique(held.clusters)) + 1 / len(held.control))
    )
    return bool((near.mean() - held.control.mean()) / error > np.sqrt(chdtri(1, 2 * KEPT_LEVEL)))


def _kept(held: Lasting, place: float, confidence: float) -> results.Kept:
    rows, beside = held.place == place, held.control_place == place
    control = None
    if beside.any():
        control = Mean(*mean_interval(held.control[beside], held.control_clusters[beside], confidence))
    current = Mean(*mean_interval(held.current[rows], held.clusters[rows], confidence))
    return results.Kept(int(place), int(rows.sum()), current, control)


def _overstated(held: Lasting, life: float, ceiling: float, floor: float) -> float:
    scores = np.concatenate([held.current, held.control])
    clusters = np.concatenate([held.clusters, held.control_clusters])

    def logs(point: Floats) -> Floats:
        rise = 2.0 ** (-held.place / np.exp(point[0]))
        top, bottom = as_share(point[1]), as_share(point[2])
        expected = np.concatenate([bottom + (top - bottom) * rise, np.full(len(held.control), bottom)])
        expected = np.clip(expected, CLIP, 1 - CLIP)
        return np.asarray(scores * np.log(expected) + (1 - scores) * np.log1p(-expected))

    at = np.array([np.log(life), as_logit(ceiling), as_logit(floor)])
    steps = np.array([0.1, *(0.0 if abs(one - 0.5) > 0.49 else 0.05 for one in (ceiling, floor))])
    return overstated(logs, at, steps, np.ones(len(scores)), clusters, least=LEAST_RATIO)
