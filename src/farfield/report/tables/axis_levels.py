"""The levels of a family's axis: how often the corpus shows each, how many items stand there, and the scores."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.legend import swatch
from farfield.report.page.markup import tag
from farfield.report.tables.numbers import scrolling
from farfield.results.families import AxisLevel, AxisProfile, FamilyProfile
from farfield.words import phrases
from farfield.words.accents import regime_class
from farfield.words.numbers import whole


def axis_table(axis: AxisProfile, pairs: Sequence[tuple[str, FamilyProfile]]) -> Element:
    """A column for each level: how often the corpus shows it, how many items stand there, each subject's score."""
    number = next(at for at, one in enumerate(pairs[0][1].axes) if one.name == axis.name)
    levels = axis.levels
    corner = tag("th", axis.name, " ", tag("small", axis.meaning), scope="col")
    rows = []
    if any(one.count is not None for one in levels):
        rows.append(_row("in the corpus", [_count(one.count) for one in levels]))
    rows.append(_row("items", [whole(one.items) if one.items else phrases.NOTHING for one in levels]))
    for subject, block in pairs:
        scores = {one.level: one.mean for one in block.axes[number].levels}
        cells = [phrases.percent(scores.get(one.level), 0) for one in levels]
        rows.append(_row(f"score of {subject}" if len(pairs) > 1 else "score", cells))
    head = [corner, *map(_level_head, levels)]
    return scrolling(f"Levels of {axis.name}", head, rows, css="numbers levels")


def _level_head(level: AxisLevel) -> Element:
    """The level with the accent of the regime that it alone would give an item."""
    regime = level.regime
    title = f"by this axis alone: {regime}" if regime else None
    colour = swatch(regime_class(regime)) if regime else None
    return tag("th", colour, str(level.level), scope="col", title=title)


def _count(count: int | None) -> str:
    if count is None:
        return phrases.NOTHING
    return whole(count) if count else "never"


def _row(name: str, cells: Sequence[str]) -> Element:
    return tag("tr", tag("th", name, scope="row"), [tag("td", text) for text in cells])
