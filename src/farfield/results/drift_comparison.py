"""drift-comparison.json: subjects of finished runs of drift beside each other, on the facts that both were asked."""

from __future__ import annotations

from typing import Literal

from farfield.results.comparison import FolderChosen
from farfield.results.drift import ArmEffect, EffectiveCutoff, FactsPart, InnerDate, Outcome, WhenFrom
from farfield.results.structs import Estimate, Result

SCHEMA_DRIFT_COMPARISON = "farfield.drift-comparison/1"

NoDateDifference = Literal["first_untold", "second_untold", "one_side", "no_common"]
"""Why two dates have no difference: the first or the second subject has none on the facts in common; of one the data
tell one side only, so the ends tell how near they can be; they have no facts in common."""
NoGapDifference = Literal["asked_of_wrong", "few_pairs", "no_bare"]
"""Why two gaps have no difference: the reminder was asked only of what one subject had wrong; too few questions were
asked of both, without it and with it; one was never asked without a reminder."""
NoLives = Literal["first_untold", "second_untold", "beyond"]
"""Why two half-lives have no ratio: the first or the second is not known; one lies beyond what was asked."""


class PairedShare(Result):
    """The share of an outcome among questions that both were asked alike."""

    outcome: Outcome
    """Which."""
    first: float
    """The first subject's share, 0 to 1."""
    second: float
    """The second's."""
    difference: float
    """Second less first, in pairs of the same question."""
    low: float | None
    """Lower end of its interval, clustered by fact; null where too few facts tell it."""
    high: float | None
    """Upper end of its interval."""
    p: float | None
    """Two-sided p-value of "it is 0"."""
    p_holm: float | None
    """The same, corrected for all shares, gaps and dates of all pairs (Holm 1979); null for a part of the facts."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.difference, self.low, self.high)


class GapDifference(Result):
    """How much more a reminder does for the second subject than for the first, in points of what is current."""

    questions: int
    """Questions that both were asked, without it and with it."""
    first: float | None
    """The first subject's gap on these; null where `reason` says why."""
    second: float | None
    """The second's."""
    difference: float | None
    """Second less first; null where `reason` says why."""
    low: float | None
    """Lower end of its interval, clustered by fact."""
    high: float | None
    """Upper end of its interval."""
    p: float | None
    """Two-sided p-value of "it is 0"."""
    p_holm: float | None
    """The same, corrected for all shares, gaps and dates of all pairs (Holm 1979); null for a part of the facts."""
    reason: NoGapDifference | None
    """Why there is none; else null."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.difference, self.low, self.high)


class ArmDifference(Result):
    """What differs in one arm, on the questions that both subjects were asked in it."""

    arm: str
    """Its name; where the two were asked without a reminder in different arms, both names."""
    of: FactsPart
    """Of which facts: all, those whose change both can know, or those whose change neither can."""
    questions: int
    """Questions that both were asked."""
    facts: int
    """Facts among them."""
    outcomes: list[PairedShare]
    """Each outcome that came of either."""
    gap: GapDifference | None
    """What the reminder does, compared; null without a reminder."""


class DateDifference(Result):
    """Two dates, each on the facts that both subjects were asked."""

    facts: int
    """Facts in common."""
    first: float | None
    """The first subject's date on these, in years; null where it has none."""
    second: float | None
    """The second's."""
    years: float | None
    """Second less first: above 0 where the second lives later; null where `reason` says why."""
    low: float | None
    """Lower end of its interval; null where nothing bounds it."""
    high: float | None
    """Upper end of its interval."""
    p: float | None
    """Two-sided p-value of "it is 0", from the interval."""
    p_holm: float | None
    """The same, corrected for all shares, gaps and dates of all pairs (Holm 1979)."""
    correlation: float | None
    """Of the two errors, as the same facts move both dates; null without a difference."""
    reason: NoDateDifference | None
    """Why there is no difference; else null."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.years, self.low, self.high)


class LifeRatio(Result):
    """How many times as long a reminder lasts with the second subject as with the first."""

    arm: str
    """The reminder's arm."""
    first: float | None
    """The first subject's half-life, in exchanges; null where it is not known or beyond what was asked."""
    second: float | None
    """The second's."""
    times: float | None
    """Second over first; null where `reason` says why."""
    low: float | None
    """Lower end of its interval, the two taken for independent; null where nothing bounds it."""
    high: float | None
    """Upper end of its interval."""
    reason: NoLives | None
    """Why there is none; else null."""


class DriftPair(Result):
    """Two subjects."""

    from_: str
    """The first, which is subtracted."""
    to: str
    """The second."""
    baselines: list[str]
    """The arm without a reminder of the first and of the second, as these are compared."""
    same_prompt: bool
    """Whether both were asked without a reminder in the same arm; else a difference may be that of the prompts."""
    facts: int
    """Facts that both were asked."""
    unpaired: list[int]
    """Questions, arm by arm, that only the first was asked, and that only the second was."""
    unlike: int
    """Facts of one name whose answers or days differ between the runs; they are not compared."""
    inner_date: DateDifference
    """When they live."""
    cutoff: DateDifference
    """Until when they know."""
    arms: list[ArmDifference]
    """Arm by arm."""
    half_lives: list[LifeRatio]
    """Of each reminder that both were asked at several places."""


class DriftStanding(Result):
    """A subject as its own run tells it, on all that it was asked."""

    subject: str
    """Its name; with its folder where several runs have one of that name."""
    folder: str
    """The run that it comes from."""
    size: float | None
    """Its size (`--scale-of`); null where nobody says."""
    stated: str | None
    """The cutoff as it was stated; null without one."""
    stated_at: float | None
    """The same in years."""
    baseline: str
    """Its arm without a reminder."""
    inner_date: float | None
    """When it lives, in years; null where its run does not know."""
    cutoff: float | None
    """Until when it knows, in years; null where its run does not know."""
    when_from: WhenFrom | None
    """What known and unknowable are told by."""
    lives: InnerDate
    """The inner date whole, with its interval and why there is none."""
    knows: EffectiveCutoff
    """The effective cutoff whole."""
    effects: list[ArmEffect]
    """What each reminder does, on all facts that it was asked of."""


class DriftTrend(Result):
    """How a figure goes with size, or with the stated cutoff, over all subjects that tell both."""

    along: Literal["size", "stated"]
    """Size: for ten times as much; stated: for a stated cutoff a year later."""
    of: str
    """`inner_date`, `cutoff` (in years), or a share without a reminder: `current`, `stale`, `defers`."""
    subjects: int
    """Subjects."""
    slope: float
    """Change of the figure."""
    low: float
    """Lower end of its interval, from how far subjects lie off the line."""
    high: float
    """Upper end of its interval."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.slope, self.low, self.high)


class DriftCompareSettings(Result):
    """The options of the comparison."""

    against: str | None
    """`--against`: the subject that all others are set against; null: every pair; of more than six the first."""
    scales: dict[str, float]
    """`--scale-of`: sizes by subject."""
    confidence: float
    """Level of all intervals."""


class DriftComparison(Result, kw_only=True):
    """What differs between subjects of finished runs of `farfield drift`."""

    schema: str = SCHEMA_DRIFT_COMPARISON
    """`farfield.drift-comparison/1`."""
    folders: list[str]
    """The runs."""
    where: list[FolderChosen]
    """Of each run that holds a part of its answers (`--where`), which."""
    options: DriftCompareSettings
    """The options of the comparison."""
    subjects: list[DriftStanding]
    """Each subject as its own run tells it."""
    pairs: list[DriftPair]
    """Each pair."""
    trends: list[DriftTrend]
    """Along size and along the stated cutoff, where at least three subjects tell both."""
