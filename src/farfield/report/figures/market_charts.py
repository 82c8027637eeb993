"""The panels of a market of firms that a model runs: honesty, profit over the best price's, and the winner's change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from farfield.report.charts.standalone import Chart, Mark
from farfield.results.market import Market, MarketSpan, OverMarkets


def draw_market(result: Market) -> Sequence[Chart]:
    """Honest charters and answers, what they are worth, what is earned, and how deep the winner's change is."""
    return [
        Chart(
            "Honest firms",
            "generation",
            "share",
            {
                "charters that say so": _marks(result, lambda one: one.honest_charters),
                "answers that claim the truth": _marks(result, lambda one: one.honest),
            },
        ),
        Chart(
            "What honesty is worth",
            "generation",
            "covariance with profit",
            {
                "of answers": _marks(result, lambda one: one.covariance),
                "of charters": _marks(result, lambda one: one.covariance_charters),
            },
            limits=None,
        ),
        Chart(
            "Profit over the best price's",
            "generation",
            "share",
            {
                "all firms of the model": _marks(result, lambda one: one.over_best),
                "where it acted": _marks(result, lambda one: one.over_best_acted),
                "had nobody ever moved": _level(result, result.unmoved.mean),
                **{f"{one.name}, scripted": _level(result, one.over_best) for one in result.rivals},
            },
        ),
        Chart(
            "Winner acts otherwise than its founder",
            "generation",
            "share of situations",
            {"depth of the change": _marks(result, lambda one: one.depth)},
        ),
    ]


def _marks(result: Market, value: Callable[[MarketSpan], OverMarkets]) -> list[Mark]:
    """One a generation that has the value."""
    found = []
    for span in result.generations:
        one = value(span)
        if one.mean is not None:
            found.append(Mark(span.generation, one.mean, one.low, one.high))
    return found


def _level(result: Market, value: float | None) -> list[Mark]:
    """A line over all generations, for what is one number."""
    ends = {result.generations[0].generation, result.generations[-1].generation}
    return [] if value is None else [Mark(at, value) for at in sorted(ends)]
