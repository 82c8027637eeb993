"""Coherence and discrimination, level by level along the axis."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results import Coherence
from farfield.results.coherence import CoherenceLevel
from farfield.words import phrases
from farfield.words.coherence import area, small
from farfield.words.numbers import whole


def along_axis(result: Coherence) -> Element | None:
    """None without an axis."""
    shown = [one for one in result.subjects if one.levels]
    if not shown:
        return None
    titles = ["subject", *(level.level for level in shown[0].levels)]
    rows = [row([one.subject], [_level(level) for level in one.levels]) for one in shown]
    return tag(
        "section",
        tag("h2", f"Along {result.options.axis}"),
        numbers_table(f"Squared distance along {result.options.axis}", titles, rows),
        tag("p", "Squared distance, all tuples counting alike; small: AUC and tuples.", class_="note-text"),
    )


def _level(level: CoherenceLevel) -> Element:
    if level.found is None:
        return cell(phrases.NOTHING)
    told = f"AUC {area(level.discrimination.auc)}; {whole(level.found.tuples)}"
    return cell(small(level.found.squared), told)
