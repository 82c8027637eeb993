"""Masthead and answer of the page of drift."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.header import page_header
from farfield.report.page.markup import tag
from farfield.results import Drift
from farfield.words import phrases
from farfield.words.drift import EXPECTED, answer_sentences, notice_sentence
from farfield.words.numbers import count

MOST_NOTICES = 12


def masthead(result: Drift) -> Element:
    """What was measured, of whom."""
    facts = [
        count(len(result.subjects), "subject"),
        count(result.rows, "answer"),
        count(result.facts, "fact"),
        *filter(None, [phrases.chosen(result.where)]),
    ]
    names = [one.subject for one in result.subjects]
    return page_header("Drift", "Does it know what time it is?", names, facts)


def answer(result: Drift) -> Element:
    """What was found, in sentences, with what casts doubt on it."""
    told = [tag("li", sentence) for sentence in answer_sentences(result)]
    doubts = [tag("li", notice_sentence(one)) for one in result.notices[:MOST_NOTICES]]
    rest = len(result.notices) - MOST_NOTICES
    return tag(
        "section",
        tag("h2", "The answer", class_="unseen"),
        tag("ul", told),
        tag("h3", "What to know first") if doubts else None,
        tag("ul", doubts) if doubts else None,
        tag("p", f"and {rest} more in drift.json", class_="note-text") if rest > 0 else None,
        tag("p", EXPECTED, class_="note-text"),
        id="answer",
    )
