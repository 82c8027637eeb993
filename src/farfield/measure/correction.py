"""p-values corrected for how many questions were asked at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from farfield.arrays import Floats

Method = Literal["holm", "fdr_bh"]


def correct(p_values: Sequence[float], method: Method) -> Floats:
    """Corrected p-values (n,), in the order given.

    "holm": step-down over primary questions, the chance of any false finding (Holm 1979). "fdr_bh": in exploration, the
    share of false ones among the findings (Benjamini & Hochberg 1995).
    """
    values = np.asarray(p_values, np.float64)
    if method == "fdr_bh":
        from scipy.stats import false_discovery_control

        return np.asarray(false_discovery_control(values, method="bh"), np.float64)
    order = np.argsort(values)
    stepped = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    corrected = np.empty_like(values)
    corrected[order] = np.minimum(stepped, 1.0)
    return corrected
