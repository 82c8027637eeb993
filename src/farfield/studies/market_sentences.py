"""The result of the market in sentences."""

from __future__ import annotations

from msgspec.structs import replace

from farfield.results.structs import known
from farfield.studies.market_results import HonestEnd, MarketSummary
from farfield.studies.seeds import OverSeeds


def tell_market(summary: MarketSummary) -> list[str]:
    """One sentence a finding, each with its known value where there is one."""
    return [
        *_of_prices(summary),
        *map(_of_honesty, summary.honest_ends),
        *_of_reach(summary),
        *_of_depth(summary),
        *_of_contest(summary),
        *_of_failing(summary),
    ]


def _of_prices(summary: MarketSummary) -> list[str]:
    exact = summary.exact
    return [
        f"two firms charge {exact.nash:.4f}, together they would charge {exact.monopoly:.4f}; one entrant "
        f"with an advantage takes all in {_percent(summary.fixation, 2)}, {100 * exact.fixation:.2f} % is exact; "
        f"the Price equation's terms add up to {summary.residual:.0e}",
        f"a changing world favours whoever follows its last regime where regimes last more than "
        f"{exact.crossing:.2f} periods, and the generalist where they are shorter",
    ]


def _of_honesty(end: HonestEnd) -> str:
    held = " (no change within the band)" if end.unchanged else ""
    return (
        f"honesty worth {end.level:+g} (measured {_plain(end.log_ratio, 3)}), mutation "
        f"{100 * end.mutation:g} %: {_percent(end.share, 1)} honest in the end{held}, "
        f"{100 * end.expected:.1f} % is exact, {100 * end.without_chance[-1]:.1f} % without "
        f"chance; gone in {_percent(end.gone_measured, 0)}"
    )


def _of_reach(summary: MarketSummary) -> list[str]:
    reaches = {(one.firms, one.company): one.reach for one in summary.exact.reach}
    copies = [
        one.over_best_reply
        for one in summary.kept
        if (one.policy, one.firms, one.company, one.rise) == ("frozen", 2, "copies", 0.35)
    ]
    return [
        f"a frozen price keeps half of the adapted profit up to a rise of costs of {reaches[size, 'alone']:.3f} as one "
        f"of {size}, of {reaches[size, 'copies']:.3f} where all {size} are frozen"
        for size in sorted({size for size, _ in reaches})
    ] + [
        f"yet at a rise of .35 one of two frozen firms has {100 * copies[0]:.0f} % of what it could gain by changing "
        "alone: firms alike hide from each other what they lose"
    ]


def _of_depth(summary: MarketSummary) -> list[str]:
    return [
        f"depth of the winner's change, {one.arm}, a change in {1 / one.change:.0f}: "
        f"{_plain(one.per_doubling, 3)} for each doubling of the world's speed; in the fastest "
        f"{_percent(one.large_in_fastest, 0)} of winners went through a large change"
        for one in summary.depth_slopes
    ]


def _of_contest(summary: MarketSummary) -> list[str]:
    told = []
    for level in sorted({one.level for one in summary.contest}):
        here = [one for one in summary.contest if one.level == level]
        here.sort(key=lambda one: -known(one.held.mean))
        world = (
            "a world that stands still" if level >= summary.standing else f"regimes of {level:g} generations"
        )
        first = ", ".join(f"{one.policy} {_percent(one.held, 0)}" for one in here[:3])
        told.append(f"ten policies in {world}: {first}")
    return told


def _of_failing(summary: MarketSummary) -> list[str]:
    drawn = {one.level: one.half for one in summary.together}
    return [
        f"50 firms whose luck is common by {one.correlation:g}: half fail together in "
        f"{_percent(drawn[one.correlation], 2)} of periods, {100 * one.half:.2g} % is exact; worth "
        f"{one.effective:.1f} independent firms"
        for one in summary.exact.together
    ]


def _percent(part: OverSeeds, digits: int) -> str:
    """A share, whose interval ends where shares do."""
    low, high = (end if end is None else min(max(end, 0.0), 1.0) for end in (part.low, part.high))
    return f"{_told(replace(part, low=low, high=high), 100, f'.{digits}f')} %"


def _plain(part: OverSeeds, digits: int) -> str:
    return _told(part, 1, f"+.{digits}f", f".{digits}f")


def _told(part: OverSeeds, factor: float, form: str, ends: str | None = None) -> str:
    return "an unknown number" if part.mean is None else part.told(factor, form, ends)
