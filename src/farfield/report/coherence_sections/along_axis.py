"""Coherence and discrimination, level by level along the axis."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results import Coherence
from farfield.results.coherence import AnyCoherence, CoherenceLevel
from farfield.words import phrases
from farfield.words.coherence import area, axis_of, small
from farfield.words.numbers import whole


def along_axis(result: Coherence) -> Element | None:
    """None without an axis."""
    levels = levels_table(result)
    return tag("section", tag("h2", f"Along {axis_of(result)}"), levels) if levels else None


def levels_table(result: AnyCoherence) -> list[Element]:
    """A row a subject; nothing without an axis."""
    shown = [one for one in result.subjects if one.levels]
    if not shown:
        return []
    titles = ["subject", *(level.level for level in shown[0].levels)]
    rows = [row([one.subject], [_level(level) for level in one.levels]) for one in shown]
    note = "Squared distance, all tuples counting alike; small: AUC and tuples."
    return [
        numbers_table(f"Squared distance along {axis_of(result)}", titles, rows),
        tag("p", note, class_="note-text"),
    ]


def _level(level: CoherenceLevel) -> Element:
    if level.found is None:
        return cell(phrases.NOTHING)
    told = f"AUC {area(level.discrimination.auc)}; {whole(level.found.tuples)}"
    return cell(small(level.found.squared), told)
