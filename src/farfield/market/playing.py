"""A period of a market in coins: who sells and earns what, who is found out, and what the best price would have earned.

Firms of one market stand in one order throughout. The economy is the usual one in coins: quality 200, cost 100, tastes
25 apart. What a firm claims beyond the truth is believed up to `BELIEVED` coins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.market.economy import HOME, Economy, nash_price, shares
from farfield.market.policies import POLICIES, Action, Observation

Values = NDArray[np.float64]

COIN = 0.01
"""The unit of prices here, in that of the usual economy."""
HOME_COINS = Economy(HOME.cost / COIN, HOME.quality / COIN, HOME.spread / COIN, HOME.outside / COIN)
CUSTOMERS = 1000
BELIEVED = HOME_COINS.spread
"""Coins beyond the truth that customers believe at most: e times as many come then, whoever the rivals are."""
DEAREST = 60
"""Per cent by which the cost of a new regime is above home at most."""
TOO_MUCH = 1.5
"""First prices' share on top of cost, over that of a market at rest."""
JITTER = 3
"""Coins by which first prices differ."""


@dataclass(frozen=True, slots=True)
class World:
    """What a market lives in. `total`: its firms with the rivals; `seed`: draws costs, fines, luck and first prices."""

    total: int
    seed: int
    detection: float = 0.0
    penalty: float = 1.0
    change_every: int | None = None

    def economy(self, period: int) -> Economy:
        """That of a period, counted over all generations: at home until costs change."""
        regime = 0 if self.change_every is None else max(period, 0) // self.change_every
        if not regime:
            return HOME_COINS
        rise = int(np.random.default_rng((self.seed, 1, regime)).integers(0, DEAREST + 1))
        return replace(HOME_COINS, cost=HOME_COINS.cost + rise)

    def first_prices(self) -> list[float]:
        """Whole coins, nearly alike, and too dear: whoever stays there loses by it."""
        rest = nash_price(self.total, HOME_COINS)
        usual = round(HOME_COINS.cost + TOO_MUCH * (rest - HOME_COINS.cost))
        jitter = np.random.default_rng((self.seed, 2)).integers(-JITTER, JITTER + 1, self.total)
        return [float(usual + each) for each in jitter]

    def luck(self, period: int) -> list[float]:
        """Of each firm, for whoever acts at random."""
        return [float(one) for one in np.random.default_rng((self.seed, 3, period)).random(self.total)]

    def found_out(self, period: int) -> NDArray[np.bool_]:
        """Who would be found out in a period, if they claimed too much [total]."""
        return np.random.default_rng((self.seed, 4, period)).random(self.total) < self.detection


class Settled(NamedTuple):
    """What came of a period, firm by firm: units sold, earned before and after fines, who paid one, and what the best
    price would have earned beside the others' prices, with the firm's own claims."""

    sold: Values
    earned: Values
    kept: Values
    fined: NDArray[np.bool_]
    best: Values


def settle(prices: Sequence[float], claims: Sequence[float], world: World, period: int) -> Settled:
    """Play one period. `prices`, `claims`: of each firm, in coins."""
    economy = world.economy(period)
    price, believed = np.array(prices, float), np.clip(np.array(claims, float), 0.0, BELIEVED)
    sold = CUSTOMERS * shares(price, economy, believed)
    earned = (price - economy.cost) * sold
    fined = (np.array(claims, float) > 0) & world.found_out(period)
    kept = np.where(fined, earned - world.penalty * np.clip(earned, 0, None), earned)
    return Settled(sold, earned, kept, fined, _best_profits(price, believed, economy))


def over_best(settled: Settled) -> Values:
    """Each firm's profit before fines over that of the best price, in [0, 1]."""
    return np.asarray(np.clip(settled.earned / settled.best, 0.0, 1.0))


def scripted(name: str, at: int, prices: Sequence[float], world: World, period: int) -> Action:
    """What a policy does in the place `at`, beside the others' last prices."""
    others, luck = [*prices[:at], *prices[at + 1 :]], world.luck(period)[at]
    return POLICIES[name](Observation(world.economy(period), others, luck, HOME_COINS, len(prices)))


def _best_profits(prices: Values, believed: Values, economy: Economy) -> Values:
    """What each firm's best price would earn, the others' prices and all claims as they are [total].

    At the best price the markup is spread / (1 - share), so that the profit is the markup less the spread: spread times
    Wright's omega (`best_reply`), of a quality that is what customers believe.
    """
    from scipy.special import wrightomega

    pulls = (economy.quality + believed - prices) / economy.spread
    others = np.where(np.eye(len(prices), dtype=bool), -np.inf, pulls[None, :])
    beside = np.logaddexp(np.logaddexp.reduce(others, axis=1), economy.outside / economy.spread)
    reach = (economy.quality + believed - economy.cost) / economy.spread - 1 - beside
    return np.asarray(CUSTOMERS * economy.spread * wrightomega(reach))
