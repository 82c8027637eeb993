"""comparison.json: what differs between the subjects of finished runs."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from farfield.results.differences import (
    AdjustedDifference,
    Difference,
    JudgedDifference,
    Moved,
    ReachDifference,
)
from farfield.results.reasons import Explained
from farfield.results.rulers import Band, CurvePoint, Scale
from farfield.results.scaling import Backtest, ScaleComparison
from farfield.results.structs import Estimate, Mean, Result
from farfield.results.value_comparison import ValueComparison

SCHEMA_COMPARISON = "farfield.comparison/1"


class BandDifference(Explained):
    """The difference in a band of distance."""

    from_: float
    """Nearest distance."""
    to: float
    """Farthest distance."""
    items: int
    """Items."""
    first: float
    """Mean score of the first subject."""
    second: float
    """Mean score of the second."""
    difference: float | None
    """Second less first."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""
    error: float | None
    """Its standard error."""
    freedom: int | None
    """Degrees of freedom."""
    p: float | None
    """Two-sided p-value."""
    detectable: float | None
    """What would have shown with 80 % power."""
    note: str | None
    """Why its interval cannot be had; else null."""
    p_bh: float | None
    """`p` adjusted over all bands of all pairs (Benjamini & Hochberg 1995)."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.difference, self.low, self.high)


class LookupSplit(Result):
    """The split of progress of one that only looks up."""

    moved_nearer: Moved
    """What comes of items that moved nearer."""
    curve_moved: Moved
    """What comes of a curve that moved."""
    total: float
    """Their sum."""


class Progress(Result):
    """The exact split of the difference into items that moved nearer and a curve that moved, over bands of distance
    (Kitagawa 1955). Accounting, not causation.
    """

    bands: list[float]
    """Borders between the bands of distance."""
    moved_nearer: Moved
    """What comes of items that moved nearer."""
    curve_moved: Moved
    """What comes of a curve that moved."""
    total: float
    """Their sum."""
    lookup: LookupSplit | None = None
    """The same split for a lookup of the two corpora, which is right where question and answer stand together in its
    own: what of the split is the ruler's doing. Null where no corpus was searched, or where it would always be the
    same."""


class LogOdds(Explained):
    """How much the log-odds of a right answer change with distance."""

    per_sd: float | None
    """For each standard deviation of the distances of both subjects; null where it cannot be had."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""
    note: str | None
    """Why it cannot be had; else null."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.per_sd, self.low, self.high)


class MovedItems(Difference, kw_only=True):
    """The difference of mean scores on items of one fate, whichever their distances: a change of data told on fixed
    items."""

    items: int
    """How many there are."""
    first: float | None
    """Mean score of the first subject; null where there is no item."""
    second: float | None
    """Mean score of the second."""


class WithinItems(Result):
    """How scores fall with distance where each item is its own control: both subjects answered it, each stands at its
    own distance from it. What makes an item hard is the same for both and cancels; what both corpora have in common
    does not show.
    """

    items: int
    """Answers in common."""
    moved: int
    """Of them at another distance from the second's corpus than from the first's."""
    telling: float
    """Of them answered rightly by one subject alone; in part, where scores are."""
    scale: Scale
    """`linear`, or `log` where slopes run along the logarithm of the distance."""
    crude: LogOdds
    """Between items: all answers on their distances, each subject with a level of its own."""
    within: LogOdds
    """Within items: the conditional logit of the items, with a level of its own for each subject."""
    nearer: MovedItems
    """Of items that stand nearer to the second's corpus than to the first's."""
    as_near: MovedItems
    """Of items that stand as near to the one as to the other."""
    farther: MovedItems
    """Of items that stand farther from it."""
    share: Difference
    """How much of the fall from near to far between items comes back within them: 1 for a lookup of its own corpus, 0
    where distance only goes with what makes items hard. Null where scores do not clearly fall."""


class SubjectCurve(Result):
    """What a subject scores along the distance, as in its own profile."""

    task: str
    """The task."""
    subject: str
    """The subject."""
    score: Mean
    """Its mean score."""
    scale: Scale
    """`linear`, or `log` where the fit runs along the logarithm of the distance."""
    bands: list[Band]
    """Its bands of distance."""
    points: list[CurvePoint]
    """The fitted curve; empty where none could be fitted."""


class PairComparison(Result):
    """Two subjects of a task."""

    task: str
    """The task."""
    from_: str
    """The first subject."""
    to: str
    """The second."""
    items: int
    """Answers in common."""
    part_of: list[str]
    """The pools, or the task of a stratum, that the task is part of."""
    pooled: bool
    """Whether the task is a pool of tasks."""
    minuend: str
    """Whose figures the other's are taken from: `to`."""
    subtrahend: str
    """Whose are taken away: `from`."""
    clusters: int
    """Clusters of the answers in common."""
    unpaired: list[int]
    """Answers of either that have no partner."""
    score: JudgedDifference
    """Of the mean scores."""
    near: JudgedDifference
    """Of the near field: what each subject's nearest third of the items scores, as in its profile."""
    far: JudgedDifference
    """Of the far field."""
    fall: AdjustedDifference
    """How much farther the second falls from near to far than the first."""
    ceiling: JudgedDifference
    """Of the ceilings of the curves, where both fall and show one. It does not move where only the reach grows; the
    near field does, where a curve falls within the nearest third."""
    reach: ReachDifference
    """Of the reaches."""
    bands: list[BandDifference]
    """Along the distance, from near to far."""
    progress: Progress | None
    """Where the two stand at different distances (each by its own corpus), how the difference splits; else null."""
    signature: str | None
    """The subject that scores clearly more near the data and clearly less far from it than the other: what
    contamination looks like, and no proof of it; else null."""
    within: WithinItems | None = None
    """Where the two stand at different distances, the slope with each item as its own control; else null."""


class FolderChosen(Result):
    """Which part of its logs a run holds."""

    folder: str
    """The run."""
    where: list[str]
    """The conditions."""
    rows: int
    """Rows that meet them."""
    of: int
    """Of so many."""


class FolderWeight(Result):
    """A run whose items have weights (`--weight`)."""

    folder: str
    """The run."""
    column: str
    """The column of the weights."""


class NamedRuler(Result):
    """A ruler with its name: the one that runs share, or one by which a page sorts items."""

    name: str
    """Its name."""
    title: str
    """Its name for readers."""
    unit: str
    """Unit of its distances."""
    bound: str | None
    """What a sample of the corpus does to it, as in the profile; else null."""
    field: str | None
    """The text that it measures, or null."""
    near: str
    """Words for the near end."""
    far: str
    """Words for the far end."""


class ComparisonSettings(Result):
    """The options of the comparison."""

    ruler: str | None
    """`--ruler`; null: the first that all runs have."""
    against: str | None
    """`--against`: the subject that all others are set against; null: every pair; of more than six the first."""
    band: float
    """`--band`: scores that differ by less count as equivalent."""
    reach_band: float | None
    """`--reach-band`, in the ruler's unit; null: not asked."""
    scale: str | None
    """`--scale`: the column that says how large a subject is."""
    scales: dict[str, float]
    """`--scale-of`: the same by subject."""
    ahead: float
    """`--ahead`: how many times the largest of them is forecast."""
    hold_out: int
    """`--hold-out`: how many of the largest are forecast from the rest."""
    bands: int
    """Bands of distance."""
    draws: int
    """Bootstrap replicates of the split of progress."""
    confidence: float
    """Level of all intervals."""
    seed: int
    """Seed of the draws."""


class Comparison(Result, kw_only=True):
    """What `farfield compare` found."""

    schema: str = SCHEMA_COMPARISON
    """`farfield.comparison/1`."""
    folders: list[str]
    """The runs."""
    where: list[FolderChosen]
    """Of each run that holds a part of its logs (`--where`), which."""
    unweighted: list[FolderWeight]
    """Of each run whose items have weights, which: in a comparison every item counts alike."""
    ruler: NamedRuler | None
    """The ruler; null where the runs share none, and values alone are compared."""
    options: ComparisonSettings
    """The options of this comparison."""
    curves: list[SubjectCurve]
    """One entry for each subject of each of these tasks."""
    pairs: list[PairComparison]
    """One entry for each two subjects of a task."""
    scale: list[ScaleComparison]
    """One entry for each task with two subjects or more whose size is known."""
    values: list[ValueComparison] | UnsetType = UNSET
    """One entry for each two subjects that have a value on one task along one axis; absent where no run has values."""
    mixed: list[str] = msgspec.field(default_factory=list)
    """Tasks whose score is over values, controls and capabilities alike, which means nothing: it is not compared."""
    backtest: Backtest | None
    """The largest subjects (`--hold-out`) of all these tasks, forecast from the smaller ones, parts of pools left out;
    null where fewer than three would be left."""

    @property
    def tasks(self) -> list[str]:
        """The tasks of the pairs, each once, in their order."""
        return list(dict.fromkeys(pair.task for pair in self.pairs))
