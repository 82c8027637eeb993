"""A difference with its interval: whether it is there, whether it is small, and what would have shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student
from statsmodels.stats.multitest import multipletests

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

POWER = 0.8


def contrast(value: float, influence: Floats, clusters: Codes, confidence: float) -> dict[str, Any]:
    """A difference from each item's influence on it (n,): interval, two-sided p and what would have shown.

    The influences sum to the error of the difference; they are summed within clusters, and the interval is
    Student's with G - 1 degrees of freedom. `detectable`: the smallest true difference that a two-sided test at
    this confidence shows with 80 % power.
    """
    sums = np.bincount(clusters, influence)
    groups = int(np.count_nonzero(np.bincount(clusters)))
    if groups < 2:
        return unknown("all items share one cluster")
    error = float(np.sqrt(groups / (groups - 1) * (sums @ sums)))
    if error < 1e-12:
        return unknown("the items leave no room for chance", value)
    freedom = groups - 1
    quantile = float(student.ppf(0.5 + confidence / 2, freedom))
    return {
        "difference": value, "low": value - quantile * error, "high": value + quantile * error,
        "error": error, "freedom": freedom, "p": float(2 * student.sf(abs(value) / error, freedom)),
        "detectable": (quantile + float(student.ppf(POWER, freedom))) * error, "note": None,
    }  # fmt: skip


def unknown(note: str, value: float | None = None) -> dict[str, Any]:
    """A difference that cannot be had, or has no error that could be estimated."""
    return {
        "difference": value, "low": None, "high": None, "error": None, "freedom": None, "p": None,
        "detectable": None, "note": note,
    }  # fmt: skip


def equivalence(found: dict[str, Any], band: float, confidence: float) -> dict[str, Any]:
    """Two one-sided tests (Schuirmann 1987) of a difference within +-band.

    `verdict`: "equivalent" where the (2 * confidence - 1) interval lies inside the band, "different" where the
    interval excludes 0 and equivalence is not shown, else "undecided": no effect is never concluded from p > .05.
    """
    if found["error"] is None:
        return {"band": band, "p": None, "verdict": "undecided"}
    inside = (band - abs(found["difference"])) / found["error"]
    p = float(student.sf(inside, found["freedom"]))
    different = found["p"] < 1 - confidence
    verdict = "equivalent" if p < 1 - confidence else "different" if different else "undecided"
    return {"band": band, "p": p, "verdict": verdict}


def adjust(found: Sequence[dict[str, Any]], method: str, key: str) -> None:
    """Write adjusted p values under `key`: "holm" over primary questions, "fdr_bh" in exploration."""
    tested = [one for one in found if one["p"] is not None]
    for one in found:
        one[key] = None
    if tested:
        for one, p in zip(tested, multipletests([one["p"] for one in tested], method=method)[1], strict=True):
            one[key] = float(p)
