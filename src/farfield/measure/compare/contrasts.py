"""A difference with its interval: whether it is there, whether it is small, and what would have shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from farfield.measure.correction import Method, correct
from farfield.measure.intervals import FEWEST_CLUSTERS, few_clusters

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

POWER = 0.8


def contrast(value: float, influence: Floats, clusters: Codes, confidence: float) -> dict[str, Any]:
    """A difference from each item's influence on it (n,): interval, two-sided p and what would have shown.

    The influences sum to the error of the difference; they are summed within clusters, and the interval is
    Student's with G - 1 degrees of freedom. `detectable`: the smallest true difference that a two-sided test at
    this confidence shows with 80 % power. Fewer than FEWEST_CLUSTERS clusters tell the difference and no more.
    """
    sums = np.bincount(clusters, influence)
    groups = int(np.count_nonzero(np.bincount(clusters)))
    if groups < FEWEST_CLUSTERS:
        return unknown(few_clusters(groups), value)
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


def equivalence(found: dict[str, Any], band: float) -> dict[str, Any]:
    """Two one-sided tests (Schuirmann 1987) of a difference within +-band; `judge` gives the verdict."""
    if found["error"] is None:
        return {"band": band, "p": None, "verdict": "unknown"}
    inside = (band - abs(found["difference"])) / found["error"]
    return {"band": band, "p": float(student.sf(inside, found["freedom"])), "verdict": "undecided"}


def judge(found: Sequence[dict[str, Any]], confidence: float) -> None:
    """Write each difference's `verdict`, from the p values that are adjusted for all of them (`p_holm` of both tests).

    `equivalent` where it is shown to lie inside the band, `different` where it is shown not to be 0 and equivalence
    is not shown, else `undecided`: no effect is never concluded from p > .05. `unknown` where nothing could be
    computed.
    """
    adjust(found, "holm", "p_holm")
    adjust([one["equivalence"] for one in found], "holm", "p_holm")
    for one in found:
        inside = one["equivalence"]
        if inside["p_holm"] is not None:
            different = one["p_holm"] is not None and one["p_holm"] < 1 - confidence
            inside["verdict"] = "different" if different else "undecided"
            if inside["p_holm"] < 1 - confidence:
                inside["verdict"] = "equivalent"


def adjust(found: Sequence[dict[str, Any]], method: Method, key: str) -> None:
    """Write adjusted p values under `key`: "holm" over primary questions, "fdr_bh" in exploration."""
    tested = [one for one in found if one["p"] is not None]
    for one in found:
        one[key] = None
    if tested:
        for one, p in zip(tested, correct([one["p"] for one in tested], method), strict=True):
            one[key] = float(p)
