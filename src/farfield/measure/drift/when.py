"""When a subject lives and until when it knows, of its rows; and which changes it can have known of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from farfield.measure.drift.arm_names import is_bare
from farfield.measure.drift.arms import codes_of
from farfield.measure.drift.cutoff import Events, fit_cutoff
from farfield.measure.drift.dated_answers import DatedAnswers, Held, gather
from farfield.measure.drift.dates import When
from farfield.measure.drift.inner_date import fit_inner_date
from farfield.measure.drift.rows import Row
from farfield.results import drift as results

Facts = Mapping[str, Sequence[Held]]
"""The stretches of each fact, by its name."""


def inner_date_of(bare: Sequence[Row], facts: Facts, confidence: float) -> results.InnerDate:
    """The inner date of a subject's answers in one arm without a reminder."""
    answers = dated_answers_of(bare, facts)
    if answers is None:
        return results.InnerDate(None, None, None, None, None, None, None, 0, 0, None, "no_dates")
    return fit_inner_date(answers, confidence)


def dated_answers_of(bare: Sequence[Row], facts: Facts) -> DatedAnswers | None:
    """What they name, of the facts in their order; None where none names anything that has dates."""
    named = [row for row in bare if row.named and not row.invented]
    places = {fact: at for at, fact in enumerate(facts)}
    return gather(list(facts.values()), [(places[row.fact], row.named) for row in named]) if named else None


def cutoff_of(
    rows: Sequence[Row], bare: Sequence[Row], named: bool, confidence: float
) -> results.EffectiveCutoff:
    """The effective cutoff of a subject's `rows`, of which `bare` are those by name in its arm without a reminder.
    `named`: whether these are told right by a name, of which a guess gets none."""
    events, _ = events_of(rows, bare, named)
    return fit_cutoff(events, confidence) if len(events.scores) else _no_cutoff(len(events.controls))


def events_of(rows: Sequence[Row], bare: Sequence[Row], named: bool) -> tuple[Events, list[str]]:
    """Of the questions whether a change happened where there are some, else of those by name; and the facts that
    their clusters are."""
    asked = [row for row in rows if row.form == "event" and is_bare(row.arm) and row.place in (None, 0)]
    held = [row for row in asked or bare if row.score is not None and not row.invented]
    dated = [(row.change, row) for row in held if row.change is not None]
    controls = [row for row in rows if row.form == "control" and row.score is not None]
    names = sorted({row.fact for _, row in dated})
    return Events(
        np.array([change.low for change, _ in dated]), np.array([change.high for change, _ in dated]),
        np.array([row.score for _, row in dated], np.float64), codes_of([row.fact for _, row in dated]),
        np.array([1 - (row.score or 0.0) for row in controls], np.float64),
        codes_of([row.fact for row in controls]), guess=None if asked or not named else 0.0,
    ), names  # fmt: skip


def when_of(
    cutoff: results.EffectiveCutoff, inner: results.InnerDate, stated: tuple[str, When] | None
) -> tuple[results.WhenFrom | None, float | None, float | None]:
    """What known and unknowable are told by, and the ends of its interval."""
    if cutoff.reason is None:
        return "events", cutoff.low, cutoff.high
    if inner.reason is None:
        return "answers", inner.low, inner.high
    return ("stated", stated[1].low, stated[1].high) if stated else (None, None, None)


def when_to(row: Row, low: float | None, high: float | None) -> results.When:
    """Whether a row's change lies before the interval of the effective cutoff, after it or in it."""
    if row.invented:
        return "unknowable"
    if row.change is None:
        return "unclear"
    if low is not None and row.change.high <= low:
        return "known"
    return "unknowable" if high is not None and row.change.low >= high else "unclear"


def _no_cutoff(controls: int) -> results.EffectiveCutoff:
    return results.EffectiveCutoff(
        date=None, low=None, high=None, width=None, ceiling=None, floor=None, floor_measured=controls > 0,
        events=0, controls=controls, first=None, last=None, censored=None, reason="no_dates",
    )  # fmt: skip
