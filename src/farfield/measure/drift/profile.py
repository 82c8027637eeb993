"""Rows of dated facts → the content of drift.json."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from farfield.families.facts import DatedFact
from farfield.measure.drift.arms import codes_of, effects, items_share, share_of
from farfield.measure.drift.bands import TOLD, bands, count_outcomes, years_away
from farfield.measure.drift.cutoff import Events, fit_cutoff
from farfield.measure.drift.dated_answers import gather
from farfield.measure.drift.dates import When
from farfield.measure.drift.half_life import Lasting, fit_half_life
from farfield.measure.drift.inner_date import fit_inner_date
from farfield.measure.drift.notices import find_notices
from farfield.measure.drift.rows import BARE, Gathered, Row, gather_rows
from farfield.measure.drift.stated import stated_cutoffs
from farfield.measure.interrupted.controls import check_controls
from farfield.options.dating import DriftOptions
from farfield.records import FarfieldError, without_secrets
from farfield.registry import near_names
from farfield.results import drift as results
from farfield.results.structs import ItemsMean, Mean

_TUNED = re.compile(r"(?i)instruct|chat|turbo|\bit\b|gpt-?4|vicuna|claude|gemini|\b(?:sft|dpo|rlhf)\b|tuned")


def fit_drift(
    items: pl.DataFrame,
    options: DriftOptions | None = None,
    facts: Sequence[DatedFact] = (),
    parsed: Mapping[str, DatedFact] | None = None,
) -> results.Drift:
    """When each subject lives, what it says of what came later, and what reminders do (docs/drift-json.md).

    `items`: ITEM_SCHEMA and metadata; `facts`: dated facts of a file; `parsed`: those that the items bring, by fact.
    Raises FarfieldError where nothing can be used, for columns that are not there, and for outcomes that are not known.
    """
    options = options or DriftOptions()
    if items.is_empty():
        raise FarfieldError("there are no answers to measure", remedy="Check the paths of the logs.")
    check_controls(items, options.control)
    stated = stated_cutoffs(items, options)
    gathered = gather_rows(items, options, facts, parsed)
    if not gathered.rows:
        raise FarfieldError(
            "no row tells an outcome: none has an outcome, a score, or an output with known answers",
            remedy="Name a column with --map outcome=COL or --map score=COL, or give the answers with --facts FILE.",
        )
    if options.baseline is not None and all(row.arm != options.baseline for row in gathered.rows):
        arms = sorted({row.arm for row in gathered.rows})
        raise FarfieldError(
            f"no row has the arm {options.baseline!r}",
            where="--baseline",
            remedy=near_names(options.baseline, arms),
        )
    subjects = [
        _Subject(name, rows, gathered, stated.get(name), options).fit()
        for name, rows in _by_subject(gathered.rows)
    ]
    return results.Drift(
        files=[],
        options=_settings(options, gathered),
        rows=len(gathered.rows),
        facts=len({row.fact for row in gathered.rows}),
        subjects=subjects,
        pooled=_pooled(gathered, subjects, stated, options),
        dated_answers=gathered.account.answers_known,
        left_out=_left_out(gathered),
        notices=find_notices(gathered.rows, subjects, gathered),
        warnings=[],
    )


def _settings(options: DriftOptions, gathered: Gathered) -> results.DriftSettings:
    return results.DriftSettings(
        cutoff=options.cutoff, baseline=options.baseline, control=list(options.control),
        facts=without_secrets(options.facts) if options.facts else None,
        columns=gathered.account.columns, confidence=options.confidence,
    )  # fmt: skip


def _by_subject(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.subject, []).append(row)
    return list(found.items())


@dataclass(frozen=True)
class _Subject:
    """The rows of one subject, from which its figures are made."""

    name: str
    rows: Sequence[Row]
    gathered: Gathered
    stated: tuple[str, When] | None
    options: DriftOptions

    def fit(self) -> results.SubjectDrift:
        asked = [row for row in self.rows if row.form == "name" and not shows_answer(row)]
        arms: dict[str, list[Row]] = {}
        for row in asked:
            arms.setdefault(row.arm, []).append(row)
        bare_arms = [arm for arm in arms if arm.startswith(BARE)]
        baseline = choose_baseline(self.name, arms, self.options)
        bare = arms.get(baseline, [])
        inner = self._inner_date(bare)
        cutoff = self._cutoff(bare)
        source, low, high = when_of(cutoff, inner, self.stated)
        when = {row.fact: _when(row, low, high) for row in asked}
        middle = _middle(low, high)
        told = {arm: rows for arm, rows in arms.items() if arm not in bare_arms}
        unreminded = {arm: arms[arm] for arm in (baseline, *bare_arms) if arm in arms}
        confidence = self.options.confidence
        return results.SubjectDrift(
            subject=self.name, baseline=baseline, other_baselines=[
                results.OtherBaseline(arm, self._inner_date(arms[arm]))
                for arm in bare_arms if arm != baseline
            ],
            stated=self.stated[0] if self.stated else None,
            stated_at=self.stated[1].middle if self.stated else None, inner_date=inner, cutoff=cutoff,
            when_from=source, when_low=low, when_high=high,
            bands=bands(years_away(bare, middle), confidence) if middle is not None else [],
            stated_bands=bands(years_away(bare, self.stated[1].middle), confidence) if self.stated else [],
            arms=[_arm(arm, rows, when, middle, confidence) for arm, rows in arms.items()],
            effects=list(effects(unreminded, told, when, confidence)),
            half_lives=self._half_lives(told, bare),
            disagreeing=_disagreeing(bare, confidence),
        )  # fmt: skip

    def _inner_date(self, bare: Sequence[Row]) -> results.InnerDate:
        facts = self.gathered.facts
        named = [row for row in bare if row.named and not row.invented]
        if not named:
            return results.InnerDate(None, None, None, None, None, 0, 0, None, "no_dates")
        places = {fact: at for at, fact in enumerate(facts)}
        held = [facts[fact].held for fact in facts]
        return fit_inner_date(
            gather(held, [(places[row.fact], row.named) for row in named]), self.options.confidence
        )

    def _cutoff(self, bare: Sequence[Row]) -> results.EffectiveCutoff:
        """Of the questions whether a change happened where there are some, else of those by name."""
        events = [
            row
            for row in self.rows
            if row.form == "event" and row.arm.startswith(BARE) and row.place in (None, 0)
        ]
        held = [
            row
            for row in events or bare
            if row.change is not None and row.score is not None and not row.invented
        ]
        controls = [row for row in self.rows if row.form == "control" and row.score is not None]
        if not held:
            return _no_cutoff(len(controls))
        return fit_cutoff(
            Events(
                np.array([row.change.low for row in held if row.change]),
                np.array([row.change.high for row in held if row.change]),
                np.array([row.score for row in held], np.float64), codes_of([row.fact for row in held]),
                np.array([1 - (row.score or 0.0) for row in controls], np.float64),
                codes_of([row.fact for row in controls]),
                guess=None if events or not self._by_name() else 0.0,
            ),
            self.options.confidence,
        )  # fmt: skip

    def _by_name(self) -> bool:
        """Whether answers are names, of which a guess gets none right."""
        return bool(self.gathered.account.by_names or "outcome" in self.gathered.account.columns)

    def _half_lives(self, told: Mapping[str, Sequence[Row]], bare: Sequence[Row]) -> list[results.HalfLife]:
        found = []
        for arm, rows in told.items():
            placed = at_all_places([row for row in rows if row.place is not None])
            if len({row.place for row in rows}) < 2 or not placed:
                continue
            facts = {row.fact for row in placed}
            control = [row for row in bare if row.place is not None and row.fact in facts]
            totals = {row.total for row in placed}
            equal = None if None in totals else len(totals) == 1
            codes = codes_of([row.fact for row in (*placed, *control)])
            found.append(fit_half_life(
                Lasting(
                    *_placed(placed), codes[: len(placed)], *_placed(control), codes[len(placed) :]
                ), arm, equal, self.options.confidence,
            ))  # fmt: skip
        return found


def shows_answer(row: Row) -> bool:
    """Whether the question itself shows the current answer where no reminder should: such an answer tells nothing."""
    return row.leaks and row.arm.startswith(BARE)


def at_all_places(rows: Sequence[Row]) -> list[Row]:
    """The answers to facts that were asked at every place: else a fall could be that of other facts."""
    places = {row.place for row in rows}
    asked: dict[str, set[int | None]] = {}
    for row in rows:
        asked.setdefault(row.fact, set()).add(row.place)
    return [row for row in rows if asked[row.fact] == places]


def _placed(rows: Sequence[Row]) -> tuple[np.ndarray, np.ndarray]:
    place = np.array([row.place or 0 for row in rows], np.float64)
    return place, np.array([row.outcome == "current" for row in rows], np.float64)


def choose_baseline(subject: str, arms: Mapping[str, Sequence[Row]], options: DriftOptions) -> str:
    """The arm without a reminder: as asked for, else `none`; of a subject whose name says that it was tuned to follow
    instructions, one that tells the form, as `none+form`. Two such arms are never put together."""
    if options.baseline is not None:
        return options.baseline
    bare = sorted(arm for arm in arms if arm.startswith(BARE))
    with_form = [arm for arm in bare if arm != BARE]
    if with_form and _TUNED.search(subject):
        return with_form[0]
    return bare[0] if bare else BARE


def when_of(
    cutoff: results.EffectiveCutoff, inner: results.InnerDate, stated: tuple[str, When] | None
) -> tuple[results.WhenFrom | None, float | None, float | None]:
    """What known and unknowable are told by, and the ends of its interval."""
    if cutoff.reason is None:
        return "events", cutoff.low, cutoff.high
    if inner.reason is None:
        return "answers", inner.low, inner.high
    return ("stated", stated[1].low, stated[1].high) if stated else (None, None, None)


def _when(row: Row, low: float | None, high: float | None) -> results.When:
    if row.invented:
        return "unknowable"
    if row.change is None:
        return "unclear"
    if low is not None and row.change.high <= low:
        return "known"
    return "unknowable" if high is not None and row.change.low >= high else "unclear"


def _middle(low: float | None, high: float | None) -> float | None:
    ends = [end for end in (low, high) if end is not None]
    return sum(ends) / len(ends) if ends else None


def _arm(
    arm: str, rows: Sequence[Row], when: Mapping[str, results.When], middle: float | None, confidence: float
) -> results.ArmOutcomes:
    facts = [row.fact for row in rows]

    def part(which: str, outcome: str) -> ItemsMean:
        inside = [row for row in rows if when[row.fact] == which]
        return items_share(
            [row.outcome == outcome for row in inside], [row.fact for row in inside], confidence
        )

    current, stale, defers = (
        share_of([row.outcome == kind for row in rows], facts, confidence) for kind in TOLD
    )
    return results.ArmOutcomes(
        arm=arm, rows=len(rows), facts=len(set(facts)), counts=count_outcomes(rows),
        hedged=sum(row.hedged and row.outcome == "stale" for row in rows),
        current=current, stale=stale, defers=defers, known_defers=part("known", "defers"),
        unknowable_defers=part("unknowable", "defers"), unknowable_current=part("unknowable", "current"),
        probability=_probability(rows, confidence),
        bands=bands(years_away(_first(rows), middle), confidence) if middle is not None else [],
    )  # fmt: skip


def _first(rows: Sequence[Row]) -> list[Row]:
    """The answers at the first place after a reminder, where they were asked at several."""
    first = min((row.place for row in rows if row.place is not None), default=None)
    return [row for row in rows if row.place == first]


def _probability(rows: Sequence[Row], confidence: float) -> Mean | None:
    told = [(row.probability, row.fact) for row in rows if row.probability is not None]
    if not told:
        return None
    return share_of(np.array([one for one, _ in told], np.float64), [fact for _, fact in told], confidence)


def _disagreeing(bare: Sequence[Row], confidence: float) -> ItemsMean:
    """Of facts of which some phrasing names an answer, those whose phrasings do not all name the same."""
    by_fact: dict[str, list[Row]] = {}
    for row in bare:
        by_fact.setdefault(row.fact, []).append(row)
    named = [
        rows for rows in by_fact.values() if len(rows) > 1 and any(row.answer is not None for row in rows)
    ]
    apart = [len({row.answer for row in rows}) > 1 for rows in named]
    return items_share(apart, [rows[0].fact for rows in named], confidence)


def _pooled(
    gathered: Gathered,
    subjects: Sequence[results.SubjectDrift],
    stated: Mapping[str, tuple[str, When]],
    options: DriftOptions,
) -> list[results.OutcomeBand]:
    """All subjects with a stated cutoff together, if there are several."""
    baselines = {one.subject: one.baseline for one in subjects if one.subject in stated}
    if len(baselines) < 2:
        return []
    rows = [
        row for row in gathered.rows
        if row.arm == baselines.get(row.subject) and row.form == "name" and not shows_answer(row)
    ]  # fmt: skip
    placed = [pair for row in rows for pair in years_away([row], stated[row.subject][1].middle)]
    return bands(placed, options.confidence)


def _left_out(gathered: Gathered) -> results.DriftLeftOut:
    account, facts = gathered.account, gathered.facts.values()
    return results.DriftLeftOut(
        rejected=0, undated=account.undated, unread_dates=dict(account.unread.most_common(5)),
        years_only=account.years_only, first_of_january=account.first_of_january,
        backwards=sum(fact.backwards for fact in facts), overlapping=sum(fact.overlaps for fact in facts),
        unmatched=account.unmatched,
        in_question=sum(shows_answer(row) for row in gathered.rows if row.form == "name"),
        unscored=account.unscored, no_probability=account.no_probability,
        unread_answers=sum(len(fact.unread) for fact in facts),
        unread_answer_dates=dict(Counter(text for fact in facts for text in fact.unread).most_common(5)),
    )  # fmt: skip


def _no_cutoff(controls: int) -> results.EffectiveCutoff:
    return results.EffectiveCutoff(
        date=None, low=None, high=None, width=None, ceiling=None, floor=None, floor_measured=controls > 0,
        events=0, controls=controls, first=None, last=None, censored=None, reason="no_dates",
    )  # fmt: skip
