"""Rows of dated facts → the content of drift.json."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from farfield.families.facts import DatedFact
from farfield.measure.drift.arm_names import BARE, is_bare
from farfield.measure.drift.arms import effects, items_share, share_of
from farfield.measure.drift.bands import TOLD, bands, count_outcomes, years_away
from farfield.measure.drift.dates import When
from farfield.measure.drift.lasting import half_lives_of
from farfield.measure.drift.nothing_told import nothing_told
from farfield.measure.drift.notices import find_notices
from farfield.measure.drift.rows import Gathered, Row, gather_rows
from farfield.measure.drift.stated import stated_cutoffs
from farfield.measure.drift.untold import bands_told, told_outcomes, without_untold
from farfield.measure.drift.when import cutoff_of, inner_date_of, when_of, when_to
from farfield.measure.interrupted.named_controls import check_controls
from farfield.options.dating import DriftOptions
from farfield.records import FarfieldError, ReadNotice, without_secrets
from farfield.registry import near_names
from farfield.results import drift as results
from farfield.results.drift_left_out import DriftLeftOut
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
    return fit_gathered(items, gather_answers(items, options, facts, parsed), options)


def gather_answers(
    items: pl.DataFrame,
    options: DriftOptions,
    facts: Sequence[DatedFact] = (),
    parsed: Mapping[str, DatedFact] | None = None,
    read: Sequence[ReadNotice] = (),
) -> Gathered:
    """The rows that `fit_gathered` measures; arguments and errors as of `fit_drift`. `read`: what reading the files
    gave reason to tell, of which an error tells what concerns it."""
    if items.is_empty():
        raise FarfieldError("there are no answers to measure", remedy="Check the paths of the logs.")
    check_controls(items, options.control)
    gathered = gather_rows(items, options, facts, parsed)
    if not gathered.rows:
        raise nothing_told(items, gathered.facts, read)
    if options.baseline is not None and all(row.arm != options.baseline for row in gathered.rows):
        arms = sorted({row.arm for row in gathered.rows})
        raise FarfieldError(
            f"no row has the arm {options.baseline!r}",
            where="--baseline",
            remedy=near_names(options.baseline, arms),
        )
    return gathered


def fit_gathered(items: pl.DataFrame, gathered: Gathered, options: DriftOptions) -> results.Drift:
    """The figures of rows that were gathered from these items. Raises FarfieldError for cutoffs that are no dates."""
    stated = stated_cutoffs(items, options)
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
        answers_named=gathered.account.named,
        left_out=_left_out(gathered),
        notices=find_notices(gathered.rows, subjects, gathered),
        warnings=[],
    )


def _settings(options: DriftOptions, gathered: Gathered) -> results.DriftSettings:
    return results.DriftSettings(
        cutoff=options.cutoff, baseline=options.baseline, control=list(options.control),
        facts=without_secrets(options.facts) if options.facts else None,
        columns=gathered.account.columns, confidence=options.confidence, score_max=options.score_max,
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
        bare_arms = [arm for arm in arms if is_bare(arm)]
        baseline = choose_baseline(self.name, arms, self.options)
        bare = arms.get(baseline, [])
        held = self.gathered.held
        confidence = self.options.confidence
        inner = inner_date_of(bare, held, confidence)
        cutoff = cutoff_of(self.rows, bare, self.gathered.account.named, confidence)
        source, low, high = when_of(cutoff, inner, self.stated)
        when = {row.fact: when_to(row, low, high) for row in asked}
        middle = _middle(low, high)
        told = {arm: rows for arm, rows in arms.items() if arm not in (baseline, *bare_arms)}
        unreminded = {arm: arms[arm] for arm in (baseline, *bare_arms) if arm in arms}
        told_of = told_outcomes(self.name, self.rows, self.gathered.account)
        return without_untold(results.SubjectDrift(
            subject=self.name, baseline=baseline, other_baselines=[
                results.OtherBaseline(arm, inner_date_of(arms[arm], held, confidence))
                for arm in bare_arms if arm != baseline
            ],
            stated=self.stated[0] if self.stated else None,
            stated_at=self.stated[1].middle if self.stated else None, inner_date=inner, cutoff=cutoff,
            when_from=source, when_low=low, when_high=high,
            bands=bands(years_away(bare, middle), confidence) if middle is not None else [],
            stated_bands=bands(years_away(bare, self.stated[1].middle), confidence) if self.stated else [],
            arms=[_arm(arm, rows, when, middle, confidence) for arm, rows in arms.items()],
            effects=list(effects(unreminded, told, when, confidence)),
            half_lives=half_lives_of(told, bare, confidence),
            disagreeing=_disagreeing(bare, confidence),
        ), told_of)  # fmt: skip


def shows_answer(row: Row) -> bool:
    """Whether the question itself shows the current answer where no reminder should: such an answer tells nothing."""
    return row.leaks and is_bare(row.arm)


def choose_baseline(subject: str, arms: Mapping[str, Sequence[Row]], options: DriftOptions) -> str:
    """The arm without a reminder: as asked for, else `none`; of a subject whose name says that it was tuned to follow
    instructions, one that tells the form, as `none+form`. Two such arms are never put together."""
    if options.baseline is not None:
        return options.baseline
    bare = sorted((arm for arm in arms if is_bare(arm)), key=lambda arm: (arm != BARE, arm))
    with_form = [arm for arm in bare if arm != BARE and arm.startswith(BARE)]
    if with_form and _TUNED.search(subject):
        return with_form[0]
    return bare[0] if bare else BARE


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
    told = [told_outcomes(one, rows, gathered.account) for one in baselines]
    return bands_told(bands(placed, options.confidence), frozenset.intersection(*told))


def _left_out(gathered: Gathered) -> DriftLeftOut:
    account, facts = gathered.account, gathered.facts.values()
    return DriftLeftOut(
        rejected=0, undated=account.undated, unread_dates=dict(account.unread.most_common(5)),
        years_only=account.years_only, first_of_january=account.first_of_january,
        backwards=sum(fact.backwards for fact in facts), overlapping=sum(fact.overlaps for fact in facts),
        unmatched=account.unmatched,
        in_question=sum(shows_answer(row) for row in gathered.rows if row.form == "name"),
        unscored=account.unscored, unknown_facts=account.unknown_facts,
        ambiguous=account.ambiguous, no_probability=account.no_probability,
        unchanged=account.unchanged, future=sum(fact.future for fact in facts),
        over=sum(fact.over for fact in facts), returned=sum(fact.returned for fact in facts),
        forms=account.forms.total(), form_words=dict(account.forms.most_common(5)),
        parts=account.parts.total(), part_words=dict(account.parts.most_common(5)),
        several=account.several, uncounted=account.uncounted.total(),
        uncounted_words=dict(account.uncounted.most_common(5)),
        unread_answers=sum(len(fact.unread) for fact in facts),
        unread_answer_dates=dict(Counter(text for fact in facts for text in fact.unread).most_common(5)),
    )  # fmt: skip
