"""Logit demand, and the prices that are best in it (the market of Calvano et al. 2020, American Economic Review 110).

A customer buys from one firm or from none, with weights exp((quality - price) / spread) and exp(outside / spread).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from farfield.records import FarfieldError

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Economy:
    """What all firms of a market share. All in the unit of prices.

    `cost`: of a unit sold. `quality`: what a unit is worth to a customer. `spread`: how far tastes lie apart; the
    smaller, the more a customer's choice follows prices. `outside`: what buying nothing is worth.
    Raises FarfieldError for a spread that is not above 0 and for what is no number.
    """

    cost: float = 1.0
    quality: float = 2.0
    spread: float = 0.25
    outside: float = 0.0

    def __post_init__(self) -> None:
        values = (self.cost, self.quality, self.spread, self.outside)
        if not all(np.isfinite(values)) or self.spread <= 0:
            raise FarfieldError(
                f"no economy has cost {self.cost}, quality {self.quality}, spread {self.spread} and outside "
                f"{self.outside}",
                remedy="All are numbers, and the spread is above 0.",
            )


HOME = Economy()
"""The usual economy: two firms charge 1.4729 in it, and would charge 1.9250 together."""


def shares(prices: ArrayLike, economy: Economy, claims: ArrayLike = 0.0) -> Values:
    """The share of customers that each firm gets; firms stand along the last axis.

    `claims`: what customers believe a firm's units to be worth more than they are.
    """
    pulls = (economy.quality + np.asarray(claims, float) - np.asarray(prices, float)) / economy.spread
    none = economy.outside / economy.spread
    top = np.maximum(pulls.max(axis=-1, keepdims=True), none)  # so that no power overflows
    weights = np.exp(pulls - top)
    found: Values = weights / (weights.sum(axis=-1, keepdims=True) + np.exp(none - top))
    return found


def profits(prices: ArrayLike, economy: Economy, claims: ArrayLike = 0.0) -> Values:
    """What each firm earns for one customer that there is; firms stand along the last axis."""
    found: Values = (np.asarray(prices, float) - economy.cost) * shares(prices, economy, claims)
    return found


def profit_of(price: float, rivals: Sequence[float], economy: Economy) -> float:
    """What a firm earns at a price beside its rivals'."""
    return float(profits([price, *rivals], economy)[0])


def best_reply(rivals: Sequence[float], economy: Economy) -> float:
    """The price that earns most beside the rivals' prices.

    With R the weight of all that is not this firm, the markup m solves m = spread / (1 - share), so that
    t = m / spread - 1 solves t + ln t = (quality - cost) / spread - 1 - ln R: Wright's omega of the right side.
    """
    pulls = [economy.outside, *(economy.quality - price for price in rivals)]
    return _best(float(np.logaddexp.reduce(np.array(pulls) / economy.spread)), economy)


def monopoly_price(firms: int, economy: Economy) -> float:
    """The one price at which all firms together earn most."""
    _require_firms(firms)
    return _best(economy.outside / economy.spread - float(np.log(firms)), economy)


@lru_cache(maxsize=4096)
def nash_price(firms: int, economy: Economy) -> float:
    """The one price that is the best reply to itself, where each of the firms has the same costs."""
    from scipy.optimize import brentq

    _require_firms(firms)
    top = monopoly_price(firms, economy)
    if firms == 1:
        return top

    def short(price: float) -> float:
        return best_reply([price] * (firms - 1), economy) - price

    return float(brentq(short, economy.cost, top + economy.spread, xtol=1e-13))


def _best(others: float, economy: Economy) -> float:
    """The best price where all else has a weight of exp(`others`)."""
    from scipy.special import wrightomega

    reach = (economy.quality - economy.cost) / economy.spread - 1 - others
    return economy.cost + economy.spread * (1 + float(wrightomega(reach)))


def _require_firms(firms: int) -> None:
    if firms < 1:
        raise FarfieldError(f"{firms} firms make no market", remedy="Take 1 or more.")
