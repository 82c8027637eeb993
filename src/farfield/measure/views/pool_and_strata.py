"""What a pool or a stratum says beside its profile: what it is made of, and what must be known before it is quoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from msgspec.structs import replace

from farfield.measure.correction import correct
from farfield.measure.views.views import TASK, View
from farfield.results import SubjectProfile
from farfield.results.profile import Pooled, Strata, Stratum
from farfield.results.ruler_notices import (
    ManyStrata,
    NoStratum,
    NotAnswered,
    OtherMean,
    PartOfGroup,
    ViewNotice,
)
from farfield.results.structs import known
from farfield.special_functions import stdtr

CLOSE = 0.0006
"""Scores that logs give are rounded to three digits at least."""


def pooled_of(view: View, scored: pl.DataFrame, everyone: pl.DataFrame) -> Pooled | None:
    """The `pooled` of an entry; None for a stratum. `scored`, `everyone`: the subject's and all scored items."""
    if view.group is None:
        return None
    mean_of = pl.col("score").mean()
    if "_weight" in scored.columns:
        mean_of = (pl.col("score") * pl.col("_weight")).sum() / pl.col("_weight").sum()
    means = scored.group_by(TASK).agg(mean=mean_of)
    answered, asked = set(means[TASK]), set(everyone[TASK])
    mean = means["mean"].mean()
    subject = str(scored["subject"][0]) if scored.height else ""
    return Pooled(
        group=view.group.name,
        source=view.group.source,
        task_mean=float(mean) if isinstance(mean, float) else None,
        stated=dict(view.group.stated.get(subject, {})),
        not_answered=[task for task in view.tasks if task in asked - answered],
        not_here=[task for task in view.group.tasks if task not in view.tasks],
    )


def pool_notices(entry: SubjectProfile) -> Iterator[ViewNotice]:
    """What makes a pooled score another number than readers may take it for."""
    pooled = entry.pooled
    if pooled is None:
        return
    here = len(entry.tasks) + len(pooled.not_answered)
    if pooled.not_here:
        yield PartOfGroup(pooled.group, here, here + len(pooled.not_here))
    if pooled.not_answered:
        yield NotAnswered(pooled.group, pooled.not_answered)
    yield from _stated(entry, pooled)


def _stated(entry: SubjectProfile, pooled: Pooled) -> Iterator[ViewNotice]:
    """Whether the log's own score of the group is this one, or another mean."""
    mean, stated = entry.score.mean, pooled.stated
    if mean is None or not stated or pooled.not_here or pooled.not_answered:
        return
    if any(abs(value - mean) < CLOSE for value in stated.values()):
        return
    alike = known(pooled.task_mean)
    yield OtherMean(mean, alike, stated, any(abs(value - alike) < CLOSE for value in stated.values()))


def stratum_of(view: View) -> Stratum | None:
    """The `stratum` of an entry; None for a pool."""
    if view.column is None or view.of is None or view.value is None:
        return None
    return Stratum(of=view.of, column=view.column, value=view.value, p=None, p_holm=None)


def correct_strata(entries: Sequence[SubjectProfile], ruler: str | None) -> list[SubjectProfile]:
    """These entries; each stratum has its `p` of "its score does not change along the ruler", and `p_holm` over all
    strata of the run.

    From the crude slope: its Student's t at its own degrees of freedom. Null where no slope could be fitted.
    """
    tested = {at: p for at, entry in enumerate(entries) if (p := _p_of_slope(entry, ruler)) is not None}
    if not tested:
        return list(entries)
    corrected = np.asarray(correct(list(tested.values()), "holm"), np.float64)
    held = dict(zip(tested, corrected.tolist(), strict=True))
    return [
        replace(entry, stratum=replace(entry.stratum, p=tested[at], p_holm=held[at]))
        if entry.stratum and at in tested
        else entry
        for at, entry in enumerate(entries)
    ]


def _p_of_slope(entry: SubjectProfile, ruler: str | None) -> float | None:
    if entry.stratum is None or ruler is None:
        return None
    slope = entry.rulers[ruler].slope.crude
    if not slope.error or slope.log_odds_per_sd is None or slope.freedom is None:
        return None
    return float(2 * stdtr(slope.freedom, -abs(slope.log_odds_per_sd) / slope.error))


def strata_of(strata: Sequence[SubjectProfile], without: int) -> Strata | None:
    """The `strata` of the entry that they are parts of; None where there are none. `without`: items with no value."""
    found = [(one.task, one.stratum) for one in strata if one.stratum]
    if not found:
        return None
    return Strata(
        column=found[0][1].column,
        tasks=[task for task, _ in found],
        without=without,
        clear=[task for task, stratum in found if _clear(stratum.p)],
        clear_holm=[task for task, stratum in found if _clear(stratum.p_holm)],
    )


def _clear(p: float | None) -> bool:
    return p is not None and p < 0.05


def strata_notices(strata: Strata | None) -> Iterator[ViewNotice]:
    """How many strata there are, and what is left of their slopes once that is counted in."""
    if strata is None:
        return
    if strata.without:
        yield NoStratum(strata.column, strata.without)
    if len(strata.tasks) >= 2:
        yield ManyStrata(strata.column, len(strata.tasks), len(strata.clear), len(strata.clear_holm))
