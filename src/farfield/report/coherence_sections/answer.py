"""Masthead and answer of the page of coherence."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.results import Coherence
from farfield.words import phrases
from farfield.words.coherence import answer_sentences


def masthead(result: Coherence) -> Element:
    """What was measured, of whom."""
    tuples = sum(one.whole.tuples for one in result.subjects)
    facts = [phrases.count(len(result.subjects), "subject"), phrases.count(tuples, "tuple")]
    names = [one.subject for one in result.subjects] or [one.subject for one in result.preferences]
    return tag(
        "header",
        tag("p", "Coherence", class_="kicker"),
        tag("h1", "One mind behind the answers?"),
        tag("p", phrases.listed(names, 6), class_="subjects"),
        tag("p", " · ".join(facts), class_="facts"),
    )


def answer(result: Coherence) -> Element:
    """What was found, in sentences."""
    told = [tag("li", sentence) for sentence in answer_sentences(result)]
    return tag("section", tag("h2", "The answer", class_="unseen"), tag("ul", told), id="answer")
