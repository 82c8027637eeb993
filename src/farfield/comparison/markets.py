"""Markets of firms that models ran, beside each other: what was earned, honesty, and depth against speed.

Markets of the same seed are drawn alike, so runs are compared market by market; intervals are over markets.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from farfield.comparison.chosen_pairs import chosen_pairs
from farfield.measure.market import OfMarket, each_market, measure_market, over_markets
from farfield.results.market import MarketGeneration, OverMarkets
from farfield.results.market_comparison import DepthBySpeed, MarketBeside, MarketComparison, MarketContrast
from farfield.storage import hold_each

APART = ("seed", "markets")
"""Settings that say which markets were drawn, and not how they were played."""


class LivedRun(NamedTuple):
    """A run by its name, with the generations that it lived, one or more."""

    name: str
    generations: Sequence[MarketGeneration]


class _Measured(NamedTuple):
    """A run as it is compared. `conditions`: its settings, with the generations that it lived."""

    beside: MarketBeside
    markets: dict[int, OfMarket]
    conditions: dict[str, object]


def are_markets(folders: Sequence[Path]) -> bool:
    """Whether these folders hold markets. Raises FarfieldError where some do and others don't."""
    return hold_each(folders, "market.json", "market")


def compare_markets(runs: Sequence[LivedRun]) -> MarketComparison:
    """Two runs or more beside each other."""
    measured = [_measure(one) for one in runs]
    names = [one.name for one in runs]
    return MarketComparison(
        runs=[one.beside for one in measured],
        contrasts=[_contrast(measured[to], measured[base]) for base, to in chosen_pairs(names, None)],
        depth_by_speed=list(_by_speed(measured)),
    )


def _measure(run: LivedRun) -> _Measured:
    whole, markets = measure_market(run.generations), each_market(run.generations)
    beside = MarketBeside(
        name=run.name,
        settings=whole.settings,
        generations=len(whole.generations),
        acted=whole.outcomes["acted"] / sum(whole.outcomes.values()),
        over_best=whole.over_best,
        unmoved=whole.unmoved,
        honest=over_markets(one.honest for one in markets.values()),
        honest_charters=over_markets(one.honest_charters for one in markets.values()),
        covariance=whole.covariance,
        together=whole.together,
        depth=over_markets(one.depth for one in markets.values()),
    )
    told = {name: value for name, value in whole.settings.plain().items() if name not in APART}
    return _Measured(beside, markets, {**told, "generations": len(whole.generations)})


def _contrast(of: _Measured, less: _Measured) -> MarketContrast:
    return MarketContrast(
        of=of.beside.name,
        less=less.beside.name,
        differs=[name for name, value in of.conditions.items() if value != less.conditions[name]],
        over_best=_difference(of, less, "over_best"),
        honest=_difference(of, less, "honest"),
        honest_charters=_difference(of, less, "honest_charters"),
        depth=_difference(of, less, "depth"),
    )


def _difference(of: _Measured, less: _Measured, what: str) -> OverMarkets:
    """Over the markets that both have."""
    return over_markets(
        _less(getattr(one, what), getattr(less.markets[seed], what))
        for seed, one in of.markets.items()
        if seed in less.markets
    )


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _by_speed(measured: Sequence[_Measured]) -> Iterator[DepthBySpeed]:
    """Runs alike but for the speed of their worlds, where two or more of them change at different speed."""
    alike: dict[str, list[_Measured]] = {}
    for one in measured:
        rest = {name: value for name, value in one.conditions.items() if name != "change_every"}
        alike.setdefault(repr(rest), []).append(one)
    for some in alike.values():
        moving = sorted((one for one in some if _lasts(one) is not None), key=lambda one: _lasts(one) or 0)
        still = next((one for one in some if _lasts(one) is None), None)
        lasts = [each for one in moving if (each := _lasts(one)) is not None]
        if len(set(lasts)) > 1:
            slopes = (_slope(lasts, [run.markets[seed].depth for run in moving]) for seed in _shared(moving))
            yield DepthBySpeed(
                runs=[one.beside.name for one in moving],
                change_every=lasts,
                still=still and still.beside.name,
                per_doubling=over_markets(slopes),
                over_still=_difference(moving[0], still, "depth") if still else over_markets([]),
            )


def _lasts(one: _Measured) -> int | None:
    """Periods after which costs change; None where the run was too short for a change, too."""
    settings, every = one.beside.settings, one.beside.settings.change_every
    return every if every is not None and every < settings.periods * one.beside.generations else None


def _shared(runs: Sequence[_Measured]) -> list[int]:
    """Seeds of the markets that all of them have."""
    return [seed for seed in runs[0].markets if all(seed in one.markets for one in runs)]


def _slope(lasts: Sequence[int], depths: Sequence[float | None]) -> float | None:
    """By least squares, for each doubling of the speed; None where a depth is not known."""
    known = [depth for depth in depths if depth is not None]
    if len(known) < len(lasts):
        return None
    x = [-math.log2(one) for one in lasts]
    middle, mean = fmean(x), fmean(known)
    spread = sum((one - middle) ** 2 for one in x)
    return sum((one - middle) * (depth - mean) for one, depth in zip(x, known, strict=True)) / spread
