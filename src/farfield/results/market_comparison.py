"""market-comparison.json: markets of firms that models ran, beside each other."""

from __future__ import annotations

from farfield.results.market import MarketSettings, OverMarkets, Together
from farfield.results.structs import Result

SCHEMA_MARKET_COMPARISON = "farfield.market_comparison/1"


class MarketBeside(Result):
    """One of the runs that are compared, over all its generations."""

    name: str
    """Its folder."""
    settings: MarketSettings
    """How it was played."""
    generations: int
    """Generations that it lived."""
    acted: float
    """The share of answers that set a price and a claim."""
    over_best: OverMarkets
    """Earned over what the best price would have earned."""
    unmoved: OverMarkets
    """The same, had its firms never moved."""
    honest: OverMarkets
    """The share of answers that claim nothing beyond the truth, of those that acted."""
    honest_charters: OverMarkets
    """The share of charters that say so, in the last generation."""
    covariance: OverMarkets
    """The covariance of honest answers with profit, as in market.json."""
    together: Together
    """Whether its firms fail together."""
    depth: OverMarkets
    """The share of the fixed situations in which the last winner acts otherwise than its founder."""


class MarketContrast(Result):
    """One run less another, market by market of the same number; null where they have no market in common."""

    of: str
    """The run from which the other is taken away."""
    less: str
    """The run that is taken away."""
    differs: list[str]
    """Settings in which they differ, the seed aside; `generations` among them."""
    over_best: OverMarkets
    """The difference of what was earned over the best price's profit."""
    honest: OverMarkets
    """The difference of honest answers."""
    honest_charters: OverMarkets
    """The difference of honest charters in the last generation."""
    depth: OverMarkets
    """The difference of the depth of the winner's change."""


class DepthBySpeed(Result):
    """How deep the winner's change is in worlds that change at different speed, all else being equal."""

    runs: list[str]
    """Runs whose worlds change, the fastest first."""
    change_every: list[int]
    """Periods after which costs change in each."""
    still: str | None
    """A run like them in which costs never change, or that was too short for it; null where there is none."""
    per_doubling: OverMarkets
    """How much deeper for each doubling of the speed: the slope of each market over the runs, averaged over those
    markets that all of these runs have."""
    over_still: OverMarkets
    """How much deeper in the fastest than in the run whose costs never change."""


class MarketComparison(Result, kw_only=True):
    """Markets beside each other."""

    schema: str = SCHEMA_MARKET_COMPARISON
    """`farfield.market_comparison/1`."""
    runs: list[MarketBeside]
    """Each run, in the order in which they were named."""
    contrasts: list[MarketContrast]
    """The pairs: each run less each one before it; of more than six less the first alone."""
    depth_by_speed: list[DepthBySpeed]
    """Of each set of runs that differ by how fast their worlds change and by nothing else."""
