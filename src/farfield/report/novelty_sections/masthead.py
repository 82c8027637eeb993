"""What the page of ideas begins with: whose ideas, against what, and the answer in sentences."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.header import page_header
from farfield.report.page.markup import tag
from farfield.results.novelty import Novelty
from farfield.words import numbers
from farfield.words.novelty import LIMITS, answer_sentences
from farfield.words.novelty_sets import comparison_sentence


def masthead(result: Novelty) -> Element:
    """The header of the page."""
    prior = result.prior
    facts = [
        numbers.count(len(result.ideas), "idea"),
        f"{numbers.large(prior.documents, 'document')} of {prior.first[:4]} to {prior.last[:4]}",
    ]
    return page_header("Novelty", "New, and in which way?", [one.author for one in result.authors], facts)


def answer(result: Novelty) -> Element:
    """The answer in sentences, and what it does not say."""
    told = [*answer_sentences(result), *map(comparison_sentence, result.comparisons)]
    return tag(
        "section",
        tag("h2", "The answer", class_="unseen"),
        tag("p", " ".join(told), class_="lead"),
        tag("ul", [tag("li", one) for one in LIMITS], class_="warnings"),
        id="answer",
    )
