"""What the page of a comparison begins with: tasks, subjects, pairs, ruler."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.page.prose import breakable
from farfield.results import Comparison
from farfield.words import phrases


def masthead(result: Comparison) -> Element:
    """The header of the page."""
    pairs = result.pairs
    subjects = list(dict.fromkeys(name for pair in pairs for name in (pair.from_, pair.to)))
    facts = [phrases.count(len(subjects), "subject"), phrases.count(len(pairs), "pair")]
    return tag(
        "header",
        tag("p", "Comparison", class_="kicker"),
        tag("h1", breakable(phrases.listed(result.tasks, 3))),
        tag("p", phrases.listed(subjects, 6), class_="subjects"),
        tag(
            "p",
            " · ".join([*facts, f"by {result.ruler.title}", *phrases.chosen_of_runs(result)]),
            class_="facts",
        ),
    )
