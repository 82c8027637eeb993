"""The sections of the page of ideas, in the order in which they stand on it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.novelty_sections.beside_people import beside_people, scores
from farfield.report.novelty_sections.distances import distances
from farfield.report.novelty_sections.how_counted import how_counted
from farfield.report.novelty_sections.judged_ideas import judged_ideas
from farfield.report.novelty_sections.kinds import kinds
from farfield.report.novelty_sections.masthead import answer, masthead
from farfield.results.novelty import Novelty


def sections_of(result: Novelty, budget: int | None) -> list[Element]:
    """All sections. `budget`: bytes that the ideas may take; None for all of them."""
    sections = [
        masthead(result), answer(result), kinds(result), distances(result), beside_people(result), scores(result),
        judged_ideas(result, budget), how_counted(result),
    ]  # fmt: skip
    return [one for one in sections if one is not None]
