"""The sections of the page of coherence, in the order in which they stand on it."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from farfield.report.coherence_sections.along_axis import along_axis
from farfield.report.coherence_sections.answer import answer, masthead
from farfield.report.coherence_sections.how_coherent import how_coherent
from farfield.report.coherence_sections.how_measured import how_measured
from farfield.report.coherence_sections.relations import relations, sure_bets
from farfield.results import Coherence

COHERENCE_SECTIONS: tuple[Callable[[Coherence], Element | None], ...] = (
    masthead,
    answer,
    how_coherent,
    relations,
    along_axis,
    sure_bets,
    how_measured,
)
"""Each makes its section of the results; None where there is nothing to say."""
