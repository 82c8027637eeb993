"""The parts of a headline score in numbers: the share of each kind of items, and each subject's score on them."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.legend import swatch
from farfield.report.figures.headline_bars import Part, names_of
from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, numbers_table
from farfield.results import SubjectProfile
from farfield.words import phrases


def parts_table(rows: Sequence[tuple[SubjectProfile, Sequence[Part]]], kind: str) -> Element:
    """The bars in numbers: for each kind of items its share and each subject's score, with interval and n."""
    names = names_of(rows)
    found = [{part.name: part for part in parts} for _, parts in rows]
    body = [
        tag(
            "tr",
            tag("th", swatch(css), name, scope="row"),
            [_cell(parts.get(name)) for parts in found],
        )
        for name, css in names
    ]
    return numbers_table(f"Scores by {kind}", [kind, *(profile.subject for profile, _ in rows)], body)


def _cell(part: Part | None) -> Element:
    if part is None:
        return tag("td", phrases.NOTHING)
    detail = f"{phrases.percent_interval(part.low, part.high)} {phrases.held(part.items)}"
    return cell(phrases.percent(part.mean), detail)
