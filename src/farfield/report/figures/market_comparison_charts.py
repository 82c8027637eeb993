"""The panels of markets beside each other: profit over the best price's, honesty, and depth against speed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from farfield.report.charts.standalone import Chart, Mark
from farfield.results.market import OverMarkets
from farfield.results.market_comparison import DepthBySpeed, MarketBeside, MarketComparison


def draw_market_comparison(result: MarketComparison) -> Sequence[Chart]:
    """Two panels over the runs in their order, and one more where runs differ by the speed of their worlds alone."""
    names = {float(at): run.name for at, run in enumerate(result.runs)}
    profit: dict[str, Callable[[MarketBeside], OverMarkets]] = {
        "earned": lambda run: run.over_best,
        "had nobody ever moved": lambda run: run.unmoved,
    }
    honesty: dict[str, Callable[[MarketBeside], OverMarkets]] = {
        "answers that claim the truth": lambda run: run.honest,
        "charters that say so, at the end": lambda run: run.honest_charters,
    }
    panels = [
        Chart(title, "run", "share", _over_runs(result, series), names=names)
        for title, series in (("Profit over the best price's", profit), ("Honest firms", honesty))
    ]
    return [*panels, *([_by_speed(result)] if result.depth_by_speed else [])]


def _over_runs(
    result: MarketComparison, series: dict[str, Callable[[MarketBeside], OverMarkets]]
) -> dict[str, list[Mark]]:
    return {
        name: [mark for at, run in enumerate(result.runs) for mark in _mark(at, value(run))]
        for name, value in series.items()
    }


def _by_speed(result: MarketComparison) -> Chart:
    return Chart(
        "Winner acts otherwise than its founder",
        "changes of costs in 100 periods",
        "share of situations",
        {one.runs[0] if len(result.depth_by_speed) > 1 else "depth of the change": _depths(result, one)
         for one in result.depth_by_speed},
        logarithmic=True,
    )  # fmt: skip


def _depths(result: MarketComparison, one: DepthBySpeed) -> list[Mark]:
    by_name = {run.name: run for run in result.runs}
    pairs = zip(reversed(one.runs), reversed(one.change_every), strict=True)
    return [mark for name, every in pairs for mark in _mark(100 / every, by_name[name].depth)]


def _mark(at: float, one: OverMarkets) -> list[Mark]:
    return [] if one.mean is None else [Mark(at, one.mean, one.low, one.high)]
