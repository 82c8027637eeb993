"""Balance: whether near and far twins differ in anything but their distance."""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from farfield.arrays import Codes, Floats
from farfield.measure.intervals import bear_interval
from farfield.measure.twins.pairing import Sets
from farfield.results.checks import Balance
from farfield.special_functions import stdtrit

PREFIX = "_nuisance:"
SLIGHT = 0.1
"""A standardised difference below this is balance (Austin 2009)."""
GROSS = 0.25
"""One above this is none, whatever its interval (Rubin 2001; Stuart 2010)."""


def fit_balance(scored: pl.DataFrame, sets: Sets, clusters: Codes, confidence: float) -> list[Balance]:
    """For each nuisance covariate far minus near, in standard deviations, the most unequal first.

    The standard deviation is the root of the mean of the near and the far variance; the interval is that of the mean
    paired difference, with errors clustered as those of the score. `failed`: above 0.25, or above 0.1 with an interval
    without 0; balance is a property of these sets, so that no test can show it (Imai, King & Stuart 2008).
    """
    found = []
    for name in scored.columns:
        if name.startswith(PREFIX):
            values = scored[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()[sets.rows]
            near, far = sets.mean_by_set(values, sets.near), sets.mean_by_set(values, sets.far)
            both = np.isfinite(near) & np.isfinite(far)
            own = name.removeprefix(PREFIX)
            found.append(_balance(own, near[both], far[both], clusters[both], confidence))
    return sorted(found, key=lambda one: (not one.failed, -abs(one.standardised or 0.0)))


def _balance(name: str, near: Floats, far: Floats, clusters: Codes, confidence: float) -> Balance:
    value, low, high, failed = standardised_difference(near, far, clusters, confidence)
    return Balance(
        covariate=name, sets=len(near),
        near=float(near.mean()) if len(near) else None, far=float(far.mean()) if len(far) else None,
        standardised=value, low=low, high=high, failed=failed,
    )  # fmt: skip


def standardised_difference(
    near: Floats, far: Floats, clusters: Codes, confidence: float
) -> tuple[float | None, float | None, float | None, bool]:
    """Far less near in standard deviations, its interval, and whether the sets, one a row, are out of balance."""
    if len(near) < 2:
        return None, None, None, False
    spread = math.sqrt((float(near.var(ddof=1)) + float(far.var(ddof=1))) / 2)
    mean = float((far - near).mean())
    if spread <= 1e-9 * max(1.0, float(np.abs(near).max())):
        level = abs(mean) <= 1e-9 * max(1.0, float(np.abs(near).max()))
        return 0.0 if level else None, None, None, not level
    value = mean / spread
    error = _error(far - near, clusters) / spread
    groups = len(np.unique(clusters))
    if not bear_interval(len(near), groups):
        return value, None, None, abs(value) > GROSS
    half = float(stdtrit(groups - 1, 0.5 + confidence / 2)) * error
    clear = abs(value) > half
    failed = abs(value) > GROSS or (abs(value) > SLIGHT and clear)
    return value, value - half, value + half, failed


def _error(differences: Floats, clusters: Codes) -> float:
    sums = np.bincount(clusters, differences - differences.mean())
    groups = len(np.unique(clusters))
    return math.sqrt(groups / max(groups - 1, 1) * float(sums @ sums)) / len(differences)
