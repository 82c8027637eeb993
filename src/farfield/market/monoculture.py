"""Firms that fail together: one-factor copula (Vasicek 1987), each firm's luck partly common to all."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from farfield.records import FarfieldError

PLACES = 20_001
WIDTH = 9.0
"""The common luck is summed over so many places from -9 to 9 standard deviations."""


def chance_together(firms: int, chance: float, correlation: float, at_least: int) -> float:
    """The chance that at least so many of the firms fail in a period, each with `chance`.

    `correlation`: of the luck behind failing, in [0, 1); 0: each for itself.
    """
    from scipy.stats import binom

    weights, given = _given_common_luck(chance, correlation)
    return float(weights @ binom.sf(at_least - 1, firms, given))


def effective_firms(firms: int, chance: float, correlation: float) -> float:
    """How many independent firms would have as steady a number of failures: n / (1 + (n - 1) r), r the correlation of
    two firms' failures (not of their luck)."""
    weights, given = _given_common_luck(chance, correlation)
    alike = (float(weights @ given**2) - chance**2) / (chance * (1 - chance))
    return firms / (1 + (firms - 1) * alike)


def draw_failures(
    firms: int, chance: float, correlation: float, periods: int, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Who fails when [periods, firms]."""
    from scipy.special import ndtri

    _require(chance, correlation)
    common = rng.standard_normal((periods, 1)) * math.sqrt(correlation)
    own = rng.standard_normal((periods, firms)) * math.sqrt(1 - correlation)
    return np.asarray(common + own < ndtri(chance))


def _given_common_luck(chance: float, correlation: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The weight of each common luck, and the chance of failing given it."""
    from scipy.special import ndtr, ndtri

    _require(chance, correlation)
    luck = np.linspace(-WIDTH, WIDTH, PLACES)
    weights = np.exp(-(luck**2) / 2)
    given = ndtr((ndtri(chance) - math.sqrt(correlation) * luck) / math.sqrt(1 - correlation))
    return weights / weights.sum(), given


def _require(chance: float, correlation: float) -> None:
    if not (0 < chance < 1 and 0 <= correlation < 1):
        raise FarfieldError(
            f"a chance of {chance} with a correlation of {correlation} cannot be reckoned with",
            remedy="The chance lies between 0 and 1, the correlation in [0, 1).",
        )
