"""Scores by regime, for each number of occurrences from which on a corpus counts as supporting a point."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.records import REGIMES
from farfield.report.charts.legend import swatch
from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, numbers_table
from farfield.results.families import FamilyProfile, FamilyRegime
from farfield.words import phrases
from farfield.words.accents import regime_class
from farfield.words.numbers import whole


def threshold_table(corner: str, block: FamilyProfile) -> Element:
    """A row for each regime, a column for each number of occurrences at which support begins."""
    columns = [{_named(part): part for part in one.regimes} for one in block.thresholds]
    names: dict[tuple[str, str], None] = {}
    for one in block.thresholds:
        names |= {(part.regime, _named(part)): None for part in one.regimes}
    occurrences = [phrases.count(one.threshold, "occurrence") for one in block.thresholds]
    body = [
        tag(
            "tr",
            tag("th", swatch(regime_class(regime)), name, scope="row"),
            [_regime_cell(column.get(name)) for column in columns],
        )
        for regime, name in sorted(names, key=_regime_place)
    ]
    return numbers_table("Scores by regime", [corner, *occurrences], body)


def _regime_place(name: tuple[str, str]) -> tuple[int, str]:
    known: Sequence[str] = REGIMES
    return known.index(name[0]), name[1]


def _named(part: FamilyRegime) -> str:
    """ "composition of order 2", "extrapolation, range"."""
    if part.order:
        return f"{part.regime} of order {part.order}"
    return f"{part.regime}, {part.extrapolation}" if part.extrapolation else part.regime


def _regime_cell(part: FamilyRegime | None) -> Element:
    if part is None:
        return tag("td", phrases.NOTHING)
    ends = phrases.percent_interval(part.low, part.high)
    nearer = f", {whole(part.bounds)} may be nearer" if part.bounds else ""
    return cell(phrases.percent(part.mean), f"{ends} {phrases.held(part.items)}{nearer}")
