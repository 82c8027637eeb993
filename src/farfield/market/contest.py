"""All scripted policies in one economy, over generations: who is left where the world stands still or changes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from farfield.market.economy import HOME, Economy, nash_price, profits
from farfield.market.honesty import Honesty
from farfield.market.policies import POLICIES, Observation
from farfield.market.selection import draw_parents
from farfield.records import FarfieldError

Values = NDArray[np.float64]

COSTS = (1.0, 1.6)
"""Between which the cost of a new regime is drawn; the first is home, at the lower end."""


@dataclass(frozen=True, slots=True)
class ContestOptions:
    """`each`: firms that begin with each policy. `market`: firms that meet, drawn anew each generation. `lasts`:
    generations that a regime lasts. `mutation`: the chance to change to any policy."""

    each: int = 6
    market: int = 3
    generations: int = 40
    periods: int = 3
    lasts: int = 8
    mutation: float = 0.01
    honesty: Honesty = field(default_factory=Honesty)

    def __post_init__(self) -> None:
        if min(self.each, self.market, self.generations, self.periods, self.lasts) < 1:
            raise FarfieldError("a contest needs 1 or more of each")
        if self.each * len(POLICIES) % self.market:
            raise FarfieldError(
                f"{self.each * len(POLICIES)} firms cannot meet by {self.market}",
                remedy="Take a number of firms that markets of this size divide.",
            )


def contest(options: ContestOptions, rng: np.random.Generator) -> dict[str, float]:
    """The share of firms with each policy after all generations, by name."""
    names = list(POLICIES)
    kinds = np.repeat(np.arange(len(names)), options.each)
    economy = HOME
    for generation in range(options.generations):
        if generation and generation % options.lasts == 0:
            economy = replace(HOME, cost=float(rng.uniform(*COSTS)))
        earned = _earn(kinds, economy, options, rng)
        kinds = kinds[draw_parents(earned, rng)]
        changed = rng.random(len(kinds)) < options.mutation
        kinds = np.where(changed, rng.integers(len(names), size=len(kinds)), kinds)
    return {name: float((kinds == at).mean()) for at, name in enumerate(names)}


def _earn(
    kinds: NDArray[np.int64], economy: Economy, options: ContestOptions, rng: np.random.Generator
) -> Values:
    """The mean profit of each firm among those that it meets, less fines, none below 0."""
    policies, shades = list(POLICIES.values()), np.array([name == "shader" for name in POLICIES])
    order = rng.permutation(len(kinds)).reshape(-1, options.market)
    met = kinds[order]
    prices = np.full(order.shape, nash_price(options.market, HOME))
    total = np.zeros(order.shape)
    for _ in range(options.periods):
        luck = rng.random(order.shape)
        acts = [
            [
                policies[kind](
                    Observation(
                        economy, [*row[:at], *row[at + 1 :]], chances[at], HOME, home_firms=options.market
                    )
                )
                for at, kind in enumerate(group)
            ]
            for group, row, chances in zip(met, prices.tolist(), luck, strict=True)
        ]
        prices = np.array([[act.price for act in row] for row in acts])
        claims = np.array([[act.claim for act in row] for row in acts])
        caught = shades[met] & (rng.random(order.shape) < options.honesty.detection)
        total += profits(prices, economy, claims) * np.where(caught, 1 - options.honesty.penalty, 1.0)
    earned = np.empty(len(kinds))
    earned[order] = total / options.periods
    return np.clip(earned, 0, None)
