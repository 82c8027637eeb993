"""Dates as the periods they name: a year is all its days, so that "before" is never claimed of what may be later."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime
from typing import NamedTuple

LONGEST = 60  # characters that a date may have
FIRST_YEAR, LAST_YEAR = 1000, 2999
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ]\d{1,2}:?\d{2}.*|\.0)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_EPOCH = re.compile(r"(\d{10}|\d{13})(?:\.\d+)?")
_YEAR = re.compile(r"(?<!\d)([12]\d{3})(?!\d)")
_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
_NAMED = re.compile(r"(?<![a-z])(" + "|".join(_MONTHS) + r")[a-z]*\.?", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?![\d:])")


class Period(NamedTuple):
    """The first and the last day that a date may mean, each as yyyymmdd."""

    first: int
    last: int

    @property
    def year(self) -> int:
        return self.first // 10000

    def before(self, other: Period) -> bool:
        """Whether all of it lies before all of the other."""
        return self.last < other.first


def read_period(text: str) -> Period | None:
    """The period that a date names, in ISO 8601 or as people write it; None where the text is none.

    Numbers that may be day and month either way, as 05/06/2019, name the year.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part) if part else None for part in found.groups())
        return _period(year or 0, month, day)
    if found := _COMPACT.fullmatch(text):
        return _period(*map(int, found.groups()))
    if found := _EPOCH.fullmatch(text):
        digits = found.group(1)
        at = datetime.fromtimestamp(int(digits) / (1000 if len(digits) == 13 else 1), UTC)
        return _period(at.year, at.month, at.day)
    return _in_words(text)


def _in_words(text: str) -> Period | None:
    """ "12 May 2019", "May 2019", "Mon, 2 Apr 2007 19:18:42 GMT"; of other texts with one year that year."""
    years = _YEAR.findall(text)
    if len(years) != 1:
        return None
    named = _NAMED.findall(text)
    rest = _YEAR.sub(" ", text, count=1)
    days = [int(day) for day in _DAY.findall(rest) if 1 <= int(day) <= 31]
    month = _MONTHS[named[0].casefold()[:3]] if len(named) == 1 else None
    return _period(int(years[0]), month, days[0] if month and len(days) == 1 else None)


def _period(year: int, month: int | None = None, day: int | None = None) -> Period | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return Period(_number(first), _number(last))


def _number(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def written(day: int) -> str:
    """A day as ISO 8601 writes it."""
    return f"{day // 10000:04d}-{day // 100 % 100:02d}-{day % 100:02d}"
