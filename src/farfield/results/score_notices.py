"""What must be known of scores, of regimes and of the scorer: codes with figures."""

from __future__ import annotations

from farfield.results.codes import Notice


class Unscored(Notice, frozen=True):
    """Items hold no score and count nowhere."""

    unscored: int
    """Items without a score."""
    items: int
    """All items."""


class FewScored(Notice, frozen=True):
    """Too few items are scored for a slope or a curve."""

    scored: int
    """Scored items."""
    fewest: int
    """Items that it takes."""


class SameScore(Notice, frozen=True):
    """All scored items have the same score, so there is nothing to fit."""

    scored: int
    """Scored items."""
    score: float
    """Their score."""


class MixedKinds(Notice, frozen=True):
    """Rows of a value, of its controls and of capabilities count alike in one score, which means nothing."""

    kinds: list[str]
    """The kinds, as they first appear."""
    items: int
    """Their scored items."""


class TooFewClusters(Notice, frozen=True):
    """A few clusters hold all items, so no interval, slope or curve is given."""

    clusters: int
    """Clusters."""
    items: int
    """Their items."""
    fewest: int
    """Clusters that it takes."""
    column: str | None
    """`--cluster`; null without."""
    pooled: bool
    """Whether the clusters are the tasks of a pool."""


class ScarceClusters(Notice, frozen=True):
    """Intervals rest on corrections for few clusters."""

    clusters: int
    """Clusters."""
    enough: int
    """Clusters from which on none is needed."""
    column: str | None
    """`--cluster`; null without."""
    pooled: bool
    """Whether the clusters are the tasks of a pool."""


class BelowChance(Notice, frozen=True):
    """The score lies below that of a guess: a systematic error."""

    score: float
    """The score."""
    items: int
    """Scored items."""
    guess: float
    """What a guess scores."""
    far_below: bool
    """Whether it is so far below that the key may be shifted, or right and wrong may have changed places."""


class ExactlyChance(Notice, frozen=True):
    """The score is exactly that of a guess: the answers may never have reached the scorer."""

    score: float
    """The score."""
    items: int
    """Scored items."""
    guess: float
    """What a guess scores."""


class LikeChance(Notice, frozen=True):
    """The score cannot be told from that of a guess."""

    score: float
    """The score."""
    items: int
    """Scored items."""
    guess: float
    """What a guess scores."""


class CommonAnswer(Notice, frozen=True):
    """One answer is right for many items, and nothing tells what a guess scores."""

    answer: str
    """The commonest target, its beginning."""
    share: float
    """Share of the scored items with a target whose target it is."""
    items: int
    """These items."""


class CutOff(Notice, frozen=True):
    """A limit ended answers before they were done."""

    items: int
    """Such answers."""
    of: int
    """Scored answers."""
    share: float
    """Their share, by weight."""
    limit: int
    """Ended by a limit of tokens, messages or cost."""
    timeout: int
    """Ended by a limit of time."""
    mean: float
    """Their mean score."""
    finished: int
    """Finished answers."""
    finished_mean: float | None
    """Their mean score; null without any."""
    score: float
    """The score, which counts all as they were marked."""


class LabelOverturned(Notice, frozen=True):
    """The corpus holds question and answer of items declared as something else: they count as recall."""

    items: int
    """Such items."""
    nearly: int
    """Of these, by a near duplicate alone."""


class LabelNotFound(Notice, frozen=True):
    """Items declared as recall were not found with their answer."""

    items: int
    """Such items."""
    unknown: int
    """Of these, those that count as unknown; axes of a family decide for the rest."""
    in_part: bool
    """Whether a part of the corpus was searched that may hold more of them."""


class NoSuchRegime(Notice, frozen=True):
    """Declared regimes that are none count as unknown."""

    labels: list[str]
    """The labels."""


class AxesWithoutFamily(Notice, frozen=True):
    """Levels are told, and no column tells on the axes of what family."""

    columns: list[str]
    """The columns of levels."""


class UndeclaredFamily(Notice, frozen=True):
    """Items are of a family that cannot be used here and that nobody declared: they have no regime by it."""

    family: str
    """Its name."""
    items: int
    """Its items."""
    problem: str | None
    """Why it cannot be used; null where there is no such family."""
    like: str | None
    """A family with a name like it."""
    example: str | None
    """How its support could be declared, as JSON; null where its items tell no levels."""


class LevelsUntold(Notice, frozen=True):
    """Items of a declared family tell no level on an axis: their regime is unknown."""

    family: str
    """The family."""
    column: str
    """The column of the axis."""
    items: int
    """Such items."""


class AxesUntold(Notice, frozen=True):
    """Items of a family have no column for some of its axes: their regime is unknown."""

    family: str
    """The family."""
    columns: list[str]
    """The columns that lack."""


class OtherAxes(Notice, frozen=True):
    """The axes of a family were declared otherwise when its items were made."""

    family: str
    """The family."""
    then: list[str]
    """Hashes of the axes as they were."""
    now: str
    """Hash of the axes as they are here."""


class AllOutputsEmpty(Notice, frozen=True):
    """All outputs are empty and score 0: the subject may never have been asked."""

    outputs: int
    """Outputs."""


class EmptyOutputs(Notice, frozen=True):
    """Some outputs are empty."""

    empty: int
    """Empty outputs."""
    outputs: int
    """All outputs."""
    right: int
    """Empty outputs that score above 0."""


class OneAnswer(Notice, frozen=True):
    """Nearly all outputs are the same text, while the targets differ."""

    given: int
    """Outputs that are this text."""
    outputs: int
    """All outputs."""
    answer: str
    """The text, cut to its beginning."""


class TargetsInWrong(Notice, frozen=True):
    """Outputs that score 0 hold their target: the scorer may have missed right answers."""

    number: int
    """Such outputs."""
    wrong: int
    """Items that score 0."""
    by_chance: float
    """How many would hold it by chance."""
    examples: list[str]
    """Ids of some of them."""


class TiedChoices(Notice, frozen=True):
    """The best choices of items are tied, so that their order decides."""

    tied: int
    """Such items."""
    items: int
    """Items with choices."""
    column: str
    """The column of log-probabilities."""


ScoreNotice = (
    Unscored | FewScored | SameScore | MixedKinds | TooFewClusters | ScarceClusters | BelowChance | ExactlyChance
    | LikeChance | CommonAnswer | CutOff
)  # fmt: skip
"""Of the score."""
RegimeNotice = (
    LabelOverturned | LabelNotFound | NoSuchRegime | AxesWithoutFamily | UndeclaredFamily | LevelsUntold | AxesUntold
    | OtherAxes
)  # fmt: skip
"""Of regimes and families."""
ScoringNotice = AllOutputsEmpty | EmptyOutputs | OneAnswer | TargetsInWrong | TiedChoices
"""Of outputs and the scorer."""
