"""What is held equal: which covariates vary, which items have them, and their standard scores."""

from __future__ import annotations

import numpy as np

from farfield.arrays import Floats, Rows
from farfield.measure.outcomes import Outcomes


def usable_covariates(outcomes: Outcomes) -> list[str]:
    """Names of the covariates that vary among items that have them; a constant one adjusts for nothing."""
    return [name for name, values in outcomes.covariates.items() if varies(values[np.isfinite(values)])]


def complete_items(outcomes: Outcomes, names: list[str]) -> Rows:
    """Which items have all of these covariates."""
    rows = np.ones(len(outcomes), bool)
    for name in names:
        rows &= np.isfinite(outcomes.covariates[name])
    return rows


def spread_of(values: Floats) -> float:
    """The sample standard deviation; 0 for fewer than two values."""
    return float(values.std(ddof=1)) if len(values) > 1 else 0.0


def standardise(values: Floats) -> Floats:
    """Standard scores of values [items]: mean 0, spread 1."""
    return np.asarray((values - values.mean()) / spread_of(values))


def varies(values: Floats) -> bool:
    """Whether values [items] differ by more than rounding."""
    return len(values) > 1 and bool(np.ptp(values) > 1e-9 * max(1.0, float(np.abs(values).max())))
