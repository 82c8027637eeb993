"""Ideas of an author and of people, paired one to one so that they are alike in all but who had them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from farfield.arrays import Floats
from farfield.ideas.topics import ALIKE
from farfield.records import FarfieldError

CONCEPTS, DOUBLINGS, YEARS = 3.0, 1.0, 1.0
"""How many concepts more, how much longer and how much later one of a pair may be."""
FORBIDDEN = 1e6
"""What a pair costs that may not be: so as many pairs as possible are made, and of these the most alike."""
MOST_PAIRS = 50_000_000
"""That may be looked at, 8 bytes each."""


@dataclass(frozen=True)
class Traits:
    """What pairs must be alike in, by idea: core concepts, words (logarithm to base 2), date in years, topic (ideas,
    words; 0 where it is not known), and genre, None where nobody tells it."""

    concepts: Floats
    words: Floats
    years: Floats
    topics: Floats
    genres: Sequence[str | None]

    def __len__(self) -> int:
        return len(self.concepts)

    def of(self, rows: Sequence[int]) -> Traits:
        """The traits of some."""
        at = np.asarray(rows, np.int64)
        genres = [self.genres[row] for row in rows]
        return Traits(self.concepts[at], self.words[at], self.years[at], self.topics[at], genres)

    @property
    def numbers(self) -> dict[str, Floats]:
        """The traits that are one number each."""
        return {"concepts": self.concepts, "words": self.words, "years": self.years}


def match(first: Traits, second: Traits, *, by_genre: bool) -> list[tuple[int, int]]:
    """Rows of each, paired one to one: as many as may be, and of all such pairings the one whose pairs are the most
    alike together (Rosenbaum 1989, optimal matching within calipers).

    Raises FarfieldError where there are too many ways to pair them.
    """
    if len(first) * len(second) > MOST_PAIRS:
        raise FarfieldError(
            f"{len(first):,} ideas and {len(second):,} by people are too many to be paired",
            where="--against",
            remedy="Take some of them by chance.",
        )
    if not len(first) or not len(second):
        return []
    cost = _cost(first, second)
    if by_genre:
        ours, theirs = np.array(first.genres, object), np.array(second.genres, object)
        cost[ours[:, None] != theirs[None, :]] = FORBIDDEN
    rows, columns = linear_sum_assignment(cost)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(row, column) for row, column in pairs if cost[row, column] < FORBIDDEN]


def _cost(first: Traits, second: Traits) -> Floats:
    """How unlike each two are, each respect in parts of what it may differ by; FORBIDDEN above that in any."""
    likeness = (first.topics @ second.topics.T).astype(np.float64)
    cost = (1 - likeness) / (1 - ALIKE)
    allowed = likeness >= ALIKE
    for name, most in (("concepts", CONCEPTS), ("words", DOUBLINGS), ("years", YEARS)):
        apart = np.abs(first.numbers[name][:, None] - second.numbers[name][None, :])
        allowed &= apart <= most
        cost += apart / most
    return np.where(allowed, cost, FORBIDDEN)


def share_among_own(first: Floats, second: Floats) -> float:
    """The share of texts whose nearest text, of both sets, is of their own set: half or less where as many texts of
    either lie on the same topics (Schilling 1986). (texts, words) each."""
    both = np.concatenate([first, second])
    likeness = both @ both.T
    np.fill_diagonal(likeness, -np.inf)
    nearest = likeness.argmax(axis=1)
    own = np.arange(len(both)) < len(first)
    return float((own[nearest] == own).mean())
