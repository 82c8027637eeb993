"""Profiles of concepts by the documents before a year: each made once, whoever asks.

Which words stand in which documents is laid down once for all of them.
"""

from __future__ import annotations

from farfield.arrays import Rows
from farfield.ideas.middling_words import MiddlingWords
from farfield.ideas.nearest import Weights
from farfield.ideas.prior_work import PriorWork
from farfield.ideas.profiles import Profiles, words_of_profiles


class Pasts:
    """What stood beside concepts before each year, and in all dated documents."""

    def __init__(self, prior: PriorWork, weights: Weights) -> None:
        self._prior, self._words = prior, words_of_profiles(prior, weights)
        self._beside = MiddlingWords(prior, self._words)
        self._before: dict[int, Profiles] = {}

    def before(self, year: int) -> Profiles:
        """Profiles over the documents all of whose time is before a year."""
        found = self._before.get(year)
        if found is None:
            earlier: Rows = self._prior.dated & (self._prior.last < year * 10000)
            found = self._before[year] = self._over(earlier)
        return found

    def all_dated(self) -> Profiles:
        """Profiles over all documents with a date."""
        return self._over(self._prior.dated)

    def _over(self, among: Rows) -> Profiles:
        return Profiles(self._prior, self._words, self._beside, among)
