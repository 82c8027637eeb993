"""What the page of a comparison begins with: tasks, subjects, pairs, ruler."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.page.prose import breakable
from farfield.results import Comparison
from farfield.words import phrases
from farfield.words.value_comparison import compared_values


def masthead(result: Comparison) -> Element:
    """The header of the page."""
    pairs = result.pairs
    values = compared_values(result)
    subjects = list(dict.fromkeys(name for pair in pairs or values for name in (pair.from_, pair.to)))
    facts = [phrases.count(len(subjects), "subject"), phrases.count(len(pairs or values), "pair")]
    by = [f"by {result.ruler.title}"] if result.ruler else []
    return tag(
        "header",
        tag("p", "Comparison", class_="kicker"),
        tag("h1", breakable(phrases.listed(result.tasks or [one.task for one in values[:1]], 3))),
        tag("p", phrases.listed(subjects, 6), class_="subjects"),
        tag(
            "p",
            " · ".join([*facts, *by, *phrases.chosen_of_runs(result)]),
            class_="facts",
        ),
    )
