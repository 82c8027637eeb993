"""The sections of the page of a comparison, in the order in which they stand on it."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from farfield.report.comparison_sections.all_curves import all_curves
from farfield.report.comparison_sections.answer import answer
from farfield.report.comparison_sections.how_compared import how_compared
from farfield.report.comparison_sections.masthead import masthead
from farfield.report.comparison_sections.more_of_the_same import more_of_the_same
from farfield.report.comparison_sections.own_control import own_control
from farfield.report.comparison_sections.values_beside import values_beside
from farfield.report.comparison_sections.what_differs import what_differs
from farfield.results import Comparison

COMPARISON_SECTIONS: tuple[Callable[[Comparison], Element | None], ...] = (
    masthead,
    all_curves,
    answer,
    own_control,
    values_beside,
    what_differs,
    more_of_the_same,
    how_compared,
)
"""Each makes its section of the results; None where there is nothing to say."""
