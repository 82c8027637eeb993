"""Ideas of each author beside people's: pairs that are alike, whether they are, and what differs between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.ideas.authors import by_author, is_outside
from farfield.ideas.matching import Traits, match, share_among_own
from farfield.measure.twins.balance import standardised_difference
from farfield.measure.twins.difference import detectable_difference, paired_difference
from farfield.results.novelty import IdeaNovelty
from farfield.results.novelty_sets import (
    Covariate,
    MatchedPair,
    PairedDifference,
    SetBalance,
    SetComparison,
    WhyNotCompared,
)

CONFIDENCE = 0.95
FEWEST_PAIRS = 20
MOST_AMONG_OWN = 0.65
"""Share of texts whose nearest text is of their own set, above which the topics are not the same."""
OUTSIDE, DISTANCE = "out of paradigm", "distance"
NUMBERS: tuple[Covariate, ...] = ("concepts", "words", "years")


@dataclass(frozen=True)
class Set:
    """The ideas of a set whose kind is known, with their traits and topics; `unknown`: how many others it has."""

    ideas: Sequence[IdeaNovelty]
    traits: Traits
    topics: Codes
    unknown: int

    @property
    def tells_genre(self) -> bool:
        return all(genre is not None for genre in self.traits.genres)

    def of(self, rows: Sequence[int]) -> Set:
        """Some of them."""
        return Set([self.ideas[row] for row in rows], self.traits.of(rows), self.topics[list(rows)], 0)


def compare_sets(ideas: Sequence[IdeaNovelty], traits: Traits) -> list[SetComparison]:
    """Each author's ideas beside people's; none where there are no people's. `traits`: of all ideas, in their order."""
    sets = by_author(ideas)
    people = next((rows for rows in sets.values() if ideas[rows[0]].against), None)
    if people is None:
        return []
    theirs = _known(ideas, people, traits)
    return [
        _compare(author, _known(ideas, rows, traits), theirs)
        for author, rows in sets.items()
        if rows is not people
    ]


def _known(ideas: Sequence[IdeaNovelty], rows: Sequence[int], traits: Traits) -> Set:
    known = [row for row in rows if ideas[row].kind != "unknown"]
    topics = np.array([ideas[row].topic for row in known], np.int64)
    return Set([ideas[row] for row in known], traits.of(known), topics, len(rows) - len(known))


def _compare(author: str, ours: Set, theirs: Set) -> SetComparison:
    by_genre = ours.tells_genre and theirs.tells_genre
    why = _why_not(ours, theirs)
    pairs = [] if why else match(ours.traits, theirs.traits, by_genre=by_genre)
    why = why or ("few_pairs" if len(pairs) < FEWEST_PAIRS else None)
    first, second = ours.of([one for one, _ in pairs]), theirs.of([one for _, one in pairs])
    balance = [] if why else list(_balance(ours, theirs, first, second))
    why = why or ("unbalanced" if any(one.failed for one in balance) else None)
    differences = [] if why else list(_differences(first, second))
    if any(one.low is None for one in differences):
        why, differences = "few_topics", []
    likeness = (first.traits.topics * second.traits.topics).sum(axis=1).tolist()
    named = zip(first.ideas, second.ideas, likeness, strict=True)
    return SetComparison(
        author=author,
        ideas=len(ours.ideas),
        people=len(theirs.ideas),
        unknown=ours.unknown,
        unknown_people=theirs.unknown,
        genre=by_genre,
        reason=why,
        balance=balance,
        topics=len(set(first.topics.tolist())),
        differences=differences,
        pairs=[MatchedPair(one.id, other.id, alike) for one, other, alike in named],
    )


def _why_not(ours: Set, theirs: Set) -> WhyNotCompared | None:
    if not theirs.ideas:
        return "no_people"
    if not ours.traits.topics.any():
        return "no_topic"
    told = [any(genre is not None for genre in one.traits.genres) for one in (ours, theirs)]
    return "one_tells_its_genre" if told[0] != told[1] else None


def _balance(ours: Set, theirs: Set, first: Set, second: Set) -> Iterator[SetBalance]:
    """In what pairs are alike: each trait, and the topic."""
    for name in NUMBERS:
        author, people = first.traits.numbers[name], second.traits.numbers[name]
        value, low, high, failed = standardised_difference(people, author, first.topics, CONFIDENCE)
        before = _apart(ours.traits.numbers[name], theirs.traits.numbers[name])
        yield SetBalance(name, float(author.mean()), float(people.mean()), value, low, high, before, failed)
    own = share_among_own(first.traits.topics, second.traits.topics)
    likeness = float((first.traits.topics * second.traits.topics).sum(axis=1).mean())
    yield SetBalance("topic", likeness, likeness, own, None, None, None, own > MOST_AMONG_OWN)


def _apart(author: Floats, people: Floats) -> float | None:
    """Author less people in standard deviations, unpaired."""
    if len(author) < 2 or len(people) < 2:
        return None
    spread = float(np.sqrt((author.var(ddof=1) + people.var(ddof=1)) / 2))
    return float(author.mean() - people.mean()) / spread if spread else None


def _differences(first: Set, second: Set) -> Iterator[PairedDifference]:
    """Out of paradigm, distance, and each kind that any idea of a pair is of."""
    outside = [np.array([is_outside(idea) for idea in one.ideas], float) for one in (first, second)]
    yield _paired(OUTSIDE, outside[0], outside[1], first.topics, CONFIDENCE)
    far = [
        np.array([one.distance.percentile if one.distance else np.nan for one in each.ideas], float)
        for each in (first, second)
    ]
    both = np.isfinite(far[0] + far[1])
    if both.sum() >= FEWEST_PAIRS:
        yield _paired(DISTANCE, far[0][both], far[1][both], first.topics[both], CONFIDENCE)
    kinds = sorted({idea.kind for one in (first, second) for idea in one.ideas})
    for kind in kinds:
        held = [np.array([idea.kind == kind for idea in one.ideas], float) for one in (first, second)]
        yield _paired(kind, held[0], held[1], first.topics, 1 - (1 - CONFIDENCE) / len(kinds))


def _paired(of: str, author: Floats, people: Floats, topics: Codes, confidence: float) -> PairedDifference:
    found = paired_difference(author - people, topics, confidence)
    return PairedDifference(
        of=of,
        pairs=len(author),
        author=float(author.mean()),
        people=float(people.mean()),
        difference=found.difference,
        low=found.low,
        high=found.high,
        detectable=detectable_difference(found, len(author), confidence),
    )
