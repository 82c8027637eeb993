"""The answer: a sentence for each of the first pairs."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.results import Comparison
from farfield.words import phrases
from farfield.words.comparison import pair_sentence, unweighted_sentence

MOST_SENTENCES = 6


def answer(result: Comparison) -> Element:
    """The section of the sentences."""
    pairs = result.pairs
    several = len(result.tasks) > 1
    told = [pair_sentence(pair, result.ruler, several) for pair in pairs[:MOST_SENTENCES]]
    weighed = unweighted_sentence(result)
    rest = len(pairs) - MOST_SENTENCES
    more = tag("p", f"and {phrases.count(rest, 'pair')} more in the table below", class_="note-text")
    return tag(
        "section",
        tag("h2", "The answer", class_="unseen"),
        tag("ul", [tag("li", sentence) for sentence in told]),
        more if rest > 0 else None,
        tag("p", weighed, class_="note-text") if weighed else None,
        id="answer",
    )
