"""Bands of distance: what the items at about the same distance score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.measure.fits.pooling import pool
from farfield.measure.outcomes import Outcomes
from farfield.results.rulers import Band
from farfield.special_functions import chdtrc, ndtri

FEWEST_IN_BAND = 15
"""The interval of a mean of fewer is wider than half of the axis."""
MOST_LEVELS = 12
"""A ruler with at most this many values has a band for each of them."""


def band_codes(distances: Floats, most: int) -> Codes:
    """The band of each item from 0, nearest first: levels of a discrete ruler, else quantiles.

    Equal distances are never split. A band of quantiles holds about FEWEST_IN_BAND items or more, so that
    fewer items have fewer bands.
    """
    values, codes, counts = np.unique(distances, return_inverse=True, return_counts=True)
    if len(values) <= MOST_LEVELS:
        return codes.astype(np.int64)
    wanted = max(1, min(most, len(distances) // FEWEST_IN_BAND))
    middles = np.cumsum(counts) - counts / 2
    band_of_value = np.minimum(middles * wanted // len(distances), wanted - 1).astype(np.int64)
    return _without_gaps(band_of_value)[codes]


def _without_gaps(codes: Codes) -> Codes:
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def fit_bands(distances: Floats, outcomes: Outcomes, most: int, scored: int, confidence: float) -> list[Band]:
    """The `bands` of a ruler, nearest first; `share` is of all `scored` items of the profile."""
    codes = band_codes(distances, most)
    bands = []
    for band in range(int(codes.max(initial=-1)) + 1):
        rows = codes == band
        inside = outcomes.take(rows)
        mean, low, high = inside.mean(confidence)
        bands.append(Band(
            from_=float(distances[rows].min()), to=float(distances[rows].max()),
            items=len(inside), clusters=inside.groups,
            mean=mean, low=low, high=high, share=float(inside.weights.sum()) / scored,
        ))  # fmt: skip
    return bands


def falling_p(bands: Sequence[Band], confidence: float) -> float | None:
    """How well a curve that never rises fits the bands: a p-value, None for fewer than three bands with an interval.

    Pool-adjacent-violators with the bands' own errors (Robertson, Wright & Dykstra 1988); the chi-square with one
    degree of freedom less than bands bounds the true mixture from above, so the p-value is on the safe side.
    """
    told = [
        (band.mean, band.high - band.low) for band in bands if band.low is not None and band.high is not None
    ]
    if len(told) < 3:
        return None
    means, widths = np.array(told).T
    errors = widths / (2 * ndtri(0.5 + confidence / 2))
    falling = pool(means.tolist(), (errors**-2).tolist())
    return float(chdtrc(len(told) - 1, float((((means - falling) / errors) ** 2).sum())))
