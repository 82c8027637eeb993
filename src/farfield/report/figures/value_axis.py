"""Where the levels of a value stand across its picture, and their names below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import percent_across
from farfield.report.charts.marks import note
from farfield.report.charts.scale import Scale
from farfield.report.page.markup import tag
from farfield.results.structs import known
from farfield.results.values import GraderValues, ValueLevel

EDGE = 4
"""Percent of the width left free at either side, for marks."""
FREE = 2
"""Percent of the width between two names of levels."""
BEFORE = 8.0
"""Percent of the width by which a name may begin before it: there the names of heights stand."""
WIDE, NARROW = 1.0, 2.4
"""Percent of the width that a letter takes, on a screen and on a phone."""


@dataclass(frozen=True, slots=True)
class ValueAxis:
    """The levels, nearest first, at their distances where each has one of its own; else evenly in their order."""

    levels: Sequence[ValueLevel]
    ordered: bool
    across: Scale

    def place(self, level: ValueLevel) -> float:
        """Where a level stands, in percent of the width."""
        return self.across(known(level.distance) if self.ordered else float(self.levels.index(level)))

    def names(self, y: float) -> list[Element]:
        """The names of the levels, `y` pixels down."""
        return self.texts([(level, level.level) for level in self.levels], y)

    def texts(self, told: Sequence[tuple[ValueLevel, str]], y: float) -> list[Element]:
        """Words at levels, those that have room: on a phone fewer. The table has them all."""
        return [
            tag("g", self._fitting(told, y, letter), class_=css)
            for letter, css in ((WIDE, "on-wide"), (NARROW, "on-narrow"))
        ]

    def _fitting(self, told: Sequence[tuple[ValueLevel, str]], y: float, letter: float) -> list[Element]:
        found, last = [], -BEFORE
        for level, text in told:
            at, half = self.place(level), len(text) * letter / 2
            if at - half - last >= FREE:
                found.append(note(text, percent_across(at), y, "middle"))
                last = at + half
        return found


def value_axis(found: GraderValues) -> ValueAxis:
    """Of one grader's levels. Levels that share a distance would hide each other and stand in their order."""
    levels, distances = found.levels, {one.distance for one in found.levels}
    apart = found.ordered and len(distances) == len(levels)
    ends = [known(one.distance) for one in levels] if apart else [0.0, float(len(levels) - 1)]
    low, high = min(ends), max(ends)
    return ValueAxis(levels, apart, Scale(low, high if high > low else low + 1, EDGE, 100 - EDGE))
