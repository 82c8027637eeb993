"""The sections of the page of drift, in the order in which they stand on it."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from farfield.report.drift_sections.answer import answer, masthead
from farfield.report.drift_sections.by_years import by_years
from farfield.report.drift_sections.how_measured import how_measured
from farfield.report.drift_sections.reminders import deferral, half_lives, reminders
from farfield.report.drift_sections.when import when
from farfield.results import Drift

DRIFT_SECTIONS: tuple[Callable[[Drift], Element | None], ...] = (
    masthead,
    answer,
    when,
    by_years,
    reminders,
    deferral,
    half_lives,
    how_measured,
)
"""Each makes its section of the results; None where there is nothing to say."""
