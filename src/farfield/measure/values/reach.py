"""Where along the distances value and capability fall to half of what they are near, and how far apart that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from farfield.arrays import Floats
from farfield.measure.fits.monotone import never_rising
from farfield.measure.values.levels import Rates
from farfield.results.values import LevelReach, NoReach, ReachesApart
from farfield.special_functions import chdtrc

FEWEST_LEVELS = 4
HALF = 0.5
RISES = 0.05
"""A p-value below which a curve does not merely wave."""

Halves = tuple[Floats, Floats]
"""Of each draw the last distance above a half and the first below (d,)."""


def compare_reaches(
    rates: Rates, judged: Sequence[str], confidence: float
) -> tuple[ReachesApart | None, NoReach | None]:
    """The capability's reach less the value's, over near and judged levels; or why they are not compared."""
    if not rates.ordered or len(set(rates.distances)) < len(rates.names):
        return None, "no_distance"
    levels = [name for name in rates.names if name in rates.near or name in judged]
    if len(levels) < FEWEST_LEVELS:
        return None, "few_levels"
    at = np.array([rates.distances[rates.names.index(name)] for name in levels], dtype=np.float64)
    value, value_draws = _curve(rates.retained, levels)
    kept = [rates.retained_capability[level] for level in levels]
    able = np.array([one.value for one in kept])
    able_draws, floored = (
        np.stack([getattr(one, end) for one in kept], axis=1) for end in ("bare", "floored")
    )
    if min(_falls(value, value_draws), _falls(able, able_draws)) < RISES:
        return None, "not_monotone"
    ends = (0.5 - confidence / 2, 0.5 + confidence / 2)
    halves = _halves(value_draws, at), _outermost(_halves(able_draws, at), _halves(floored, at))
    first = _reach(value, halves[0], at, levels, ends)
    second = _reach(able, halves[1], at, levels, ends)
    return _difference(first, second, halves, float(at[-1]), ends), None


def _curve(shares: Mapping[str, tuple[float, Floats]], levels: Sequence[str]) -> tuple[Floats, Floats]:
    """Retention at the levels (k,), and its draws (d, k)."""
    return np.array([shares[level][0] for level in levels]), np.stack(
        [shares[level][1] for level in levels], axis=1
    )


def _falls(curve: Floats, draws: Floats) -> float:
    """How well a curve that never rises fits, a p-value on the safe side: chi-square, one freedom less than levels."""
    errors = np.maximum(draws.std(axis=0), 1e-6)
    falling = never_rising(curve[None], errors**-2)[0]
    return float(chdtrc(len(curve) - 1, float((((curve - falling) / errors) ** 2).sum())))


def _halves(draws: Floats, at: Floats) -> Halves:
    """Of each draw the last distance above a half and the first below, infinite where it never falls so far (d,)."""
    falling = never_rising(draws, np.ones(draws.shape[1]))
    below = falling <= HALF
    never = ~below.any(axis=1)
    first = np.argmax(below, axis=1)
    return (
        np.where(never, at[-1], at[np.maximum(first - 1, 0)]),
        np.where(never, np.inf, at[first]),
    )


def _outermost(bare: Halves, floored: Halves) -> Halves:
    """From the nearer of two last distances above a half to the farther of the first ones below."""
    return np.minimum(bare[0], floored[0]), np.maximum(bare[1], floored[1])


def _reach(
    curve: Floats, halves: Halves, at: Floats, levels: Sequence[str], ends: tuple[float, float]
) -> LevelReach:
    falling = never_rising(curve[None], np.ones(len(curve)))[0]
    low, high = halves
    least, most = float(np.quantile(low, ends[0])), float(np.quantile(high, ends[1], method="higher"))
    open_end = None if np.isinf(most) else most
    below = np.flatnonzero(falling <= HALF)
    if not len(below):
        return LevelReach(None, least, open_end, None, None)
    first = int(below[0])
    before = max(first - 1, 0)
    drop = falling[before] - falling[first]
    share = (falling[before] - HALF) / drop if drop > 0 else 1.0
    return LevelReach(
        float(at[before] + share * (at[first] - at[before])), least, open_end, levels[before], levels[first]
    )


def _difference(
    value: LevelReach,
    able: LevelReach,
    halves: tuple[Halves, Halves],
    farthest: float,
    ends: tuple[float, float],
) -> ReachesApart:
    """Draw by draw the least and the most that it can be; infinite where the capability never falls so far."""
    (value_low, value_high), (able_low, able_high) = halves
    finite_value, finite_able = (np.where(np.isinf(one), 0.0, one) for one in (value_high, able_high))
    least = np.where(np.isinf(value_high), -np.inf, able_low - finite_value)
    most = np.where(np.isinf(able_high), np.inf, finite_able - value_low)
    low = float(np.quantile(least, ends[0], method="lower"))
    high = float(np.quantile(most, ends[1], method="higher"))
    told = None if value.distance is None or able.distance is None else able.distance - value.distance
    return ReachesApart(
        value=value,
        capability=able,
        difference=told,
        low=low if np.isfinite(low) else None,
        high=high if np.isfinite(high) else None,
        farthest=farthest,
    )
