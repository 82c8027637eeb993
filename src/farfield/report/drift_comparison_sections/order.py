"""The sections of the page of compared drift, in the order in which they stand on it."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from farfield.report.drift_comparison_sections.answer import answer, masthead
from farfield.report.drift_comparison_sections.at_a_glance import at_a_glance
from farfield.report.drift_comparison_sections.dates_beside import dates_beside
from farfield.report.drift_comparison_sections.how_compared import how_compared
from farfield.report.drift_comparison_sections.outcomes_beside import half_lives_beside, outcomes_beside
from farfield.results import DriftComparison

DRIFT_COMPARISON_SECTIONS: tuple[Callable[[DriftComparison], Element | None], ...] = (
    masthead,
    answer,
    at_a_glance,
    dates_beside,
    outcomes_beside,
    half_lives_beside,
    how_compared,
)
"""Each makes its section of the results; None where there is nothing to say."""
