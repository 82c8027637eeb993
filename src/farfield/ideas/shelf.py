"""What the prior work says of concepts: documents as sets, by date and without an idea's own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from farfield.arrays import Rows
from farfield.ideas.periods import Period, written
from farfield.ideas.postings import Concept, Postings
from farfield.ideas.prior_work import PriorWork
from farfield.results.novelty import ConceptSeen, DocumentSeen

MOST_FIRST = 5
LONGEST_TITLE = 160
TITLE_END = " . "


class Shelf:
    """The documents with their dates, and the sets of those before a date."""

    def __init__(self, prior: PriorWork) -> None:
        self.prior = prior
        self._before: dict[int, Rows] = {}
        self._described: dict[int, DocumentSeen] = {}
        self._by_name: dict[str, list[int]] | None = None

    def before(self, date: Period | None, without: Sequence[int] = ()) -> Rows:
        """Which documents are before a date, but for some; without a date none is."""
        if date is None:
            return np.zeros(self.prior.documents, bool)
        found = self._before.get(date.first)
        if found is None:
            found = self._before[date.first] = self.prior.before(date)
        if without:
            found = found.copy()
            found[list(without)] = False
        return found

    def named(self, name: str) -> list[int]:
        """The documents of that id."""
        if self._by_name is None:
            self._by_name = {}
            for number, each in enumerate(self.prior.names):
                self._by_name.setdefault(each, []).append(number)
        return self._by_name.get(name, [])

    def describe(self, document: int) -> DocumentSeen:
        """A document as evidence."""
        found = self._described.get(document)
        if found is None:
            found = self._described[document] = self._describe(document)
        return found

    def _describe(self, document: int) -> DocumentSeen:
        text = self.prior.text(document)
        title = text.partition(TITLE_END)[0].strip() or text.strip()
        title = " ".join(title.split())
        shown = title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
        return DocumentSeen(self.prior.names[document], shown, self.date(document))

    def date(self, document: int) -> str:
        """A year, a month or a day where its period is one, else its first and last day."""
        return shown_period(Period(int(self.prior.first[document]), int(self.prior.last[document])))


def shown_period(period: Period) -> str:
    """ "2019", "2019-06", "2019-06-30", or the first and the last day."""
    if not period.first:
        return "no date"
    first, last = written(period.first), written(period.last)
    if first == last:
        return first
    if first.endswith("-01-01") and last.endswith("-12-31") and first[:4] == last[:4]:
        return first[:4]
    return first[:7] if first[:7] == last[:7] and first.endswith("-01") else f"{first} to {last}"


def see_concept(name: str, concept: Concept, postings: Postings, shelf: Shelf, before: Rows) -> ConceptSeen:
    """How often, when first and where a concept stands before an idea. `before`: which documents are before it."""
    holding = postings.of(concept)
    earlier = holding[before[holding]]
    documents, later = len(earlier), len(holding) - len(earlier)
    if not documents:
        return ConceptSeen(name, 0, None, [], later)
    years = shelf.prior.first[earlier] // 10000
    first = int(years.min())
    firsts = sorted(earlier[years == first].tolist(), key=lambda one: (shelf.prior.names[one], one))
    told = [shelf.describe(one) for one in firsts[:MOST_FIRST]]
    return ConceptSeen(name, documents, first, told, later)
