"""Whom is compared, as each one's own run tells it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, explained_table, row
from farfield.results import DriftComparison
from farfield.results.drift_comparison import DriftStanding
from farfield.words import phrases
from farfield.words.drift import years
from farfield.words.numbers import short

TITLES = ("subject", "run", "size", "stated", "asked without a reminder as", "lives in", "knows until")
TOLD = (
    "As each one's own run tells it, on all that it was asked. Pairs rest on what both were asked: facts of one key, "
    "questions of one arm and place, in one arm without a reminder where both were asked in it."
)


def how_compared(result: DriftComparison) -> Element:
    """The last section."""
    rows = [row([one.subject, one.folder], _cells(one)) for one in result.subjects]
    return explained_table(tag("h2", "Who was compared, and how"), "Subjects", TITLES, rows, TOLD)


def _cells(one: DriftStanding) -> list[Element]:
    return [
        cell(phrases.NOTHING if one.size is None else short(one.size)),
        cell(one.stated or phrases.NOTHING),
        cell(one.baseline),
        *(cell(phrases.NOTHING if date is None else years(date)) for date in (one.inner_date, one.cutoff)),
    ]
