"""Dates as the periods they name: a year is all its days, so that "before" is never claimed of what may be later."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

LONGEST = 60  # characters that a date may have
FIRST_YEAR, LAST_YEAR = 1000, 2999
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ]\d{1,2}:?\d{2}.*|\.0)?")
_HALF_YEAR = re.compile(r"\d{4}\.[1-9]")
_SIGNS = re.compile(r"(\d{4})\s*[年년](?:\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日일])?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_EPOCH = re.compile(r"(\d{10}|\d{13})(?:\.\d+)?")
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[+-]\d{2}:?\d{2})?")
_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[./-](\d{4})")
_YEAR = re.compile(r"(?<!\d)([12]\d{3})(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?![\d:])")
_MONTHS = (
    "", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_BESIDE = {
    *_DAYS, *(name[:3] for name in _DAYS),
    "st", "nd", "rd", "th", "of", "the", "at", "t", "z", "am", "pm",
    "gmt", "utc", "cet", "cest", "bst", "est", "edt", "cst", "cdt", "pst", "pdt",
}  # fmt: skip
"""Words of a date beside its month."""


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

    Numbers that may be day and month either way, as 05/06/2019, name the year, and so do months in other languages
    than English. With points between them the day comes first: 05.06.2019.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    if _HALF_YEAR.fullmatch(text):  # a fifth month, or half a year
        return _period(int(text[:4]))
    if found := _ISO.fullmatch(text) or _SIGNS.fullmatch(text):
        year, month, day = (int(part) if part else None for part in found.groups())
        return _period(year or 0, month, day)
    if found := _COMPACT.fullmatch(text):
        return _period(*map(int, found.groups()))
    if found := _EPOCH.fullmatch(text):
        digits = found.group(1)
        at = datetime.fromtimestamp(int(digits) / (1000 if len(digits) == 13 else 1), UTC)
        return _period(at.year, at.month, at.day)
    text = _TIME.sub(" ", text).strip()
    if found := _DAY_FIRST.fullmatch(text):
        return _of_numbers(int(found[1]), int(found[3]), int(found[4]), found[2])
    if found := _MONTH_FIRST.fullmatch(text):
        return _period(int(found[2]), int(found[1]))
    return _in_words(text)


def _of_numbers(one: int, other: int, year: int, mark: str) -> Period | None:
    """Day and month before a year, with a mark between them."""
    if mark == "." or one > 12 or one == other:
        return _period(year, other, one)
    return _period(year, one, other) if other > 12 else _period(year)


def _in_words(text: str) -> Period | None:
    """ "12 May 2019", "May 2019", "Mon, 2 Apr 2007 GMT"; of other texts with one year that year."""
    years = _YEAR.findall(text)
    if len(years) != 1:
        return None
    month = _month(_WORD.findall(text.casefold()))
    days = [int(day) for day in _DAY.findall(_YEAR.sub(" ", text, count=1)) if 1 <= int(day) <= 31]
    return _period(int(years[0]), month, days[0] if month and len(days) == 1 else None)


def _month(words: Sequence[str]) -> int | None:
    """The one month that is named in English. Short for one, beside words of another language, it may be none: in
    French "mar." is a Tuesday."""
    found = {
        word: number
        for word in words
        for number, name in enumerate(_MONTHS)
        if len(word) > 2 and name.startswith(word)
    }
    if len(found) != 1:
        return None
    ((word, month),) = found.items()
    return month if word == _MONTHS[month] or {*words} <= {word, *_BESIDE} else None


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
