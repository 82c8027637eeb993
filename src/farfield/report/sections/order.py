"""The sections of a profile's page, in the order in which they stand on it. A new one is a file and a line here."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from farfield.report.run_folder import Results
from farfield.report.sections.answer import answer
from farfield.report.sections.how_measured import how_measured
from farfield.report.sections.items import items
from farfield.report.sections.masthead import masthead
from farfield.report.sections.more_of_the_same import more_of_the_same
from farfield.report.sections.near_and_far import near_and_far
from farfield.report.sections.one_mind import one_mind
from farfield.report.sections.records_left_out import records_left_out
from farfield.report.sections.score_near_to_far import score_near_to_far
from farfield.report.sections.something_else import something_else
from farfield.report.sections.values_and_capabilities import values_and_capabilities
from farfield.report.sections.where_it_comes_from import where_it_comes_from
from farfield.report.sections.where_items_stand import where_items_stand

SECTIONS: tuple[Callable[[Results], Element | None], ...] = (
    masthead,
    answer,
    values_and_capabilities,
    one_mind,
    near_and_far,
    something_else,
    score_near_to_far,
    where_items_stand,
    where_it_comes_from,
    more_of_the_same,
    items,
    how_measured,
    records_left_out,
)
"""Each makes its section of a run's results; None where there is nothing to say."""
