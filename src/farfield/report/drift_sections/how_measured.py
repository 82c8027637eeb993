"""How drift was measured, and what was left out."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import facts_list
from farfield.results import Drift
from farfield.words import phrases
from farfield.words.drift_left_out import left_out_sentences

HOW = (
    "Inner date: give the subject a date T, and it names the answer that held at T; T is spread over facts by a "
    "logistic, a share of answers is noise, each fact has one vote. Effective cutoff: floor, ceiling, place and width "
    "of a logistic fall of the scores along the dates of the changes, all free. Known: the change lies before the "
    "interval of the effective cutoff; unknowable: after it. Half-life: what is current k exchanges after the reminder "
    "is c + A 2^(-k/h). All intervals are clustered by fact."
)


def how_measured(result: Drift) -> Element:
    """The last section."""
    told = [*left_out_sentences(result), *result.warnings]
    columns = ", ".join(f"{role} = {column}" for role, column in result.options.columns.items())
    facts = [("Files", phrases.listed(result.files, 12)), ("Columns", columns or phrases.NOTHING)]
    facts += [("Facts", result.options.facts)] if result.options.facts else []
    return tag(
        "section",
        tag("h2", "How it was measured, and what was left out"),
        tag("p", HOW, class_="note-text"),
        tag("ul", [tag("li", line) for line in told]) if told else None,
        facts_list(facts),
        id="method",
    )
