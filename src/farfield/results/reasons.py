"""Why a number, its interval or its adjustment is missing: codes with figures, the key `why` beside each `note`."""

from __future__ import annotations

from typing import ClassVar

from farfield.results.codes import Code
from farfield.results.structs import Result


class Why(Code, frozen=True):
    """Why a number, its interval or its adjustment is missing. `note` is the same in words."""

    reason: ClassVar[str] = "not_identified"
    """The same more coarsely: the key `reason`, where a result has one."""


class FewClusters(Why, frozen=True):
    """So few clusters do not tell how others would differ."""

    clusters: int
    """Clusters."""
    reason = "few_clusters"


class FewForCoefficients(Why, frozen=True):
    """There are no more clusters than coefficients."""

    clusters: int
    """Clusters."""
    coefficients: int
    """Coefficients of the fit."""
    reason = "few_clusters"


class FewerClusters(Why, frozen=True):
    """There are fewer clusters than it takes to hold some out."""

    fewest: int
    """Clusters that it takes."""
    reason = "few_clusters"


class FewNearClusters(Why, frozen=True):
    """The nearest third holds too few clusters to tell the near field."""

    clusters: int
    """Its clusters."""
    reason = "few_clusters"


class FewEndClusters(Why, frozen=True):
    """The nearest and the farthest third hold too few clusters."""

    near: int
    """Clusters of the nearest third."""
    far: int
    """Clusters of the farthest."""
    reason = "few_clusters"


class FewTelling(Why, frozen=True):
    """The rarer answers, right or wrong, come from too few clusters."""

    answers: str
    """`right` or `wrong`."""
    number: int
    """Such answers."""
    of: int
    """All answers."""
    clusters: int
    """Clusters that hold such answers."""
    items_apart: bool
    """Whether every item is a cluster of its own."""
    reason = "few_telling"


class Collinear(Why, frozen=True):
    """What is held equal follows from one another."""


class Separated(Why, frozen=True):
    """Right and wrong answers are separated perfectly."""


class OneClusterDecides(Why, frozen=True):
    """One cluster alone decides a coefficient, so its error cannot be estimated."""


class NoError(Why, frozen=True):
    """The error cannot be estimated."""


class NoItems(Why, frozen=True):
    """No item has this distance."""

    reason = "no_items"


class FewItems(Why, frozen=True):
    """There are too few items."""

    fewest: int
    """Items that it takes."""
    reason = "few_items"


class OneDistance(Why, frozen=True):
    """All items have the same distance."""

    reason = "one_distance"


class TwoDistances(Why, frozen=True):
    """The items stand at two distances, between which anything could be."""

    all: bool
    """Whether all items do, else nearly all."""
    reason = "two_distances"


class OneScore(Why, frozen=True):
    """All items have the same score."""

    reason = "one_score"


class SameForAll(Why, frozen=True):
    """A column is the same for all items that have every covariate."""

    column: str | None
    """The covariate; null: the distance."""


class NearFloor(Why, frozen=True):
    """The score nearest the data cannot be told from a guess."""

    guess: float
    """What a guess scores near the data."""
    reason = "near_floor"


class NoFall(Why, frozen=True):
    """No fall with distance is established."""

    reason = "no_fall"


class NeverHalves(Why, frozen=True):
    """The score does not fall to half its near field among these items."""

    reason = "never_halves"


class Nearer(Why, frozen=True):
    """The score is below half of the declared ceiling already at the nearest item."""

    reason = "nearer"


class Rises(Why, frozen=True):
    """The score rises with distance."""

    reason = "rises"


class OnlyOneLevel(Why, frozen=True):
    """All items have the same score, so that it falls nowhere among them."""

    reason = "level"


class NoCovariates(Why, frozen=True):
    """There is nothing to adjust for."""

    slope: bool
    """Whether it is a slope that is not adjusted."""
    reason = "no_covariates"


class NoOverlap(Why, frozen=True):
    """Near and far share too few values of what is held equal."""

    near: float
    """Share of the nearest third with a counterpart."""
    far: float
    """Share of the farthest third with one."""
    covariate: str | None
    """The covariate in which the fewest have one; null: only their combination."""
    reason = "no_overlap"


class PartlyShared(Why, frozen=True):
    """Only items with a counterpart are compared at equal values."""

    near: float
    """Share of the nearest third with a counterpart."""
    far: float
    """Share of the farthest third with one."""
    covariate: str | None
    """The covariate in which the fewest have one; null: only their combination."""


class UnadjustedAndUnbounded(Why, frozen=True):
    """It is not adjusted for one reason, and has no interval for another."""

    adjustment: AnyWhy
    """Why it is not adjusted."""
    interval: AnyWhy
    """Why it has no interval."""


class CategoricalDifficulty(Why, frozen=True):
    """The difficulty is a category, and noise can be told of numbers alone."""

    column: str
    """The difficulty."""


class NoDifficulty(Why, frozen=True):
    """There is no difficulty that varies."""


class FewOthers(Why, frozen=True):
    """A difficulty by the other subjects takes at least three of them."""


class UnknownReliability(Why, frozen=True):
    """The reliability of the difficulty is not known."""

    column: str
    """The difficulty."""


class NoTrueDifficulty(Why, frozen=True):
    """A difficulty of this reliability has nothing true beside distance and covariates."""

    column: str
    """The difficulty."""
    reliability: float
    """Its reliability, as it was given."""


class LatentUntold(Why, frozen=True):
    """The others' answers do not tell difficulty from distance."""


class LatentUnsettled(Why, frozen=True):
    """The latent difficulty does not settle."""


class NoTwins(Why, frozen=True):
    """No set has both a near and a far member with a score."""


class Graded(Why, frozen=True):
    """Some answers are graded, and it needs answers that are right or wrong."""


class NoDiscordantSet(Why, frozen=True):
    """No set holds both right and wrong answers."""


class NoneDated(Why, frozen=True):
    """No item is dated on one side of the cutoff."""

    side: str
    """`before` or `after`."""


class FewDated(Why, frozen=True):
    """Too few items, or items of too few dates, are dated on one side of the cutoff."""

    side: str
    """`before` or `after`."""
    items: int
    """Items that it takes."""
    dates: int
    """Dates that it takes."""


class FewDates(Why, frozen=True):
    """The dates are too few to tell a break from a trend."""


class NoRoomForChance(Why, frozen=True):
    """The items leave no room for chance."""


class NothingInCommon(Why, frozen=True):
    """The two subjects have no item in common."""


class NoCeilingOf(Why, frozen=True):
    """A subject of a comparison has no curve, and so no ceiling."""

    subject: str
    """The subject."""
    why: AnyWhy
    """Why it has none."""


class NoReachOf(Why, frozen=True):
    """A subject of a comparison has no reach."""

    subject: str
    """The subject."""
    why: AnyWhy
    """Why it has none."""


class CeilingUnseen(Why, frozen=True):
    """The curve of a subject shows no ceiling."""

    subject: str
    """The subject."""


class ReachBeyond(Why, frozen=True):
    """A reach of a comparison lies beyond the data."""

    subject: str | None
    """Whose; null: both subjects'."""


class FewSizes(Why, frozen=True):
    """A trend with scale takes more subjects of different size."""

    fewest: int
    """Subjects that it takes."""


class FewReaches(Why, frozen=True):
    """Too few reaches lie within the data."""


class BeyondScores(Why, frozen=True):
    """The line leaves the range of scores."""


class BeyondDistances(Why, frozen=True):
    """The line leaves the distances that were measured."""


class OpenReaches(Why, frozen=True):
    """Reaches beyond the data bear no forecast."""


class NoCurve(Why, frozen=True):
    """The pilot of a plan shows no curve."""


class NotSearched(Why, frozen=True):
    """No corpus was searched for a family, and no support is declared."""


class NoneShown(Why, frozen=True):
    """The corpus shows none of a family."""


class NoWitness(Why, frozen=True):
    """A family has no witnesses, so that no corpus can show its points."""


class NoText(Why, frozen=True):
    """An index tells counts of words, and no texts in which witnesses could be read."""


FitWhy = (
    FewClusters | FewForCoefficients | FewerClusters | FewNearClusters | FewEndClusters | FewTelling
    | Collinear | Separated | OneClusterDecides | NoError | NoItems | FewItems | OneScore | SameForAll
)  # fmt: skip
"""Of any fit."""
DistanceWhy = (
    OneDistance | TwoDistances | NearFloor | NoFall | NeverHalves | Nearer | Rises | OnlyOneLevel | NoCovariates
    | NoOverlap | PartlyShared | UnadjustedAndUnbounded
)  # fmt: skip
"""Of near and far: gap, slope, curve and reach."""
DesignWhy = (
    CategoricalDifficulty | NoDifficulty | FewOthers | UnknownReliability | NoTrueDifficulty | LatentUntold
    | LatentUnsettled | NoTwins | Graded | NoDiscordantSet | NoneDated | FewDated | FewDates
)  # fmt: skip
"""Of difficulty, twins and time."""
BesideWhy = (
    NoRoomForChance | NothingInCommon | NoCeilingOf | NoReachOf | CeilingUnseen | ReachBeyond | FewSizes | FewReaches
    | BeyondScores | BeyondDistances | OpenReaches | NoCurve
)  # fmt: skip
"""Of comparisons and plans."""
SupportWhy = NotSearched | NoneShown | NoWitness | NoText
"""Of what is shown of a family."""
AnyWhy = FitWhy | DistanceWhy | DesignWhy | BesideWhy | SupportWhy


class Explained(Result, kw_only=True):
    """A result with a `note` that says why something of it is missing."""

    why: AnyWhy | None = None
    """The `note` as a code with figures (Why); null where there is no note, and in files of older versions."""
