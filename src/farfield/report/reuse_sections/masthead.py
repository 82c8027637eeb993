"""What the page of an audit begins with: whose runs, how many, and the answer in sentences."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.reuse_folder import AuditResults
from farfield.words import numbers, phrases
from farfield.words.reuse import answer_sentences


def masthead(found: AuditResults) -> Element:
    """The header of the page."""
    read = found.result.read
    formats = [f"{name} {numbers.whole(number)}" for name, number in read.formats.items()]
    facts = [numbers.count(read.runs, "run"), numbers.count(read.files, "file"), phrases.listed(formats, 5)]
    return tag(
        "header",
        tag("p", "Re-use", class_="kicker"),
        tag("h1", "Solved, or looked up?"),
        tag("p", phrases.listed(found.subjects, 6), class_="subjects"),
        tag("p", " · ".join(filter(None, facts)), class_="facts"),
    )


def answer(found: AuditResults) -> Element:
    """The answer in sentences, and what a reader should know first."""
    told = list(answer_sentences(found.result))
    warnings = [tag("li", one) for one in found.result.warnings]
    return tag(
        "section",
        tag("h2", "The answer", class_="unseen"),
        tag("p", told[0], class_="lead"),
        [tag("p", one) for one in told[1:]],
        tag("ul", warnings, class_="warnings") if warnings else None,
        id="answer",
    )
