"""A difference with its interval: whether it is there, whether it is small, and what would have shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import UNSET, UnsetType
from msgspec.structs import asdict, replace
from scipy.stats import t as student

from farfield.arrays import Codes, Floats
from farfield.measure.correction import Method, correct
from farfield.measure.intervals import FEWEST_CLUSTERS
from farfield.results import reasons as why
from farfield.results.differences import Difference, Equivalence, JudgedDifference
from farfield.results.reasons import AnyWhy

POWER = 0.8
"""The detectable difference is one that would be found in four of five such comparisons, as is usual (Cohen 1988)."""


def contrast(value: float, influence: Floats, clusters: Codes, confidence: float) -> Difference:
    """A difference from each item's influence on it (n,): interval, two-sided p and what would have shown.

    The influences sum to the error of the difference; they are summed within clusters, and the interval is
    Student's with G - 1 degrees of freedom. `detectable`: the smallest true difference that a two-sided test at
    this confidence shows with 80 % power. Fewer than FEWEST_CLUSTERS clusters tell the difference and no more.
    """
    sums = np.bincount(clusters, influence)
    groups = int(np.count_nonzero(np.bincount(clusters)))
    if groups < FEWEST_CLUSTERS:
        return unknown(why.FewClusters(groups), value)
    error = float(np.sqrt(groups / (groups - 1) * (sums @ sums)))
    if error < 1e-12:
        return unknown(why.NoRoomForChance(), value)
    freedom = groups - 1
    quantile = float(student.ppf(0.5 + confidence / 2, freedom))
    return Difference(
        difference=value, low=value - quantile * error, high=value + quantile * error,
        error=error, freedom=freedom, p=float(2 * student.sf(abs(value) / error, freedom)),
        detectable=(quantile + float(student.ppf(POWER, freedom))) * error, note=None,
    )  # fmt: skip


def unknown(because: AnyWhy, value: float | None = None) -> Difference:
    """A difference that cannot be had, or has no error that could be estimated."""
    return Difference(
        difference=value,
        low=None,
        high=None,
        error=None,
        freedom=None,
        p=None,
        detectable=None,
        note=None,
        why=because,
    )


def of_scores(
    found: Difference,
    band: float,
    first: float | UnsetType = UNSET,
    second: float | UnsetType = UNSET,
    items: list[int] | UnsetType = UNSET,
) -> JudgedDifference:
    """A difference of scores beside the test that it is too small to matter; `judge` gives the verdict."""
    return JudgedDifference(
        **asdict(found), first=first, second=second, items=items, equivalence=equivalence(found, band), p_holm=None
    )  # fmt: skip


def equivalence(found: Difference, band: float) -> Equivalence:
    """Two one-sided tests (Schuirmann 1987) of a difference within +-band."""
    if found.difference is None or found.error is None or found.freedom is None:
        return Equivalence(band=band, p=None, verdict="unknown", p_holm=None)
    p = float(student.sf((band - abs(found.difference)) / found.error, found.freedom))
    return Equivalence(band=band, p=p, verdict="undecided", p_holm=None)


def judge(found: Sequence[JudgedDifference], confidence: float) -> list[JudgedDifference]:
    """These differences with their verdicts, from the p values that are adjusted for all of them (`p_holm` of
    both tests).

    Holm's step-down (Holm 1979) over the differences in the order given. `confidence`: of the intervals, as 0.95.
    """
    p_holm = adjusted([one.p for one in found], "holm")
    inside = adjusted([one.equivalence.p for one in found], "holm")
    return [
        replace(
            one,
            equivalence=replace(one.equivalence, verdict=_verdict(p, q, 1 - confidence), p_holm=q),
            p_holm=p,
        )
        for one, p, q in zip(found, p_holm, inside, strict=True)
    ]


def _verdict(p: float | None, inside: float | None, level: float) -> str:
    """`equivalent` where it is shown to lie inside the band, `different` where it is shown not to be 0 and equivalence
    is not shown, else `undecided`: no effect is never concluded from p > .05. `unknown` where nothing could be
    computed.
    """
    if inside is None:
        return "unknown"
    if inside < level:
        return "equivalent"
    return "different" if p is not None and p < level else "undecided"


def adjusted(p_values: Sequence[float | None], method: Method) -> list[float | None]:
    """Adjusted p values in the same order, None where there is none: "holm" over primary questions, "fdr_bh" in
    exploration."""
    tested = [p for p in p_values if p is not None]
    found = iter(correct(tested, method).tolist() if tested else ())
    return [None if p is None else next(found) for p in p_values]
