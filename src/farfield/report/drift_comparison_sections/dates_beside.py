"""When the two of each pair live, and until when they know."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, explained_table, row
from farfield.results import DriftComparison
from farfield.results.drift_comparison import DateDifference, DriftPair
from farfield.words import phrases
from farfield.words.drift import years
from farfield.words.drift_comparison import NO_DATE, interval, p_of, starred
from farfield.words.numbers import count

TITLES = ("subject", "less", "lives later by, years", "knows longer by, years", "facts of both")
TOLD = (
    "Each date is that of the facts which both were asked. Its interval is made of the two dates' own, less what they "
    "have in common, as the same facts move both. A star: not 0 after correction for all that is compared."
)


def dates_beside(result: DriftComparison) -> Element:
    """A row each pair."""
    rows = [row([pair.to, pair.from_], _cells(pair)) for pair in result.pairs]
    return explained_table(tag("h2", "Who lives later"), "Differences of dates", TITLES, rows, TOLD)


def _cells(pair: DriftPair) -> list[Element]:
    return [_date(pair, pair.inner_date), _date(pair, pair.cutoff), cell(count(pair.facts, "fact"))]


def _date(pair: DriftPair, one: DateDifference) -> Element:
    if one.years is None:
        why = NO_DATE[one.reason or "no_common"].format(first=pair.from_, second=pair.to)
        return cell(phrases.NOTHING, why)
    ends = "; ".join(filter(None, (f"{_year(one.second)} against {_year(one.first)}", p_of(one))))
    return cell(starred(interval(one.estimate, digits=1), one), ends)


def _year(value: float | None) -> str:
    return phrases.NOTHING if value is None else years(value)
