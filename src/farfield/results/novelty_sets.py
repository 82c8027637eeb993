"""The part of novelty.json that sets ideas beside each other: authors against people, and scores against distance."""

from __future__ import annotations

from typing import Literal

from farfield.results.structs import Result

Covariate = Literal["concepts", "words", "years", "topic"]
"""What pairs must be alike in: core concepts; words of the text (logarithm to base 2); years from the first to the date
(so much prior work there was); and the topic, which has a measure of its own."""
WhyNotCompared = Literal[
    "no_people", "no_topic", "one_tells_its_genre", "few_pairs", "unbalanced", "few_topics"
]
"""Why an author's ideas and people's are not compared: no people's idea has a kind that is known; no idea of the
author's has a topic that can be told; only one of the two sets tells its genre; fewer than 20 pairs are alike enough;
what the pairs are alike in is still unequal; the pairs lie on fewer than five topics, of which nothing tells how much
they differ."""
WhyNoRho = Literal["few_ideas", "all_alike", "few_topics"]
"""Why there is no rank correlation: fewer than 10 ideas have both a score and a distance; all have the same score,
or the same distance; or they lie on fewer than five topics."""


class OutOfParadigm(Result):
    """How many of an author's ideas lie outside what the prior work holds: compositions and new primitives. Within are
    interpolations and recall; ideas of unknown kind are neither."""

    known: int
    """Ideas whose kind is known."""
    outside: int
    """Of these, compositions and new primitives."""
    share: float | None
    """`outside` of `known`, 0 to 1; null where none is known."""
    low: float | None
    """Lower end of its 95 % interval (Wilson, clustered by topic); null without a share, and where too few topics tell
    it."""
    high: float | None
    """Upper end."""


class SetBalance(Result):
    """Whether the pairs of an author's and people's ideas are alike in one respect."""

    covariate: Covariate
    """In which."""
    author: float
    """The author's mean, over the pairs."""
    people: float
    """People's."""
    standardised: float | None
    """Author less people, in standard deviations; null where nobody's differ. Of the topic: the share of texts whose
    nearest text is of its own set, which is 0.5 or less where topics are alike."""
    low: float | None
    """Lower end of its 95 % interval; null where nothing tells it, and of the topic."""
    high: float | None
    """Upper end."""
    before: float | None
    """The same of all ideas whose kind is known, before any were matched."""
    failed: bool
    """Whether it is out of balance: above 0.25, or above 0.1 with an interval that leaves out 0; of the topic above
    0.65."""


class PairedDifference(Result):
    """Author less people, pair by pair."""

    of: str
    """Of what: `out of paradigm`, `distance` (percentiles) or a kind."""
    pairs: int
    """Pairs that have it: of the distance those where both have one."""
    author: float
    """The author's mean or share, over the pairs."""
    people: float
    """People's."""
    difference: float
    """Author less people."""
    low: float | None
    """Lower end of its interval: 95 %, of kinds 95 % for all kinds together (Bonferroni); clustered by topic; null
    where fewer than five topics bear one."""
    high: float | None
    """Upper end."""
    detectable: float
    """The difference that so many pairs would have shown with 80 % power."""


class MatchedPair(Result):
    """An author's idea and the people's idea that is set beside it."""

    idea: str
    """Id of the author's."""
    people: str
    """Id of the people's."""
    likeness: float
    """The cosine of their topics."""


class SetComparison(Result):
    """An author's ideas and people's, matched one to one on topic, number of concepts, length, date and genre."""

    author: str
    """Whose."""
    ideas: int
    """The author's ideas whose kind is known."""
    people: int
    """People's ideas whose kind is known."""
    unknown: int
    """The author's ideas of unknown kind: in no pair."""
    unknown_people: int
    """People's."""
    genre: bool
    """Whether pairs are of one genre, as both sets tell theirs; else nothing tells proposals from abstracts."""
    reason: WhyNotCompared | None
    """Why nothing is concluded; null where the differences are told."""
    balance: list[SetBalance]
    """In what the pairs are alike, and in what not; empty where there are too few pairs."""
    topics: int
    """Topics that the pairs lie on: their clusters."""
    differences: list[PairedDifference]
    """Out of paradigm, distance (where there is one) and each kind that stands in a pair; empty where `reason` is not
    null."""
    pairs: list[MatchedPair]
    """Who is set beside whom, in the order of the author's ideas."""


class ScoreAgainst(Result):
    """A score of ideas set against their distance, rank by rank."""

    author: str
    """Whose ideas, or `all ideas`."""
    score: str
    """The column."""
    ideas: int
    """Ideas with both."""
    without: int
    """Ideas without a score that is a number, or without a distance."""
    rho: float | None
    """Spearman's rank correlation, -1 to 1: above 0 where farther ideas score higher."""
    low: float | None
    """Lower end of its 95 % interval, clustered by topic."""
    high: float | None
    """Upper end."""
    reason: WhyNoRho | None
    """Why there is none; else null."""
