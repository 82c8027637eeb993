"""From which day on each word is known: the earliest documents that hold it, a few of each.

What a field calls known goes by the date. A word that an idea was the first to use, and that many documents hold
afterwards, must not count as known to that idea.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from farfield.arrays import Codes
from farfield.ideas.prior_work import PriorWork

EARLIEST = 10
"""Documents that are kept of a word: as many as the most that anything asks for."""


class KnownWords:
    """The earliest documents of each word, in one pass over the corpus. Memory goes by words, not by documents."""

    def __init__(self, prior: PriorWork, first_date: int) -> None:
        """`first_date`: the earliest day that will be asked for (yyyymmdd); of a word in enough documents before it no
        more are looked for."""
        self._prior = prior
        self._asked: dict[str, list[tuple[int, int]]] = {}
        self._order: Codes = np.argsort(
            np.where(prior.dated, prior.last, np.iinfo(np.int64).max), kind="stable"
        )
        self._places = np.empty_like(self._order)
        self._places[self._order] = np.arange(len(self._order))
        self._enough = int((prior.dated & (prior.last < first_date)).sum())
        self._dated = int(prior.dated.sum())
        self._earliest = np.full((len(prior.words), EARLIEST), self._dated, np.int64)
        for held in prior.held():
            places = self._places[held.documents + held.first]
            meant = (places < self._dated) & (self._earliest[held.words, -1] >= self._enough)
            if meant.any():
                words = held.words[meant].astype(np.int64)
                self._add(np.sort(words * self._dated + places[meant]))

    def _add(self, keys: Codes) -> None:
        """Take in documents of words: word * dated documents + place by date, ascending."""
        words, places = keys // self._dated, keys % self._dated
        begins = np.flatnonzero(np.r_[True, words[1:] != words[:-1]])
        rank = np.arange(len(words)) - np.repeat(begins, np.diff(np.r_[begins, len(words)]))
        few = rank < EARLIEST
        row = np.repeat(np.arange(len(begins)), np.diff(np.r_[begins, len(words)]))
        fresh = np.full((len(begins), EARLIEST), self._dated, np.int64)
        fresh[row[few], rank[few]] = places[few]
        held = words[begins]
        both = np.concatenate([self._earliest[held], fresh], axis=1)
        self._earliest[held] = np.sort(both, axis=1)[:, :EARLIEST]

    def held(self, word: str, date: int, without: Collection[int] = ()) -> int:
        """Documents before a date that hold a word, EARLIEST at most; `without`: documents that do not count."""
        earliest = self._of(word)
        if not without:
            return sum(last < date for _, last in earliest)
        return sum(last < date and one not in without for one, last in earliest)

    def _of(self, word: str) -> list[tuple[int, int]]:
        """The earliest documents of a word, each with its last day."""
        found = self._asked.get(word)
        if found is None:
            number = self._prior.numbers.get(word)
            places = self._earliest[number] if number is not None else np.zeros(0, np.int64)
            documents = self._order[places[places < self._dated]]
            last = self._prior.last[documents]
            found = self._asked[word] = list(zip(documents.tolist(), last.tolist(), strict=True))
        return found
