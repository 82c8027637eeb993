"""The answer over all pairs: the lead, and a sentence on each pair a click away."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.left_out import at_sight
from farfield.report.page.markup import tag
from farfield.results import Comparison
from farfield.results.structs import known
from farfield.words.comparison import pair_sentence, unweighted_sentence
from farfield.words.comparison_lead import comparison_lead

MOST_SENTENCES = 60


def answer(result: Comparison) -> Element:
    """The section of the sentences."""
    several = len(result.tasks) > 1
    weighed = unweighted_sentence(result)
    parts = [part for part in comparison_lead(result) if part]
    return tag(
        "section",
        tag("h2", "The answer", class_="unseen"),
        [tag("p", part, class_="lead" if part is parts[0] else "lead-rest") for part in parts],
        tag("p", weighed, class_="note-text") if weighed else None,
        _each_pair(result, several) if result.pairs else None,
        id="answer",
    )


def _each_pair(result: Comparison, several: bool) -> Element:
    shown, more = at_sight(result.pairs, "pair", MOST_SENTENCES, of="comparison.json")
    told = [pair_sentence(pair, known(result.ruler), several) for pair in shown]
    return tag(
        "details",
        tag("summary", "Each pair in words" if len(result.pairs) > 1 else "The pair in words"),
        tag("ul", [tag("li", sentence) for sentence in told]),
        more,
    )
