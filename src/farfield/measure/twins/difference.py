"""The mean of paired differences: its interval, its exact test, the pairs a wanted difference needs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from farfield.arrays import Codes, Floats
from farfield.measure.intervals import bear_interval
from farfield.special_functions import ndtri, stdtrit

POWER = 0.8
"""The number of pairs planned finds WORTH in four of five such samples, as is usual (Cohen 1988)."""
WORTH = 0.05
"""The difference, in shares of the score, for which the number of pairs is planned."""
MCNEMAR, ALL_FLIPS, DRAWN = "exact McNemar", "exact randomisation", "randomisation, drawn"
FLIPS = 1999
"""With the seen one 2,000, so that p-values are multiples of 1/2,000."""
EXACT_UP_TO = 12
"""Clusters whose signs are all enumerated, 2^12 ways."""
BATCH = 2_000_000
"""Signs drawn at once: 2 MB of them, whatever the number of clusters."""


@dataclass(frozen=True, slots=True)
class Paired:
    """Mean difference with its interval, which a few clusters of several sets do not bear.

    `discordance`: mean squared difference, of right-or-wrong pairs the share that differ; `design`: variance of the
    mean over that of as many sets without clusters.
    """

    difference: float
    low: float | None
    high: float | None
    discordance: float
    design: float


def paired_difference(differences: Floats, clusters: Codes, confidence: float) -> Paired:
    """The mean of differences in [-1, 1] (n > 0), one for each set, with an interval that never has zero width.

    One pair for and one against are added (Bonett & Price 2012); where sets share clusters, n is the effective
    number of sets, from the cluster-robust variance, and the quantile is Student's with G - 1 degrees of freedom.
    """
    n, mean = len(differences), float(differences.mean())
    sizes = np.bincount(clusters)
    groups = int(np.count_nonzero(sizes))
    second = float((differences**2).mean())
    if not bear_interval(n, groups):
        return Paired(mean, None, None, max(second, 1 / n), n / groups)
    alone = second - mean**2
    effective, quantile = float(groups), float(ndtri(0.5 + confidence / 2))
    if groups < n and groups > 1:
        sums = np.bincount(clusters, differences - mean)
        variance = groups / (groups - 1) * float(sums @ sums) / n**2
        effective = alone / variance if variance > 1e-18 else effective
        effective = min(effective, float(n))
        quantile = float(stdtrit(groups - 1, 0.5 + confidence / 2))
    shrunk = mean * effective / (effective + 2)
    spread = (second * effective + 2) / (effective + 2) - shrunk**2
    half = quantile * math.sqrt(spread / (effective + 2))
    low, high = max(-1.0, min(mean, shrunk - half)), min(1.0, max(mean, shrunk + half))
    return Paired(mean, low, high, max(second, 1 / n), n / effective)


def null_test(differences: Floats, clusters: Codes, seed: int) -> tuple[float, str]:
    """Two-sided p-value of "near and far are exchangeable within each set", and the test: MCNEMAR,
    ALL_FLIPS or DRAWN.

    The signs of all differences of a cluster are flipped together. Right-or-wrong pairs with a cluster each have
    McNemar's exact test (the binomial of discordant pairs, McNemar 1947); others a randomisation test (Fisher 1935),
    enumerated up to 2^12 ways, else by 1,999 draws that count the data as one of them (Phipson & Smyth 2010).
    """
    sums = np.bincount(clusters, differences)
    sums = sums[np.abs(sums) > 1e-12]
    if not len(sums):
        return 1.0, MCNEMAR
    if np.ptp(np.abs(sums)) < 1e-12:
        from scipy.stats import binomtest

        return float(binomtest(int((sums > 0).sum()), len(sums)).pvalue), MCNEMAR
    seen = abs(float(sums.sum())) - 1e-9
    if len(sums) <= EXACT_UP_TO:
        signs = 1 - 2 * ((np.arange(2 ** len(sums))[:, None] >> np.arange(len(sums))) & 1)
        return float((np.abs(signs @ sums) >= seen).mean()), ALL_FLIPS
    generator = np.random.default_rng(seed)
    rows = max(1, BATCH // len(sums))
    larger = sum(
        int((np.abs(_random_signs(generator, min(rows, FLIPS - start), len(sums)) @ sums) >= seen).sum())
        for start in range(0, FLIPS, rows)
    )
    return (larger + 1) / (FLIPS + 1), DRAWN


def _random_signs(generator: np.random.Generator, rows: int, columns: int) -> NDArray[np.float32]:
    return (generator.integers(0, 2, (rows, columns), np.int8) * np.float32(2)) - np.float32(1)


def pairs_needed(paired: Paired, difference: float = WORTH, confidence: float = 0.95) -> int:
    """Pairs that show such a difference with 80 % power: 7.85 psi / difference^2 (methods: psi is the discordance)."""
    return math.ceil(_power_factor(confidence) * paired.discordance * paired.design / difference**2)


def detectable_difference(paired: Paired, pairs: int, confidence: float) -> float:
    """The difference that so many pairs show with 80 % power."""
    return min(1.0, math.sqrt(_power_factor(confidence) * paired.discordance * paired.design / pairs))


def _power_factor(confidence: float) -> float:
    return float(ndtri(0.5 + confidence / 2) + ndtri(POWER)) ** 2
