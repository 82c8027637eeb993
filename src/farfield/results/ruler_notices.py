"""What must be known of rulers, of what is held equal, and of pools and strata: codes with figures."""

from __future__ import annotations

from farfield.results.codes import Notice
from farfield.results.reasons import AnyWhy


class CovariateMissing(Notice, frozen=True):
    """Items lack what is held equal and are left out of what is adjusted."""

    covariate: str
    """What they lack."""
    missing: int
    """Such items."""
    items: int
    """Scored items."""


class CovariateConstant(Notice, frozen=True):
    """What is to be held equal is the same for all items."""

    covariate: str
    """Its name."""


class LevelsLumped(Notice, frozen=True):
    """Levels of a category with few items count as one."""

    category: str
    """The category."""
    levels: list[str]
    """These levels."""
    fewest: int
    """Items from which a level counts by itself."""


class LevelsLeftOut(Notice, frozen=True):
    """Items at rare levels of a category are left out of what is adjusted."""

    category: str
    """The category."""
    items: int
    """Such items."""
    fewest: int
    """Items from which a level counts by itself."""


class TwinsUnlike(Notice, frozen=True):
    """Far twins differ from near ones in more than their distance."""

    covariates: list[str]
    """What they differ in, the most unequal first."""
    standardised: list[float | None]
    """For each far - near in standard deviations; null where there is no spread."""


class TwinsLeftOut(Notice, frozen=True):
    """Sets of twins that are left out of the comparison."""

    incomplete: int
    """Without a scored near or far member."""
    tied: int
    """At one distance."""


class NoDistance(Notice, frozen=True):
    """Items have no distance by a ruler and are left out of it."""

    ruler: str
    """The ruler."""
    missing: int
    """Such items."""
    items: int
    """Scored items."""
    score: float | None = None
    """What these items score; null where no item has a distance, and in files of older versions."""


class FloorByTime(Notice, frozen=True):
    """Items dated long after the cutoff score more than a guess; curve and reach by time are above that floor."""

    items: int
    """Such items."""
    from_: float
    """Days after the cutoff from which on items count here."""
    mean: float
    """What they score."""
    low: float
    """Lower end of its interval."""
    high: float
    """Upper end of its interval."""
    guess: float
    """What a guess scores."""


class UnequalChance(Notice, frozen=True):
    """A guess scores otherwise near than far: gap and slope hold that too."""

    ruler: str
    """The ruler."""
    near: float
    """What a guess scores in the nearest third."""
    far: float
    """And in the farthest."""


class NoSlope(Notice, frozen=True):
    """There is no slope by a ruler."""

    ruler: str
    """The ruler."""
    why: AnyWhy
    """Why."""


class NotAdjusted(Notice, frozen=True):
    """Nothing could be held equal."""

    ruler: str
    """The ruler."""
    why: AnyWhy
    """Why."""
    slope: bool
    """Whether the slope is without adjustment too, else the gap alone."""


class PartAdjusted(Notice, frozen=True):
    """Near and far share some values of what is held equal."""

    ruler: str
    """The ruler."""
    why: AnyWhy
    """Which part is compared at equal values, or why none is."""
    adjusted: bool
    """Whether the gap is adjusted."""


class NoAdjustedSlope(Notice, frozen=True):
    """There is no adjusted slope by a ruler."""

    ruler: str
    """The ruler."""
    why: AnyWhy
    """Why."""


class NotFalling(Notice, frozen=True):
    """The score does not fall steadily with distance."""

    ruler: str
    """The ruler."""
    p: float
    """p-value of "it never rises"."""


class NoLogisticCurve(Notice, frozen=True):
    """A logistic curve does not describe how the score falls: the bands are to be believed."""

    ruler: str
    """The ruler."""
    p: float
    """p-value of "the curve is right"."""
    halves_at: float | None
    """Where the never-rising fit halves, in the ruler's unit; null: nowhere."""


class PartOfGroup(Notice, frozen=True):
    """Some tasks of a pooled group are not here: this is not the score of the whole group."""

    group: str
    """The group."""
    here: int
    """Its tasks here."""
    tasks: int
    """All its tasks."""


class NotAnswered(Notice, frozen=True):
    """Other subjects answered tasks of the group that this one did not: their scores are of other items."""

    group: str
    """The group."""
    tasks: list[str]
    """These tasks."""


class OtherMean(Notice, frozen=True):
    """The log gives another score for the group than the mean over items."""

    score: float
    """The mean over items."""
    task_mean: float
    """The mean over tasks, each alike."""
    stated: dict[str, float]
    """What the log gives, by metric."""
    by_tasks: bool
    """Whether the log's is the mean over tasks."""


class OneOfGroup(Notice, frozen=True):
    """A task is the only one here of its group."""

    group: str
    """The group."""
    tasks: int
    """All its tasks."""


class NoStratum(Notice, frozen=True):
    """Items have no value of the column that makes strata."""

    column: str
    """The column."""
    items: int
    """Such items."""


class ManyStrata(Notice, frozen=True):
    """Of several strata some differ by chance."""

    column: str
    """The column."""
    strata: int
    """Strata that were looked at."""
    clear: int
    """Those along whose distance the score changes, taken alone (p < .05)."""
    clear_holm: int
    """Those that are left once all strata of the run are counted in (Holm)."""


EqualNotice = CovariateMissing | CovariateConstant | LevelsLumped | LevelsLeftOut | TwinsUnlike | TwinsLeftOut
"""Of what is held equal."""
RulerNotice = (
    NoDistance | FloorByTime | UnequalChance | NoSlope | NotAdjusted | PartAdjusted | NoAdjustedSlope | NotFalling
    | NoLogisticCurve
)  # fmt: skip
"""Of a ruler."""
ViewNotice = PartOfGroup | NotAnswered | OtherMean | OneOfGroup | NoStratum | ManyStrata
"""Of pools and strata."""
