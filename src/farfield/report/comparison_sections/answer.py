"""The answer over all pairs in three sentences, and a sentence on each pair a click away."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.left_out import at_sight
from farfield.report.page.markup import tag
from farfield.results import Comparison
from farfield.results.structs import known
from farfield.words.comparison import pair_sentence, unweighted_sentence
from farfield.words.comparison_lead import lead_sentences

MOST_SENTENCES = 60


def answer(result: Comparison) -> Element:
    """The section of the sentences."""
    pairs = result.pairs
    several = len(result.tasks) > 1
    weighed = unweighted_sentence(result)
    return tag(
        "section",
        tag("h2", "The answer", class_="unseen"),
        [tag("p", sentence) for sentence in lead_sentences(result)],
        tag("p", weighed, class_="note-text") if weighed else None,
        _each_pair(result, several) if len(pairs) > 1 else None,
        id="answer",
    )


def _each_pair(result: Comparison, several: bool) -> Element:
    shown, more = at_sight(result.pairs, "pair", MOST_SENTENCES, of="comparison.json")
    told = [pair_sentence(pair, known(result.ruler), several) for pair in shown]
    return tag(
        "details",
        tag("summary", "Each pair in words"),
        tag("ul", [tag("li", sentence) for sentence in told]),
        more,
    )
