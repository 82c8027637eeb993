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

    def __init__(self, rows: Rows, without: Sequence[int], count: int) -> None:
        """`rows`: of each document whether it is before the date; `count`: how many are."""
        self._rows, self._without = rows, np.array(without, np.int64)
        self.count = count - int(rows[self._without].sum())

    def are(self, documents: Codes) -> Rows:
        """Which of some documents are."""
        found: Rows = self._rows[documents]
        if len(self._without):
            found &= ~np.isin(documents, self._without)
        return found

    def among(self, documents: Codes) -> Codes:
        """Those of some documents that are."""
        return documents[self.are(documents)]


class Shelf:
    """The documents with their dates, and the sets of those before a date."""

    def __init__(self, prior: PriorWork, wanted: Collection[str] = ()) -> None:
        """`wanted`: ids of documents that will be asked for."""
        self.prior = prior
        self._last: tuple[int, Rows, int] | None = None
        self._described: dict[int, DocumentSeen] = {}
        self._by_name: dict[str, list[int]] = {}
        for number, name in enumerate(prior.names if wanted else ()):
            if name in wanted:
                self._by_name.setdefault(name, []).append(number)

    def before(self, date: Period | None, without: Sequence[int] = ()) -> Earlier:
        """The documents before a date, but for some; without a date none is."""
        day = date.first if date else 0
        if self._last is None or self._last[0] != day:
            rows = self.prior.before(date) if date else np.zeros(self.prior.documents, bool)
            self._last = day, rows, int(rows.sum())
        return Earlier(self._last[1], without, self._last[2])

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
