"""What else a score is held against: its parts, twins, graders, signals of recall."""

from __future__ import annotations

import msgspec

from farfield.results.reasons import Explained
from farfield.results.structs import Estimate, Mean, Result


class Part(Result):
    """Part of a score: share x mean."""

    items: int
    """Scored items."""
    share: float
    """Their share of all scored items."""
    mean: float | None
    """Their mean score; null without items."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""
    part: float
    """share x mean, what they bring to the score."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.mean, self.low, self.high)


class RegimePart(Result):
    """The part of a regime."""

    regime: str
    """The regime."""
    items: int
    """Scored items."""
    share: float
    """Their share of all scored items."""
    mean: float | None
    """Their mean score."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""
    part: float
    """share x mean."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.mean, self.low, self.high)


class BandPart(Result):
    """The part of a band of distance."""

    from_: float | None
    """Nearest distance; null for the items without a distance, which come last."""
    to: float | None
    """Farthest distance."""
    items: int
    """Scored items."""
    share: float
    """Their share of all scored items."""
    mean: float | None
    """Their mean score."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""
    part: float
    """share x mean."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.mean, self.low, self.high)


class Cut(Result):
    """A way to say which items have a near passage: at least half of the text in one passage (`question_containment` >=
    .5), 13 words in a row (`question_coverage_13` > 0, Brown 2020), 7 words of 10 in spans of 8 (`question_coverage_8`
    >= .7, Chowdhery 2022). Only those whose column the scan has.
    """

    cut: str
    """It in words."""
    column: str
    """The column of items.parquet that it cuts."""
    threshold: float
    """The value from which an item counts as near."""
    near: Part
    """Items with such a passage."""
    far: Part
    """Items without."""
    unknown: Part
    """Items that were not searched."""
    accounts_for: float | None
    """The share of the score that the near items bring; null where the score is 0."""
    far_alone: float | None
    """Mean of the far items minus the score; null without far items."""


class Decomposition(Result):
    """What a score is made of; each list of parts sums to it."""

    score: float
    """The score."""
    regimes: list[RegimePart]
    """By regime."""
    bands: dict[str, list[BandPart]]
    """By ruler, the bands nearest first, and last what has no distance."""
    cuts: list[Cut]
    """By cuts at near passages."""


class Discordant(Result):
    """Sets in which only one end is better."""

    near_only: int
    """The near one."""
    far_only: int
    """The far one."""


class PairsNeeded(Result):
    """Pairs that show a difference with 80 % power: 7.85 psi / difference^2, psi the mean squared one of a set."""

    difference: float
    """The difference: .05."""
    pairs: int
    """Pairs."""


class ConditionalLogit(Explained):
    """A conditional logistic regression: what sets share drops out."""

    log_odds: float | None
    """Change of the log-odds; null where nothing could be fitted."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""
    p: float | None
    """Two-sided p-value."""
    sets: int
    """Sets with both right and wrong answers, which alone tell something."""
    note: str | None
    """Why nothing could be fitted; else null."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.log_odds, self.low, self.high)


class AdjustedLogit(ConditionalLogit):
    """A conditional logit at equal values of what is out of balance."""

    covariates: list[str]
    """What is held equal."""


class ConditionalLogits(Result):
    """Three of them."""

    far: ConditionalLogit
    """The far against the near members."""
    per_sd: ConditionalLogit
    """Along the distance, all members, for one standard deviation."""
    adjusted: AdjustedLogit | None
    """`far` at equal values of what is out of balance; null where nothing is."""


class Balance(Result):
    """Whether near and far members differ in a covariate."""

    covariate: str
    """Its name."""
    sets: int
    """Sets that have it at both ends."""
    near: float | None
    """Its mean near."""
    far: float | None
    """Its mean far."""
    standardised: float | None
    """far - near in standard deviations; null where there is no spread."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""
    failed: bool
    """Out of balance: above .25, or above .1 with an interval without 0 (Austin 2009; Stuart 2010)."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.standardised, self.low, self.high)


class Twins(Explained):
    """Near and far members of sets compared: the strongest design, for what a set shares can't explain a difference."""

    pairs: int
    """Sets with a near and a far member; with more than two members the nearest and the farthest are compared, and the
    mean of several at one end counts."""
    near: float | None
    """Mean score of the near members over the sets; null without sets."""
    far: float | None
    """Mean score of the far ones."""
    difference: float | None
    """far - near, mean over the sets."""
    low: float | None
    """Lower end of its interval; null where clusters are too few."""
    high: float | None
    """Upper end of its interval."""
    p: float | None
    """Of "near and far are exchangeable within each set": McNemar's exact test for right-or-wrong pairs, otherwise a
    randomisation test that flips the signs of a cluster's sets together."""
    test: str | None
    """`exact McNemar`; `exact randomisation` where all signs are flipped (up to 12 sets or clusters that differ);
    `randomisation, drawn` where 1,999 draws stand for them."""
    clusters: int
    """Clusters; sets that share one, directly or by others, count as one."""
    discordant: Discordant
    """Sets in which only one end is better."""
    detectable: float | None
    """The difference that these sets would have shown with 80 % power."""
    needed: PairsNeeded | None
    """Pairs that a difference of five points takes."""
    conditional_logit: ConditionalLogits | None
    """Conditional logistic regressions."""
    balance: list[Balance]
    """Every covariate, the most unequal first."""
    incomplete: int
    """Sets without a scored near or far member."""
    tied: int
    """Sets at one distance."""
    without_set: int
    """Scored items that name no set."""
    left_out_score: float | None
    """Mean score of all scored items outside `pairs`; null without any."""
    note: str | None
    """Why there is nothing to compare, or no interval; else null."""
    axes: list[str] = msgspec.field(default_factory=list)
    """Axes of their family in which near and far members differ; `[]` without a family, and in files of older versions.
    """
    by: str | None = None
    """What says which member is far: a ruler, or `column:` and the column of sides; null in files of older versions."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.difference, self.low, self.high)


class RegradedScore(Result):
    """The score before and after."""

    before: Mean
    """As it was marked."""
    after: Mean
    """With the outputs that hold their target counted as right."""


class RegradedSlope(Explained):
    """The adjusted slope, or the crude one where there is none."""

    log_odds_per_sd: float | None
    """Change of the log-odds for one standard deviation of distance."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""
    note: str | None
    """Why there is none; else null."""


class RegradedGap(Result):
    """The gap."""

    near: float | None
    """Mean of the nearest third."""
    far: float | None
    """Mean of the farthest third."""
    difference: float | None
    """Their difference."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.difference, self.low, self.high)


class RegradedFit(Result):
    """Slope and gap along a ruler."""

    slope: RegradedSlope
    """The slope."""
    gap: RegradedGap
    """The gap."""


class RegradedRuler(Result):
    """A ruler before and after."""

    before: RegradedFit
    """As it was marked."""
    after: RegradedFit
    """With these counted as right."""


class Regraded(Result):
    """The profile with outputs that hold their target counted as right."""

    score: RegradedScore
    """The score."""
    rulers: dict[str, RegradedRuler]
    """By ruler, slope and gap."""


class Graders(Result):
    """Outputs marked wrong that hold their target. Text is compared without case, marks of emphasis and thousands
    separators; the target must stand by itself (909 is not in 909.6), and have at least two characters. That an output
    holds its target does not show that it is right: it may stand in its working.
    """

    wrong: int
    """Items that score 0."""
    wrong_with_target: int
    """How many of them hold their target in the output."""
    by_chance: float
    """How many of the wrong ones hold another item's target."""
    right: int
    """Items that score 1."""
    right_with_target: int
    """How many of them hold their target."""
    examples: list[str]
    """Ids of some wrong ones that hold it."""
    regraded: Regraded | None
    """The profile re-graded; null unless there are at least 3 of them, a tenth of the wrong ones and three times
    chance."""


VERBATIM_WORDS = 8
"""Words in a row that count as verbatim completion, or the whole continuation where it is shorter."""


class Signal(Result):
    """A signal of recall. None shows that an item was in the training data, and their absence shows nothing."""

    name: str
    """Its name."""
    value: float | None
    """Its value."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""
    expected: float | None
    """The value expected without it."""
    p: float | None
    """One-sided p-value; null where there are too few items to tell."""
    n: int
    """Items, shards or orders."""
    sentence: str
    """It in words."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.value, self.low, self.high)
