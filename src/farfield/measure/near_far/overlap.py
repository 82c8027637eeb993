"""Common support: whether near and far items share values of what is to be held equal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from farfield.arrays import Floats, Rows
from farfield.measure.fits.logistic import NotIdentified
from farfield.measure.near_far.columns_of_fit import columns_and_references
from farfield.measure.near_far.covariates import complete_items, usable_covariates
from farfield.measure.near_far.near import thirds
from farfield.measure.outcomes import Outcomes
from farfield.results import reasons as why
from farfield.results.rulers import Overlap

CALIPER = 0.2
"""Standard deviations within which an item of the other side is a counterpart (Austin 2011)."""
BRIDGE = 1.0
"""Or it lies between two of the other side that are no farther apart than this: so far a model may interpolate."""
WHOLE = 0.8
"""From this share of either side with counterparts on, all items are used: a model may carry a fifth of them."""
LEAST = 0.5
"""Below this share of either side nothing is adjusted; between the two, the items on common support are."""
BROKEN = 0.2
FEWEST_SHARED = 10
"""Items of either side on common support: an adjustment by fewer rests on single items."""


@dataclass(frozen=True)
class Adjustable:
    """What an adjustment can rest on: the covariates, the items that have all of them and lie on common support
    (`rows`, (n,)), and how far near and far overlap."""

    names: list[str]
    rows: Rows
    overlap: Overlap


def adjustable(distances: Floats, outcomes: Outcomes) -> Adjustable:
    """What far and near can be compared at equal values of: one rule for gap, slope and all that rests on them.

    `distances` (n,): finite, one for each of the outcomes. Where less than LEAST of the nearest or of the farthest
    third have counterparts, a model would only extrapolate what near items of far values would score.
    Raises NotIdentified where there is no covariate, and with the code `no_overlap` where nothing can be held equal.
    """
    names = usable_covariates(outcomes)
    if not names:
        raise NotIdentified(why.NoCovariates(slope=False))
    complete = complete_items(outcomes, names)
    near, far = thirds(distances)
    columns = columns_and_references(outcomes.take(complete), names)
    overlap, shared = find_overlap(near[complete], far[complete], columns)
    if overlap.used == "none":
        raise NotIdentified(why.NoOverlap(overlap.near, overlap.far, overlap.covariate), overlap)
    rows = complete.copy()
    rows[complete] = shared
    return Adjustable(names, rows, overlap)


@dataclass(frozen=True)
class SlopeSupport:
    """The covariates and the items (n,) that a slope at equal values rests on; `bridged`: near and far share too few
    values, but either shares some with the middle third."""

    names: list[str]
    rows: Rows
    bridged: bool


def slope_support(distances: Floats, outcomes: Outcomes) -> SlopeSupport:
    """What a slope at equal values can rest on.

    A slope asks less than the gap: where the middle third shares values with either end, it rests on items that are
    somewhat nearer and somewhat farther at equal values, all along. But then what the covariates cost must be known
    from one end to the other, which is for the slope to allow for. Without a middle third, or where less than BROKEN
    of either has counterparts, nothing can be held equal, as for the gap. Raises NotIdentified as `adjustable` does.
    """
    bridged = False
    try:
        names = adjustable(distances, outcomes).names
    except NotIdentified as problem:
        names = usable_covariates(outcomes)
        bridged = isinstance(problem.why, why.NoOverlap) and _bridged(distances, outcomes, names)
        if not bridged:
            raise
    return SlopeSupport(names, complete_items(outcomes, names), bridged)


def _bridged(distances: Floats, outcomes: Outcomes, names: list[str]) -> bool:
    complete = complete_items(outcomes, names)
    near, far = (rows[complete] for rows in thirds(distances))
    middle = ~near & ~far
    if not middle.any():
        return False
    columns = columns_and_references(outcomes.take(complete), names)
    links = [find_overlap(*ends, columns)[0] for ends in ((near, middle), (middle, far))]
    return all(min(link.near, link.far) >= BROKEN for link in links)


def find_overlap(near: Rows, far: Rows, columns: Mapping[str, Floats]) -> tuple[Overlap, Rows]:
    """Where near and far rows (n,) have counterparts in every column (n,), and in the mix that tells them apart best.

    The overlap, and the rows (n,) to adjust with.
    A counterpart lies within CALIPER within-side standard deviations, or on both sides at most BRIDGE of them apart.
    """
    if not (near.any() and far.any()):
        return Overlap(0.0, 0.0, None, "none"), np.zeros(len(near), bool)
    asked: dict[str | None, Floats] = dict(columns.items())
    if len(columns) > 1:
        asked[None] = _apart_most(near, far, list(columns.values()))
    by_near, by_far = np.ones(len(near), bool), np.ones(len(near), bool)
    shares: dict[str | None, float] = {}
    for name, values in asked.items():
        spread = _spread(values, near, far)
        here, there = _beside(values, values[near], spread), _beside(values, values[far], spread)
        shares[name] = min(float(there[near].mean()), float(here[far].mean()))
        by_near, by_far = by_near & here, by_far & there
    at_near, at_far = float(by_far[near].mean()), float(by_near[far].mean())
    common = by_near & by_far
    apart = min(shares, key=lambda name: (shares[name], name is None))
    least = min(at_near, at_far)
    if least >= WHOLE:
        return Overlap(at_near, at_far, apart, "all"), np.ones(len(near), bool)
    enough = min(int((common & near).sum()), int((common & far).sum())) >= FEWEST_SHARED
    return Overlap(at_near, at_far, apart, "common" if least >= LEAST and enough else "none"), common


def _apart_most(near: Rows, far: Rows, columns: Sequence[Floats]) -> Floats:
    """The linear mix of the columns along which near and far lie farthest apart (Fisher's discriminant)."""
    scaled = [values / (_spread(values, near, far) or 1.0) for values in columns]
    table = np.column_stack(scaled)
    within = (np.cov(table[near].T, bias=True) + np.cov(table[far].T, bias=True)) / 2
    towards = table[far].mean(axis=0) - table[near].mean(axis=0)
    return np.asarray(table @ np.linalg.solve(within + 1e-6 * np.eye(len(columns)), towards))


def _spread(values: Floats, near: Rows, far: Rows) -> float:
    """The standard deviation within either side, its tails pulled in so that one outlier doesn't widen it."""
    variances = [float(np.clip(values[side], *tails(values[side])).var()) for side in (near, far)]
    return float(np.sqrt((variances[0] + variances[1]) / 2))


def tails(values: Floats) -> tuple[float, float]:
    """The 5th and the 95th percentile of values (n > 0), without a NaN: to the bit what `np.quantile` says, in a tenth
    of what it takes for a few."""
    ordered = np.sort(values)
    low, high = (_between(ordered, (len(ordered) - 1) * share) for share in (0.05, 0.95))
    return low, high


def _between(ordered: Floats, place: float) -> float:
    """Linearly between the neighbours of a place, from the nearer of them."""
    below = int(place)
    first, second = float(ordered[below]), float(ordered[min(below + 1, len(ordered) - 1)])
    part, step = place - below, second - first
    return first + step * part if part < 0.5 else second - step * (1 - part)


def _beside(values: Floats, others: Floats, spread: float) -> Rows:
    """Whether each value has a counterpart among the others."""
    ordered = np.sort(others)
    reach = CALIPER * spread + 1e-9 * max(1.0, float(np.abs(values).max()))
    at = np.searchsorted(ordered, values)
    below = np.where(at > 0, ordered[np.maximum(at - 1, 0)], -np.inf)
    above = np.where(at < len(ordered), ordered[np.minimum(at, len(ordered) - 1)], np.inf)
    return np.asarray(
        (np.minimum(values - below, above - values) <= reach) | (above - below <= BRIDGE * spread)
    )
