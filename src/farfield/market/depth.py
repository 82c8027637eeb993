"""How deep the change is of the firm that wins, where the world changes fast or slowly.

A charter is three numbers: price = fixed + by cost * cost + by rival * the rival's last price. All descend from one
that is right at home and looks at nothing. A mutation is small, one number moved a little, or large, another rule in
its place; unless told otherwise both are as frequent. What wins is left to profit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.market.economy import HOME, nash_price, profits
from farfield.market.selection import draw_parents
from farfield.records import FarfieldError

Values = NDArray[np.float64]

COSTS = (1.0, 1.6)
"""Between which the cost of a new regime is drawn; the first regime is home, at the lower end."""


@dataclass(frozen=True, slots=True)
class DepthOptions:
    """`firms`: an even number, met in pairs drawn anew each generation. `lasts`: generations that a regime lasts.
    `mutation`: the chance of a small mutation for a firm, and where `large` of a large one as well. `small`: the
    deviation of a small one. `tolerance`: prices closer than this are the same. `selected`: False lets chance alone
    choose, to tell what drift makes."""

    firms: int = 60
    generations: int = 64
    periods: int = 4
    lasts: int = 8
    mutation: float = 0.005
    large: bool = True
    small: float = 0.05
    tolerance: float = 0.05
    selected: bool = True

    def __post_init__(self) -> None:
        if self.firms < 2 or self.firms % 2 or min(self.generations, self.periods, self.lasts) < 1:
            raise FarfieldError(
                f"{self.firms} firms for {self.generations} generations of {self.periods} periods, regimes of "
                f"{self.lasts}: nothing can be lived",
                remedy="Take an even number of firms, and 1 or more of all else.",
            )


class Depth(NamedTuple):
    """`winner`, `population`: the share of the fixed observations at which the winner's price, and on average a
    firm's, differs from the ancestor's. `large`: whether the winner's line has gone through a large mutation."""

    winner: float
    population: float
    large: bool


def rules() -> Values:
    """The charters that a large mutation may bring [rules, 3]; the first is the ancestor's."""
    price = nash_price(2, HOME)
    return np.array(
        [
            [price, 0, 0],  # frozen
            [0, price / HOME.cost, 0],  # cost plus a share
            [price - HOME.cost, 1, 0],  # cost plus a fixed sum
            [0, 0, 1],  # as the rival
            [-0.05, 0, 1],  # below the rival
        ]
    )


def evolve(options: DepthOptions, rng: np.random.Generator) -> Depth:
    """One population of firms over all generations."""
    known = rules()
    charters, large = np.tile(known[0], (options.firms, 1)), np.zeros(options.firms, bool)
    cost = COSTS[0]
    earned = np.zeros(options.firms)
    for generation in range(options.generations):
        if generation and generation % options.lasts == 0:
            cost = float(rng.uniform(*COSTS))
        earned = _earn(charters, cost, options.periods, rng)
        if generation == options.generations - 1:
            break
        parents = draw_parents(earned if options.selected else np.ones(options.firms), rng)
        charters, large = _mutate(charters[parents], large[parents], known, options, rng)
    best = int(earned.argmax()) if options.selected else int(rng.integers(options.firms))
    apart = depths(charters, known[0], options.tolerance)
    return Depth(float(apart[best]), float(apart.mean()), bool(large[best]))


def depths(charters: Values, ancestor: Values, tolerance: float) -> Values:
    """The share of the fixed observations at which each charter's price differs from the ancestor's."""
    seen = _observations()
    return np.asarray((np.abs(charters @ seen.T - ancestor @ seen.T) > tolerance).mean(axis=-1))


def _observations() -> Values:
    """What every charter is asked [observations, 3]: thirteen costs by eleven prices of the rival."""
    costs, rivals = np.linspace(*COSTS, 13), np.linspace(1.2, 2.2, 11)
    return np.array([(1.0, cost, rival) for cost in costs for rival in rivals])


def _earn(charters: Values, cost: float, periods: int, rng: np.random.Generator) -> Values:
    """The mean profit of each firm beside the rival that it meets, none below 0."""
    order = rng.permutation(len(charters)).reshape(-1, 2)
    paired = charters[order]
    prices = np.full(order.shape, nash_price(2, HOME))
    total = np.zeros(order.shape)
    economy = replace(HOME, cost=cost)
    for _ in range(periods):
        seen = np.stack([np.ones_like(prices), np.full_like(prices, cost), prices[:, ::-1]], axis=-1)
        prices = (paired * seen).sum(axis=-1)
        total += profits(prices, economy)
    earned = np.empty(len(charters))
    earned[order] = total / periods
    return np.clip(earned, 0, None)


def _mutate(
    charters: Values, large: NDArray[np.bool_], known: Values, options: DepthOptions, rng: np.random.Generator
) -> tuple[Values, NDArray[np.bool_]]:
    firms = len(charters)
    moved = rng.random(firms) < options.mutation
    charters = charters.copy()
    charters[np.arange(firms), rng.integers(3, size=firms)] += moved * rng.normal(0, options.small, firms)
    new = (rng.random(firms) < options.mutation) & options.large
    charters[new] = known[rng.integers(1, len(known), size=int(new.sum()))]
    return charters, large | new
