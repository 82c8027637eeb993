"""Days, months and years as stretches of time: a date without a day is no first of January."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from farfield.measure.cutoffs import parse_date

MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
MONTHS |= {"sept": 9}
_WRITTEN = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\.? )?(?P<month>[A-Za-z]{3,9})\.?(?: (?P<later>\d{1,2})(?:st|nd|rd|th)?)?,? "
    r"(?P<year>\d{4})"
)
_YEAR = re.compile(r"(\d{4})(?:\.0+)?")
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})|(\d{4})年(\d{1,2})月")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
"""With dots the day stands first wherever they are written so; with slashes nobody can tell."""
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{4})")


@dataclass(frozen=True)
class When:
    """A date as far as it is told: the first day that it can be, and the first day that it cannot be any more."""

    first: date
    after: date

    @cached_property
    def low(self) -> float:
        """Its beginning in years, as 2021.5."""
        return in_years(self.first)

    @cached_property
    def high(self) -> float:
        """Its end in years."""
        return in_years(self.after)

    @property
    def middle(self) -> float:
        """What stands for it where one number is needed: the middle of a month or a year, the beginning of a day."""
        return self.low if self.exact else (self.low + self.high) / 2

    @property
    def exact(self) -> bool:
        """Whether it is told to the day."""
        return (self.after - self.first).days <= 1


def in_years(day: date) -> float:
    """2021-07-02 as 2021.4986: the year, and the share of it that is over."""
    start, end = date(day.year, 1, 1).toordinal(), date(day.year, 12, 31).toordinal() + 1
    return day.year + (day.toordinal() - start) / (end - start)


def from_years(years: float) -> date:
    """The day that a number of years stands for."""
    year = min(max(int(years // 1), 1), 9998)
    start, end = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    return date.fromordinal(start + min(round((years - year) * (end - start)), end - start))


def read_when(text: str) -> When | None:
    """A day, month or year: ISO 8601, a year alone, 2023/09/30, 30.09.2023, 2023年9月30日, 09/2023, or with the month's
    name in English (`30 Sep 2023`).

    None for anything else, such as 03/04/2023, which is March to one reader and April to another.
    """
    text = " ".join(text.split())
    if found := _YEAR.fullmatch(text):
        year = int(found[1])
        return When(date(year, 1, 1), date(year + 1, 1, 1)) if 0 < year < 9999 else None
    if found := _MONTH.fullmatch(text):
        return _month(*map(int, filter(None, found.groups())))
    if found := _MONTH_FIRST.fullmatch(text):
        return _month(int(found[2]), int(found[1]))
    if found := _YEAR_FIRST.fullmatch(text):
        return _of_numbers(*map(int, filter(None, found.groups())))
    if found := _DAY_FIRST.fullmatch(text):
        return _of_numbers(int(found[3]), int(found[2]), int(found[1]))
    if found := _WRITTEN.fullmatch(text):
        return _written(found)
    day = parse_date(text)
    return _day(day) if day is not None else None


def _day(day: date) -> When | None:
    return When(day, date.fromordinal(day.toordinal() + 1)) if day < date.max else None


def _month(year: int, month: int) -> When | None:
    if not (0 < year < 9999 and 1 <= month <= 12):
        return None
    after = date(year + month // 12, month % 12 + 1, 1)
    return When(date(year, month, 1), after)


def _of_numbers(year: int, month: int, day: int) -> When | None:
    try:
        return _day(date(year, month, day))
    except ValueError:
        return None


def _written(found: re.Match[str]) -> When | None:
    month, day = MONTHS.get(found["month"].casefold()), found["day"] or found["later"]
    if month is None or (found["day"] and found["later"]):
        return None
    if day is None:
        return _month(int(found["year"]), month)
    return _of_numbers(int(found["year"]), month, int(day))
