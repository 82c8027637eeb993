"""profile.json: what a run measured."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from farfield.corpus_records import CorpusSummary
from farfield.records import SCHEMA_PROFILE, ItemsChosen
from farfield.results.checks import Decomposition, Graders, Signal, Twins
from farfield.results.coherence import ItemsCoherence
from farfield.results.families import FamilyProfile
from farfield.results.notices import AnyNotice
from farfield.results.reasons import AnyWhy
from farfield.results.rulers import Measured, Ruler
from farfield.results.series import Interrupted
from farfield.results.structs import Estimate, ItemsMean, Mean, Result
from farfield.results.values import ValueProfile


class ClusterRange(Result):
    """The means of a few clusters, which bear no interval."""

    number: int
    """Clusters."""
    lowest: float
    """The lowest of their means."""
    highest: float
    """The highest."""


class Score(Mean):
    """The score. Fewer than five clusters of several items bear no interval."""

    items: int
    """Scored items."""
    note: str | None
    """Why there is no interval; else null."""
    reason: str | None
    """The same in a word: `few_clusters`."""
    clusters: ClusterRange | None
    """Where there is no interval, the range of the clusters' means; else null."""
    unscored: int
    """Rows without a score, which count nowhere else."""
    why: AnyWhy | None = None
    """The `note` as a code with figures (Why); null where there is no note, and in files of older versions."""


class Truncated(Result):
    """Scored answers that a limit ended (`outcome` `limit` or `timeout`, formats.md). The score counts them as they
    were marked.
    """

    items: int
    """How many."""
    share: float
    """Their share of the scored items."""
    limit: int
    """Ended by a limit of tokens, messages or cost."""
    timeout: int
    """Ended by a limit of time."""
    mean: float
    """Their mean score."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""
    without: ItemsMean
    """Score of the finished ones."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.mean, self.low, self.high)


NEARLY_ALL = 0.95
"""Of the items: the share of one kind beyond which the others are not worth a picture."""


class RegimeScore(Result):
    """The items of a regime; the sum of share x mean over all is the score."""

    regime: str
    """`recall`, `interpolation`, `composition`, `extrapolation`, `hyperpolation` or `unknown`."""
    items: int
    """Scored items."""
    share: float
    """Their share of the scored items."""
    mean: float
    """Their mean score."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.mean, self.low, self.high)


class Recalled(Result):
    """Distinct questions found in the corpus with their answer."""

    items: int
    """Word for word."""
    nearly: int
    """Of the rest, those with a near duplicate alone."""
    of: int
    """Questions that were looked for."""
    unseen_below: float | None
    """After a sample: how many documents of the whole corpus may hold one of the rest (upper 95 % bound); else null."""


class Pooled(Result):
    """Tasks that are one benchmark (formats.md, "Groups of tasks"). An item of a pool is known by task and name; its
    `signals` are those of the parts.
    """

    group: str
    """Its name."""
    source: str
    """The file or option that says so."""
    task_mean: float | None
    """The mean over its tasks, each alike (`score` is the mean over items)."""
    stated: dict[str, float]
    """What the log itself gives as the group's scores, by metric."""
    not_answered: list[str]
    """Tasks that other subjects answered and this one did not."""
    not_here: list[str]
    """Tasks of the group that nobody here answered."""


class Stratum(Result):
    """A part of a task or pool by the value of a column (`--by`)."""

    of: str
    """The task or pool that it is a part of."""
    column: str
    """The column."""
    value: str | int | float | bool
    """Its value."""
    p: float | None
    """Of "the score does not change along the first ruler" (the crude slope's Student's t); null where no slope could
    be fitted."""
    p_holm: float | None
    """Corrected over all strata of the run (Holm 1979)."""


class Strata(Result):
    """The strata of a task or pool."""

    column: str
    """The column."""
    tasks: list[str]
    """Their names."""
    without: int
    """Items with no value of it, which are in none."""
    clear: list[str]
    """Those with a `p` below .05."""
    clear_holm: list[str]
    """Those with a `p_holm` below .05."""


class SubjectProfile(Result):
    """One subject on one task, a pool of tasks or a stratum."""

    subject: str
    """Whose answers."""
    task: str
    """To what."""
    tasks: list[str]
    """The logs' own tasks whose items these are: `[task]`, of a pool several."""
    part_of: list[str]
    """The names of pools and tasks that hold the same items, so that nothing is counted twice; `[]` for what stands by
    itself."""
    pooled: Pooled | None
    """Of a pool, what it is made of; else null."""
    stratum: Stratum | None
    """Of a stratum, which; else null."""
    items: int
    """Rows, scored or not."""
    clusters: int
    """Clusters among the scored rows: values of `--cluster`, else questions (so that the epochs of an item are one, and
    items that ask the same); of a pool without `--cluster`, its tasks."""
    score: Score
    """Mean score."""
    truncated: Truncated | None
    """Answers that a limit ended; null where the log tells of none."""
    rulers: dict[str, Measured]
    """For each ruler what it measured, the main one first."""
    regimes: list[RegimeScore]
    """For each regime that has items, what they score."""
    families: list[FamilyProfile]
    """For each family of its scored items where they stand and what was answered; mostly of one or none."""
    recalled: Recalled | None
    """Questions found in the corpus with their answer; null without a corpus."""
    decomposition: Decomposition | None
    """What the score is made of; null without scores."""
    twins: Twins | None
    """Near and far members of sets compared; null without `--twins` (items of families bring their own)."""
    graders: Graders | None
    """Outputs marked wrong that hold their target; null below ten scored items."""
    signals: list[Signal]
    """Signals of recall where the log has the columns for them; often empty."""
    warnings: list[str]
    """Plain sentences; signals, and no proof of the opposite where there are none."""
    strata: Strata | None
    """Its strata; null where it has none."""
    notices: list[AnyNotice] = msgspec.field(default_factory=list)
    """What `warnings` say, as codes with figures; `[]` in files of older versions."""

    @property
    def is_view(self) -> bool:
        """Whether its items are counted elsewhere too: a pool of tasks, or a stratum."""
        return self.pooled is not None or self.stratum is not None

    @property
    def mostly_unknown(self) -> bool:
        """Whether the regime of nearly all items is unknown, so that a split by regime tells next to nothing."""
        return sum(part.share for part in self.regimes if part.regime == "unknown") >= NEARLY_ALL

    @property
    def tells_regimes(self) -> bool:
        """Whether a split by regime is worth showing: several, and not nearly all items in the unknown one."""
        return len(self.regimes) > 1 and not self.mostly_unknown

    @property
    def main_ruler(self) -> str | None:
        """Whose distances are reported first: the first ruler by which any item has a distance, for families have axes
        of their own; the first of all where there is no distance; None without rulers."""
        measured = (name for name, found in self.rulers.items() if found.items)
        return next(measured, next(iter(self.rulers), None))

    @property
    def main(self) -> Measured | None:
        """What the main ruler measured; None without rulers."""
        return None if self.main_ruler is None else self.rulers[self.main_ruler]

    @property
    def series(self) -> Interrupted | None:
        """The break of the score's series at the cutoff; None without the ruler `time`."""
        return next((found.series for found in self.rulers.values() if found.series is not None), None)


class Profile(Result, kw_only=True):
    """What a run measured. All values are plain JSON; every number is finite."""

    schema: str = SCHEMA_PROFILE
    """`farfield.profile/1`."""
    corpus: CorpusSummary | None
    """What was searched; null without a corpus."""
    where: ItemsChosen | None
    """Which part of the logs was measured (`--where`): the conditions, `rows` that meet them, and `of` how many; null
    where all was."""
    rulers: dict[str, Ruler]
    """How to speak of each ruler, the main one first."""
    profiles: list[SubjectProfile]
    """One for each subject and task: tasks, and subjects within a task, in the order in which the logs name them first.
    Pools of tasks and tasks that are in none come before strata and parts (`part_of`)."""
    values: list[ValueProfile] | UnsetType = UNSET
    """Values set against capabilities along an axis; absent where the items have no rows of a value."""
    coherence: list[ItemsCoherence] | UnsetType = UNSET
    """Stated probabilities of questions that hang together, one entry for each axis; absent where the items have no
    rows of tuple, check and role."""
    confidence: float | None = None
    """Level of every interval, that of `MeasureOptions`; null in files of older versions."""

    @property
    def subjects(self) -> list[str]:
        """Every subject once, in the order of the profiles."""
        return list(dict.fromkeys(one.subject for one in self.profiles))
