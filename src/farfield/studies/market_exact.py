"""What is known of the market without drawing anything."""

from __future__ import annotations

from farfield.market.changing import Regimes, crossing
from farfield.market.economy import HOME, monopoly_price, nash_price
from farfield.market.monoculture import chance_together, effective_firms
from farfield.market.policies import POLICIES
from farfield.market.reach import Company, kept_profit, over_best_reply, reach_of
from farfield.market.selection import drift_deviation, expect, fixation_chance, replicate
from farfield.studies.market_parts import MarketParameters
from farfield.studies.market_results import (
    ExactFigures,
    ExpectedHonesty,
    KeptProfit,
    KnownReach,
    KnownTogether,
)

SIZES = (2, 6)
COMPANIES: tuple[Company, ...] = ("alone", "copies")
RISES = tuple(at / 20 for at in range(13))
"""Of costs, from none to .6."""
CARRIED = ("frozen", "cost_plus", "copycat", "undercut", "best_reply")
"""Policies whose profit is followed as costs rise; all others are right everywhere, or nowhere."""


def exact_figures(parameters: MarketParameters) -> ExactFigures:
    """Prices, fixation, the crossing of a changing world, failing together, and how far a frozen price carries."""
    firms, failing = parameters.failing_firms, parameters.failing
    return ExactFigures(
        nash=nash_price(2, HOME),
        monopoly=monopoly_price(2, HOME),
        fixation=fixation_chance(parameters.members, parameters.advantage),
        crossing=crossing(Regimes()),
        together=[
            KnownTogether(
                correlation=rho,
                half=chance_together(firms, failing, rho, -(-firms // 2)),
                effective=effective_firms(firms, failing, rho),
            )
            for rho in parameters.correlations
        ],
        reach=[
            KnownReach(size, company, reach_of(POLICIES["frozen"], size, company))
            for size in SIZES
            for company in COMPANIES
        ],
    )


def kept_along_cost() -> list[KeptProfit]:
    """Of each policy, market and company: what is kept of the adapted profit at each rise of costs, and of the best
    reply to the rivals as they are."""
    return [
        KeptProfit(
            policy=name,
            firms=firms,
            company=company,
            rise=rise,
            kept=kept_profit(POLICIES[name], rise, firms, company),
            over_best_reply=over_best_reply(POLICIES[name], rise, firms, company),
        )
        for name in CARRIED
        for firms in SIZES
        for company in COMPANIES
        for rise in RISES
    ]


def expected_honesty(parameters: MarketParameters) -> list[ExpectedHonesty]:
    """Of each worth of honesty and mutation: the share that must be expected at the end, with chance and without."""
    half, generations = parameters.firms // 2, parameters.generations
    found = []
    for log_ratio in parameters.log_ratios:
        for mutation in parameters.mutations:
            chain = expect(parameters.firms, half, log_ratio, generations, mutation)
            without = replicate(half / parameters.firms, log_ratio, generations, mutation)
            found.append(
                ExpectedHonesty(
                    level=log_ratio,
                    mutation=mutation,
                    expected=float(chain.mean[-1]),
                    gone=float(chain.gone[-1]),
                    without_chance=without.tolist(),
                    drift=drift_deviation(half / parameters.firms, parameters.firms, generations),
                )
            )
    return found
