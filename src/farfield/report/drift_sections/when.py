"""When each subject lives: a row each."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, explained_table, row
from farfield.results import Drift
from farfield.results.drift import SubjectDrift
from farfield.results.structs import Mean
from farfield.words import phrases
from farfield.words.drift import NO_CUTOFF, NO_INNER_DATE, cutoff, inner_date
from farfield.words.numbers import count, number, percent, percent_interval

TITLES = ("subject", "lives in", "knows until", "stated", "current", "stale", "defers")
TOLD = (
    "Lives in: the inner date at which its answers would all be right, from dated answers alone. Knows until: where "
    "its scores on dated changes fall."
)


def when(result: Drift) -> Element:
    """Inner date, effective cutoff, stated cutoff, and the outcomes without a reminder."""
    rows = [row([one.subject], _cells(one)) for one in result.subjects]
    return explained_table(tag("h2", "When it lives"), "When each subject lives", TITLES, rows, TOLD)


def _cells(one: SubjectDrift) -> list[Element]:
    inner, known = one.inner_date, one.cutoff
    spread = f"spread {number(inner.spread, 1)} years, " if inner.spread is not None else ""
    why = NO_INNER_DATE[inner.reason] if inner.reason else f"{spread}{count(inner.facts, 'fact')}"
    why_known = NO_CUTOFF[known.reason] if known.reason else f"{count(known.events, 'change')}"
    bare = next((arm for arm in one.arms if arm.arm == one.baseline), None)
    shares = [bare.current, bare.stale, bare.defers] if bare else []
    return [
        cell(inner_date(inner), why),
        cell(cutoff(known), why_known),
        cell(one.stated or phrases.NOTHING),
        *map(_share, shares),
    ]


def _share(found: Mean) -> Element:
    """The interval in small print, which goes on in the next line: seven columns have no room for it in this one."""
    if found.mean is None:
        return cell(phrases.NOTHING)
    return cell(percent(found.mean), percent_interval(found.low, found.high, 0))
