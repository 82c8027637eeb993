"""drift.json: when each subject lives, what it says of what came later, what a reminder mends, and for how long."""

from __future__ import annotations

from typing import Literal, get_args

from farfield.records import ItemsChosen
from farfield.results.drift_left_out import DriftLeftOut
from farfield.results.structs import Estimate, ItemsMean, Mean, Result

SCHEMA_DRIFT = "farfield.drift/1"

Outcome = Literal["current", "stale", "misplaced", "defers", "denies", "other", "empty"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
When = Literal["known", "unclear", "unknowable"]
""" "Known": the change lies before the effective cutoff's interval; "unknowable": after it; "unclear": in it."""

NoInnerDate = Literal["few_facts", "noise", "all_dates", "no_dates"]
"""Why there is no inner date: too few facts with a dated answer; answers at random would do as well; the answers fit
all dates; no answer has dates."""
NoCutoff = Literal[
    "few_events", "one_date", "all_dates", "no_fall", "no_room", "no_dates", "rises", "below_guess"
]
"""Why there is no effective cutoff: too few events; all of about one date; the scores fit any date; they don't fall
with the date, and no floor tells whether all was known or nothing; what never happened is told to have happened as
often as not, which leaves no room for a fall; no event has a date; the scores rise with the date, so that right and
wrong may have changed places; they lie clearly below a guess at all dates, so that the key may be shifted by one."""
Side = Literal["before", "after"]


class InnerDate(Result):
    """When a subject's answers would all be right, told from dated answers alone."""

    centre: float | None
    """The inner date, in years, as 2021.7; null where `reason` says why, and where `censored` says on which side."""
    low: float | None
    """Lower end of its interval; null where the answers would fit any earlier date too."""
    high: float | None
    """Upper end of its interval; null where they would fit any later date too."""
    spread: float | None
    """How far facts differ in it: the width in years of the logistic about the centre."""
    spread_low: float | None
    """Lower end of its interval; null where it may be as sharp as five weeks, which no facts resolve."""
    spread_high: float | None
    """Upper end of its interval; null where it may be five years and more."""
    noise: float | None
    """Share of answers that are any of the fact's answers alike."""
    facts: int
    """Facts with a dated answer, of several answers each."""
    answers: int
    """Dated answers to them."""
    censored: Side | None
    """`before` `high`, or `after` `low`: where no answers could tell the other side; else null."""
    reason: NoInnerDate | None
    """Why nothing is told; else null."""


class EffectiveCutoff(Result):
    """Where along the dates of events a subject stops to know of them: g + (A - g) sigmoid((cutoff - date) / w)."""

    date: float | None
    """The cutoff, in years, as 2021.7; null where `reason` says why, and where `censored` says on which side."""
    low: float | None
    """Lower end of its interval; null where any earlier date would do."""
    high: float | None
    """Upper end of its interval; null where any later date would do."""
    width: float | None
    """w, in years: how gradually it stops."""
    ceiling: float | None
    """A: what it scores of what came long before."""
    floor: float | None
    """g: what it scores of what came long after."""
    floor_measured: bool
    """Whether controls measured the floor; else it is fitted."""
    events: int
    """Scored events with a date."""
    controls: int
    """Scored controls."""
    first: float | None
    """The first date of an event, in years."""
    last: float | None
    """The last date of an event, in years."""
    censored: Side | None
    """`before` `high`, or `after` `low`: where nothing was asked that could tell the other side; else null."""
    reason: NoCutoff | None
    """Why nothing is told; else null."""


WhenFrom = Literal["events", "answers", "stated"]


class OutcomeBand(Result):
    """Answers to facts whose current answer began in one stretch of years after a cutoff."""

    from_: float | None
    """Years after the cutoff (before it below 0) at which it begins; null for all before."""
    to: float | None
    """At which it ends; null for all after."""
    rows: int
    """Answers."""
    facts: int
    """Facts."""
    counts: dict[str, int]
    """Answers by outcome; what never came is not listed."""
    current: Mean
    """Share that is current, with its interval over facts."""
    stale: Mean
    """Share that is stale."""
    defers: Mean
    """Share that defers."""


class ArmOutcomes(Result):
    """What came of one arm."""

    arm: str
    """Its name."""
    rows: int
    """Answers."""
    facts: int
    """Facts."""
    counts: dict[str, int]
    """Answers by outcome; what never came is not listed."""
    hedged: int
    """Stale answers that say of themselves that they may be out of date."""
    current: Mean
    """Share that is current, with its interval over facts."""
    stale: Mean
    """Share that is stale."""
    defers: Mean
    """Share that defers."""
    known_defers: ItemsMean
    """Over-deferral: what defers of facts whose change the subject can know."""
    unknowable_defers: ItemsMean
    """Deferral: what defers of facts whose change it cannot know. Without a reminder of facts that is right."""
    unknowable_current: ItemsMean
    """What is current of these: with the facts in the reminder that is right."""
    probability: Mean | None
    """Mean probability of the current answer, by log-probs; null where no answer has any."""
    bands: list[OutcomeBand]
    """Outcomes by years from the middle of the effective cutoff's interval to the change, right after the reminder;
    empty without one."""


FactsPart = Literal["all", "known", "unclear", "unknowable"]
NoGap = Literal["asked_of_wrong", "few_pairs"]
"""Why an elicitation gap is not known: the arm was asked only of what was wrong without it, so that luck alone would
mend some; too few pairs."""


class ShareDifference(Result):
    """A difference of two shares, -1 to 1, with its interval."""

    value: float
    """The difference."""
    low: float | None
    """Lower end of its interval; null where too few facts tell one."""
    high: float | None
    """Upper end of its interval."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.value, self.low, self.high)


class ArmEffect(Result):
    """What a reminder does, in pairs of the same question without and with it."""

    arm: str
    """The reminder's arm."""
    baseline: str
    """The arm without a reminder that it is paired with: the subject's own, or where the reminder was asked only of
    what was wrong in another one, that."""
    of: FactsPart
    """Of which facts."""
    pairs: int
    """Questions asked both without and with it."""
    facts: int
    """Facts among them."""
    gap: ShareDifference | None
    """Elicitation gap: share current with it, less that without; null where `reason` says why."""
    net: ShareDifference | None
    """The gap less that of the irrelevant text, on the questions that were asked both; null without such an arm."""
    mended: ItemsMean
    """Current with it, of what was not current without."""
    mended_stale: ItemsMean
    """Current with it, of what was stale without."""
    lost: ItemsMean
    """Not current with it, of what was current without; without items where none of these was asked."""
    misplaced: Mean
    """Share that is misplaced with it."""
    reason: NoGap | None
    """Why `gap` is null; else null."""
    probability: ShareDifference | None = None
    """By how much the probability of the current answer is higher with the reminder than without, by log-probs; null
    where not all of these answers have one."""


class Kept(Result):
    """How often an answer was current so many exchanges after the reminder."""

    exchanges: int
    """Exchanges between the reminder and the question."""
    rows: int
    """Answers."""
    current: Mean
    """Share that is current; of a half-life by probabilities their mean."""
    control: Mean | None
    """The same without any reminder; null where that was not asked."""


NoHalfLife = Literal["few_places", "nothing_kept", "few_facts"]
"""Why there is no half-life: asked at fewer than three places; not even right after the reminder is more current than
without it; too few facts."""


class HalfLife(Result):
    """How long a reminder lasts: p(k) = c + A 2^(-k / h), k exchanges after it, c what is current without any."""

    arm: str
    """The reminder's arm."""
    exchanges: float | None
    """h, in exchanges; null where `reason` says why, and where it lies beyond ten times the last place asked."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval; null where it lies beyond ten times the last place asked."""
    beyond: bool
    """Whether h itself lies beyond ten times the last place asked."""
    strength: float | None
    """A: what the reminder adds right after it."""
    points: list[Kept]
    """Place by place."""
    last: int | None
    """The last place asked."""
    equal_totals: bool | None
    """Whether all conversations had as many exchanges; null where the logs don't tell."""
    reason: NoHalfLife | None
    """Why nothing is told; else null."""
    by: Literal["outcomes", "probabilities"] = "outcomes"
    """What it was fitted to: which answers are current, or how probable the current answer is, by log-probs."""


class OtherBaseline(Result):
    """Another arm without a reminder, as with the form of the answer told: two such arms are never put together."""

    arm: str
    """Its name."""
    inner_date: InnerDate
    """When the subject lives by its answers there."""


class SubjectDrift(Result):
    """One subject."""

    subject: str
    """Its name."""
    baseline: str
    """The arm without a reminder that the figures are of."""
    other_baselines: list[OtherBaseline]
    """Further arms without a reminder, which are told among the arms."""
    stated: str | None
    """The cutoff as it was given; null without one."""
    stated_at: float | None
    """The same in years, the middle of a month or a year; null without one."""
    inner_date: InnerDate
    """When it lives, by its dated answers without a reminder."""
    cutoff: EffectiveCutoff
    """When it stops to know, by its scores on dated changes without a reminder."""
    when_from: WhenFrom | None
    """What known and unknowable are told by: the effective cutoff of events, the inner date of answers, the stated
    cutoff; null where there is none of them, and all is unclear."""
    when_low: float | None
    """Changes before this are known, in years; null where none is."""
    when_high: float | None
    """Changes after this are unknowable, in years; null where none is."""
    bands: list[OutcomeBand]
    """Outcomes without a reminder by years from the middle of that interval to the change."""
    stated_bands: list[OutcomeBand]
    """The same by years from the stated cutoff; empty without one."""
    arms: list[ArmOutcomes]
    """Arm by arm."""
    effects: list[ArmEffect]
    """What each reminder does."""
    half_lives: list[HalfLife]
    """How long each reminder lasts, where it was asked at several places; a second time by the probabilities of the
    current answer, where all of its answers have one."""
    disagreeing: ItemsMean
    """Of facts asked in several phrasings of which one names an answer, the share whose phrasings don't all name the
    same; without a reminder."""


class DriftSettings(Result):
    """The options of a run."""

    cutoff: str | None
    """`--cutoff`: the stated cutoff, or its column."""
    baseline: str | None
    """`--baseline`: the arm without a reminder; null: each subject's own."""
    control: list[str]
    """`--control`: which rows are of what never happened."""
    facts: str | None
    """`--facts`: the file of dated facts."""
    columns: dict[str, str]
    """Which column was taken for what."""
    confidence: float
    """Level of the intervals."""
    score_max: float | None = None
    """`--score-max`: the best possible mark; null: scores go from 0 to 1."""


class DriftNotice(Result):
    """Something to know before believing the figures."""

    code: str
    """Which, as `shifted_key`."""
    subject: str | None
    """Whose; null for all."""
    arm: str | None
    """Of which arm; null for none."""
    count: int | None
    """How many; null where it is no count."""
    of: int | None
    """Of how many."""
    text: str | None
    """A name, or names, that belong to it."""


class Drift(Result, kw_only=True):
    """When each subject lives, what it says of what came later, what a reminder mends, and for how long."""

    schema: str = SCHEMA_DRIFT
    """`farfield.drift/1`."""
    files: list[str]
    """The files that were read."""
    where: ItemsChosen | None = None
    """Which part of the answers was asked for (`--where`), with the conditions, the rows kept and of how many; null
    for all."""
    options: DriftSettings
    """The options of this run."""
    rows: int
    """Answers."""
    facts: int
    """Facts."""
    subjects: list[SubjectDrift]
    """The subjects, in order of first appearance."""
    pooled: list[OutcomeBand]
    """All subjects with a stated cutoff together: outcomes without a reminder by years from it to the change."""
    dated_answers: bool
    """Whether inner dates rest on whole facts; false where only the answers that were named are known."""
    answers_named: bool = True
    """Whether answers are told right by a name, of which a guess gets none; false where only scores tell it."""
    left_out: DriftLeftOut
    """What was not used."""
    notices: list[DriftNotice]
    """What to know before believing the figures."""
    warnings: list[str]
    """What reading the files gives reason to tell."""
