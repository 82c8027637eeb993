"""The answer over all pairs in three sentences, and a sentence on each pair a click away."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.results import Comparison
from farfield.words import phrases
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
    told = [pair_sentence(pair, result.ruler, several) for pair in result.pairs[:MOST_SENTENCES]]
    rest = len(result.pairs) - MOST_SENTENCES
    more = tag("p", f"and {phrases.count(rest, 'pair')} more in comparison.json", class_="note-text")
    return tag(
        "details",
        tag("summary", "Each pair in words"),
        tag("ul", [tag("li", sentence) for sentence in told]),
        more if rest > 0 else None,
    )
