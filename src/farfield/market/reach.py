"""How far a price carries that stays as it was while costs rise."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from farfield.market.economy import HOME, Economy, best_reply, nash_price, profit_of
from farfield.market.policies import Observation, Policy

Company = Literal["alone", "copies"]
"""Whom a firm has beside it: rivals that adapted, or copies of itself."""

ROUNDS = 200
"""Of copies that answer each other's last prices until these stand still; where they never do, the last is taken."""


def kept_profit(policy: Policy, rise: float, firms: int, company: Company, home: Economy = HOME) -> float:
    """What a policy earns after costs rose by `rise`, over what is earned where all adapted.

    The yardstick is the profit of a market in which all have adapted (each plays the best reply to the others), the
    same for both companies; a firm that sells below cost keeps less than 0.
    """
    economy = replace(home, cost=home.cost + rise)
    adapted = nash_price(firms, economy)
    whole = profit_of(adapted, [adapted] * (firms - 1), economy)
    price, others = _prices(policy, economy, firms, company, home)
    return profit_of(price, others, economy) / whole


def over_best_reply(policy: Policy, rise: float, firms: int, company: Company, home: Economy = HOME) -> float:
    """What a policy earns after costs rose by `rise`, over the best reply to its rivals as they are: over what one firm
    could gain by changing alone."""
    economy = replace(home, cost=home.cost + rise)
    price, others = _prices(policy, economy, firms, company, home)
    return profit_of(price, others, economy) / profit_of(best_reply(others, economy), others, economy)


def reach_of(
    policy: Policy, firms: int, company: Company, share: float = 0.5, most: float = 2.0
) -> float | None:
    """The rise of costs up to which `share` of the adapted profit is kept; None where it is kept up to `most`."""
    from scipy.optimize import brentq

    def above(rise: float) -> float:
        return kept_profit(policy, rise, firms, company) - share

    edge = next((at / 100 for at in range(1, round(100 * most) + 1) if above(at / 100) < 0), None)
    if edge is None:
        return None
    return 0.0 if above(0.0) < 0 else float(brentq(above, edge - 0.01, edge))


def _prices(
    policy: Policy, economy: Economy, firms: int, company: Company, home: Economy
) -> tuple[float, list[float]]:
    """Its price and its rivals'."""
    adapted = nash_price(firms, economy if company == "alone" else home)
    rivals = [adapted] * (firms - 1)
    price = policy(Observation(economy, rivals, home=home, home_firms=firms)).price
    if company == "alone":
        return price, rivals
    for _ in range(ROUNDS):
        rivals = [price] * (firms - 1)
        before, price = price, policy(Observation(economy, rivals, home=home, home_firms=firms)).price
        if abs(price - before) < 1e-12:
            break
    return price, rivals
