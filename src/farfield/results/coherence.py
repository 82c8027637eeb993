"""coherence.json: whether stated probabilities could be those of one mind, beside whether they tell true from false."""

from __future__ import annotations

from typing import Literal

from farfield.results.structs import Estimate, Result

SCHEMA_COHERENCE = "farfield.coherence/1"

NotDiscriminated = Literal["no_resolutions", "one_outcome"]
"""Why a discrimination is not known: nothing is resolved; all that is resolved came out alike."""


class CoherenceSettings(Result):
    """The options of a run."""

    axis: str | None
    """`--axis`: the column along which coherence is told level by level; null: none."""
    confidence: float
    """Level of the intervals."""
    seed: int
    """Seed of the answerers that draw."""


class CoherenceMean(Result):
    """A mean over tuples with its interval, which clusters by the base question."""

    mean: float
    """The mean; 0 where every tuple coheres."""
    low: float | None
    """Lower end of its interval; null where it is 0 or fewer than five base questions tell it."""
    high: float | None
    """Upper end of its interval."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.mean, self.low, self.high)


class Incoherence(Result):
    """How far tuples are from coherent. All three are exact, and 0 for a coherent tuple alone."""

    tuples: int
    """Tuples."""
    incoherent: float
    """Share of them against which bets can be found that win more than 0.01 in every world, for stakes of 1 in all."""
    squared: CoherenceMean
    """Squared distance: what the nearest coherent probabilities gain in Brier score, summed over a tuple, in every
    world at least."""
    log_gain: CoherenceMean | None
    """The same in log score, in nats, of tuples without a probability of 0 or 1; null where there are none."""
    certain: int
    """Tuples with a probability of 0 or 1, which have no log gain."""
    dutch_book: CoherenceMean
    """What the best bets, whose stakes sum to 1, win in every world."""


class RelationCoherence(Result):
    """The tuples of one logical relation."""

    check: str
    """The relation."""
    found: Incoherence
    """How incoherent they are."""


class Discrimination(Result):
    """Whether probabilities tell base questions that came true from those that did not."""

    questions: int
    """Resolved base questions, each once: of several probabilities for one the mean counts."""
    came_true: float | None
    """Share of them that came true; null without questions."""
    several: int
    """How many of them got several probabilities that differ."""
    auc: CoherenceMean | None
    """Chance that a question that came true got a higher probability than one that did not (ties count half); null
    where `reason` says why."""
    brier: CoherenceMean | None
    """Mean squared error; null without questions."""
    brier_of_rate: float | None
    """Mean squared error of saying `came_true` always: what an ignorant answerer can have."""
    reason: NotDiscriminated | None
    """Why `auc` is null; else null."""


class CoherenceLevel(Result):
    """The tuples at one level of the axis."""

    level: str
    """The level, or the range of values."""
    at: float | None
    """The mean of its values; null where the axis is none of numbers."""
    found: Incoherence | None
    """How incoherent they are, tuples counting alike; null without tuples."""
    discrimination: Discrimination
    """Of the base questions of these tuples."""


class CoherenceMoved(Result):
    """How much more a subject gives away at the farthest level than at the nearest."""

    near: str
    """The nearest level of which it has tuples."""
    far: str
    """The farthest."""
    checks: list[str]
    """The relations of which both have tuples: over these, each counting alike, is the difference."""
    difference: float
    """Squared distance at the farthest less that at the nearest."""
    low: float | None
    """Lower end of its interval; null where fewer than five base questions tell either."""
    high: float | None
    """Upper end of its interval."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.difference, self.low, self.high)


class Bet(Result):
    """One of the bets of a tuple."""

    role: str
    """What the bet is on."""
    stated: float
    """The probability that was stated."""
    nearest: float
    """The coherent one, of least squared distance."""
    stake: float
    """How much is staked on it, of 1 in all; below 0 against it. A bet on a conditional is called off where its
    condition fails."""


class WorstTuple(Result):
    """A tuple and the bets that win most against it."""

    tuple: str
    """Its name."""
    check: str
    """Its relation."""
    squared: float
    """Squared distance."""
    dutch_book: float
    """What its bets win in every world."""
    bets: list[Bet]
    """Its roles, in the relation's order."""


class SubjectCoherence(Result):
    """One subject, or an answerer to compare with."""

    subject: str
    """Its name."""
    whole: Incoherence
    """All its tuples; means are those of its relations, each counting alike."""
    common: CoherenceMean | None
    """Squared distance over the relations that all subjects have, each counting alike: what can be compared; null
    where they share none."""
    lacking: list[str]
    """Relations that others have and it lacks."""
    checks: list[RelationCoherence]
    """Relation by relation."""
    discrimination: Discrimination
    """Whether it tells true from false."""
    levels: list[CoherenceLevel]
    """Along the axis, nearest first; empty without one."""
    worst: list[WorstTuple]
    """Its most incoherent tuples by what bets win."""
    moved: CoherenceMoved | None = None
    """What the axis does to it; null without two levels in their order that share a relation."""


class CoherenceLeftOut(Result):
    """What was not used, and how much of it."""

    rejected: int
    """Rows that could not be used; `rejected.jsonl` holds them."""
    unknown_checks: dict[str, int]
    """Rows by the name of a check that is none of those known."""
    unknown_roles: dict[str, int]
    """Rows by a role that its check does not have, as `And: R`."""
    lacking_roles: int
    """Tuples that lack a role, or a probability for it."""
    two_probabilities: int
    """Tuples that state two probabilities for one role."""
    contradictions: int
    """Distinct tuples whose resolutions no world has: what was deduced there is not used."""
    contradicted: dict[str, int]
    """The same by relation."""
    two_resolutions: int
    """Base questions that came true in one row and false in another; they leave the discrimination."""


class Preferences(Result):
    """Choices between two options at a time."""

    subject: str
    """Whose."""
    options: int
    """Options."""
    pairs: int
    """Pairs that were compared."""
    flipped: int
    """Pairs that were put several times and chosen differently: the more frequent choice counts."""
    triads: int
    """Triples of options compared in all three pairs without a tie."""
    cyclic: int
    """Of these, in a circle."""
    cyclic_share: float | None
    """`cyclic` of `triads`; choices at random have 0.25; null without triads."""
    zeta: float | None
    """Consistence of Kendall and Babington Smith, 1 without a circle, 0 with as many as there can be; null unless all
    pairs were compared without ties."""
    dominant: int
    """Choices in which one option is better in every respect."""
    dominant_right: float | None
    """Share of these in which it was chosen; null without any."""


class Coherence(Result, kw_only=True):
    """Whether stated probabilities could be those of one mind, beside whether they tell true from false."""

    schema: str = SCHEMA_COHERENCE
    """`farfield.coherence/1`."""
    files: list[str]
    """The files that were read."""
    options: CoherenceSettings
    """The options of this run."""
    subjects: list[SubjectCoherence]
    """The subjects, in order of first appearance."""
    references: list[SubjectCoherence]
    """Answerers who know nothing, asked the same: `one world`, `base rate`, `constant`, `random`."""
    left_out: CoherenceLeftOut
    """What was not used."""
    preferences: list[Preferences]
    """Choices between options, subject by subject; empty where the files hold none."""
    several_levels: int
    """Tuples whose roles stand at several levels of the axis, so that they are at none."""
    warnings: list[str]
    """What reading the files gives reason to tell."""


NotTold = Literal["nothing_whole", "other_scale"]
"""Why nothing is told of coherence: no tuple has a probability for each role of a known check; more than one in a
hundred of the probabilities lie outside 0 to 1."""


class ItemsCoherence(Result):
    """The stated probabilities among the items of a profile, along one axis."""

    axis: str | None
    """What the levels are along: an axis of the rows, or a distance; null where they have neither."""
    subjects: list[SubjectCoherence]
    """The subjects, in order of first appearance."""
    references: list[SubjectCoherence]
    """Answerers who know nothing, asked the same: `one world`, `base rate`, `constant`, `random`."""
    left_out: CoherenceLeftOut
    """What was not used."""
    without_probability: int
    """Rows of a tuple that state none, or none that is one."""
    several_levels: int
    """Tuples whose roles stand at several levels of the axis, so that they are at none."""
    reason: NotTold | None
    """Why there are no subjects; else null."""


AnyCoherence = Coherence | ItemsCoherence
"""What sentences, tables and pictures of coherence are made from."""
