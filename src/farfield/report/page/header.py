"""The masthead that pages of a command of their own share: what it is, its question, whom it is of, how much."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.words import phrases

MOST_NAMES = 6


def page_header(kicker: str, question: str, names: Sequence[str], facts: Sequence[str]) -> Element:
    """The header of a page. `names`: of its subjects, of which the first MOST_NAMES stand there."""
    return tag(
        "header",
        tag("p", kicker, class_="kicker"),
        tag("h1", question),
        tag("p", phrases.listed(names, MOST_NAMES), class_="subjects"),
        tag("p", " · ".join(facts), class_="facts"),
    )
