"""The panels of the market's plot."""

from __future__ import annotations

from collections.abc import Sequence

from farfield.report.charts.standalone import Chart, Mark
from farfield.results.structs import known
from farfield.studies.market_parts import EVERY
from farfield.studies.market_results import MarketSummary

SHOWN = 6
"""Policies that have a line of their own; the rest is one."""
STANDS = 64.0
"""Where a world that stands still is drawn along the axis of how long a regime lasts."""


def draw_market(summary: MarketSummary) -> Sequence[Chart]:
    """Honest share over generations, profit along the rise of costs, depth of change and who is left by speed."""
    return [_honesty(summary), _profit(summary), _depth(summary), _contest(summary)]


def _honesty(summary: MarketSummary) -> Chart:
    series: dict[str, list[Mark]] = {}
    for end in (one for one in summary.honest_ends if one.mutation == 0):
        drawn = [
            one.share.mark(one.generation)
            for one in summary.honesty
            if (one.level, one.mutation) == (end.level, 0)
        ]
        series[f"honesty worth {end.level:+g}"] = drawn
        without = enumerate(end.without_chance)
        series[f"{end.level:+g}, without chance"] = [Mark(at, y) for at, y in without if at % EVERY == 0]
    return Chart("Honest firms", "generation", "share", series)


def _profit(summary: MarketSummary) -> Chart:
    series: dict[str, list[Mark]] = {}
    for one in summary.kept:
        if one.policy == "frozen":
            company = "rivals adapted" if one.company == "alone" else "all frozen"
            series.setdefault(f"frozen, {one.firms} firms, {company}", []).append(
                Mark(one.rise, max(one.kept, 0.0))
            )
        elif (one.policy, one.firms, one.company) == ("cost_plus", 2, "alone"):
            series.setdefault("cost plus, 2 firms, rivals adapted", []).append(Mark(one.rise, one.kept))
    return Chart("A price from home", "rise of costs", "share of adapted profit", series)


def _depth(summary: MarketSummary) -> Chart:
    series: dict[str, list[Mark]] = {}
    for one in sorted(summary.depth, key=lambda one: one.level):
        middle = sorted({row.change for row in summary.depth})[1:2] or [one.change]
        if one.arm == "selected" or one.change == middle[0]:
            name = f"{one.arm}, a change in {1 / one.change:.0f}"
            series.setdefault(name, []).append(one.winner.mark(min(one.level, STANDS)))
    title = "Depth of the winner's change"
    return Chart(title, "generations a regime lasts; 64: for ever", "share", series, logarithmic=True)


def _contest(summary: MarketSummary) -> Chart:
    policies: dict[str, list[Mark]] = {}
    for one in sorted(summary.contest, key=lambda one: one.level):
        policies.setdefault(one.policy, []).append(Mark(min(one.level, STANDS), known(one.held.mean)))
    order = sorted(policies, key=lambda name: -max(mark.y for mark in policies[name]))
    series = {name: policies[name] for name in order[:SHOWN]}
    rest = [policies[name] for name in order[SHOWN:]]
    if rest:
        together = zip(*rest, strict=True)
        series["all others"] = [Mark(marks[0].x, sum(mark.y for mark in marks)) for marks in together]
    title = "Who is left of ten policies"
    return Chart(title, "generations a regime lasts; 64: for ever", "share", series, logarithmic=True)
