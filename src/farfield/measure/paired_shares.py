"""Two shares of the same tasks: their difference, whether it is chance, and what would have shown."""

from __future__ import annotations

import math
from typing import NamedTuple

from farfield.measure.intervals import wilson
from farfield.results.structs import known
from farfield.special_functions import ndtri

POWER = 0.8
"""With which the smallest gap that would have shown shows."""


class PairedCounts(NamedTuple):
    """Pairs by their two outcomes: both, the first alone, the second alone, neither."""

    both: int
    first: int
    second: int
    neither: int

    @property
    def pairs(self) -> int:
        """All of them."""
        return sum(self)


class PairedGap(NamedTuple):
    """The first share less the second, with its interval; `p` of "the shares are equal"; `detectable`: None where no
    gap, however large, would have shown.
    """

    gap: float
    low: float
    high: float
    p: float
    detectable: float | None


def paired_gap(counts: PairedCounts, confidence: float = 0.95) -> PairedGap:
    """The difference of two shares of the same pairs (at least one): Newcombe's score interval (1998, method 10), the
    exact test of McNemar (1947) on the discordant pairs, and the gap that would have shown with 80 % power.
    """
    quantile = float(ndtri(0.5 + confidence / 2))
    low, high = _newcombe(counts, quantile)
    gap = (counts.first - counts.second) / counts.pairs
    return PairedGap(
        gap, low, high, exact_mcnemar(counts.first, counts.second), detectable_gap(counts, confidence)
    )


def _newcombe(counts: PairedCounts, quantile: float) -> tuple[float, float]:
    n = counts.pairs
    first, second = (counts.both + counts.first) / n, (counts.both + counts.second) / n
    below1, above1 = _arms(first, n, quantile)
    below2, above2 = _arms(second, n, quantile)
    phi = _phi(counts)
    down, up = _distance(below1, above2, phi), _distance(above1, below2, phi)
    return max(-1.0, first - second - down), min(1.0, first - second + up)


def _arms(share: float, n: int, quantile: float) -> tuple[float, float]:
    """How far Wilson's interval of a share reaches below and above it."""
    _, low, high = wilson(share, n, quantile)
    return share - known(low), known(high) - share


def _distance(a: float, b: float, phi: float) -> float:
    return math.sqrt(max(0.0, a * a - 2 * phi * a * b + b * b))


def _phi(counts: PairedCounts) -> float:
    """The correlation of the two outcomes, a positive one corrected for continuity."""
    a, b, c, d = counts
    spread = (a + b) * (c + d) * (a + c) * (b + d)
    if not spread:
        return 0.0
    product = float(a * d - b * c)
    if product > 0:
        product = max(product - counts.pairs / 2, 0.0)
    return product / math.sqrt(spread)


def exact_mcnemar(first: int, second: int) -> float:
    """The two-sided p-value of "a discordant pair falls on either side alike"; 1 without discordant pairs."""
    from scipy.stats import binom

    return min(1.0, 2 * float(binom.cdf(min(first, second), first + second, 0.5)))


def detectable_gap(counts: PairedCounts, confidence: float = 0.95) -> float | None:
    """The smallest gap that so many pairs would have shown with 80 % power (Miettinen 1968), if as large a share of
    them were discordant as here, or as the gap takes.
    """
    from scipy.optimize import brentq

    tail, power = float(ndtri(0.5 + confidence / 2)), float(ndtri(POWER))
    n, discordant = counts.pairs, (counts.first + counts.second) / counts.pairs

    def lacking(gap: float) -> float:
        share = max(discordant, gap)
        return gap * math.sqrt(n) - tail * math.sqrt(share) - power * math.sqrt(share - gap * gap)

    return None if lacking(1.0) < 0 else float(brentq(lacking, 1e-9, 1.0))
