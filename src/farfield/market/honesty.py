"""What honesty is worth: firms that claim too much of their goods sell more, are found out at times, and pay.

With claims of `gain` spreads beyond the truth a firm draws exp(gain) times as many customers, whoever its rivals are;
found out in a period, it loses the share `penalty` of that period's profit. So ln of an honest firm's expected profit
over a shading one's is -gain - ln(1 - detection * penalty), in any mix of the two.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from farfield.market.economy import HOME, nash_price, profits
from farfield.market.selection import draw_parents
from farfield.records import FarfieldError

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Honesty:
    """`gain`: of a shading firm's customers, as a logarithm. `detection`: its chance a period to be found out.
    `penalty`: the share of a period's profit that this costs."""

    gain: float = 0.1
    detection: float = 0.0
    penalty: float = 1.0

    def __post_init__(self) -> None:
        if not (0 <= self.detection <= 1 and self.penalty >= 0 and self.detection * self.penalty < 1):
            raise FarfieldError(
                f"a detection of {self.detection} with a penalty of {self.penalty} leaves nothing to compete with",
                remedy="The chance lies in [0, 1], and chance times penalty below 1.",
            )

    @property
    def log_ratio(self) -> float:
        """ln of an honest firm's expected profit over a shading one's."""
        return -self.gain - math.log1p(-self.detection * self.penalty)


def honesty_worth(log_ratio: float, gain: float = 0.1, penalty: float = 1.0) -> Honesty:
    """The chance of detection that gives a `log_ratio`. Raises FarfieldError where none does: it is at least -gain."""
    detection = -math.expm1(-(log_ratio + gain)) / penalty
    if detection < -1e-12 or detection > 1:
        raise FarfieldError(
            f"no chance of detection makes honesty worth {log_ratio:+g} where shading gains {gain:g}",
            remedy=f"It lies at {-gain:+g} where nobody is found out, and higher elsewhere.",
        )
    return Honesty(gain, max(detection, 0.0), penalty)


@dataclass(frozen=True)
class Lives:
    """Populations of firms over generations. `honest`: of each generation [generations + 1, populations, firms].
    `fitness`: their mean profit a period [generations, populations, firms]; `parents`: of the next generation's
    firms; `inherited`: what they were before any of them changed kind."""

    honest: NDArray[np.bool_]
    fitness: Values
    parents: NDArray[np.int64]
    inherited: NDArray[np.bool_]


def live(
    worth: Honesty, firms: int, populations: int, generations: int, periods: int, mutation: float,
    rng: np.random.Generator,
) -> Lives:  # fmt: skip
    """Markets of `firms` firms each, half honest at first, that inherit by profit; fines are drawn each period."""
    price = nash_price(firms, HOME)
    honest = np.tile(np.arange(firms) < firms // 2, (populations, 1))
    kinds, fitness, parents, before = [honest], [], [], []
    for _ in range(generations):
        earned = profits(np.full(honest.shape, price), HOME, np.where(honest, 0.0, worth.gain * HOME.spread))
        found_out = rng.binomial(periods, worth.detection, honest.shape) / periods
        fitness.append(earned * np.where(honest, 1.0, 1 - worth.penalty * found_out))
        parents.append(draw_parents(fitness[-1], rng))
        before.append(np.take_along_axis(honest, parents[-1], axis=-1))
        honest = before[-1] ^ (rng.random(honest.shape) < mutation)
        kinds.append(honest)
    return Lives(np.array(kinds), np.array(fitness), np.array(parents), np.array(before))


def measured_log_ratio(lives: Lives) -> float | None:
    """ln of honest firms' mean profit over shading firms', over all generations and populations that hold both; None
    where none does."""
    kinds, fitness = lives.honest[:-1], lives.fitness
    counts = kinds.sum(axis=-1)
    both = (counts > 0) & (counts < kinds.shape[-1])
    if not both.any():
        return None
    right = np.where(kinds, fitness, 0).sum(axis=-1)[both] / counts[both]
    shaded = np.where(kinds, 0, fitness).sum(axis=-1)[both] / (kinds.shape[-1] - counts[both])
    return float(np.log(right / shaded).mean())
