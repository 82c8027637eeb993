"""What the prior work says of concepts: documents as sets, by date and without an idea's own."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from farfield.arrays import Codes, Rows
from farfield.ideas.periods import Period, written
from farfield.ideas.prior_work import PriorWork
from farfield.results.novelty import ConceptSeen, DocumentSeen

MOST_FIRST = 5
LONGEST_TITLE = 160
TITLE_END = " . "


class Earlier:
    """The documents before a date, but for some. `count`: how many."""

    def __init__(self, prior: PriorWork, date: Period | None, without: Sequence[int], count: int) -> None:
        self._prior, self._day, self._without = prior, date.first if date else 0, np.array(without, np.int64)
        self.count = count - int(self.are(self._without, own=True).sum())

    def are(self, documents: Codes, *, own: bool = False) -> Rows:
        """Which of some documents are. `own`: also those that are left out."""
        last = self._prior.last[documents]
        found = (last > 0) & (last < self._day)
        if len(self._without) and not own:
            found &= ~np.isin(documents, self._without)
        return np.asarray(found)

    def among(self, documents: Codes) -> Codes:
        """Those of some documents that are."""
        return documents[self.are(documents)]


class Shelf:
    """The documents with their dates, and the sets of those before a date."""

    def __init__(self, prior: PriorWork, wanted: Collection[str] = ()) -> None:
        """`wanted`: ids of documents that will be asked for."""
        self.prior = prior
        self._counts: dict[int, int] = {}
        self._described: dict[int, DocumentSeen] = {}
        self._by_name: dict[str, list[int]] = {}
        for number, name in enumerate(prior.names if wanted else ()):
            if name in wanted:
                self._by_name.setdefault(name, []).append(number)

    def before(self, date: Period | None, without: Sequence[int] = ()) -> Earlier:
        """The documents before a date, but for some; without a date none is."""
        day = date.first if date else 0
        if day not in self._counts:
            self._counts[day] = int(self.prior.before(date).sum()) if date else 0
        return Earlier(self.prior, date, without, self._counts[day])

    def named(self, name: str) -> list[int]:
        """The documents of an id that was wanted."""
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


def see_concept(name: str, holding: Codes, shelf: Shelf, before: Earlier) -> ConceptSeen:
    """How often, when first and where a concept stands before an idea. `holding`: all documents that hold it."""
    earlier = before.among(holding)
    documents, later = len(earlier), len(holding) - len(earlier)
    if not documents:
        return ConceptSeen(name, 0, None, [], later)
    years = shelf.prior.first[earlier] // 10000
    first = int(years.min())
    firsts = sorted(earlier[years == first].tolist(), key=lambda one: (shelf.prior.names[one], one))
    told = [shelf.describe(one) for one in firsts[:MOST_FIRST]]
    return ConceptSeen(name, documents, first, told, later)
