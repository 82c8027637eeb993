"""03/04/2021 is March to one reader and April to another; a whole column of such dates may tell which it means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from farfield.families.facts import DatedFact

Order = Literal["day", "month"]
_SLASHED = re.compile(r"\s*(\d{1,2})([/-])(\d{1,2})\2(\d{4})\s*")
MONTHS = 12
FEWEST_TELLING = 3
"""Dates that can be read in one way only, below which a slip of the pen may have made them."""


@dataclass(frozen=True)
class DayOrder:
    """Which comes first in the dates of `where`: so many of `slashed` dates can be nothing else (`telling`)."""

    where: str
    first: Order
    telling: int
    slashed: int

    def as_iso(self, text: str | None) -> str | None:
        """The date as 2021-04-03; what is written otherwise stays."""
        found = _SLASHED.fullmatch(text or "")
        if found is None:
            return text
        day, month = (found[1], found[3]) if self.first == "day" else (found[3], found[1])
        return f"{found[4]}-{int(month):02}-{int(day):02}"


def order_of(where: str, texts: Iterable[str | None]) -> DayOrder | None:
    """The order in which all dates of a column can be read; None where none is, or several are."""
    pairs = [(int(found[1]), int(found[3])) for text in texts if (found := _SLASHED.fullmatch(text or ""))]
    day_first = sum(one > MONTHS for one, _ in pairs)
    month_first = sum(two > MONTHS for _, two in pairs)
    if bool(day_first) == bool(month_first) or max(day_first, month_first) < FEWEST_TELLING:
        return None
    return DayOrder(where, "day" if day_first else "month", max(day_first, month_first), len(pairs))


def facts_in_one_order(facts: Sequence[DatedFact]) -> tuple[Sequence[DatedFact], DayOrder | None]:
    """Facts with their days written one way, where all of them together tell which."""
    order = order_of(
        "the facts", (text for fact in facts for one in fact.answers for text in (one.start, one.end))
    )
    if order is None:
        return facts, None
    return [
        replace(
            fact,
            answers=tuple(
                replace(one, start=order.as_iso(one.start), end=order.as_iso(one.end)) for one in fact.answers
            ),
        )
        for fact in facts
    ], order
