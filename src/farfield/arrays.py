"""Names of arrays by what is in them, for regimes, measuring and comparisons."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
"""Scores, distances, weights, coefficients."""
Codes = NDArray[np.int64]
"""Whole numbers that name something of each item: its cluster, its set, its band; or the numbers of rows."""
Rows = NDArray[np.bool_]
"""True for each item, or each value, that is meant."""
